-- How long work takes from its start to completion, by priority, in the last 30 days: median and 90th percentile.
-- Percentiles are exact, by nearest rank. Tasks completed without a start are left out, and so are those created
-- more than 180 days ago: that bound keeps the older history unread.
-- Scans: every task of the states, and 180 days of the history.
SELECT
    priority,
    count(*) AS completed_tasks,
    min(cycle_time_hours) FILTER (WHERE 2 * place >= tasks) AS median_hours,
    min(cycle_time_hours) FILTER (WHERE 10 * place >= 9 * tasks) AS p90_hours
FROM (
    SELECT
        priority,
        cycle_time_hours,
        row_number() OVER (PARTITION BY priority ORDER BY cycle_time_hours) AS place,
        count(*) OVER (PARTITION BY priority) AS tasks
    FROM task_cycle_time
    WHERE completed_at >= localtimestamp - INTERVAL '30' DAY
        AND created_at >= localtimestamp - INTERVAL '180' DAY
        AND cycle_time_hours IS NOT NULL
) AS ranked
GROUP BY priority
ORDER BY CASE priority WHEN 'urgent' THEN 1 WHEN 'high' THEN 2 WHEN 'medium' THEN 3 ELSE 4 END, priority
