-- How many of the tasks completed since a UTC day took how long, from creation (lead) and from the first start (cycle).
-- Parameters: the first UTC day (varchar like 2026-03-01, or date).
-- Scans: every task of the states, and the history in few columns.
SELECT
    from_hours,
    count_if(measure = 'lead') AS lead_time_tasks,
    count_if(measure = 'cycle') AS cycle_time_tasks
FROM (
    SELECT
        measure,
        CASE
            WHEN hours < 1 THEN 0
            WHEN hours < 4 THEN 1
            WHEN hours < 24 THEN 4
            WHEN hours < 72 THEN 24
            WHEN hours < 168 THEN 72
            WHEN hours < 720 THEN 168
            WHEN hours < 2160 THEN 720
            ELSE 2160
        END AS from_hours
    FROM (
        SELECT measure, CASE WHEN measure = 'lead' THEN lead_time_hours ELSE cycle_time_hours END AS hours
        FROM task_cycle_time
        CROSS JOIN (VALUES 'lead', 'cycle') AS measures (measure)
        WHERE completed_at >= CAST(? AS timestamp)
    ) AS measured
    WHERE hours IS NOT NULL
) AS banded
GROUP BY from_hours
ORDER BY from_hours
