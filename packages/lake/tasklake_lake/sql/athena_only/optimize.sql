-- Compacts ${table} by hand, for where Glue's table optimizer does not run or lags behind a catch-up.
OPTIMIZE ${table} REWRITE DATA USING BIN_PACK
