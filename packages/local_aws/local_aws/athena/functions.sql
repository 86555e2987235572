-- Trino's functions where DuckDB has none, or one that answers differently.
-- A macro athena_<name> takes over every call of <name>; aggregates cannot be macros, see dialect.py.
-- cast_to_type(x, y) gives x the type of y, so that a date stays a date.

-- A quotient of integers is an integer (the session sees to it); one of decimals keeps the larger scale.
CREATE MACRO operator_divide(dividend, divisor) AS
    cast_to_type(dividend / divisor, (dividend + divisor) * CAST(1 AS INTEGER));

-- CAST(moment AS date), which is known not to fail: the optimizer takes a condition on it to the files.
CREATE MACRO timestamp_to_date(moment) AS
    CASE WHEN starts_with(typeof(moment), 'TIMESTAMP') THEN TRY_CAST(moment AS DATE) ELSE CAST(moment AS DATE) END;

CREATE MACRO athena_array_distinct(elements) AS
    list_filter(elements, LAMBDA element, position : list_position(elements, element) = position);

CREATE MACRO athena_array_position(elements, wanted) AS
    CASE WHEN elements IS NOT NULL AND wanted IS NOT NULL
    THEN CAST(coalesce(list_position(elements, wanted), 0) AS BIGINT) END;

-- DuckDB's filter drops NULL, which Trino keeps.
CREATE MACRO athena_array_remove(elements, unwanted) AS
    list_filter(elements, LAMBDA element : element IS DISTINCT FROM unwanted);

CREATE MACRO athena_array_union(one, other) AS
    list_filter(list_concat(one, other), LAMBDA element, position :
        list_position(list_concat(one, other), element) = position);

CREATE MACRO athena_arrays_overlap(one, other) AS list_has_any(one, other);

CREATE MACRO athena_at_timezone(moment, zone) AS timezone(zone, CAST(moment AS TIMESTAMPTZ));

CREATE MACRO athena_codepoint(letter) AS unicode(letter);

CREATE MACRO athena_date_add(unit, amount, moment) AS cast_to_type(
    moment + amount * CASE lower(unit)
        WHEN 'millisecond' THEN INTERVAL 1 MILLISECOND
        WHEN 'second' THEN INTERVAL 1 SECOND
        WHEN 'minute' THEN INTERVAL 1 MINUTE
        WHEN 'hour' THEN INTERVAL 1 HOUR
        WHEN 'day' THEN INTERVAL 1 DAY
        WHEN 'week' THEN INTERVAL 1 WEEK
        WHEN 'month' THEN INTERVAL 1 MONTH
        WHEN 'quarter' THEN INTERVAL 1 QUARTER
        WHEN 'year' THEN INTERVAL 1 YEAR
        ELSE error('date_add: ''' || unit || ''' is not a unit')
    END,
    moment);

-- Trino counts whole units; DuckDB's date_diff counts the boundaries crossed, its date_sub whole units.
CREATE MACRO athena_date_diff(unit, earlier, later) AS
    date_sub(unit, CAST(earlier AS TIMESTAMP), CAST(later AS TIMESTAMP));

-- DuckDB truncates a date to a timestamp.
CREATE MACRO athena_date_trunc(unit, moment) AS cast_to_type(date_trunc(unit, moment), moment);

CREATE MACRO athena_from_unixtime
    (seconds) AS to_timestamp(seconds),
    (seconds, zone) AS timezone(zone, to_timestamp(seconds));

-- NULL for what is not a scalar, and for what is not JSON.
CREATE MACRO athena_json_extract_scalar(document, path) AS
    CASE WHEN json_valid(document) THEN
        CASE WHEN json_type(document, path) NOT IN ('OBJECT', 'ARRAY') THEN document ->> path END
    END;

CREATE MACRO athena_millisecond(moment) AS millisecond(moment) % 1000;

CREATE MACRO athena_regexp_extract
    (text, pattern) AS CASE WHEN regexp_matches(text, pattern) THEN regexp_extract(text, pattern) END,
    (text, pattern, nth) AS CASE WHEN regexp_matches(text, pattern) THEN regexp_extract(text, pattern, nth) END;

-- Trino writes a group as $1, DuckDB as \1.
CREATE MACRO athena_regexp_replace
    (text, pattern) AS regexp_replace(text, pattern, '', 'g'),
    (text, pattern, replacement) AS
        regexp_replace(text, pattern, regexp_replace(replacement, '\$(\d)', '\\\1', 'g'), 'g');

CREATE MACRO athena_repeat(element, times) AS list_transform(range(times), LAMBDA nth : element);

CREATE MACRO athena_sequence
    (first BIGINT, last BIGINT) AS generate_series(first, last, CASE WHEN first > last THEN -1 ELSE 1 END),
    (first BIGINT, last BIGINT, step BIGINT) AS generate_series(first, last, step),
    (first DATE, last DATE) AS
        list_transform(
            generate_series(first, last, CASE WHEN first > last THEN INTERVAL '-1' DAY ELSE INTERVAL 1 DAY END),
            LAMBDA moment : CAST(moment AS DATE)),
    (first DATE, last DATE, step INTERVAL) AS
        list_transform(generate_series(first, last, step), LAMBDA moment : CAST(moment AS DATE)),
    (first TIMESTAMP, last TIMESTAMP, step INTERVAL) AS generate_series(first, last, step);

CREATE MACRO athena_slice(elements, first, length) AS
    CASE WHEN first > 0 THEN elements[first : first + length - 1]
    ELSE elements[len(elements) + first + 1 : len(elements) + first + length] END;

-- Two arguments only: DuckDB's has no limit.
CREATE MACRO athena_split(text, delimiter) AS string_split(text, delimiter);

-- NULL, not '', beyond the last part.
CREATE MACRO athena_split_part(text, delimiter, nth) AS list_extract(string_split(text, delimiter), nth);

CREATE MACRO athena_to_iso8601(moment) AS CASE typeof(moment)
    WHEN 'DATE' THEN strftime(moment, '%Y-%m-%d')
    WHEN 'TIMESTAMP WITH TIME ZONE' THEN strftime(moment, '%Y-%m-%dT%H:%M:%S.%gZ')
    ELSE strftime(moment, '%Y-%m-%dT%H:%M:%S.%g')
END;
