-- Open tasks whose due date has passed, longest overdue first.
SELECT task_id, user_id, due_date, date_diff('day', due_date, current_date) AS days_overdue
FROM tasks
WHERE status IN ('pending', 'in_progress') AND due_date < current_date
ORDER BY due_date
