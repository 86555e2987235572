-- How fresh the lake is: how far each merged table has got, and how long a change has waited for it.
-- Scans: keys of the states and of 35 days of the history, and the raw tail.
SELECT table_name, newest_change, newest_merged_change, complete_until, merge_lag_seconds
FROM lake_freshness
ORDER BY table_name
