-- The newest change of each ${entity} in the window replaces an older state; a delete stays as a tombstone.
MERGE INTO ${states} AS t
USING (
    SELECT *
    FROM (
        SELECT
            *,
            row_number() OVER (PARTITION BY ${keys} ORDER BY ${newest_first}) AS newest
        FROM ${events}
        WHERE arrival_hour >= date_format(localtimestamp - INTERVAL '${merge_hours}' HOUR, '%Y-%m-%d-%H')
    ) AS ranked
    WHERE newest = 1
) AS s
ON ${same_item}
WHEN MATCHED AND ${newer} THEN UPDATE SET
    ${state_updates}
WHEN NOT MATCHED THEN INSERT (
    ${state_columns}
) VALUES (
    ${state_values}
)
