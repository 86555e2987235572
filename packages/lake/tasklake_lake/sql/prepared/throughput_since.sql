-- What happened on each UTC day since one, and what that comes to in all: a burn-up.
-- Parameters: the first UTC day (varchar like 2026-03-01, or date).
-- Scans: the changes since the day, and the raw tail.
SELECT
    day,
    created,
    completed,
    cancelled,
    deleted,
    sum(created) OVER (ORDER BY day) AS created_in_all,
    sum(completed) OVER (ORDER BY day) AS completed_in_all
FROM task_throughput_daily
WHERE day >= CAST(? AS date)
ORDER BY day
