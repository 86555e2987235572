-- Which tasks a user has in one status, next due first.
-- Parameters: the user's id (varchar), the status (varchar).
-- Scans: the user's bucket of the states, and the raw tail.
SELECT task_id, priority, category, due_date, created_at, updated_at, completed_at
FROM tasks
WHERE user_id = ? AND status = ?
ORDER BY due_date NULLS LAST, task_id
