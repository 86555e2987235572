-- How far each merged table is: a change waits from its arrival in the raw tail until a merge takes it.
-- What left the raw tail unmerged is not seen here: a wider merge takes it, and lake verify names it.
-- The raw tail and the merged keys are read, of a history those of the days that a merge compares.
SELECT
    ${columns}
FROM (
    WITH tail AS (
        SELECT ${key}, created_at, version, occurred_at, date_add('hour', hour, CAST(dt AS timestamp)) AS arrived_at
        FROM ${events}
        WHERE dt >= date_format(localtimestamp - INTERVAL '${tail_days}' DAY, '%Y-%m-%d')
    ),
    waiting AS (
        SELECT '${states}' AS table_name, e.occurred_at, e.arrived_at
        FROM tail AS e
        LEFT JOIN ${states} AS s
        ON s.${key} = e.${key}
            AND (s.created_at > e.created_at OR (s.created_at = e.created_at AND s.version >= e.version))
        WHERE s.${key} IS NULL
        UNION ALL
        SELECT '${history}', e.occurred_at, e.arrived_at
        FROM tail AS e
        LEFT JOIN ${history} AS h
        ON h.occurred_at >= localtimestamp - INTERVAL '${history_days}' DAY
            AND h.occurred_at = e.occurred_at
            AND h.${key} = e.${key}
            AND h.created_at = e.created_at
            AND h.version = e.version
        WHERE h.${key} IS NULL AND e.occurred_at >= localtimestamp - INTERVAL '${history_days}' DAY
    ),
    oldest_waiting AS (
        SELECT table_name, min(occurred_at) AS occurred_at, min(arrived_at) AS arrived_at
        FROM waiting
        GROUP BY table_name
    ),
    newest_merged AS (
        SELECT '${states}' AS table_name, max(occurred_at) AS occurred_at
        FROM ${states}
        UNION ALL
        SELECT '${history}', max(occurred_at)
        FROM ${history}
        WHERE occurred_at >= localtimestamp - INTERVAL '${history_days}' DAY
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
        coalesce(date_diff('second', w.arrived_at, localtimestamp), 0) AS merge_lag_seconds
    FROM newest AS n
    LEFT JOIN oldest_waiting AS w
    ON w.table_name = n.table_name
) AS ${entity}_freshness
