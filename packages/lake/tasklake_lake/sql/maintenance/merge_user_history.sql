-- Each change of the window that the history does not have comes in, once.
-- Both sides are bounded alike: a bound on one side alone would insert a late change at every run.
MERGE INTO user_history AS t
USING (
    SELECT *
    FROM (
        SELECT
            *,
            row_number() OVER (PARTITION BY user_id, created_at, version ORDER BY occurred_at, sequence) AS copy
        FROM user_events
        WHERE dt >= date_format(localtimestamp - INTERVAL '${window_days}' DAY, '%Y-%m-%d')
            AND occurred_at >= localtimestamp - INTERVAL '${history_days}' DAY
    ) AS numbered
    WHERE copy = 1
) AS s
ON t.occurred_at >= localtimestamp - INTERVAL '${history_days}' DAY
    AND t.occurred_at = s.occurred_at
    AND t.user_id = s.user_id
    AND t.created_at = s.created_at
    AND t.version = s.version
WHEN NOT MATCHED THEN INSERT (
    user_id,
    status,
    created_at,
    updated_at,
    version,
    request_id,
    op,
    occurred_at,
    previous_status,
    changed,
    sequence,
    schema_version
) VALUES (
    s.user_id,
    s.status,
    s.created_at,
    s.updated_at,
    s.version,
    s.request_id,
    s.op,
    s.occurred_at,
    s.previous_status,
    s.changed,
    s.sequence,
    s.schema_version
)
