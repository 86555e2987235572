"""What has to be there before what: a writer before its tables would lose or fail rows."""

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
SCHEDULE = "aws:scheduler/schedule:Schedule"
TABLES = [table.name for table in (*EVENT_TABLES, *ICEBERG_TABLES)]


@dataclass
class Without(Program):
    """A run in which one resource cannot be made."""

    type_token: str = ""
    missing: str = ""

    @override
    def create(self, registration: Registration) -> tuple[str, dict[str, Any]]:
        if (registration.type_token, registration.name) == (self.type_token, self.missing):
            raise LookupError(self.missing)
        return super().create(registration)


def test_nothing_writes_to_a_lake_that_lacks_its_last_view() -> None:
    program = Without(type_token=GLUE_TABLE, missing=VIEWS[-1].name)
    with pytest.raises(LookupError, match=VIEWS[-1].name):
        declare("local", {}, program)
    assert {function.name for function in program.all(FUNCTION)} == {"user-erasure"}
    assert program.all(SCHEDULE) == []


@pytest.mark.parametrize(
    ("type_token", "missing"),
    [
        (SCHEDULE, "merge_task_states"),
        ("aws:lambda/eventSourceMapping:EventSourceMapping", "stream-etl"),
        ("aws:lambda/eventSourceMapping:EventSourceMapping", "user-erasure"),
    ],
)
def test_nothing_takes_a_write_that_nobody_would_read(type_token: str, missing: str) -> None:
    program = Without(type_token=type_token, missing=missing)
    with pytest.raises(LookupError, match=missing):
        declare("local", {}, program)
    assert program.all("aws:apigatewayv2/api:Api") == []


def test_a_view_comes_after_the_tables_and_the_views_before_it(prod: Program) -> None:
    before = list(TABLES)
    for view in VIEWS:
        made_before = {urn.rsplit("::", 1)[1] for urn in prod.one(GLUE_TABLE, view.name).dependencies}
        assert made_before >= set(before)
        before.append(view.name)
