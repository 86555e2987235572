SELECT
    task_id,
    user_id,
    status,
    priority,
    category,
    due_date,
    created_at,
    updated_at,
    completed_at,
    version,
    request_id
FROM (
    SELECT
        *,
        row_number() OVER (PARTITION BY task_id ORDER BY created_at DESC, version DESC) AS newest
    FROM task_events
) AS ranked
WHERE newest = 1 AND op <> 'delete'
