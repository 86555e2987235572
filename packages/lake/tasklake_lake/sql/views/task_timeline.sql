-- Every change of every task, each once, deleted tasks' changes too.
-- occurred_at is the same in every copy of a change; as a partition key it lets a filter on it reach the files.
SELECT
    ${columns}
FROM (
    SELECT
        *,
        row_number() OVER (PARTITION BY task_id, created_at, version, occurred_at ORDER BY sequence) AS copy
    FROM (
        SELECT
            ${columns},
            sequence
        FROM ${history}
        UNION ALL
        SELECT
            ${columns},
            sequence
        FROM ${events}
        WHERE dt >= date_format(localtimestamp - INTERVAL '${tail_days}' DAY, '%Y-%m-%d')
    ) AS history_and_tail
) AS numbered
WHERE copy = 1
