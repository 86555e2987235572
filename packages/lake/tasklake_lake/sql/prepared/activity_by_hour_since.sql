-- How many changes of tasks were made since a UTC day, by weekday (1 is Monday) and hour, UTC.
-- Parameters: the first UTC day (varchar like 2026-03-01, or date).
-- Scans: the changes since the day in one column and keys, and the raw tail.
SELECT day_of_week(occurred_at) AS weekday, hour(occurred_at) AS hour, count(*) AS changes
FROM task_timeline
WHERE occurred_at >= CAST(? AS timestamp)
GROUP BY day_of_week(occurred_at), hour(occurred_at)
ORDER BY weekday, hour
