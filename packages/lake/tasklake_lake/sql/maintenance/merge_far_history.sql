-- Each older change that the history does not have comes in, once, however old: one that came late, or was imported.
-- One run takes the changes of at most ${far_merge_days} days, the next run those of the next days.
-- The bound is a subquery: an engine knows it before it reads the history, and without older changes nothing is read.
-- It is that of all copies, not of those that hold, so that the objects' own statistics answer it.
MERGE INTO ${history} AS t
USING (
    SELECT *
    FROM (
        SELECT s.*, dense_rank() OVER (ORDER BY CAST(s.occurred_at AS date)) AS day_number
        FROM (
            SELECT *
            FROM (
                SELECT
                    *,
                    row_number() OVER (PARTITION BY ${change_keys} ORDER BY ingested_at DESC, sequence) AS copy
                FROM ${events}
                WHERE arrival_hour >= date_format(localtimestamp - INTERVAL '${merge_hours}' HOUR, '%Y-%m-%d-%H')
            ) AS numbered
            WHERE copy = 1 AND occurred_at < current_date - INTERVAL '${near_days}' DAY
        ) AS s
        LEFT JOIN (
            SELECT *
            FROM ${history}
            WHERE occurred_at < current_date - INTERVAL '${near_days}' DAY
                AND occurred_at >= (
                    SELECT min(occurred_at)
                    FROM ${events}
                    WHERE arrival_hour >= date_format(localtimestamp - INTERVAL '${merge_hours}' HOUR, '%Y-%m-%d-%H')
                        AND occurred_at < current_date - INTERVAL '${near_days}' DAY
                )
        ) AS t
        ON ${same_change}
            AND t.ingested_at >= s.ingested_at
        WHERE t.${key} IS NULL
    ) AS waiting
    WHERE day_number <= ${far_merge_days}
) AS s
ON t.occurred_at < current_date - INTERVAL '${near_days}' DAY
    AND t.occurred_at >= (
        SELECT min(occurred_at)
        FROM ${events}
        WHERE arrival_hour >= date_format(localtimestamp - INTERVAL '${merge_hours}' HOUR, '%Y-%m-%d-%H')
            AND occurred_at < current_date - INTERVAL '${near_days}' DAY
    )
    AND ${same_change}
WHEN MATCHED AND s.ingested_at > t.ingested_at THEN UPDATE SET
    ${history_updates}
WHEN NOT MATCHED THEN INSERT (
    ${history_columns}
) VALUES (
    ${history_values}
)
