-- How long each completed task took, from its creation and from the first time work on it began.
-- A filter on created_at reaches the history's files too; one on completed_at alone does not.
SELECT
    t.task_id,
    t.user_id,
    t.priority,
    t.category,
    t.created_at,
    s.started_at,
    t.completed_at,
    date_diff('second', t.created_at, t.completed_at) / DOUBLE '3600' AS lead_time_hours,
    date_diff('second', s.started_at, t.completed_at) / DOUBLE '3600' AS cycle_time_hours
FROM tasks AS t
LEFT JOIN (
    SELECT task_id, created_at, min(occurred_at) AS started_at
    FROM task_timeline
    WHERE status = 'in_progress'
    GROUP BY task_id, created_at
) AS s
ON s.task_id = t.task_id AND s.created_at = t.created_at
WHERE t.status = 'completed'
