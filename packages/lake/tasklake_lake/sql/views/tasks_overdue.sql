-- Tasks whose due date has passed and that are neither completed nor cancelled.
SELECT
    task_id,
    user_id,
    status,
    priority,
    category,
    due_date,
    date_diff('day', due_date, current_date) AS days_overdue
FROM tasks
WHERE status IN ('pending', 'in_progress') AND due_date < current_date
