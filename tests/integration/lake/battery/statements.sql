SELECT count(*) FROM tasks
SELECT * FROM users ORDER BY user_id LIMIT 5
SELECT status, count(*) AS n FROM tasks GROUP BY status ORDER BY n DESC, status
SELECT status, count(*) AS n FROM tasks GROUP BY 1 ORDER BY 2 DESC, 1
SELECT priority, status, count(*) FROM tasks GROUP BY priority, status HAVING count(*) > 5 ORDER BY 1, 2
SELECT count(*), count(category), count(DISTINCT category) FROM tasks
SELECT category, count(*) FROM tasks GROUP BY category ORDER BY 2 DESC, 1 NULLS FIRST
SELECT coalesce(category, 'none') AS category, count(*) AS n FROM tasks GROUP BY coalesce(category, 'none') ORDER BY n DESC, category
SELECT user_id, count(*) AS open_tasks FROM tasks WHERE status IN ('pending', 'in_progress') GROUP BY user_id ORDER BY open_tasks DESC, user_id LIMIT 10
SELECT user_id, sum(CASE WHEN status = 'completed' THEN 1 ELSE 0 END) AS done, count(*) AS everything FROM tasks GROUP BY user_id ORDER BY user_id
SELECT user_id, round(100.0 * count_if(status = 'completed') / count(*), 1) AS percent_done FROM tasks GROUP BY user_id ORDER BY percent_done DESC, user_id
SELECT user_id, CAST(count_if(status = 'completed') AS double) / count(*) AS rate FROM tasks GROUP BY user_id ORDER BY user_id
SELECT avg(lead_time_hours), min(lead_time_hours), max(lead_time_hours) FROM task_cycle_time
SELECT priority, round(avg(lead_time_hours), 2) AS mean, round(stddev(lead_time_hours), 3) AS deviation FROM task_cycle_time GROUP BY priority ORDER BY priority
SELECT priority, variance(lead_time_hours), var_pop(lead_time_hours), stddev_pop(lead_time_hours) FROM task_cycle_time GROUP BY priority ORDER BY priority
SELECT priority, skewness(lead_time_hours) FROM task_cycle_time GROUP BY priority ORDER BY priority
SELECT priority, kurtosis(lead_time_hours) FROM task_cycle_time GROUP BY priority ORDER BY priority
SELECT corr(lead_time_hours, cycle_time_hours), covar_pop(lead_time_hours, cycle_time_hours), regr_slope(lead_time_hours, cycle_time_hours) FROM task_cycle_time
SELECT approx_percentile(lead_time_hours, 0.5) FROM task_cycle_time
SELECT approx_distinct(user_id) FROM tasks
SELECT date_trunc('day', created_at) AS day, count(*) FROM tasks GROUP BY 1 ORDER BY 1
SELECT date_trunc('week', occurred_at) AS week, count(*) AS changes, count(DISTINCT task_id) AS tasks FROM task_timeline GROUP BY date_trunc('week', occurred_at) ORDER BY week
SELECT CAST(created_at AS date) AS day, count(*) FROM tasks GROUP BY CAST(created_at AS date) ORDER BY day
SELECT date(created_at) AS day, max(created_at) FROM tasks GROUP BY date(created_at) ORDER BY 1
SELECT date_format(occurred_at, '%Y-%m') AS month, count(*) FROM task_timeline GROUP BY date_format(occurred_at, '%Y-%m') ORDER BY 1
SELECT date_format(occurred_at, '%W') AS weekday, count(*) FROM task_timeline GROUP BY 1 ORDER BY 2 DESC, 1
SELECT format_datetime(occurred_at, 'yyyy-MM-dd HH:mm') AS minute FROM task_timeline ORDER BY occurred_at, task_id LIMIT 10
SELECT hour(occurred_at) AS hour, count(*) FROM task_timeline GROUP BY hour(occurred_at) ORDER BY hour
SELECT day_of_week(occurred_at) AS d, hour(occurred_at) AS h, count(*) AS n FROM task_timeline GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT 10
SELECT year(created_at), month(created_at), day(created_at), week(created_at), quarter(created_at), count(*) FROM tasks GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3
SELECT extract(year FROM created_at) AS y, extract(month FROM created_at) AS m, count(*) FROM tasks GROUP BY 1, 2 ORDER BY 1, 2
SELECT task_id, date_diff('day', CAST(created_at AS date), due_date) AS planned FROM tasks WHERE due_date BETWEEN DATE '2000-01-01' AND DATE '2100-01-01' ORDER BY planned DESC, task_id LIMIT 10
SELECT task_id, date_diff('minute', created_at, updated_at) AS minutes FROM tasks ORDER BY minutes DESC, task_id LIMIT 10
SELECT task_id, updated_at - created_at AS age FROM tasks ORDER BY age DESC, task_id LIMIT 5
SELECT max(updated_at - created_at) FROM tasks
SELECT task_id, due_date - INTERVAL '3' DAY AS warn_on FROM tasks WHERE due_date > DATE '2000-01-01' AND due_date < DATE '2100-01-01' ORDER BY due_date, task_id LIMIT 5
SELECT task_id, date_add('day', 7, due_date) AS later FROM tasks WHERE due_date > DATE '2000-01-01' AND due_date < DATE '2100-01-01' ORDER BY 2, 1 LIMIT 5
SELECT count(*) FROM tasks WHERE due_date < current_date AND status <> 'completed'
SELECT count(*) FROM tasks WHERE created_at > current_timestamp - INTERVAL '3' DAY
SELECT count(*) FROM tasks WHERE created_at >= date_trunc('day', localtimestamp) - INTERVAL '2' DAY
SELECT count(*) FROM tasks WHERE created_at > now() - INTERVAL '1' MONTH
SELECT count(*) FROM tasks WHERE created_at >= TIMESTAMP '2026-01-01 00:00:00'
SELECT count(*) FROM tasks WHERE due_date = DATE '1582-10-10'
SELECT task_id, CAST(due_date AS varchar) FROM tasks WHERE due_date IS NOT NULL ORDER BY 1 LIMIT 5
SELECT task_id, CAST(created_at AS varchar) FROM tasks ORDER BY 1 LIMIT 5
SELECT task_id, to_iso8601(created_at) FROM tasks ORDER BY 1 LIMIT 5
SELECT task_id, to_unixtime(created_at) FROM tasks ORDER BY 1 LIMIT 5
SELECT task_id, CAST(version AS varchar) || '/' || status FROM tasks ORDER BY 1 LIMIT 5
SELECT concat(user_id, ':', status) AS k, count(*) FROM tasks GROUP BY concat(user_id, ':', status) ORDER BY 2 DESC, 1 LIMIT 5
SELECT upper(status), lower(priority), length(category) FROM tasks ORDER BY task_id LIMIT 5
SELECT substr(task_id, -3), substr(task_id, 1, 8), substring(task_id, 5) FROM tasks ORDER BY task_id LIMIT 5
SELECT split_part(user_id, '-', 2) AS number, count(*) FROM tasks GROUP BY 1 ORDER BY 1
SELECT CAST(split_part(user_id, '-', 2) AS integer) AS number, count(*) FROM tasks GROUP BY 1 ORDER BY 1 LIMIT 7
SELECT split(user_id, '-')[2] AS number, count(*) FROM tasks GROUP BY 1 ORDER BY 1 LIMIT 7
SELECT split(task_id, '-', 2) FROM tasks ORDER BY task_id LIMIT 3
SELECT replace(status, '_', ' '), trim(category), reverse(priority) FROM tasks ORDER BY task_id LIMIT 10
SELECT regexp_like(category, '^\w+$'), regexp_extract(user_id, '\d+'), regexp_replace(user_id, '\d', '#') FROM tasks ORDER BY task_id LIMIT 10
SELECT lpad(split_part(user_id, '-', 2), 4, '0') FROM users ORDER BY 1 LIMIT 5
SELECT strpos(task_id, '-'), position('-' IN task_id), starts_with(task_id, '0195') FROM tasks ORDER BY task_id LIMIT 3
SELECT count(*) FROM tasks WHERE category LIKE '%o%'
SELECT count(*) FROM tasks WHERE category LIKE '${%' OR category LIKE '%\%' ESCAPE '!'
SELECT count(*) FROM tasks WHERE lower(category) LIKE 'w%' AND NOT category LIKE 'x%'
SELECT count(*) FROM tasks WHERE category IS NULL OR category = ''
SELECT count(*) FROM tasks WHERE priority NOT IN ('low', 'medium')
SELECT count(*) FROM tasks WHERE version BETWEEN 2 AND 5
SELECT task_id FROM tasks WHERE version > 9007199254740991 ORDER BY task_id
SELECT DISTINCT status, priority FROM tasks ORDER BY status, priority
SELECT t.task_id, u.status FROM tasks AS t JOIN users AS u ON u.user_id = t.user_id ORDER BY t.task_id LIMIT 5
SELECT u.user_id, count(t.task_id) AS tasks FROM users u LEFT JOIN tasks t ON t.user_id = u.user_id GROUP BY u.user_id ORDER BY tasks, u.user_id
SELECT user_id, count(*) FROM users JOIN tasks USING (user_id) GROUP BY user_id ORDER BY user_id LIMIT 5
SELECT u.user_id FROM users u WHERE NOT EXISTS (SELECT 1 FROM tasks t WHERE t.user_id = u.user_id) ORDER BY 1
SELECT user_id FROM users WHERE user_id NOT IN (SELECT user_id FROM tasks WHERE status = 'completed') ORDER BY 1
SELECT user_id FROM users WHERE user_id IN (SELECT user_id FROM tasks WHERE priority = 'urgent') ORDER BY 1
SELECT t.user_id, t.task_id, t.created_at FROM tasks t WHERE t.created_at = (SELECT max(x.created_at) FROM tasks x WHERE x.user_id = t.user_id) ORDER BY 1, 2
SELECT (SELECT count(*) FROM tasks) AS tasks, (SELECT count(*) FROM users) AS users
WITH done AS (SELECT user_id, count(*) AS n FROM tasks WHERE status = 'completed' GROUP BY user_id) SELECT avg(n), max(n) FROM done
WITH a AS (SELECT user_id, count(*) AS n FROM tasks GROUP BY user_id), b AS (SELECT avg(n) AS mean FROM a) SELECT a.user_id, a.n FROM a CROSS JOIN b WHERE a.n > b.mean ORDER BY a.n DESC, a.user_id
SELECT user_id, task_id, row_number() OVER (PARTITION BY user_id ORDER BY created_at DESC, task_id) AS place FROM tasks ORDER BY 1, 3 LIMIT 20
SELECT * FROM (SELECT user_id, task_id, rank() OVER (PARTITION BY user_id ORDER BY version DESC) AS place FROM tasks) WHERE place = 1 ORDER BY user_id, task_id
SELECT day, created, sum(created) OVER (ORDER BY day) AS so_far FROM task_throughput_daily ORDER BY day
SELECT day, created, avg(created) OVER (ORDER BY day ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS moving FROM task_throughput_daily ORDER BY day
SELECT day, created - lag(created) OVER (ORDER BY day) AS change, lead(created, 1, 0) OVER (ORDER BY day) AS next FROM task_throughput_daily ORDER BY day
SELECT day, sum(created - completed - cancelled) OVER (ORDER BY day ROWS UNBOUNDED PRECEDING) AS open FROM task_throughput_daily ORDER BY day
SELECT user_id, ntile(4) OVER (ORDER BY count(*), user_id) AS quartile FROM tasks GROUP BY user_id ORDER BY 1
SELECT user_id, percent_rank() OVER (ORDER BY changes), cume_dist() OVER (ORDER BY changes) FROM (SELECT user_id, sum(changes) AS changes FROM user_activity_daily GROUP BY user_id) AS a ORDER BY user_id
SELECT user_id, first_value(task_id) OVER w, last_value(task_id) OVER w, nth_value(task_id, 2) OVER w FROM tasks WINDOW w AS (PARTITION BY user_id ORDER BY created_at, task_id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) ORDER BY 1 LIMIT 10
SELECT task_id, status, lag(status) OVER (PARTITION BY task_id ORDER BY occurred_at, version) AS before FROM task_timeline ORDER BY task_id, occurred_at, version LIMIT 20
SELECT user_id, max_by(task_id, created_at), min_by(status, created_at) FROM tasks GROUP BY user_id ORDER BY user_id
SELECT user_id, array_agg(status ORDER BY created_at, task_id) FROM tasks GROUP BY user_id ORDER BY user_id LIMIT 5
SELECT user_id, array_join(array_agg(DISTINCT priority ORDER BY priority), ', ') FROM tasks GROUP BY user_id ORDER BY user_id LIMIT 5
SELECT user_id, listagg(priority, ',') WITHIN GROUP (ORDER BY priority) FROM tasks GROUP BY user_id ORDER BY user_id LIMIT 5
SELECT user_id, histogram(status) FROM tasks GROUP BY user_id ORDER BY user_id LIMIT 5
SELECT user_id, map_agg(task_id, version) FROM tasks WHERE user_id = 'user-3' GROUP BY user_id
SELECT cardinality(array_agg(task_id)), bool_and(version > 0), bool_or(category IS NULL), every(version >= 1), arbitrary(1) FROM tasks
SELECT name, count(*) FROM task_timeline CROSS JOIN UNNEST(changed) AS c (name) GROUP BY name ORDER BY 2 DESC, 1
SELECT task_id, name, place FROM task_timeline CROSS JOIN UNNEST(changed) WITH ORDINALITY AS c (name, place) WHERE op = 'update' ORDER BY occurred_at, task_id, place LIMIT 10
SELECT count(*) FROM task_timeline WHERE contains(changed, 'category')
SELECT count(*) FROM task_timeline WHERE cardinality(changed) > 2
SELECT count(*) FROM task_timeline WHERE any_match(changed, c -> c LIKE 'cat%')
SELECT cardinality(filter(changed, c -> c <> 'status')) AS others, count(*) FROM task_timeline GROUP BY 1 ORDER BY 1
SELECT transform(changed, c -> upper(c)) FROM task_timeline ORDER BY occurred_at, task_id LIMIT 3
SELECT reduce(changed, 0, (s, c) -> s + length(c), s -> s) AS letters FROM task_timeline ORDER BY 1 DESC LIMIT 3
SELECT array_sort(changed), element_at(changed, 1), array_max(changed), slice(changed, 1, 2) FROM task_timeline WHERE cardinality(changed) > 1 ORDER BY occurred_at, task_id LIMIT 3
SELECT priority, status, count(*) FROM tasks GROUP BY ROLLUP (priority, status) ORDER BY 1 NULLS LAST, 2 NULLS LAST
SELECT priority, status, grouping(priority, status), count(*) FROM tasks GROUP BY CUBE (priority, status) ORDER BY 3, 1, 2
SELECT priority, status, count(*) FROM tasks GROUP BY GROUPING SETS ((priority), (status), ()) ORDER BY 1, 2
SELECT status FROM tasks UNION SELECT status FROM users ORDER BY 1
SELECT user_id FROM users EXCEPT SELECT user_id FROM tasks WHERE status = 'pending' ORDER BY 1
SELECT user_id FROM users INTERSECT SELECT user_id FROM tasks WHERE priority = 'high' ORDER BY 1
SELECT 'tasks' AS what, count(*) AS n FROM tasks UNION ALL SELECT 'users', count(*) FROM users ORDER BY what
SELECT if(version > 1, 'changed', 'new') AS kind, count(*) FROM tasks GROUP BY 1 ORDER BY 1
SELECT CASE WHEN due_date IS NULL THEN 'none' WHEN due_date < current_date THEN 'late' ELSE 'ahead' END AS due, count(*) FROM tasks GROUP BY 1 ORDER BY 1
SELECT nullif(category, '') AS category, count(*) FROM tasks GROUP BY 1 ORDER BY 2, 1
SELECT greatest(created, completed), least(created, completed) FROM task_throughput_daily ORDER BY day
SELECT created / 2, created % 2, -created, created * 1.5, created / 2.0, created / 2e0 FROM task_throughput_daily ORDER BY day
SELECT day, CAST(completed AS decimal(10, 2)) / nullif(created, 0) AS ratio FROM task_throughput_daily ORDER BY day
SELECT sum(created) * 1.0 / count(*) AS per_day FROM task_throughput_daily
SELECT CAST(lead_time_hours AS integer), CAST(lead_time_hours AS bigint), CAST(lead_time_hours AS decimal(10, 1)) FROM task_cycle_time ORDER BY task_id LIMIT 10
SELECT floor(lead_time_hours / 24) AS days, count(*) FROM task_cycle_time GROUP BY floor(lead_time_hours / 24) ORDER BY 1
SELECT ceil(lead_time_hours), truncate(lead_time_hours), abs(-lead_time_hours), sqrt(lead_time_hours), ln(lead_time_hours + 1), power(lead_time_hours, 2) FROM task_cycle_time ORDER BY task_id LIMIT 10
SELECT width_bucket(lead_time_hours, 0, 100, 10) AS bucket, count(*) FROM task_cycle_time GROUP BY 1 ORDER BY 1
SELECT mod(version, 3), count(*) FROM tasks GROUP BY 1 ORDER BY 1
SELECT mod(5.5, 2), mod(7, 2.25), mod(-5.5, 2.25), 5.5 % -2.25, mod(5.5, NULL), DECIMAL '12345678901234567890123456789.123456789' % DECIMAL '3.3333333333', DECIMAL '7' / DECIMAL '0.0000000000000000000003'
SELECT mod(1.5, 0.0)
SELECT skewness(d), kurtosis(d), skewness(DISTINCT i), kurtosis(i) FILTER (WHERE i > 1) FROM (VALUES (1, 0.1e0), (2, 0.1e0), (2, 0.1e0), (4, 0.1e0), (9, 0.1e0), (12, NULL), (3, 0.1e0)) AS t (i, d)
SELECT skewness(d), kurtosis(d) FROM (VALUES 0.1e0, 0.2e0, 0.3e0, 0.4e0, 0.5e0) AS t (d)
SELECT typeof(version), typeof(status), typeof(due_date), typeof(created_at) FROM tasks LIMIT 1
SELECT day FROM UNNEST(sequence(current_date - INTERVAL '6' DAY, current_date, INTERVAL '1' DAY)) AS t (day) ORDER BY day
SELECT d.day, coalesce(t.created, 0) AS created FROM UNNEST(sequence(current_date - INTERVAL '6' DAY, current_date)) AS d (day) LEFT JOIN task_throughput_daily t ON t.day = d.day ORDER BY d.day
SELECT count(*) FROM tasks AS t CROSS JOIN (VALUES ('low', 1), ('urgent', 4)) AS w (priority, weight) WHERE t.priority = w.priority
SELECT t.priority, sum(w.weight) FROM tasks t JOIN (VALUES ('low', 1), ('medium', 2), ('high', 3), ('urgent', 4)) AS w (priority, weight) ON w.priority = t.priority GROUP BY t.priority ORDER BY 2
SELECT task_id FROM tasks ORDER BY task_id OFFSET 3 LIMIT 4
SELECT task_id FROM tasks ORDER BY task_id OFFSET 3 ROWS FETCH FIRST 4 ROWS ONLY
SELECT user_id, count(*) AS n FROM tasks GROUP BY user_id ORDER BY n DESC FETCH FIRST 3 ROWS WITH TIES
SELECT user_id, count(*) FROM tasks GROUP BY user_id ORDER BY 2 DESC FETCH FIRST 3 ROWS WITH TIES
SELECT i AS x, j FROM (VALUES (1, 4), (2, 3), (2, 3), (3, 1)) AS t (i, j) ORDER BY x DESC, j OFFSET 1 FETCH FIRST ROW WITH TIES
SELECT -i AS i FROM (VALUES 1, 2, 2, 3) AS t (i) ORDER BY i + 0 FETCH FIRST 2 ROWS WITH TIES
SELECT i FROM (VALUES 1, 2, 2, 3) AS t (i) FETCH FIRST 2 ROWS WITH TIES
SELECT i FROM (VALUES 1, 2, 2, 3) AS t (i) ORDER BY i FETCH FIRST 0 ROWS WITH TIES
SELECT i FROM (VALUES 1, 2, 2, 3) AS t (i) ORDER BY i FETCH FIRST (1 + 1) ROWS ONLY
SELECT task_id, due_date FROM tasks ORDER BY due_date DESC, task_id LIMIT 5
SELECT status, count(*) FROM task_states FOR TIMESTAMP AS OF (current_timestamp - INTERVAL '1' DAY) WHERE op <> 'delete' GROUP BY status
SELECT op, count(*) FROM task_history GROUP BY op ORDER BY op
SELECT count(DISTINCT (task_id, created_at, version)) FROM task_history
SELECT count(*) FROM task_events WHERE arrival_hour >= date_format(localtimestamp - INTERVAL '48' HOUR, '%Y-%m-%d-%H')
SELECT count(*) FILTER (WHERE status = 'pending') AS pending, count(*) FILTER (WHERE status = 'completed') AS completed FROM tasks
SELECT try_cast(category AS integer), try(CAST(category AS integer)) FROM tasks ORDER BY task_id LIMIT 5
SELECT try(version / (version - version)) FROM tasks LIMIT 1
SELECT lead_time_hours / (lead_time_hours - lead_time_hours) FROM task_cycle_time ORDER BY task_id LIMIT 2
SELECT json_format(CAST(MAP(ARRAY['a'], ARRAY[1]) AS json))
SELECT json_extract_scalar('{"a": {"b": 3}}', '$.a.b'), json_value('{"a": 3}', 'lax $.a' RETURNING integer)
SELECT i, json_value(s, 'lax $.a') AS v, json_value(s, 'lax $.a[1]') AS second, json_value(s, 'lax $.a.b' RETURNING integer DEFAULT i ON EMPTY DEFAULT -1 ON ERROR) AS b FROM (VALUES (1, '{"a": [1, {"b": 4}]}'), (2, '{}'), (3, '{"a": {"b": "7"}}'), (4, NULL), (5, 'x'), (6, '{"a": 1, "a": [2, [3]]}'), (7, ''), (8, '{"a": null}'), (9, '{"a": [{"b": 1}, {"b": 2}]}')) AS t (i, s) ORDER BY i
SELECT json_value(s, 'lax $') AS v, json_value(s, 'lax $' RETURNING bigint) AS b, json_value(s, 'lax $' RETURNING decimal(5, 2)) AS d, json_value(s, 'lax $' RETURNING double) AS f, json_value(s, 'lax $' RETURNING boolean) AS o, json_value(s, 'lax $' RETURNING date) AS day, json_value(s, 'lax $' RETURNING smallint) AS n FROM (VALUES '1.50', '7', '-2.5', '0.0', '-0.0', '99.999', '99999', '"12"', '" 12.345 "', 'true', '"TRUE"', '"2020-02-29"', '12345678901234567890', '1e400', '1e-7') AS t (s)
SELECT json_value('{"a b": [[1, 2], [3]]}', 'lax $."a b"[1][0]'), json_value('[{"b": 1}, {"c": 2}, [{"b": 3}], 7]', 'lax $.b')
SELECT json_value('{}', 'lax $.a' ERROR ON EMPTY)
SELECT json_value('{}', 'lax $.a' RETURNING tinyint DEFAULT 5 ON EMPTY)
SELECT json_value('{}', '$.a')
SELECT json_value(1, 'lax $.a')
SELECT CAST(ROW(task_id, version) AS ROW(id varchar, n bigint)).id FROM tasks ORDER BY 1 LIMIT 3
SELECT created_at AT TIME ZONE 'Europe/Berlin' FROM tasks ORDER BY task_id LIMIT 3
SELECT with_timezone(created_at, 'UTC') AT TIME ZONE 'America/New_York' FROM tasks ORDER BY task_id LIMIT 3
SELECT from_unixtime(to_unixtime(created_at)) FROM tasks ORDER BY task_id LIMIT 3
SELECT date_parse('2026-03-01 10:00', '%Y-%m-%d %H:%i'), parse_datetime('2026-03-01', 'yyyy-MM-dd'), from_iso8601_timestamp('2026-03-01T10:00:00Z'), from_iso8601_date('2026-03-01')
SELECT last_day_of_month(due_date), day_of_year(due_date), year_of_week(due_date) FROM tasks WHERE due_date > DATE '2000-01-01' AND due_date < DATE '2100-01-01' ORDER BY task_id LIMIT 3
SELECT human_readable_seconds(3600), url_extract_host('https://a.b/c'), to_hex(md5(to_utf8('a'))), levenshtein_distance('kitten', 'sitting')
SELECT DISTINCT table_name, table_type FROM information_schema.tables WHERE table_name IN ('tasks', 'task_states') ORDER BY 1
SELECT count(*) FROM "task_states$snapshots"
SELECT content, file_format, record_count, element_at(lower_bounds, 1), element_at(upper_bounds, 13), split_offsets FROM "task_states$files" ORDER BY 3, 4
SELECT added_data_files_count, added_rows_count, deleted_data_files_count, s.lower_bound, s.upper_bound FROM "task_history$manifests" CROSS JOIN UNNEST(partition_summaries) AS s ORDER BY 4
SELECT p.partition.user_id_bucket, record_count, file_count, data.status.min, data.due_date.max, data.user_id.min FROM "task_states$partitions" AS p ORDER BY 1
SELECT name, type, max_reference_age_in_ms, min_snapshots_to_keep FROM "task_states$refs"
SELECT count(*) FROM "task_states$history" AS h JOIN "task_states$snapshots" AS s ON s.snapshot_id = h.snapshot_id WHERE is_current_ancestor
SELECT count(*) FROM "task_states$nosuch"
SELECT count(*) FROM "task_states$files" FOR VERSION AS OF 1
SELECT count(*) FROM "task_events$files"
EXPLAIN SELECT 1
SELECT count(*) FROM tasks WHERE version = '1'
SELECT coalesce(version, 'none') FROM tasks
SELECT CASE WHEN version > 1 THEN 'many' ELSE 0 END FROM tasks
SELECT concat('v', version) FROM tasks
SELECT due_date + 1 FROM tasks
SELECT max(current_date - due_date) FROM tasks WHERE due_date > DATE '2000-01-01' AND due_date < DATE '2100-01-01'
SELECT status AS s, count(*) FROM tasks GROUP BY s
SELECT status, count(*) AS n FROM tasks GROUP BY status HAVING n > 5
SELECT version + 1 AS next FROM tasks WHERE next > 5
SELECT version + 1 AS next, next + 1 FROM tasks
SELECT status, priority, count(*) FROM tasks GROUP BY status
SELECT status, count(*) FROM tasks GROUP BY ALL
SELECT count(*) FROM tasks WHERE category ILIKE 'W%'
SELECT DISTINCT ON (user_id) user_id, task_id FROM tasks
SELECT * EXCLUDE (request_id) FROM tasks
SELECT count(*) FROM tasks NATURAL JOIN users
SELECT count(*) FROM users ANTI JOIN tasks USING (user_id)
SELECT count(*) FROM users semi JOIN tasks ON semi.user_id = tasks.user_id
SELECT count(*) FROM users anti LEFT JOIN tasks asof USING (user_id)
SELECT count(*) FROM users AS u ANTI JOIN tasks USING (user_id)
SELECT count(*) FROM users LEFT ANTI JOIN tasks USING (user_id)
SELECT task_id FROM tasks ORDER BY task_id LIMIT 5 OFFSET 3
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY lead_time_hours) FROM task_cycle_time
SELECT median(lead_time_hours) FROM task_cycle_time
SELECT count(*) FROM tasks WHERE due_date < '2026-03-01'
SELECT count(*) FROM tasks WHERE created_at > '2026-03-01'
SELECT -created AS created FROM task_throughput_daily ORDER BY created + 0
SELECT string_agg(status, ',') FROM tasks
SELECT datediff('day', created_at, updated_at) FROM tasks
SELECT sum(status) FROM tasks
SELECT avg(due_date) FROM tasks
SELECT task_id::varchar FROM tasks LIMIT 1
SELECT * FROM tasks QUALIFY row_number() OVER (PARTITION BY user_id ORDER BY created_at) = 1
SELECT strftime(created_at, '%Y') FROM tasks
SELECT user_id, count(*) FROM tasks
SELECT task_id FROM tasks WHERE count(*) > 1
SELECT t.status FROM tasks t, users u WHERE status = 'active'
SELECT nosuch FROM tasks
SELECT user_id FROM tasks UNION SELECT version FROM tasks
SELECT count(*) FROM tasks WHERE status
SELECT count(*) FROM tasks WHERE status = 1
SELECT version || status FROM tasks
SELECT if(version > 1, 'a', 1) FROM tasks
SELECT status FROM tasks WHERE task_id IN (1, 2)
SELECT "status" FROM tasks WHERE "status" = "pending"
SELECT sum(CASE WHEN coalesce(false, ok) THEN mod(7, 0) ELSE i END) FROM (VALUES (1, true), (2, false)) AS t(i, ok)
SELECT IF(x = 0, 0, mod(7, x)) FROM (VALUES 0, 1) AS t(x)
SELECT try(mod(7, x)) FROM (VALUES 0, 1) AS t(x)
SELECT nullif(i, try(CAST(s AS integer))) FROM (VALUES (1, 'a'), (2, '7')) AS t(i, s)
SELECT IF(x = 0, 0, 7 % x), try(7 / x), mod(7, 2), mod(7, -x - 1) FROM (VALUES 0, 1) AS t(x)
SELECT round(1.5e0, -400), round(-1.5e0, -324), round(-1.5e0, -323), round(-0e0, -3), round(-0e0), round(REAL '1.5', -400)
SELECT round(155, -18), round(155, -2), round(1.55, -400), truncate(1.55, 400)
SELECT round(5, -19)
SELECT -2147483648, -(2147483648), -2147483649
SELECT floor(CAST('0.1' AS decimal(38, 38)))
SELECT element_at(ARRAY[1], BIGINT '-9223372036854775808')
SELECT contains(ARRAY['b', NULL], 'a'), contains(ARRAY['b', NULL], 'b'), array_except(ARRAY[1, 1], CAST(ARRAY[] AS array(integer)))
SELECT codepoint('')
SELECT TIMESTAMP '2024-01-01 00:00:00', TIMESTAMP '2024-01-01 00:00:00.120', TIMESTAMP '2024-01-01 00:00:00.123456'
SELECT CAST(x AS timestamp(0)), CAST(x AS timestamp(3)) FROM (VALUES TIMESTAMP '2024-01-01 00:00:00.678500', TIMESTAMP '1969-01-01 00:00:00.678500') AS t(x)
SELECT CAST(x AS timestamp(0)), CAST(x AS timestamp(3)), try_cast(x AS timestamp) FROM (VALUES '2024-01-01 00:00:00.6785', '1969-01-01 00:00:00.6785', '1969-01-01') AS t(x)
SELECT date_format(x, '%s %f'), format_datetime(x, 'ss.SSS') FROM (VALUES TIMESTAMP '1969-12-31 23:59:59.999999') AS t(x)
SELECT date_diff('day', TIMESTAMP '2024-01-01 00:00:00.000400', TIMESTAMP '2024-01-02 00:00:00.000000'), from_unixtime(1.0005e0)
SELECT date_parse('2024-01-01 00:00:00.123999', '%Y-%m-%d %H:%i:%s.%f')
SELECT date_parse(' 2024-01-05', '%Y-%m-%d')
SELECT ARRAY[REAL '0.1'], MAP(ARRAY[1], ARRAY[REAL '0.1']), ROW(REAL '0.1', 1)
SELECT i, x FROM (VALUES 1, 2) AS t(i) CROSS JOIN LATERAL (SELECT i AS x) AS l
SELECT i, x FROM (VALUES (1, true), (2, false)) AS t(i, ok) CROSS JOIN LATERAL (SELECT i AS x WHERE ok) AS l
SELECT abs(NULL), round(NULL, 1), ceil(NULL)
SELECT greatest(1, NULL), greatest(1, 2.5, -3), least('b', 'a'), least(1, CAST(NULL AS integer)), array_join(ARRAY[1, NULL], ',', 'x'), array_remove(ARRAY[1, NULL, 2], 2)
