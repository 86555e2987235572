-- How far each merged table is: a change waits from its arrival in the raw tail until a merge takes it.
-- What left the raw tail unmerged is not seen here: a wider merge takes it, and lake verify names it.
-- The raw tail and the merged keys are read, of a history those since the oldest change in the tail.
SELECT
    ${columns}
FROM (
    WITH tail AS (
        SELECT ${change_keys}, occurred_at, ingested_at
        FROM ${events}
        WHERE arrival_hour >= date_format(localtimestamp - INTERVAL '${tail_hours}' HOUR, '%Y-%m-%d-%H')
    ),
    waiting AS (
        SELECT '${states}' AS table_name, s.occurred_at, s.ingested_at
        FROM tail AS s
        LEFT JOIN ${states} AS t
        ON ${same_item}
            AND ${not_older}
        WHERE t.${key} IS NULL
        UNION ALL
        SELECT '${history}', s.occurred_at, s.ingested_at
        FROM tail AS s
        LEFT JOIN (
            SELECT *
            FROM ${history}
            WHERE occurred_at >= (SELECT min(occurred_at) FROM tail)
        ) AS t
        ON ${same_change}
            AND t.ingested_at >= s.ingested_at
        WHERE t.${key} IS NULL
    ),
    oldest_waiting AS (
        SELECT table_name, min(occurred_at) AS occurred_at, min(ingested_at) AS ingested_at
        FROM waiting
        GROUP BY table_name
    ),
    newest_merged AS (
        SELECT '${states}' AS table_name, max(occurred_at) AS occurred_at
        FROM ${states}
        UNION ALL
        SELECT '${history}', max(occurred_at)
        FROM ${history}
        WHERE occurred_at >= current_date - INTERVAL '35' DAY
    ),
    newest AS (
        SELECT
            m.table_name,
            coalesce(greatest(a.occurred_at, m.occurred_at), a.occurred_at, m.occurred_at) AS change,
            m.occurred_at AS merged_change
        FROM newest_merged AS m
        CROSS JOIN (SELECT max(occurred_at) AS occurred_at FROM tail) AS a
    )
    SELECT
        n.table_name,
        n.change AS newest_change,
        n.merged_change AS newest_merged_change,
        coalesce(w.occurred_at, n.change) AS complete_until,
        coalesce(date_diff('second', w.ingested_at, localtimestamp), 0) AS merge_lag_seconds
    FROM newest AS n
    LEFT JOIN oldest_waiting AS w
    ON w.table_name = n.table_name
) AS ${entity}_freshness
