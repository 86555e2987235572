import json
from pathlib import Path

import pytest
import yaml

from tasklake_lake.dictionary import relations
from tests.e2e.shell import Shell


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


def test_json_and_markdown_have_every_column_of_every_relation(shell: Shell) -> None:
    written = shell.run_here("dictionary", "--format", "json").stdout
    found = {each["name"]: [column["name"] for column in each["columns"]] for each in json.loads(written)}
    assert found == {each.name: [column.name for column in each.columns] for each in relations()}

    lines = shell.run_here("dictionary").stdout.splitlines()
    assert [line.removeprefix("## ") for line in lines if line.startswith("## ")] == list(found)
    assert sum(line.startswith("| `") for line in lines) == sum(map(len, found.values()))


def test_dbt_has_sources_with_tests_and_freshness(shell: Shell) -> None:
    (source,) = yaml.safe_load(shell.run_here("dictionary", "--format", "dbt").stdout)["sources"]
    tables = {table["name"]: table for table in source["tables"]}
    assert tables.keys() == {each.name for each in relations()}

    tests = {column["name"]: column.get("data_tests") for column in tables["users"]["columns"]}
    assert tests["user_id"] == ["unique", "not_null"]
    assert tests["status"] == [{"accepted_values": {"arguments": {"values": ["active", "erasing"]}}}]
    fresh = {name for name, table in tables.items() if "freshness" in table.get("config", {})}
    assert fresh == {"task_states", "task_history", "user_states", "user_history"}
