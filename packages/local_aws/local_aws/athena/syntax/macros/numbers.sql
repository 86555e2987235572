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

-- Ten to such a power is 0 in 64 bits; 0 has no sign but where it comes of a negative number.
CREATE MACRO round_double(value, digits) AS list_transform([{'v': value, 'd': digits}], LAMBDA a : CASE
    WHEN a.d <= -324 AND isfinite(a.v) THEN CAST('nan' AS DOUBLE)
    WHEN a.v < 0 THEN -round(-a.v, a.d) ELSE abs(round(a.v, a.d)) END)[1];

CREATE MACRO round_integer(value, digits) AS list_transform([{'v': value, 'd': digits}], LAMBDA a : CASE
    WHEN a.d <= -19 THEN error('numerical overflow: ' || a.v) ELSE round(a.v, a.d) END)[1];

-- DuckDB has 1, 0 and -1 alone.
CREATE MACRO sign_double(value) AS
    list_transform([value], LAMBDA a : CASE WHEN isnan(a) OR a = 0 THEN a ELSE sign(a) END)[1];

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
