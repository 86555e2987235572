-- Each change of the window that the history does not have comes in, once.
-- Both sides are bounded alike: a bound on one side alone would insert a late change at every run.
MERGE INTO ${history} AS t
USING (
    SELECT *
    FROM (
        SELECT
            *,
            row_number() OVER (PARTITION BY ${key}, created_at, version ORDER BY occurred_at, sequence) AS copy
        FROM ${events}
        WHERE dt >= date_format(localtimestamp - INTERVAL '${window_days}' DAY, '%Y-%m-%d')
            AND occurred_at >= localtimestamp - INTERVAL '${history_days}' DAY
    ) AS numbered
    WHERE copy = 1
) AS s
ON t.occurred_at >= localtimestamp - INTERVAL '${history_days}' DAY
    AND t.occurred_at = s.occurred_at
    AND t.${key} = s.${key}
    AND t.created_at = s.created_at
    AND t.version = s.version
WHEN NOT MATCHED THEN INSERT (
    ${history_columns}
) VALUES (
    ${history_values}
)
