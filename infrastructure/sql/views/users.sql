SELECT
    user_id,
    status,
    created_at,
    updated_at,
    version,
    request_id
FROM (
    SELECT
        *,
        row_number() OVER (PARTITION BY user_id ORDER BY created_at DESC, version DESC) AS newest
    FROM user_events
) AS ranked
WHERE newest = 1 AND op <> 'delete'
