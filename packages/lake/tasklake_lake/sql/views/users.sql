-- Every user that exists, as last changed, under a pseudonymous id; deleted ones are gone.
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
    FROM (
        SELECT user_id, status, created_at, updated_at, version, request_id, op
        FROM user_states
        UNION ALL
        SELECT user_id, status, created_at, updated_at, version, request_id, op
        FROM user_events
        WHERE dt >= date_format(localtimestamp - INTERVAL '${tail_days}' DAY, '%Y-%m-%d')
    ) AS states_and_tail
) AS ranked
WHERE newest = 1 AND op <> 'delete'
