-- Every ${entity} that exists, as last changed; deleted ones are gone.
SELECT
    ${columns}
FROM (
    SELECT
        *,
        row_number() OVER (PARTITION BY ${keys} ORDER BY ${newest_first}) AS newest
    FROM (
        SELECT
            ${columns},
            op,
            ingested_at
        FROM ${states}
        UNION ALL
        SELECT
            ${columns},
            op,
            ingested_at
        FROM ${events}
        WHERE arrival_hour >= date_format(localtimestamp - INTERVAL '${tail_hours}' HOUR, '%Y-%m-%d-%H')
    ) AS states_and_tail
) AS ranked
WHERE newest = 1 AND op <> 'delete'
