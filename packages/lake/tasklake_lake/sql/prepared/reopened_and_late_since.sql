-- How often tasks were completed, completed after their due date, and opened again, in each week since a UTC day.
-- Parameters: the first UTC day (varchar like 2026-03-01, or date).
-- Scans: the changes since the day in few columns, and the raw tail.
SELECT
    CAST(date_trunc('week', occurred_at) AS date) AS week,
    count_if(became_completed) AS completed,
    count_if(became_completed AND coalesce(due_date < CAST(occurred_at AS date), false)) AS completed_late,
    count_if(status IN ('pending', 'in_progress') AND was IN ('completed', 'cancelled')) AS reopened
FROM (
    SELECT
        occurred_at,
        due_date,
        status,
        coalesce(previous_status, '') AS was,
        status = 'completed' AND previous_status IS DISTINCT FROM 'completed' AS became_completed
    FROM task_timeline
    WHERE occurred_at >= CAST(? AS timestamp)
) AS changes
GROUP BY CAST(date_trunc('week', occurred_at) AS date)
ORDER BY week
