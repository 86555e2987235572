-- What is in progress, and for how long: the 100 tasks that have been so longest.
-- A task that was started more than 90 days ago has no started_at; that bound keeps the older history unread.
-- Scans: every task of the states, and 90 days of the history.
SELECT
    t.task_id,
    t.user_id,
    t.priority,
    t.due_date,
    s.started_at,
    date_diff('day', s.started_at, localtimestamp) AS days_in_progress
FROM tasks AS t
LEFT JOIN (
    SELECT task_id, created_at, max(occurred_at) AS started_at
    FROM task_timeline
    WHERE occurred_at >= localtimestamp - INTERVAL '90' DAY
        AND status = 'in_progress'
        AND previous_status IS DISTINCT FROM 'in_progress'
    GROUP BY task_id, created_at
) AS s
ON s.task_id = t.task_id AND s.created_at = t.created_at
WHERE t.status = 'in_progress'
ORDER BY s.started_at NULLS FIRST, t.task_id
LIMIT 100
