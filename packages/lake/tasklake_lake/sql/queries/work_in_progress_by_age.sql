-- How many tasks are in progress, by the days that they have been so, and by priority.
-- Scans: the whole history in few columns, and the raw tail.
SELECT
    from_days,
    count_if(priority = 'low') AS low,
    count_if(priority = 'medium') AS medium,
    count_if(priority = 'high') AS high,
    count_if(priority = 'urgent') AS urgent,
    max(hours) / 24 AS longest_days
FROM (
    SELECT
        priority,
        hours,
        CASE
            WHEN hours < 24 THEN 0
            WHEN hours < 72 THEN 1
            WHEN hours < 168 THEN 3
            WHEN hours < 720 THEN 7
            WHEN hours < 2160 THEN 30
            ELSE 90
        END AS from_days
    FROM task_status_durations
    WHERE status = 'in_progress' AND left_at IS NULL
) AS aged
GROUP BY from_days
ORDER BY from_days
