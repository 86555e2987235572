-- JSON.

-- NULL for what is not a scalar, and for what is not JSON.
CREATE MACRO athena_json_extract_scalar(document, path) AS list_transform([document], LAMBDA a :
    CASE WHEN json_valid(a) THEN
        CASE WHEN json_type(a, path) = 'DOUBLE' THEN error('json_extract_scalar: a fraction loses its zeros locally')
            WHEN json_type(a, path) NOT IN ('OBJECT', 'ARRAY') THEN a ->> path END
    END)[1];
