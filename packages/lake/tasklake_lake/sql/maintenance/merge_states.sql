-- The newest change of each ${entity} in the window replaces an older state; a delete stays as a tombstone.
MERGE INTO ${states} AS t
USING (
    SELECT *
    FROM (
        SELECT
            *,
            row_number() OVER (PARTITION BY ${key} ORDER BY created_at DESC, version DESC) AS newest
        FROM ${events}
        WHERE dt >= date_format(localtimestamp - INTERVAL '${window_days}' DAY, '%Y-%m-%d')
    ) AS ranked
    WHERE newest = 1
) AS s
ON t.${key} = s.${key}
WHEN MATCHED AND (s.created_at > t.created_at OR (s.created_at = t.created_at AND s.version > t.version)) THEN UPDATE SET
    ${state_updates}
WHEN NOT MATCHED THEN INSERT (
    ${state_columns}
) VALUES (
    ${state_values}
)
