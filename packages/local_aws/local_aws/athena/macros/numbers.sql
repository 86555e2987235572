-- Numbers, and what of a text is one.

CREATE MACRO text_if_valid(text, pattern, kind) AS
    list_transform([text], LAMBDA a : CASE WHEN regexp_full_match(a, pattern) THEN a END)[1];

CREATE MACRO valid_text(text, pattern, kind) AS list_transform([text], LAMBDA a :
    CASE WHEN a IS NULL OR regexp_full_match(a, pattern) THEN a
    ELSE error('Value cannot be cast to ' || kind || ': ' || a) END)[1];

-- A decimal without a digit before the point; DuckDB shows it as .5.
CREATE MACRO fraction_to_text(value) AS regexp_replace(CAST(value AS VARCHAR), '^(-?)\.', '\10.');

-- DuckDB makes 0 of NULL where more digits are rounded away than there are.
CREATE MACRO round_decimal(value, digits) AS
    list_transform([value], LAMBDA a : CASE WHEN a IS NOT NULL THEN round(a, digits) END)[1];

CREATE MACRO truncate_decimal(value, digits) AS
    list_transform([value], LAMBDA a : CASE WHEN a IS NOT NULL THEN trunc(a, digits) END)[1];

CREATE MACRO unscaled(value) AS CAST(replace(CAST(value AS VARCHAR), '.', '') AS HUGEINT);

-- A whole number of units of the last place, as text with a point.
CREATE MACRO scaled(value, scale) AS list_transform([value], LAMBDA a :
    CASE WHEN scale = 0 THEN CAST(a AS VARCHAR) ELSE CASE WHEN a < 0 THEN '-' ELSE '' END || regexp_replace(
        lpad(CAST(abs(a) AS VARCHAR), CAST(greatest(scale + 1, len(CAST(abs(a) AS VARCHAR))) AS INTEGER), '0'),
        '(.{' || scale || '})$', '.\1') END)[1];

-- Exact, where power(10, n) is a double.
CREATE MACRO ten_to(digits) AS CAST('1' || repeat('0', digits) AS HUGEINT);

CREATE MACRO decimal_remainder(dividend, divisor, dividend_shift, divisor_shift, scale) AS scaled(
    unscaled(dividend) * ten_to(dividend_shift) % (unscaled(divisor) * ten_to(divisor_shift)), scale);

-- Half up in the last place; shift is the power of ten between the unscaled quotient and that place.
CREATE MACRO decimal_quotient(dividend, divisor, shift, scale) AS scaled(
    list_transform([{'n': unscaled(dividend) * ten_to(shift), 'd': unscaled(divisor)}], LAMBDA a :
        CASE WHEN (a.n < 0) = (a.d < 0) THEN 1 ELSE -1 END * ((2 * abs(a.n) + abs(a.d)) // (2 * abs(a.d))))[1],
    scale);

CREATE MACRO ascending_bucket(value, low, high, buckets) AS CASE
    WHEN value < low THEN 0 WHEN value >= high THEN buckets + 1
    ELSE CAST(floor(buckets * (value - low) / (high - low)) AS BIGINT) + 1 END;

CREATE MACRO athena_width_bucket(value, low, high, buckets) AS
    list_transform([{'v': value, 'l': low, 'h': high, 'n': buckets}], LAMBDA a : CASE
        WHEN a.v IS NULL OR a.l IS NULL OR a.h IS NULL OR a.n IS NULL THEN NULL
        WHEN a.n <= 0 OR a.l = a.h THEN error('width_bucket: bounds must differ and there must be buckets')
        WHEN a.l < a.h THEN ascending_bucket(a.v, a.l, a.h, a.n)
        ELSE a.n + 1 - ascending_bucket(a.v, a.h, a.l, a.n) END)[1];

-- Trino's central moments with one value more, step by step as there: s has how many there were, their mean, and the sums
-- of the second, third and fourth powers of their distances from it; of the value, delta is its distance and share delta / n.
CREATE MACRO with_value(s, delta, share) AS {'n': s.n + 1, 'x': NULL, 'mean': s.mean + share,
    'm2': s.m2 + delta * share * s.n,
    'm3': s.m3 + delta * share * s.n * share * (s.n - 1) - 3 * share * s.m2,
    'm4': s.m4 + delta * share * s.n * (share * share) * (CAST(s.n + 1 AS DOUBLE) * (s.n + 1) - 3 * (s.n + 1) + 3)
        + 6 * (share * share) * s.m2 - 4 * share * s.m3};

CREATE MACRO moments_of(items) AS list_reduce(
    list_transform(list_filter(items, LAMBDA x : x IS NOT NULL),
        LAMBDA x : {'n': 0, 'x': CAST(x AS DOUBLE), 'mean': 0e0, 'm2': 0e0, 'm3': 0e0, 'm4': 0e0}),
    LAMBDA s, e : with_value(s, e.x - s.mean, (e.x - s.mean) / (s.n + 1)),
    {'n': 0, 'x': CAST(NULL AS DOUBLE), 'mean': 0e0, 'm2': 0e0, 'm3': 0e0, 'm4': 0e0});

CREATE MACRO skewness_of(items) AS list_transform([moments_of(items)], LAMBDA s :
    CASE WHEN s.n >= 3 THEN sqrt(s.n) * s.m3 / power(s.m2, 1.5) END)[1];

CREATE MACRO kurtosis_of(items) AS list_transform([moments_of(items)], LAMBDA s : CASE WHEN s.n >= 4 THEN
    CAST(s.n - 1 AS DOUBLE) * s.n * (s.n + 1) / (CAST(s.n - 2 AS DOUBLE) * (s.n - 3)) * s.m4 / (s.m2 * s.m2)
        - 3 * (CAST(s.n - 1 AS DOUBLE) * (s.n - 1)) / (CAST(s.n - 2 AS DOUBLE) * (s.n - 3)) END)[1];
