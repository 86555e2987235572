-- Each change of the last days that the history does not have comes in, once; a later row of one replaces it.
-- Both sides are bounded alike: a bound on one side alone would insert a late change at every run.
-- The bound is on the row that holds: a repair may have given a change another time than the change itself has.
MERGE INTO ${history} AS t
USING (
    SELECT *
    FROM (
        SELECT
            *,
            row_number() OVER (PARTITION BY ${change_keys} ORDER BY ingested_at DESC, sequence) AS copy
        FROM ${events}
        WHERE arrival_hour >= date_format(localtimestamp - INTERVAL '${merge_hours}' HOUR, '%Y-%m-%d-%H')
    ) AS numbered
    WHERE copy = 1 AND occurred_at >= current_date - INTERVAL '${near_days}' DAY
) AS s
ON t.occurred_at >= current_date - INTERVAL '${near_days}' DAY
    AND ${same_change}
WHEN MATCHED AND s.ingested_at > t.ingested_at THEN UPDATE SET
    ${history_updates}
WHEN NOT MATCHED THEN INSERT (
    ${history_columns}
) VALUES (
    ${history_values}
)
