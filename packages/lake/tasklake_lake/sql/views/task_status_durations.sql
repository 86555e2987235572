-- How long each task stayed in each status: a row for every stay, deleted tasks' stays too.
-- A filter on created_at reaches the history's files; one on status or entered_at does not.
SELECT
    task_id,
    user_id,
    priority,
    category,
    created_at,
    status,
    entered_at,
    left_at,
    date_diff('second', entered_at, coalesce(left_at, localtimestamp)) / DOUBLE '3600' AS hours
FROM (
    SELECT
        *,
        occurred_at AS entered_at,
        lead(occurred_at) OVER (PARTITION BY task_id, created_at ORDER BY generation, version) AS left_at
    FROM (
        SELECT
            *,
            lag(status) OVER (PARTITION BY task_id, created_at ORDER BY generation, version) AS status_before
        FROM task_timeline
    ) AS changes
    WHERE op = 'delete' OR status IS DISTINCT FROM status_before
) AS stays
WHERE op <> 'delete'
