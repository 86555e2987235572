-- The newest change of each user in the window replaces an older state; a delete stays as a tombstone.
MERGE INTO user_states AS t
USING (
    SELECT *
    FROM (
        SELECT
            *,
            row_number() OVER (PARTITION BY user_id ORDER BY created_at DESC, version DESC) AS newest
        FROM user_events
        WHERE dt >= date_format(localtimestamp - INTERVAL '${window_days}' DAY, '%Y-%m-%d')
    ) AS ranked
    WHERE newest = 1
) AS s
ON t.user_id = s.user_id
WHEN MATCHED AND (s.created_at > t.created_at OR (s.created_at = t.created_at AND s.version > t.version)) THEN UPDATE SET
    status = s.status,
    created_at = s.created_at,
    updated_at = s.updated_at,
    version = s.version,
    request_id = s.request_id,
    op = s.op,
    occurred_at = s.occurred_at
WHEN NOT MATCHED THEN INSERT (
    user_id,
    status,
    created_at,
    updated_at,
    version,
    request_id,
    op,
    occurred_at
) VALUES (
    s.user_id,
    s.status,
    s.created_at,
    s.updated_at,
    s.version,
    s.request_id,
    s.op,
    s.occurred_at
)
