"""AWS's own library for data frames, as it is released, over every view."""

import re
from collections.abc import Callable
from textwrap import dedent
from typing import Any
from uuid import uuid4

import awswrangler as wr
import boto3
import pytest

from local_aws.sessions import EmulatorSession
from tasklake_devkit.local_system import LocalSystem
from tasklake_lake.views import VIEWS
from tasklake_operations.athena import AthenaWorkgroup
from tasklake_operations.checkout import REPOSITORY
from tests.e2e.system.client import Client


@pytest.fixture
def read(system: LocalSystem, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Return awswrangler's `athena.read_sql_query` over the lake, at the emulator's address."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", system.endpoint_url)
    keys = EmulatorSession(system.endpoint_url).credentials()
    session: Any = boto3.Session(keys.access_key, keys.secret_key, region_name="us-east-1")

    def read(sql: str, **options: object) -> Any:  # noqa: ANN401 - a data frame, of which there are no stubs
        read_sql_query: Any = wr.athena.read_sql_query
        return read_sql_query(
            sql,
            database=system.outputs.glue_database,
            workgroup=system.outputs.workgroup,
            boto3_session=session,
            **{"ctas_approach": False, **options},
        )

    return read


@pytest.mark.journey
@pytest.mark.filterwarnings("ignore:The copy keyword is deprecated")  # awswrangler asks pandas so
def test_every_view_is_a_data_frame(
    client: Client, lake: AthenaWorkgroup, read: Callable[..., Any], eventually: Callable[..., None]
) -> None:
    task = client.answer("POST", "/v1/tasks", {"title": "Read me", "due_date": "2031-01-31"}).json()
    client.answer("PATCH", f"/v1/tasks/{task['id']}", {"status": "completed"})
    counted = f"SELECT count(*) AS n FROM task_timeline WHERE task_id = '{task['id']}'"
    eventually(lambda: lake.query(counted).to_pylist(), [{"n": 2}])

    frames = {view.name: read(f"SELECT * FROM {view.name}") for view in VIEWS}

    assert {name: list(frame.columns) for name, frame in frames.items()} == {
        view.name: [column.name for column in view.columns] for view in VIEWS
    }
    (row,) = frames["tasks"].query(f"task_id == '{task['id']}'").to_dict("records")
    assert (row["status"], row["version"], f"{row['due_date']}") == ("completed", 2, "2031-01-31")
    assert len(frames["lake_freshness"]) == 4


@pytest.mark.filterwarnings("ignore:The copy keyword is deprecated")  # see above
def test_the_lines_of_the_page_run_as_they_stand(
    system: LocalSystem, read: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = (REPOSITORY / "docs" / "connecting.md").read_text(encoding="utf-8")
    for name, value in re.findall(r"\b(AWS_[A-Z_]+)=(\S+)", page):
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_ENDPOINT_URL", system.endpoint_url)
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    lines = page.partition("## awswrangler\n")[2].partition("\n    print(frame)\n")[0]
    code = dedent(lines).replace("tasklake_prod", "tasklake_local").replace("tasklake-prod", "tasklake-local")
    scope: dict[str, Any] = {}
    exec(code, scope)  # noqa: S102 - the page's own lines
    (overdue,) = (view for view in VIEWS if view.name == "tasks_overdue")
    assert list(scope["frame"].columns) == [column.name for column in overdue.columns]


@pytest.mark.filterwarnings("ignore:The copy keyword is deprecated")  # see above
def test_a_parameter_is_a_value(read: Callable[..., Any]) -> None:
    frame = read("SELECT ? AS title", params=["'it''s'"], paramstyle="qmark")
    assert frame.to_dict("records") == [{"title": "it's"}]


@pytest.mark.filterwarnings("ignore:The copy keyword is deprecated")  # see above
@pytest.mark.parametrize("approach", ["ctas", "unload"])
def test_an_answer_is_read_from_the_files_of_a_scratch_table_or_of_an_unload(
    system: LocalSystem, read: Callable[..., Any], approach: str
) -> None:
    results: Any = system.session.client("athena").get_work_group(WorkGroup=system.outputs.workgroup)
    location = results["WorkGroup"]["Configuration"]["ResultConfiguration"]["OutputLocation"]
    approaches: dict[str, dict[str, object]] = {
        "ctas": {"ctas_approach": True, "ctas_parameters": {"database": "tasklake_local_scratch"}},
        "unload": {"unload_approach": True, "s3_output": f"{location}unload/{uuid4()}/"},
    }
    frame = read("SELECT * FROM (VALUES ('a', 1), ('b', 2)) AS t (name, n)", **approaches[approach])
    assert sorted(frame.to_dict("list")["n"]) == [1, 2]
