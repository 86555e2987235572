-- Trino's functions where DuckDB has none, or one that answers differently.
-- A macro athena_<name> takes over every call of <name>; aggregates cannot be macros, see dialect.py.
-- DuckDB puts an argument wherever its macro names it: calls within calls of one that names it n times grow like n^depth.
-- Such a macro names it once, as the element of a list: list_transform([x], LAMBDA a : ...)[1].

-- CAST(moment AS date), which is known not to fail: the optimizer takes a condition on it to the files.
CREATE MACRO timestamp_to_date(moment) AS
    CASE WHEN starts_with(typeof(moment), 'TIMESTAMP') THEN TRY_CAST(moment AS DATE) ELSE CAST(moment AS DATE) END;

CREATE MACRO athena_array_distinct(elements) AS list_transform([elements], LAMBDA a :
    list_filter(a, LAMBDA element, position : list_position(a, element) = position))[1];

CREATE MACRO athena_array_position(elements, wanted) AS list_transform([{'e': elements, 'w': wanted}], LAMBDA a :
    CASE WHEN a.e IS NOT NULL AND a.w IS NOT NULL THEN CAST(coalesce(list_position(a.e, a.w), 0) AS BIGINT) END)[1];

-- DuckDB's filter drops NULL, which Trino keeps.
CREATE MACRO athena_array_remove(elements, unwanted) AS
    CASE WHEN unwanted IS NOT NULL
    THEN list_filter(elements, LAMBDA element : element IS DISTINCT FROM unwanted) END;

CREATE MACRO athena_array_union(one, other) AS list_transform([{'e': one, 'o': other}], LAMBDA a :
    CASE WHEN a.e IS NOT NULL AND a.o IS NOT NULL THEN athena_array_distinct(list_concat(a.e, a.o)) END)[1];

CREATE MACRO athena_arrays_overlap(one, other) AS list_has_any(one, other);

CREATE MACRO athena_at_timezone(moment, zone) AS timezone(zone, CAST(moment AS TIMESTAMPTZ));

CREATE MACRO athena_codepoint(letter) AS unicode(letter);

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

-- Trino counts whole units; DuckDB's date_diff counts the boundaries crossed, its date_sub whole units.
CREATE MACRO athena_date_diff(unit, earlier, later) AS
    date_sub(unit, CAST(earlier AS TIMESTAMP), CAST(later AS TIMESTAMP));

CREATE MACRO athena_date_trunc(unit, moment) AS date_trunc(unit, moment);

CREATE MACRO athena_from_unixtime
    (seconds) AS to_timestamp(seconds),
    (seconds, zone) AS timezone(zone, to_timestamp(seconds));

-- NULL for what is not a scalar, and for what is not JSON.
CREATE MACRO athena_json_extract_scalar(document, path) AS list_transform([document], LAMBDA a :
    CASE WHEN json_valid(a) THEN
        CASE WHEN json_type(a, path) = 'DOUBLE' THEN error('json_extract_scalar: a fraction loses its zeros locally')
            WHEN json_type(a, path) NOT IN ('OBJECT', 'ARRAY') THEN a ->> path END
    END)[1];

-- What a path of names leads to, and its type; NULL where that is no scalar.
CREATE MACRO json_item(document, path, ways) AS list_transform([document], LAMBDA a : CASE WHEN json_valid(a) THEN
    CASE WHEN list_contains(json_type(a, ways), 'ARRAY') THEN error('json_value: no path leads through an array locally')
        WHEN len(list_filter(json_keys(a, ways), LAMBDA names : len(names) <> len(list_distinct(names)))) > 0
        THEN error('json_value: a name that stands twice in an object has one value, and locally not the last')
        WHEN json_type(a, path) NOT IN ('OBJECT', 'ARRAY', 'NULL')
            AND (json_type(a, path) NOT IN ('BIGINT', 'UBIGINT') OR TRY_CAST(a ->> path AS BIGINT) IS NOT NULL)
        THEN {'kind': json_type(a, path), 'text': a ->> path} END
    END)[1];

CREATE MACRO json_as_varchar(item) AS list_transform([item], LAMBDA a : CASE
    WHEN a.kind = 'DOUBLE' THEN error('json_value: a fraction loses its zeros locally; write RETURNING double')
    ELSE a.text END)[1];

