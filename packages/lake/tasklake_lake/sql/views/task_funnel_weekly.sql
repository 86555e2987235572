-- How far the tasks created in each week have come, and how many of them were finished and opened again.
-- The whole history is read, in few columns. A week in which no task was created has no row.
SELECT
    CAST(date_trunc('week', created_at) AS date) AS week,
    count(*) AS created,
    count_if(started) AS started,
    count_if(completed) AS completed,
    count_if(cancelled) AS cancelled,
    count_if(deleted) AS deleted,
    count_if(reopened) AS reopened,
    count_if(reopened) / CAST(nullif(count_if(completed OR cancelled), 0) AS double) AS reopen_rate
FROM (
    SELECT
        task_id,
        created_at,
        bool_or(status = 'in_progress') AS started,
        bool_or(status = 'completed') AS completed,
        bool_or(status = 'cancelled') AS cancelled,
        bool_or(op = 'delete') AS deleted,
        bool_or(
            status IN ('pending', 'in_progress') AND coalesce(previous_status, '') IN ('completed', 'cancelled')
        ) AS reopened
    FROM task_timeline
    GROUP BY task_id, created_at
) AS lives
GROUP BY CAST(date_trunc('week', created_at) AS date)
