-- What happened on each of the last 30 UTC days, today included.
-- Scans: the changes of 30 days, and the raw tail.
SELECT day, created, completed, cancelled, deleted
FROM task_throughput_daily
WHERE day > current_date - INTERVAL '30' DAY
ORDER BY day
