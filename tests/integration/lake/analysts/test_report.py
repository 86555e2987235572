"""The report over real answers, in a headless Chromium where there is one.

SCREENSHOT=docs/report.png keeps the picture that the documents show.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from selenium.webdriver import Chrome

from local_aws.athena.running_statement import RunningStatement
from tasklake.models import TaskStatus
from tasklake_operations.athena import MeteredRows
from tasklake_operations.report import PANELS, Report, ask, page
from tests.e2e.system.documentation_page import Page, chromium
from tests.integration.lake.event_history import EventHistory, task_id, utc
from tests.integration.lake.realized_lake import Lake

type Show = Callable[[Report], Mapping[str, list[list[str]]]]

MARKUP = "</script><img src=x onerror=\"console.error('run')\"><b>&amp;"

FIGURES = """
return Object.fromEntries([...document.querySelectorAll("main section")].map((section) => [
    section.id,
    [...section.querySelectorAll("tbody tr")].map((row) => [...row.cells].map((cell) => cell.textContent)),
]));
"""
EMPTY = """
return Object.fromEntries([...document.querySelectorAll("main section:has(.empty)")].map((section) => [
    section.id, section.querySelector(".empty").textContent,
]));
"""
CHARTS = "return [...document.querySelectorAll('main section:has(svg)')].map((section) => section.id)"
STATEMENTS = "return [...document.querySelectorAll('main details pre')].map((sql) => sql.textContent)"
OF_A_RANGE = [name for name in PANELS if name.endswith("_since")]
LAYOUT = "return getComputedStyle(document.querySelector('main')).display"
GROUND = "return getComputedStyle(document.body).backgroundColor"


@dataclass(frozen=True)
class MeteredLake:
    lake: Lake

    def metered_query(self, sql: str, parameters: Sequence[str] = ()) -> MeteredRows:
        running = RunningStatement()
        rows = pa.Table.from_batches(self.lake.sql.batches(sql, parameters, running=running))
        return MeteredRows(rows, running.bytes_scanned)


def report_on(lake: Lake, since: date, names: Iterable[str] = PANELS) -> Report:
    metered = MeteredLake(lake)
    return ask(metered, stack="local", since=since, now=lake.now, usd_per_tb=5.0, names=names)


def rows_of(report: Report) -> Mapping[str, Any]:
    return {str(panel["name"]): panel["rows"] for panel in report.panels}


@pytest.fixture(scope="module")
def chrome() -> Iterator[Chrome]:
    with chromium() as running:
        yield running


@pytest.fixture
def show(chrome: Chrome, tmp_path: Path) -> Show:
    """Return a function that opens a report, sees that it was drawn without an error, and returns its tables."""

    def show(report: Report) -> Mapping[str, list[list[str]]]:
        file = tmp_path / "report.html"
        file.write_text(page(report), encoding="utf-8")
        chrome.get(file.as_uri())
        shown = Page(chrome, "")
        assert shown.console_errors() == []
        assert {request["url"] for request in shown.requests()} == {file.as_uri()}
        return run(chrome, FIGURES)

    return show


def run(chrome: Chrome, script: str) -> Any:  # noqa: ANN401 - whatever the script returns
    return chrome.execute_script(script)  # pyright: ignore[reportUnknownMemberType]  # untyped in selenium


@pytest.mark.journey
def test_its_figures_are_those_of_the_sql_and_each_panel_has_a_chart(
    example_lake: Lake, chrome: Chrome, show: Show
) -> None:
    report = report_on(example_lake, date(2020, 3, 2))
    figures = show(report)

    assert all(rows_of(report).values())
    for panel in report.panels:
        name = str(panel["name"])
        assert figures[name] == [[shown_as(value) for value in row] for row in rows_of(report)[name]]
    assert [row[1] for row in figures["costs"][:-1]] == [
        str(panel["bytes_scanned"]) for panel in report.panels
    ]
    assert run(chrome, CHARTS) == list(PANELS)
    assert run(chrome, STATEMENTS) == [panel["sql"] for panel in report.panels]
    if picture := os.environ.get("SCREENSHOT"):
        save_picture(chrome, picture)
    light = run(chrome, GROUND)
    features = [{"name": "prefers-color-scheme", "value": "dark"}]
    chrome.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})  # pyright: ignore[reportUnknownMemberType]  # untyped in selenium
    assert run(chrome, GROUND) != light
    chrome.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print", "features": []})  # pyright: ignore[reportUnknownMemberType]  # untyped in selenium
    assert run(chrome, LAYOUT) == "block"
    chrome.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": []})  # pyright: ignore[reportUnknownMemberType]  # untyped in selenium


def save_picture(chrome: Chrome, path: str) -> None:
    size = {"width": 1300, "height": 1450, "deviceScaleFactor": 0.7, "mobile": True}
    chrome.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)  # pyright: ignore[reportUnknownMemberType]  # untyped in selenium
    chrome.save_screenshot(path)  # pyright: ignore[reportUnknownMemberType]  # untyped in selenium
    chrome.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})  # pyright: ignore[reportUnknownMemberType]  # untyped in selenium


def shown_as(value: object) -> str:
    """Return a value as JavaScript shows it."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def test_an_empty_lake_has_a_report(lake: Lake, chrome: Chrome, show: Show) -> None:
    figures = show(report_on(lake, date(2026, 1, 1)))
    assert [name for name, rows in figures.items() if rows] == ["costs", "merge_progress"]
    assert run(chrome, CHARTS) == ["merge_progress"]
    now = dict.fromkeys(("work_in_progress_by_age", "overdue_tasks_by_user_and_category"), "Nothing now.")
    assert run(chrome, EMPTY) == {**now, **dict.fromkeys(OF_A_RANGE, "Nothing since 2026-01-01.")}


