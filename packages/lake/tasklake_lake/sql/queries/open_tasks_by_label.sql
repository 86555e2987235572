-- How many tasks are open under each label, the most first: the first 100 labels. A task counts under each of its own.
-- Scans: every task of the states, and the raw tail.
SELECT
    label,
    count(*) AS open_tasks,
    count_if(status = 'in_progress') AS in_progress,
    count_if(due_date < current_date) AS overdue
FROM tasks
CROSS JOIN UNNEST(labels) AS each_label (label)
WHERE status IN ('pending', 'in_progress')
GROUP BY label
ORDER BY open_tasks DESC, label
LIMIT 100
