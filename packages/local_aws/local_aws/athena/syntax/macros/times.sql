-- Moments, dates and zones.

-- CAST(moment AS date), which is known not to fail: the optimizer takes a condition on it to the files.
CREATE MACRO timestamp_to_date(moment) AS
    CASE WHEN starts_with(typeof(moment), 'TIMESTAMP') THEN TRY_CAST(moment AS DATE) ELSE CAST(moment AS DATE) END;

-- Half a unit goes up, also before 1970.
CREATE MACRO rounded_moment(moment, microseconds) AS list_transform([epoch_us(moment) + microseconds // 2], LAMBDA a :
    make_timestamp(a - (a % microseconds + microseconds) % microseconds))[1];

-- Trino rounds what DuckDB cuts off.
CREATE MACRO with_microseconds(text) AS list_transform([text], LAMBDA a : CASE WHEN regexp_matches(a, '\.\d{7}')
    THEN error(a || ': a second has, locally, at most six digits') ELSE a END)[1];

-- strptime passes over them.
CREATE MACRO without_blanks(text) AS list_transform([text], LAMBDA a : CASE WHEN regexp_matches(a, '^\s|\s$')
    THEN error('Invalid format: "' || a || '"') ELSE a END)[1];

CREATE MACRO athena_at_timezone(moment, zone) AS timezone(zone, CAST(moment AS TIMESTAMPTZ));

CREATE MACRO athena_date_add(unit, amount, moment) AS
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
    END;

-- Trino counts whole units, of whole milliseconds; DuckDB's date_diff counts the boundaries crossed, its date_sub whole units.
CREATE MACRO athena_date_diff(unit, earlier, later) AS date_sub(unit,
    date_trunc('millisecond', CAST(earlier AS TIMESTAMP)), date_trunc('millisecond', CAST(later AS TIMESTAMP)));

CREATE MACRO athena_date_trunc(unit, moment) AS date_trunc(unit, moment);

CREATE MACRO moment_of_epoch(seconds) AS to_timestamp(floor(seconds * 1000 + 0.5) / 1000);

CREATE MACRO athena_from_unixtime
    (seconds) AS moment_of_epoch(seconds),
    (seconds, zone) AS timezone(zone, moment_of_epoch(seconds));

CREATE MACRO athena_millisecond(moment) AS millisecond(moment) % 1000;

-- Of an hour that comes twice Java takes the first, DuckDB the first in some zones and the second in others.
CREATE MACRO athena_with_timezone(moment, zone) AS list_transform([CAST(moment AS TIMESTAMP)], LAMBDA a :
    CASE WHEN a IN (timezone(zone, timezone(zone, a) - INTERVAL 1 HOUR), timezone(zone, timezone(zone, a) + INTERVAL 1 HOUR))
    THEN error('with_timezone: ' || a || ' comes twice in ' || zone || '; write it in UTC') ELSE timezone(zone, a) END)[1];

CREATE MACRO athena_to_iso8601(moment) AS list_transform([moment], LAMBDA a : CASE typeof(a)
    WHEN 'DATE' THEN strftime(a, '%Y-%m-%d')
    WHEN 'TIMESTAMP WITH TIME ZONE' THEN strftime(a, '%Y-%m-%dT%H:%M:%S.%gZ')
    ELSE strftime(a, '%Y-%m-%dT%H:%M:%S.%g')
END)[1];
