-- sequence().

-- Trino makes no more than this many entries.
CREATE MACRO short_enough(entries) AS CASE WHEN entries <= 10000 THEN true WHEN entries IS NULL THEN NULL
    ELSE error('result of sequence function must not have more than 10000 entries') END;

CREATE MACRO days_between(first, last, step) AS
    abs(date_diff('day', CAST(first AS DATE), CAST(last AS DATE)))
    / greatest(0.00001, abs(date_part('epoch', step) / 86400.0));

CREATE MACRO checked_step(first, last, step) AS CASE
    WHEN first IS NULL OR last IS NULL OR step IS NULL THEN NULL
    WHEN (last > first AND step <= INTERVAL 0 DAY) OR (last < first AND step >= INTERVAL 0 DAY)
    THEN error('sequence stop value should be greater than or equal to start value if step is greater than zero')
    WHEN short_enough(days_between(first, last, step)) THEN step END;

CREATE MACRO whole_days(step) AS CASE
    WHEN step IS NULL OR date_part('year', step) <> 0 OR date_part('month', step) <> 0 THEN step
    WHEN date_part('epoch', step) % 86400 = 0 THEN step
    ELSE error('sequence step must be a day interval if start and end values are dates') END;

-- Each month is counted from the first moment: what begins on the 31st comes back to it.
CREATE MACRO steps(first, last, step) AS CASE WHEN step IS NULL THEN NULL
    WHEN date_part('year', step) = 0 AND date_part('month', step) = 0 THEN generate_series(first, last, step)
    ELSE list_filter(
        list_transform(range(0, abs(date_diff('month', first, last)) + 2), LAMBDA nth : first + nth * step),
        LAMBDA moment : CASE WHEN last >= first THEN moment <= last ELSE moment >= last END) END;

CREATE MACRO athena_sequence
    (first BIGINT, last BIGINT) AS CASE WHEN short_enough(abs(first - last) + 1)
        THEN generate_series(first, last, CASE WHEN first > last THEN -1 ELSE 1 END) END,
    (first BIGINT, last BIGINT, step BIGINT) AS CASE
        WHEN step = 0 OR (last > first AND step < 0) OR (last < first AND step > 0)
        THEN error('sequence stop value should be greater than or equal to start value if step is greater than zero')
        WHEN short_enough((last - first) // step + 1) THEN generate_series(first, last, step) END,
    (first DATE, last DATE) AS CASE WHEN short_enough(abs(last - first) + 1) THEN
        list_transform(
            generate_series(first, last, CASE WHEN first > last THEN INTERVAL '-1' DAY ELSE INTERVAL 1 DAY END),
            LAMBDA moment : CAST(moment AS DATE)) END,
    (first DATE, last DATE, step INTERVAL) AS
        list_transform(steps(first, last, checked_step(first, last, whole_days(step))), LAMBDA moment : CAST(moment AS DATE)),
    (first TIMESTAMP, last TIMESTAMP, step INTERVAL) AS steps(first, last, checked_step(first, last, step));