CREATE MACRO json_as_number(item, pattern) AS list_transform([item], LAMBDA a : CASE a.kind
    WHEN 'BOOLEAN' THEN CASE WHEN a.text = 'true' THEN '1' ELSE '0' END
    WHEN 'VARCHAR' THEN CASE WHEN regexp_full_match(a.text, pattern) THEN a.text END ELSE a.text END)[1];

CREATE MACRO json_as_bigint(item) AS list_transform([item], LAMBDA a : CASE WHEN a.kind = 'DOUBLE'
    THEN TRY_CAST(round(CAST(a.text AS DOUBLE)) AS BIGINT)
    ELSE TRY_CAST(json_as_number(a, '\s*[+-]?\d+\s*') AS BIGINT) END)[1];

CREATE MACRO json_as_integer(item) AS TRY_CAST(json_as_bigint(item) AS INTEGER);

CREATE MACRO json_as_double(item) AS
    TRY_CAST(json_as_number(item, '\s*([+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*|NaN|[+-]?Infinity)') AS DOUBLE);

CREATE MACRO json_as_boolean(item) AS list_transform([item], LAMBDA a : CASE a.kind
    WHEN 'VARCHAR' THEN CASE WHEN regexp_full_match(a.text, '(?i)t|true|f|false|1|0')
        THEN left(lower(a.text), 1) IN ('t', '1') END
    WHEN 'BOOLEAN' THEN a.text = 'true' ELSE CAST(a.text AS DOUBLE) <> 0 END)[1];

CREATE MACRO athena_millisecond(moment) AS millisecond(moment) % 1000;

CREATE MACRO athena_regexp_extract
    (text, pattern) AS list_transform([text], LAMBDA a :
        CASE WHEN regexp_matches(a, pattern) THEN regexp_extract(a, pattern) END)[1],
    (text, pattern, nth) AS list_transform([text], LAMBDA a :
        CASE WHEN regexp_matches(a, pattern) THEN regexp_extract(a, pattern, nth) END)[1];

-- Trino writes a group as $1, DuckDB as \1.
CREATE MACRO athena_regexp_replace
    (text, pattern) AS regexp_replace(text, pattern, '', 'g'),
    (text, pattern, replacement) AS
        regexp_replace(text, pattern, regexp_replace(replacement, '\$(\d)', '\\\1', 'g'), 'g');

CREATE MACRO athena_repeat(element, times) AS list_transform(range(times), LAMBDA nth : element);

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

CREATE MACRO athena_slice(elements, first, length) AS
    list_transform([{'e': elements, 'f': first, 'l': length}], LAMBDA a :
        CASE WHEN a.f = 0 OR a.l < 0 THEN error('SQL array indices start at 1')
        WHEN a.f > 0 THEN a.e[a.f : a.f + a.l - 1]
        ELSE a.e[len(a.e) + a.f + 1 : len(a.e) + a.f + a.l] END)[1];

-- Of an hour that comes twice Java takes the first, DuckDB the first in some zones and the second in others.
CREATE MACRO athena_with_timezone(moment, zone) AS list_transform([CAST(moment AS TIMESTAMP)], LAMBDA a :
    CASE WHEN a IN (timezone(zone, timezone(zone, a) - INTERVAL 1 HOUR), timezone(zone, timezone(zone, a) + INTERVAL 1 HOUR))
    THEN error('with_timezone: ' || a || ' comes twice in ' || zone || '; write it in UTC') ELSE timezone(zone, a) END)[1];

-- With a limit, the last part is all that is left.
CREATE MACRO athena_split
    (text, delimiter) AS CASE WHEN delimiter = '' THEN error('The delimiter may not be the empty string')
        WHEN delimiter IS NOT NULL THEN string_split(text, delimiter) END,
    (text, delimiter, limit_) AS
        list_transform([{'p': CASE WHEN delimiter = '' THEN error('The delimiter may not be the empty string')
            WHEN delimiter IS NOT NULL THEN string_split(text, delimiter) END, 'l': limit_}], LAMBDA a :
            CASE WHEN a.p IS NULL OR a.l IS NULL THEN NULL
            WHEN a.l <= 0 THEN error('split: Limit must be positive')
            WHEN len(a.p) <= a.l THEN a.p
            ELSE list_append(a.p[: a.l - 1], array_to_string(a.p[a.l :], delimiter)) END)[1];

