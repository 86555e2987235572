-- Every change of every task, each once, deleted tasks' changes too.
-- The tail adds the changes of the last days that the history lacks; an older one that came late waits for its MERGE.
SELECT
    ${columns}
FROM ${history}
UNION ALL
SELECT
    ${tail_columns}
FROM (
    SELECT *
    FROM ${history}
    WHERE occurred_at >= current_date - INTERVAL '${near_days}' DAY
) AS t
RIGHT JOIN (
    SELECT *
    FROM (
        SELECT
            *,
            row_number() OVER (PARTITION BY ${change_keys} ORDER BY ingested_at DESC, sequence) AS copy
        FROM ${events}
        WHERE arrival_hour >= date_format(localtimestamp - INTERVAL '${tail_hours}' HOUR, '%Y-%m-%d-%H')
    ) AS numbered
    WHERE copy = 1 AND occurred_at >= current_date - INTERVAL '${near_days}' DAY
) AS s
ON ${same_change}
WHERE t.${key} IS NULL
