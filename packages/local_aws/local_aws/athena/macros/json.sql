-- JSON.

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