-- NULL, not '', beyond the last part.
CREATE MACRO athena_split_part(text, delimiter, nth) AS list_transform([nth], LAMBDA a : CASE WHEN a <= 0
    THEN error('split_part: Index must be greater than zero') ELSE list_extract(string_split(text, delimiter), a) END)[1];

CREATE MACRO athena_to_iso8601(moment) AS list_transform([moment], LAMBDA a : CASE typeof(a)
    WHEN 'DATE' THEN strftime(a, '%Y-%m-%d')
    WHEN 'TIMESTAMP WITH TIME ZONE' THEN strftime(a, '%Y-%m-%dT%H:%M:%S.%gZ')
    ELSE strftime(a, '%Y-%m-%dT%H:%M:%S.%g')
END)[1];

CREATE MACRO text_if_valid(text, pattern, kind) AS
    list_transform([text], LAMBDA a : CASE WHEN regexp_full_match(a, pattern) THEN a END)[1];

CREATE MACRO valid_text(text, pattern, kind) AS list_transform([text], LAMBDA a :
    CASE WHEN a IS NULL OR regexp_full_match(a, pattern) THEN a
    ELSE error('Value cannot be cast to ' || kind || ': ' || a) END)[1];

-- A decimal without a digit before the point; DuckDB shows it as .5.
CREATE MACRO fraction_to_text(value) AS regexp_replace(CAST(value AS VARCHAR), '^(-?)\.', '\10.');

CREATE MACRO unscaled(value) AS CAST(replace(CAST(value AS VARCHAR), '.', '') AS HUGEINT);

-- A whole number of units of the last place, as text with a point.
CREATE MACRO scaled(value, scale) AS list_transform([value], LAMBDA a :
    CASE WHEN scale = 0 THEN CAST(a AS VARCHAR) ELSE CASE WHEN a < 0 THEN '-' ELSE '' END || regexp_replace(
        lpad(CAST(abs(a) AS VARCHAR), CAST(greatest(scale + 1, len(CAST(abs(a) AS VARCHAR))) AS INTEGER), '0'),
        '(.{' || scale || '})$', '.\1') END)[1];

