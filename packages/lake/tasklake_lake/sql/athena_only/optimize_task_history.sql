-- Compacts the history by hand, for where Glue's table optimizer does not run or lags behind a catch-up.
OPTIMIZE task_history REWRITE DATA USING BIN_PACK
