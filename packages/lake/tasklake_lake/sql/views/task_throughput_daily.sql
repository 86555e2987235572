-- Tasks created, completed, cancelled and deleted on each UTC day, days without a change too.
-- A filter on day reaches the history's partitions; without one the whole history is read.
SELECT
    day,
    count_if(op = 'insert') AS created,
    count_if(status = 'completed' AND previous_status IS DISTINCT FROM 'completed') AS completed,
    count_if(status = 'cancelled' AND previous_status IS DISTINCT FROM 'cancelled') AS cancelled,
    count_if(op = 'delete') AS deleted
FROM (
    SELECT CAST(occurred_at AS date) AS day, op, status, previous_status
    FROM task_timeline
    UNION ALL
    SELECT day, '', '', ''
    FROM lake_days
) AS changes_and_days
GROUP BY day
