-- What happened to one task, in order; an id that was used again has its older lives first.
-- Parameters: the task's id (varchar).
-- Ids are UUIDv7, so the files of the days before the task was created rule themselves out.
-- Scans: the files of the history since the task was created, and the raw tail.
SELECT
    occurred_at,
    version,
    op,
    previous_status,
    status,
    priority,
    category,
    due_date,
    array_join(changed, ', ') AS changed,
    request_id
FROM task_timeline
WHERE task_id = ?
ORDER BY generation, created_at, version
