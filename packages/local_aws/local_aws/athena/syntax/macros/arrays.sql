-- Arrays and maps.

CREATE MACRO athena_array_distinct(elements) AS list_transform([elements], LAMBDA a :
    list_filter(a, LAMBDA element, position : list_position(a, element) = position))[1];

CREATE MACRO athena_array_position(elements, wanted) AS list_transform([{'e': elements, 'w': wanted}], LAMBDA a :
    CASE WHEN a.e IS NOT NULL AND a.w IS NOT NULL THEN CAST(coalesce(list_position(a.e, a.w), 0) AS BIGINT) END)[1];

-- DuckDB's filter drops NULL, which Trino keeps.
CREATE MACRO athena_array_remove(elements, unwanted) AS list_transform([{'e': elements, 'u': unwanted}], LAMBDA a :
    CASE WHEN a.u IS NOT NULL THEN list_filter(a.e, LAMBDA element : element IS DISTINCT FROM a.u) END)[1];

CREATE MACRO athena_array_union(one, other) AS list_transform([{'e': one, 'o': other}], LAMBDA a :
    CASE WHEN a.e IS NOT NULL AND a.o IS NOT NULL THEN athena_array_distinct(list_concat(a.e, a.o)) END)[1];

CREATE MACRO athena_arrays_overlap(one, other) AS list_has_any(one, other);

-- What is not found among NULLs may be one of them.
CREATE MACRO athena_contains(elements, wanted) AS list_transform([{'e': elements, 'w': wanted}], LAMBDA a : CASE
    WHEN a.e IS NULL OR a.w IS NULL THEN NULL WHEN list_contains(a.e, a.w) THEN true
    WHEN len(a.e) = list_count(a.e) THEN false END)[1];

CREATE MACRO athena_repeat(element, times) AS list_transform(range(times), LAMBDA nth : element);

CREATE MACRO athena_slice(elements, first, length) AS
    list_transform([{'e': elements, 'f': first, 'l': length}], LAMBDA a :
        CASE WHEN a.f = 0 OR a.l < 0 THEN error('SQL array indices start at 1')
        WHEN a.f > 0 THEN a.e[a.f : a.f + a.l - 1]
        ELSE a.e[len(a.e) + a.f + 1 : len(a.e) + a.f + a.l] END)[1];

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

-- One NULL among the elements is enough for there to be no greatest.
CREATE MACRO athena_array_max(elements) AS
    list_transform([elements], LAMBDA a : CASE WHEN list_count(a) = len(a) THEN list_max(a) END)[1];

CREATE MACRO athena_array_min(elements) AS
    list_transform([elements], LAMBDA a : CASE WHEN list_count(a) = len(a) THEN list_min(a) END)[1];

CREATE MACRO has_element(elements, wanted) AS
    CASE WHEN wanted IS NULL THEN len(elements) > list_count(elements) ELSE list_contains(elements, wanted) END;

-- Where nothing is to be left out, what comes twice stays.
CREATE MACRO athena_array_except(one, other) AS list_transform([{'e': one, 'o': other}], LAMBDA a :
    CASE WHEN len(a.o) = 0 THEN a.e WHEN a.e IS NOT NULL AND a.o IS NOT NULL
    THEN list_filter(athena_array_distinct(a.e), LAMBDA element : NOT has_element(a.o, element)) END)[1];

CREATE MACRO athena_array_intersect(one, other) AS list_transform([{'e': one, 'o': other}], LAMBDA a :
    CASE WHEN a.e IS NOT NULL AND a.o IS NOT NULL
    THEN list_filter(athena_array_distinct(a.e), LAMBDA element : has_element(a.o, element)) END)[1];

CREATE MACRO athena_array_join
    (elements, delimiter) AS CASE WHEN delimiter IS NOT NULL THEN array_to_string(elements, delimiter) END,
    (elements, delimiter, missing) AS list_transform([{'e': elements, 'm': missing}], LAMBDA a : CASE
        WHEN delimiter IS NOT NULL AND a.m IS NOT NULL
        THEN array_to_string(list_transform(a.e, LAMBDA element : coalesce(CAST(element AS VARCHAR), a.m)), delimiter)
        END)[1];

CREATE MACRO array_subscript(elements, nth) AS list_transform([{'e': elements, 'n': nth}], LAMBDA a : CASE
    WHEN a.n < 1 THEN error('Array subscript is negative or zero: ' || a.n)
    WHEN a.n > len(a.e) THEN error('Array subscript must be less than or equal to array length: ' || a.n)
    ELSE list_extract(a.e, a.n) END)[1];

CREATE MACRO map_subscript(entries, wanted) AS list_transform([{'e': entries, 'w': wanted}], LAMBDA a : CASE
    WHEN NOT list_contains(map_keys(a.e), a.w) THEN error('Key not present in map')
    ELSE map_extract_value(a.e, a.w) END)[1];

CREATE MACRO array_element(elements, nth) AS list_transform([{'e': elements, 'n': nth}], LAMBDA a :
    CASE WHEN a.n IN (0, -9223372036854775808) THEN error('SQL array indices start at 1')
    ELSE list_extract(a.e, a.n) END)[1];
