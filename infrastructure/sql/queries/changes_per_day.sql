-- Distinct changes of tasks per day and kind over the last 30 days.
SELECT date(occurred_at) AS day, op, count(DISTINCT (task_id, created_at, version)) AS changes
FROM task_events
WHERE dt >= date_format(current_date - INTERVAL '31' DAY, '%Y-%m-%d')
    AND occurred_at >= current_date - INTERVAL '30' DAY
GROUP BY date(occurred_at), op
ORDER BY day, op
