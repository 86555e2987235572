-- How far each merged table is: a change waits from its arrival in the raw tail until a merge takes it.
-- What left the raw tail unmerged is not seen here: a wider merge takes it, and lake verify names it.
-- The raw tail and the merged keys are read, of a history those of the days that a merge compares.
WITH task_tail AS (
    SELECT task_id, created_at, version, occurred_at, date_add('hour', hour, CAST(dt AS timestamp)) AS arrived_at
    FROM task_events
    WHERE dt >= date_format(localtimestamp - INTERVAL '${tail_days}' DAY, '%Y-%m-%d')
),
user_tail AS (
    SELECT user_id, created_at, version, occurred_at, date_add('hour', hour, CAST(dt AS timestamp)) AS arrived_at
    FROM user_events
    WHERE dt >= date_format(localtimestamp - INTERVAL '${tail_days}' DAY, '%Y-%m-%d')
),
waiting AS (
    SELECT 'task_states' AS table_name, e.occurred_at, e.arrived_at
    FROM task_tail AS e
    LEFT JOIN task_states AS s
    ON s.task_id = e.task_id
        AND (s.created_at > e.created_at OR (s.created_at = e.created_at AND s.version >= e.version))
    WHERE s.task_id IS NULL
    UNION ALL
    SELECT 'task_history', e.occurred_at, e.arrived_at
    FROM task_tail AS e
    LEFT JOIN task_history AS h
    ON h.occurred_at >= localtimestamp - INTERVAL '${history_days}' DAY
        AND h.occurred_at = e.occurred_at
        AND h.task_id = e.task_id
        AND h.created_at = e.created_at
        AND h.version = e.version
    WHERE h.task_id IS NULL AND e.occurred_at >= localtimestamp - INTERVAL '${history_days}' DAY
    UNION ALL
    SELECT 'user_states', e.occurred_at, e.arrived_at
    FROM user_tail AS e
    LEFT JOIN user_states AS s
    ON s.user_id = e.user_id
        AND (s.created_at > e.created_at OR (s.created_at = e.created_at AND s.version >= e.version))
    WHERE s.user_id IS NULL
    UNION ALL
    SELECT 'user_history', e.occurred_at, e.arrived_at
    FROM user_tail AS e
    LEFT JOIN user_history AS h
    ON h.occurred_at >= localtimestamp - INTERVAL '${history_days}' DAY
        AND h.occurred_at = e.occurred_at
        AND h.user_id = e.user_id
        AND h.created_at = e.created_at
        AND h.version = e.version
    WHERE h.user_id IS NULL AND e.occurred_at >= localtimestamp - INTERVAL '${history_days}' DAY
),
oldest_waiting AS (
    SELECT table_name, min(occurred_at) AS occurred_at, min(arrived_at) AS arrived_at
    FROM waiting
    GROUP BY table_name
),
newest_arrived AS (
    SELECT 'task' AS entity, max(occurred_at) AS occurred_at
    FROM task_tail
    UNION ALL
    SELECT 'user', max(occurred_at)
    FROM user_tail
),
newest_merged AS (
    SELECT 'task_states' AS table_name, 'task' AS entity, max(occurred_at) AS occurred_at
    FROM task_states
    UNION ALL
    SELECT 'task_history', 'task', max(occurred_at)
    FROM task_history
    WHERE occurred_at >= localtimestamp - INTERVAL '${history_days}' DAY
    UNION ALL
    SELECT 'user_states', 'user', max(occurred_at)
    FROM user_states
    UNION ALL
    SELECT 'user_history', 'user', max(occurred_at)
    FROM user_history
    WHERE occurred_at >= localtimestamp - INTERVAL '${history_days}' DAY
),
newest AS (
    SELECT
        m.table_name,
        coalesce(greatest(a.occurred_at, m.occurred_at), a.occurred_at, m.occurred_at) AS change,
        m.occurred_at AS merged_change
    FROM newest_merged AS m
    INNER JOIN newest_arrived AS a
    ON a.entity = m.entity
)
SELECT
    n.table_name,
    n.change AS newest_change,
    n.merged_change AS newest_merged_change,
    coalesce(w.occurred_at, n.change) AS complete_until,
    coalesce(date_diff('second', w.arrived_at, localtimestamp), 0) AS merge_lag_seconds
FROM newest AS n
LEFT JOIN oldest_waiting AS w
ON w.table_name = n.table_name
