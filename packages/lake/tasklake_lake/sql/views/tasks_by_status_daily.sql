-- How many tasks there were in each status at the end of each UTC day; of today, until now.
-- Counted back from today's tasks, as tasks_by_status_at: each change is taken out of the days before it.
-- The whole history is read whatever the filter, in three columns.
SELECT
    day,
    pending + in_progress AS open_tasks,
    pending,
    in_progress,
    completed,
    cancelled
FROM (
    SELECT
        day,
        coalesce(sum(pending) OVER later, 0) AS pending,
        coalesce(sum(in_progress) OVER later, 0) AS in_progress,
        coalesce(sum(completed) OVER later, 0) AS completed,
        coalesce(sum(cancelled) OVER later, 0) AS cancelled
    FROM (
        SELECT
            day,
            count_if(was = 'pending') - count_if(became = 'pending') AS pending,
            count_if(was = 'in_progress') - count_if(became = 'in_progress') AS in_progress,
            count_if(was = 'completed') - count_if(became = 'completed') AS completed,
            count_if(was = 'cancelled') - count_if(became = 'cancelled') AS cancelled
        FROM (
            SELECT
                CAST(occurred_at AS date) AS day,
                coalesce(previous_status, '') AS was,
                CASE WHEN op = 'delete' THEN '' ELSE status END AS became
            FROM task_timeline
            UNION ALL
            SELECT current_date + INTERVAL '1' DAY, status, ''
            FROM tasks
            UNION ALL
            SELECT day, '', ''
            FROM lake_days
        ) AS changes_and_tasks
        GROUP BY day
    ) AS changed_daily
    WINDOW later AS (ORDER BY day DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
) AS counted_back
WHERE day <= current_date
