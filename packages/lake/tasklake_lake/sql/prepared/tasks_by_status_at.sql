-- How many tasks there were in each status at a moment, changes made at that very moment included.
-- Parameters: the moment in UTC (varchar like 2026-03-01 09:30:00, or timestamp).
-- Counted back from today's tasks, so that only the changes since the moment are read: each is taken out of the
-- status it led to and put back into the one before.
-- Scans: every task of the states, and the changes since the moment.
WITH later_changes AS (
    SELECT op, status, previous_status
    FROM task_timeline
    WHERE occurred_at > CAST(? AS timestamp)
),
counted AS (
    SELECT status, 1 AS weight
    FROM tasks
    UNION ALL
    SELECT status, -1
    FROM later_changes
    WHERE op <> 'delete'
    UNION ALL
    SELECT previous_status, 1
    FROM later_changes
    WHERE previous_status IS NOT NULL
)
SELECT status, sum(weight) AS tasks
FROM counted
GROUP BY status
HAVING sum(weight) <> 0
ORDER BY status
