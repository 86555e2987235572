-- Trino's functions where DuckDB has none, or one that answers differently.
-- A macro athena_<name> takes over every call of <name>; aggregates cannot be macros, see dialect.py.
-- cast_to_type(x, y) gives x the type of y.

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
    CASE WHEN unwanted IS NOT NULL
    THEN list_filter(elements, LAMBDA element : element IS DISTINCT FROM unwanted) END;

CREATE MACRO athena_array_union(one, other) AS
    CASE WHEN one IS NOT NULL AND other IS NOT NULL THEN athena_array_distinct(list_concat(one, other)) END;

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
        CASE WHEN json_type(document, path) = 'DOUBLE' THEN error('json_extract_scalar: a fraction loses its zeros locally')
            WHEN json_type(document, path) NOT IN ('OBJECT', 'ARRAY') THEN document ->> path END
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

-- Trino makes no more than this many entries.
CREATE MACRO short_enough(entries) AS CASE WHEN entries <= 10000 THEN true
    ELSE error('result of sequence function must not have more than 10000 entries') END;

CREATE MACRO days_between(first, last, step) AS
    abs(date_diff('day', CAST(first AS DATE), CAST(last AS DATE)))
    / greatest(0.00001, abs(date_part('epoch', step) / 86400.0));

CREATE MACRO checked_step(first, last, step) AS CASE
    WHEN (last > first AND step <= INTERVAL 0 DAY) OR (last < first AND step >= INTERVAL 0 DAY)
    THEN error('sequence stop value should be greater than or equal to start value if step is greater than zero')
    WHEN short_enough(days_between(first, last, step)) THEN step END;

CREATE MACRO whole_days(step) AS CASE WHEN step IS NULL OR date_part('epoch', step) % 86400 = 0 THEN step
    ELSE error('sequence step must be a day interval if start and end values are dates') END;

-- Each month is counted from the first moment: what begins on the 31st comes back to it.
CREATE MACRO steps(first, last, step) AS CASE WHEN date_part('year', step) = 0 AND date_part('month', step) = 0
    THEN generate_series(first, last, step)
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

CREATE MACRO athena_slice(elements, first, length) AS
    CASE WHEN first = 0 OR length < 0 THEN error('SQL array indices start at 1')
    WHEN first > 0 THEN elements[first : first + length - 1]
    ELSE elements[len(elements) + first + 1 : len(elements) + first + length] END;

-- With a limit, the last part is all that is left.
CREATE MACRO athena_split
    (text, delimiter) AS CASE WHEN delimiter IS NOT NULL THEN string_split(text, delimiter) END,
    (text, delimiter, limit_) AS CASE WHEN text IS NULL OR delimiter IS NULL OR limit_ IS NULL THEN NULL
        WHEN limit_ <= 0 THEN error('split: Limit must be positive')
        WHEN len(string_split(text, delimiter)) <= limit_ THEN string_split(text, delimiter)
        ELSE list_append(string_split(text, delimiter)[: limit_ - 1],
            array_to_string(string_split(text, delimiter)[limit_ :], delimiter)) END;

-- NULL, not '', beyond the last part.
CREATE MACRO athena_split_part(text, delimiter, nth) AS CASE WHEN nth <= 0
    THEN error('split_part: Index must be greater than zero') ELSE list_extract(string_split(text, delimiter), nth) END;

CREATE MACRO athena_to_iso8601(moment) AS CASE typeof(moment)
    WHEN 'DATE' THEN strftime(moment, '%Y-%m-%d')
    WHEN 'TIMESTAMP WITH TIME ZONE' THEN strftime(moment, '%Y-%m-%dT%H:%M:%S.%gZ')
    ELSE strftime(moment, '%Y-%m-%dT%H:%M:%S.%g')
END;

CREATE MACRO text_if_valid(text, pattern, kind) AS CASE WHEN regexp_full_match(text, pattern) THEN text END;

CREATE MACRO valid_text(text, pattern, kind) AS
    CASE WHEN text IS NULL OR regexp_full_match(text, pattern) THEN text
    ELSE error('Value cannot be cast to ' || kind || ': ' || text) END;

-- As Java writes it, with one digit before the point.
CREATE MACRO double_digits(digits, point, exponent, sign) AS
    sign || left(ltrim(digits, '0'), 1) || '.' ||
    CASE WHEN len(rtrim(ltrim(digits, '0'), '0')) > 1 THEN substr(rtrim(ltrim(digits, '0'), '0'), 2) ELSE '0' END ||
    'E' || CAST(point - (len(digits) - len(ltrim(digits, '0'))) - 1 + exponent AS VARCHAR);

CREATE MACRO double_to_text(value) AS CASE
    WHEN isnan(value) THEN 'NaN'
    WHEN isinf(value) THEN CASE WHEN value > 0 THEN 'Infinity' ELSE '-Infinity' END
    WHEN value = 0 THEN CASE WHEN signbit(value) THEN '-0.0E0' ELSE '0.0E0' END
    ELSE double_digits(
        replace(split_part(CAST(abs(value) AS VARCHAR), 'e', 1), '.', ''),
        len(split_part(split_part(CAST(abs(value) AS VARCHAR), 'e', 1), '.', 1)),
        coalesce(TRY_CAST(split_part(CAST(abs(value) AS VARCHAR), 'e', 2) AS INTEGER), 0),
        CASE WHEN value < 0 THEN '-' ELSE '' END)
END;

-- A decimal without a digit before the point; DuckDB shows it as .5.
CREATE MACRO fraction_to_text(value) AS regexp_replace(CAST(value AS VARCHAR), '^(-?)\.', '\10.');

