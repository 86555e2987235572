-- What happened on each UTC day since one, and how many tasks there were and were completed at its end: a burn-up.
-- Parameters: the first UTC day (varchar like 2026-03-01, or date).
-- Scans: the changes since the day, every task of the states, and the whole history in three columns.
SELECT
    happened.day,
    happened.created,
    happened.completed,
    happened.cancelled,
    happened.deleted,
    there.open_tasks + there.completed + there.cancelled AS tasks,
    there.completed AS tasks_completed
FROM task_throughput_daily AS happened
JOIN tasks_by_status_daily AS there
ON there.day = happened.day
WHERE happened.day >= CAST(? AS date)
ORDER BY day
