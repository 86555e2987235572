-- Compacts the newest states by hand, for where Glue's table optimizer does not run or lags behind a catch-up.
OPTIMIZE task_states REWRITE DATA USING BIN_PACK
