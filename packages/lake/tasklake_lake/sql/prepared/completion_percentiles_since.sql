-- Percentiles of lead and cycle time of the tasks completed since a UTC day, by priority; exact, by nearest rank.
-- Parameters: the first UTC day (varchar like 2026-03-01, or date).
-- Scans: every task of the states, and the history in few columns.
SELECT
    measure,
    priority,
    count(*) AS completed_tasks,
    min(hours) FILTER (WHERE 100 * place >= 50 * tasks) AS p50_hours,
    min(hours) FILTER (WHERE 100 * place >= 85 * tasks) AS p85_hours,
    min(hours) FILTER (WHERE 100 * place >= 95 * tasks) AS p95_hours
FROM (
    SELECT
        measure,
        priority,
        hours,
        row_number() OVER (PARTITION BY measure, priority ORDER BY hours) AS place,
        count(*) OVER (PARTITION BY measure, priority) AS tasks
    FROM (
        SELECT measure, priority, CASE WHEN measure = 'lead' THEN lead_time_hours ELSE cycle_time_hours END AS hours
        FROM task_cycle_time
        CROSS JOIN (VALUES 'lead', 'cycle') AS measures (measure)
        WHERE completed_at >= CAST(? AS timestamp)
    ) AS measured
    WHERE hours IS NOT NULL
) AS ranked
GROUP BY measure, priority
ORDER BY measure DESC, CASE priority WHEN 'urgent' THEN 1 WHEN 'high' THEN 2 WHEN 'medium' THEN 3 ELSE 4 END, priority
