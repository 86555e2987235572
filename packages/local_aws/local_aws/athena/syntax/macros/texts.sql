-- Texts.

CREATE MACRO athena_codepoint(letter) AS list_transform([letter], LAMBDA a :
    CASE WHEN a = '' THEN error('Input string must be a single character string') ELSE unicode(a) END)[1];

CREATE MACRO athena_regexp_extract
    (text, pattern) AS list_transform([text], LAMBDA a :
        CASE WHEN regexp_matches(a, pattern) THEN regexp_extract(a, pattern) END)[1],
    (text, pattern, nth) AS list_transform([text], LAMBDA a :
        CASE WHEN regexp_matches(a, pattern) THEN regexp_extract(a, pattern, nth) END)[1];

-- The empty text is found before each letter and at the end.
CREATE MACRO athena_replace
    (text, wanted) AS replace(text, wanted, ''),
    (text, wanted, replacement) AS list_transform([{'t': text, 'w': wanted, 'r': replacement}], LAMBDA a :
        CASE WHEN a.w = '' THEN regexp_replace(a.t, '', replace(a.r, '\', '\\'), 'g') ELSE replace(a.t, a.w, a.r) END)[1];

-- Trino writes a group as $1, DuckDB as \1.
CREATE MACRO athena_regexp_replace
    (text, pattern) AS regexp_replace(text, pattern, '', 'g'),
    (text, pattern, replacement) AS
        regexp_replace(text, pattern, regexp_replace(replacement, '\$(\d)', '\\\1', 'g'), 'g');

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

CREATE MACRO athena_chr(number) AS chr(CAST(number AS INTEGER));

CREATE MACRO checked_size(size) AS list_transform([size], LAMBDA a : CASE
    WHEN a < 0 THEN error('Target length must be in the range [0..2147483647]') ELSE CAST(a AS INTEGER) END)[1];

CREATE MACRO athena_lpad(text, size, padding) AS lpad(text, checked_size(size), padding);

CREATE MACRO athena_rpad(text, size, padding) AS rpad(text, checked_size(size), padding);
