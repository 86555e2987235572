"""What has to be there before what: a writer before its tables would lose or fail rows."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, override

import pytest

from local_aws.realizer.registration import Registration
from tasklake_lake.event_tables import EVENT_TABLES
from tasklake_lake.iceberg_tables import ICEBERG_TABLES
from tasklake_lake.views import VIEWS
from tests.infrastructure.program import Program, declare

GLUE_TABLE = "aws:glue/catalogTable:CatalogTable"
FUNCTION = "aws:lambda/function:Function"
TABLES = [table.name for table in (*EVENT_TABLES, *ICEBERG_TABLES)]


@dataclass
class WithoutTable(Program):
    """A run in which one table cannot be made."""

    missing: str = ""

    @override
    def create(self, registration: Registration) -> tuple[str, dict[str, Any]]:
        if (registration.type_token, registration.name) == (GLUE_TABLE, self.missing):
            raise LookupError(self.missing)
        return super().create(registration)


@pytest.mark.parametrize("missing", ["task_events", "user_history"])
def test_nothing_writes_to_a_lake_that_lacks_a_table(missing: str) -> None:
    program = WithoutTable(missing=missing)
    with pytest.raises(LookupError, match=missing):
        declare("local", {}, program)
    assert {function.name for function in program.all(FUNCTION)} == {"api", "user-erasure"}
    assert program.all("aws:scheduler/schedule:Schedule") == []


def test_a_view_comes_after_the_tables_and_the_views_before_it(
    program_of: Callable[..., Program],
) -> None:
    program = program_of("prod")
    before = list(TABLES)
    for view in VIEWS:
        made_before = {urn.rsplit("::", 1)[1] for urn in program.one(GLUE_TABLE, view.name).dependencies}
        assert made_before >= set(before)
        before.append(view.name)
