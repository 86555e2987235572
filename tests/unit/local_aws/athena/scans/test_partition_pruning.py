import pytest
from sqlglot import exp, parse_one

from local_aws.athena.scans.partition_pruning import partition_conditions


def conditions(sql: str) -> list[str]:
    """The conditions on dt and hour that hold for the table called events."""
    tables = parse_one(sql, read="trino").find_all(exp.Table)
    (events,) = (table for table in tables if table.name == "events")
    return [part.sql("trino") for part in partition_conditions(events, {"dt", "hour"})]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT 1 FROM events WHERE dt = 'a' AND x = 1 AND hour < 5", ["dt = 'a'", "hour < 5"]),
        ("SELECT 1 FROM events AS e WHERE e.dt = 'a' AND (E.HOUR = 1 OR hour = 2)", ["dt = 'a'", "HOUR = 1 OR hour = 2"]),
        ("SELECT 1 FROM events WHERE (dt = 'a' AND (hour = 1))", ["dt = 'a'", "hour = 1"]),
        ("SELECT 1 FROM events JOIN t ON t.x = events.x WHERE events.dt = 'a' AND t.dt = 'b'", ["dt = 'a'"]),
        ("SELECT 1 FROM t JOIN events AS e ON t.x = e.x WHERE e.dt = 'a'", ["dt = 'a'"]),
        ("SELECT 1 FROM events AS e LEFT JOIN t ON t.x = e.x WHERE e.dt = 'a'", ["dt = 'a'"]),
        ("SELECT 1 FROM t, events WHERE events.dt = 'a'", ["dt = 'a'"]),
        ("SELECT 1 FROM t WHERE EXISTS (SELECT 1 FROM events WHERE dt = 'a' AND hour = t.hour)", ["dt = 'a'"]),
    ],
)  # fmt: skip
def test_conditions_on_partition_keys_alone_prune(query: str, expected: list[str]) -> None:
    assert conditions(query) == expected


@pytest.mark.parametrize(
    "query",
    [
        "SELECT 1 FROM events",
        "SELECT 1 FROM events WHERE dt = 'a' OR x = 1",
        "SELECT 1 FROM events WHERE dt IN (SELECT max(dt) FROM t)",
        "SELECT 1 FROM events WHERE 1 = 1",
        "SELECT 1 FROM events WHERE hour / 24 > rand()",
        "SELECT 1 FROM t LEFT JOIN events AS e ON t.x = e.x WHERE e.dt IS NULL",
        "SELECT 1 FROM events AS e RIGHT JOIN t ON t.x = e.x WHERE e.dt IS NULL",
        "SELECT 1 FROM t FULL JOIN events AS e ON t.x = e.x WHERE e.dt IS NULL",
        "SELECT 1 FROM (SELECT * FROM events) AS e WHERE e.dt = 'a'",
    ],
)
def test_other_conditions_do_not(query: str) -> None:
    assert conditions(query) == []