-- Half up in the last place; shift is the power of ten between the unscaled quotient and that place.
CREATE MACRO decimal_quotient(dividend, divisor, shift, scale) AS scaled(
    list_transform([{'n': unscaled(dividend) * CAST(power(10, shift) AS HUGEINT), 'd': unscaled(divisor)}], LAMBDA a :
        CASE WHEN (a.n < 0) = (a.d < 0) THEN 1 ELSE -1 END * ((2 * abs(a.n) + abs(a.d)) // (2 * abs(a.d))))[1],
    scale);

CREATE MACRO any_true(tested) AS list_transform([tested], LAMBDA a : CASE
    WHEN list_contains(a, true) THEN true WHEN len(a) > list_count(a) THEN NULL
    WHEN a IS NOT NULL THEN false END)[1];

CREATE MACRO all_true(tested) AS list_transform([tested], LAMBDA a : CASE
    WHEN list_contains(a, false) THEN false WHEN len(a) > list_count(a) THEN NULL
    WHEN a IS NOT NULL THEN true END)[1];

CREATE MACRO none_true(tested) AS NOT any_true(tested);

-- Of the values of one key, the first.
CREATE MACRO map_of_entries(entries) AS
    list_transform([list_filter(entries, LAMBDA entry : entry.k IS NOT NULL)], LAMBDA a : CASE WHEN len(a) > 0
        THEN map_from_entries(list_filter(a, LAMBDA entry, position :
            list_position(list_transform(a, LAMBDA other : other.k), entry.k) = position)) END)[1];

CREATE MACRO fields_at(rows, position) AS list_transform(rows, LAMBDA a : struct_extract_at(a, position));

CREATE MACRO positions(lengths) AS range(1, 1 + CAST(list_max(lengths) AS BIGINT));

-- Beyond the beginning there is nothing, not all of the text.
CREATE MACRO athena_substr
    (text, first) AS list_transform([{'t': text, 'f': first}], LAMBDA a :
        CASE WHEN a.t IS NULL OR a.f IS NULL THEN NULL
        WHEN a.f = 0 OR -a.f > len(a.t) THEN '' ELSE substr(a.t, a.f) END)[1],
    (text, first, length) AS list_transform([{'t': text, 'f': first, 'l': length}], LAMBDA a :
        CASE WHEN a.t IS NULL OR a.f IS NULL OR a.l IS NULL THEN NULL
        WHEN a.f = 0 OR -a.f > len(a.t) OR a.l <= 0 THEN '' ELSE substr(a.t, a.f, a.l) END)[1];

CREATE MACRO athena_substring
    (text, first) AS athena_substr(text, first),
    (text, first, length) AS athena_substr(text, first, length);

CREATE MACRO ascending_bucket(value, low, high, buckets) AS CASE
    WHEN value < low THEN 0 WHEN value >= high THEN buckets + 1
    ELSE CAST(floor(buckets * (value - low) / (high - low)) AS BIGINT) + 1 END;

CREATE MACRO athena_width_bucket(value, low, high, buckets) AS
    list_transform([{'v': value, 'l': low, 'h': high, 'n': buckets}], LAMBDA a : CASE
        WHEN a.v IS NULL OR a.l IS NULL OR a.h IS NULL OR a.n IS NULL THEN NULL
        WHEN a.n <= 0 OR a.l = a.h THEN error('width_bucket: bounds must differ and there must be buckets')
        WHEN a.l < a.h THEN ascending_bucket(a.v, a.l, a.h, a.n)
        ELSE a.n + 1 - ascending_bucket(a.v, a.h, a.l, a.n) END)[1];

-- One NULL among the elements is enough for there to be no greatest.
CREATE MACRO athena_array_max(elements) AS
    list_transform([elements], LAMBDA a : CASE WHEN list_count(a) = len(a) THEN list_max(a) END)[1];

CREATE MACRO athena_array_min(elements) AS
    list_transform([elements], LAMBDA a : CASE WHEN list_count(a) = len(a) THEN list_min(a) END)[1];

CREATE MACRO has_element(elements, wanted) AS
    CASE WHEN wanted IS NULL THEN len(elements) > list_count(elements) ELSE list_contains(elements, wanted) END;

CREATE MACRO athena_array_except(one, other) AS list_transform([{'e': one, 'o': other}], LAMBDA a :
    CASE WHEN a.e IS NOT NULL AND a.o IS NOT NULL
    THEN list_filter(athena_array_distinct(a.e), LAMBDA element : NOT has_element(a.o, element)) END)[1];

CREATE MACRO athena_array_intersect(one, other) AS list_transform([{'e': one, 'o': other}], LAMBDA a :
    CASE WHEN a.e IS NOT NULL AND a.o IS NOT NULL
    THEN list_filter(athena_array_distinct(a.e), LAMBDA element : has_element(a.o, element)) END)[1];

CREATE MACRO athena_array_join
    (elements, delimiter) AS CASE WHEN delimiter IS NOT NULL THEN array_to_string(elements, delimiter) END,
    (elements, delimiter, missing) AS CASE WHEN delimiter IS NOT NULL AND missing IS NOT NULL
        THEN array_to_string(list_transform(elements, LAMBDA element : coalesce(CAST(element AS VARCHAR), missing)),
            delimiter) END;

CREATE MACRO athena_chr(number) AS chr(CAST(number AS INTEGER));

CREATE MACRO array_subscript(elements, nth) AS list_transform([{'e': elements, 'n': nth}], LAMBDA a : CASE
    WHEN a.n < 1 THEN error('Array subscript is negative or zero: ' || a.n)
    WHEN a.n > len(a.e) THEN error('Array subscript must be less than or equal to array length: ' || a.n)
    ELSE list_extract(a.e, a.n) END)[1];

CREATE MACRO map_subscript(entries, wanted) AS list_transform([{'e': entries, 'w': wanted}], LAMBDA a : CASE
    WHEN NOT list_contains(map_keys(a.e), a.w) THEN error('Key not present in map')
    ELSE map_extract_value(a.e, a.w) END)[1];

CREATE MACRO array_element(elements, nth) AS list_transform([nth], LAMBDA a :
    CASE WHEN a = 0 THEN error('SQL array indices start at 1') ELSE list_extract(elements, a) END)[1];

CREATE MACRO checked_size(size) AS list_transform([size], LAMBDA a : CASE
    WHEN a < 0 THEN error('Target length must be in the range [0..2147483647]') ELSE CAST(a AS INTEGER) END)[1];

CREATE MACRO athena_lpad(text, size, padding) AS lpad(text, checked_size(size), padding);

CREATE MACRO athena_rpad(text, size, padding) AS rpad(text, checked_size(size), padding);