CREATE MACRO unscaled(value) AS CAST(replace(CAST(value AS VARCHAR), '.', '') AS HUGEINT);

-- A whole number of units of the last place, as text with a point.
CREATE MACRO scaled(value, scale) AS CASE WHEN scale = 0 THEN CAST(value AS VARCHAR) ELSE
    CASE WHEN value < 0 THEN '-' ELSE '' END
    || regexp_replace(lpad(CAST(abs(value) AS VARCHAR), CAST(greatest(scale + 1, len(CAST(abs(value) AS VARCHAR))) AS INTEGER), '0'), '(.{' || scale || '})$', '.\1') END;

CREATE MACRO rounded_quotient(dividend, divisor) AS
    CASE WHEN (dividend < 0) = (divisor < 0) THEN 1 ELSE -1 END
    * ((2 * abs(dividend) + abs(divisor)) // (2 * abs(divisor)));

-- Half up in the last place; shift is the power of ten between the unscaled quotient and that place.
CREATE MACRO decimal_quotient(dividend, divisor, shift, scale) AS
    scaled(rounded_quotient(unscaled(dividend) * CAST(power(10, shift) AS HUGEINT), unscaled(divisor)), scale);

CREATE MACRO any_true(tested) AS CASE
    WHEN list_contains(tested, true) THEN true WHEN len(tested) > list_count(tested) THEN NULL
    WHEN tested IS NOT NULL THEN false END;

CREATE MACRO all_true(tested) AS CASE
    WHEN list_contains(tested, false) THEN false WHEN len(tested) > list_count(tested) THEN NULL
    WHEN tested IS NOT NULL THEN true END;

CREATE MACRO none_true(tested) AS NOT any_true(tested);

CREATE MACRO positions(lengths) AS range(1, 1 + CAST(list_max(lengths) AS BIGINT));

-- Beyond the beginning there is nothing, not all of the text.
CREATE MACRO athena_substr
    (text, first) AS CASE WHEN text IS NULL OR first IS NULL THEN NULL
        WHEN first = 0 OR -first > len(text) THEN '' ELSE substr(text, first) END,
    (text, first, length) AS CASE WHEN text IS NULL OR first IS NULL OR length IS NULL THEN NULL
        WHEN first = 0 OR -first > len(text) OR length <= 0 THEN '' ELSE substr(text, first, length) END;

CREATE MACRO athena_substring
    (text, first) AS athena_substr(text, first),
    (text, first, length) AS athena_substr(text, first, length);

CREATE MACRO ascending_bucket(value, low, high, buckets) AS CASE
    WHEN value < low THEN 0 WHEN value >= high THEN buckets + 1
    ELSE CAST(floor(buckets * (value - low) / (high - low)) AS BIGINT) + 1 END;

CREATE MACRO athena_width_bucket(value, low, high, buckets) AS CASE
    WHEN value IS NULL OR low IS NULL OR high IS NULL OR buckets IS NULL THEN NULL
    WHEN buckets <= 0 OR low = high THEN error('width_bucket: bounds must differ and there must be buckets')
    WHEN low < high THEN ascending_bucket(value, low, high, buckets)
    ELSE buckets + 1 - ascending_bucket(value, high, low, buckets) END;

-- One NULL among the elements is enough for there to be no greatest.
CREATE MACRO athena_array_max(elements) AS CASE WHEN list_count(elements) = len(elements) THEN list_max(elements) END;

CREATE MACRO athena_array_min(elements) AS CASE WHEN list_count(elements) = len(elements) THEN list_min(elements) END;

CREATE MACRO has_element(elements, wanted) AS
    CASE WHEN wanted IS NULL THEN len(elements) > list_count(elements) ELSE list_contains(elements, wanted) END;

CREATE MACRO athena_array_except(one, other) AS
    CASE WHEN one IS NOT NULL AND other IS NOT NULL
    THEN list_filter(athena_array_distinct(one), LAMBDA element : NOT has_element(other, element)) END;

CREATE MACRO athena_array_intersect(one, other) AS
    CASE WHEN one IS NOT NULL AND other IS NOT NULL
    THEN list_filter(athena_array_distinct(one), LAMBDA element : has_element(other, element)) END;

CREATE MACRO athena_array_join
    (elements, delimiter) AS CASE WHEN delimiter IS NOT NULL THEN array_to_string(elements, delimiter) END,
    (elements, delimiter, missing) AS CASE WHEN delimiter IS NOT NULL AND missing IS NOT NULL
        THEN array_to_string(list_transform(elements, LAMBDA element : coalesce(CAST(element AS VARCHAR), missing)),
            delimiter) END;

CREATE MACRO athena_chr(number) AS chr(CAST(number AS INTEGER));

CREATE MACRO array_subscript(elements, nth) AS CASE
    WHEN nth < 1 THEN error('Array subscript is negative or zero: ' || nth)
    WHEN nth > len(elements) THEN error('Array subscript must be less than or equal to array length: ' || nth)
    ELSE list_extract(elements, nth) END;

CREATE MACRO map_subscript(entries, wanted) AS CASE
    WHEN NOT list_contains(map_keys(entries), wanted) THEN error('Key not present in map')
    ELSE map_extract_value(entries, wanted) END;

CREATE MACRO array_element(elements, nth) AS
    CASE WHEN nth = 0 THEN error('SQL array indices start at 1') ELSE list_extract(elements, nth) END;

CREATE MACRO athena_lpad(text, size, padding) AS lpad(text, CAST(size AS INTEGER), padding);

CREATE MACRO athena_rpad(text, size, padding) AS rpad(text, CAST(size AS INTEGER), padding);
