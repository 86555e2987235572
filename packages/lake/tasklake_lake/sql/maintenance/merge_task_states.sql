-- The newest change of each task in the window replaces an older state; a delete stays as a tombstone.
MERGE INTO task_states AS t
USING (
    SELECT *
    FROM (
        SELECT
            *,
            row_number() OVER (PARTITION BY task_id ORDER BY created_at DESC, version DESC) AS newest
        FROM task_events
        WHERE dt >= date_format(localtimestamp - INTERVAL '${window_days}' DAY, '%Y-%m-%d')
    ) AS ranked
    WHERE newest = 1
) AS s
ON t.task_id = s.task_id
WHEN MATCHED AND (s.created_at > t.created_at OR (s.created_at = t.created_at AND s.version > t.version)) THEN UPDATE SET
    user_id = s.user_id,
    status = s.status,
    priority = s.priority,
    category = s.category,
    due_date = s.due_date,
    created_at = s.created_at,
    updated_at = s.updated_at,
    completed_at = s.completed_at,
    version = s.version,
    request_id = s.request_id,
    op = s.op,
    occurred_at = s.occurred_at
WHEN NOT MATCHED THEN INSERT (
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
    request_id,
    op,
    occurred_at
) VALUES (
    s.task_id,
    s.user_id,
    s.status,
    s.priority,
    s.category,
    s.due_date,
    s.created_at,
    s.updated_at,
    s.completed_at,
    s.version,
    s.request_id,
    s.op,
    s.occurred_at
)
