-- Every task that exists, as last changed; deleted ones are gone.
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
    FROM (
        SELECT
            task_id, user_id, status, priority, category, due_date, created_at, updated_at, completed_at, version,
            request_id, op
        FROM task_states
        UNION ALL
        SELECT
            task_id, user_id, status, priority, category, due_date, created_at, updated_at, completed_at, version,
            request_id, op
        FROM task_events
        WHERE dt >= date_format(localtimestamp - INTERVAL '${tail_days}' DAY, '%Y-%m-%d')
    ) AS states_and_tail
) AS ranked
WHERE newest = 1 AND op <> 'delete'