def test_markup_in_a_category_is_text_and_one_task_is_enough(lake: Lake, chrome: Chrome, show: Show) -> None:
    history = EventHistory()
    history.create_task(task_id(1), utc("2026-03-08T09:00"), category=MARKUP, due_date=date(2026, 3, 9))
    lake.raw.deliver(history.changes, lake.now)

    figures = show(report_on(lake, date(2026, 1, 1)))
    assert figures["overdue_tasks_by_user_and_category"] == [["user-1", MARKUP, "1", "1"]]
    assert run(chrome, "return document.querySelectorAll('img, b').length") == 0
    assert figures["throughput_since"][0][:2] == ["2026-03-08", "1"]


@pytest.mark.journey
@pytest.mark.parametrize(
    ("since", "with_days"),
    [(date(2020, 9, 1), ("throughput_since", "tasks_by_status_since")), (date(2999, 1, 1), ())],
)
def test_every_panel_says_so_where_nothing_is_in_its_range(
    example_lake: Lake,
    chrome: Chrome,
    show: Show,
    since: date,
    with_days: Sequence[str],
) -> None:
    quiet_days_later = replace(example_lake, now=utc("2020-09-10T12:00"))
    figures = show(report_on(quiet_days_later, since))
    assert run(chrome, EMPTY) == {
        name: f"Nothing since {since}." for name in OF_A_RANGE if name not in with_days
    }
    assert all(figures[name] for name in PANELS if name not in OF_A_RANGE)


@pytest.mark.journey
def test_forty_years_of_many_owners_and_long_categories_stay_below_1_5_mb(lake: Lake) -> None:
    history = EventHistory()
    begin = utc("1985-01-01T09:00")
    for number in range(260):
        at = begin + timedelta(days=57 * number)
        category = chr(0x1F600 + number % 40) * 50
        due = date(2026, 3, 9) - timedelta(days=number)
        user = f"{number:08}-0000-4000-8000-000000000000"
        history.create_task(task_id(number), at, user=user, category=category, due_date=due)
        history.change_task(task_id(number), at + timedelta(hours=1), status=TaskStatus.IN_PROGRESS)
    lake.raw.deliver(history.changes, lake.now)
    lake.merge("task", merge_hours=48)

    report = report_on(lake, begin.date())
    rows = rows_of(report)
    assert 700_000 < len(page(report).encode()) < 1_000_000
    assert {name: len(each) for name, each in rows.items() if len(each) > 500} == {}
    assert rows["throughput_since"][0] == ["1985-01-01", 1, 0, 0, 0, 1, 0]
    assert sum(row[1] for row in rows["throughput_since"]) == 260
    assert rows["throughput_since"][-1][5:] == [260, 0]
    assert rows["tasks_by_status_since"][-1] == ["2026-03-01", 0, 0, 260, 0]
    overdue = rows["overdue_tasks_by_user_and_category"]
    assert len(overdue) == 201
    assert overdue[-1][:3] == ["others", None, 60]
    (panel,) = (panel for panel in report.panels if panel["name"] == "throughput_since")
    assert "date_trunc('month', day)" in str(panel["sql"])
    assert "a row is a month" in str(panel["description"])
