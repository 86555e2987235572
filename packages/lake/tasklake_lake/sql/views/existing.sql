-- Every ${entity} that exists, as last changed; deleted ones are gone.
SELECT
    ${columns}
FROM (
    SELECT
        *,
        row_number() OVER (PARTITION BY ${key} ORDER BY created_at DESC, version DESC) AS newest
    FROM (
        SELECT
            ${columns},
            op
        FROM ${states}
        UNION ALL
        SELECT
            ${columns},
            op
        FROM ${events}
        WHERE dt >= date_format(localtimestamp - INTERVAL '${tail_days}' DAY, '%Y-%m-%d')
    ) AS states_and_tail
) AS ranked
WHERE newest = 1 AND op <> 'delete'
