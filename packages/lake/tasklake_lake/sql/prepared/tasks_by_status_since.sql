-- How many tasks were in each status at the end of each UTC day since one: a cumulative flow.
-- Parameters: the first UTC day (varchar like 2026-03-01, or date).
-- Scans: every task of the states, and the whole history in three columns.
SELECT day, completed, cancelled, in_progress, pending
FROM tasks_by_status_daily
WHERE day >= CAST(? AS date)
ORDER BY day
