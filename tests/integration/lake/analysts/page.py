"""The parts of docs/analysts.md that follow from the program and from the example's lake."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import pyarrow as pa

from tasklake_lake.columns import Column
from tasklake_lake.dictionary import relations
from tasklake_lake.quality import LAKE_QUALITY
from tasklake_lake.statements import Kind, Statement, statements
from tasklake_lake.views import VIEWS
from tasklake_operations.checkout import REPOSITORY
from tasklake_operations.cli.rows import as_text, values
from tests.integration.lake.realized_lake import Lake

PAGE: Final = REPOSITORY / "docs" / "analysts.md"

PARAMETERS: Final = {
    **{each.name: ("'2020-08-01'",) for each in statements("prepared") if each.name.endswith("_since")},
    "task_changes": ("'o00090'",),
    "tasks_by_status_at": ("'2020-06-01 00:00:00'",),
    "tasks_of_user": ("'a002'", "'in_progress'"),
}
"""The values that the page asks the prepared statements with."""

SHOWN_ROWS: Final = 3


def with_sections(page: str, sections: Mapping[str, str]) -> str:
    """Return a page with what stands between its markers `<!-- name -->` and `<!-- /name -->` replaced.

    Raises:
        ValueError: The page lacks a pair of markers.
    """
    for name, text in sections.items():
        begin, end = f"<!-- {name} -->\n", f"<!-- /{name} -->\n"
        before, has_begin, rest = page.partition(begin)
        _, has_end, after = rest.partition(end)
        if not (has_begin and has_end):
            raise ValueError(f"the page lacks the markers of {name}")
        page = f"{before}{begin}{text}\n{end}{after}"
    return page


def declared_sections() -> dict[str, str]:
    """Return the sections that follow from the program alone."""
    return {"objects": "\n".join(objects()), "columns": "\n".join(columns())}


def answered_sections(lake: Lake) -> dict[str, str]:
    """Return the sections that take the example's lake."""
    kinds: tuple[Kind, ...] = ("queries", "prepared")
    return {kind: "\n\n".join(questions(lake, kind)) for kind in kinds}


def questions(lake: Lake, kind: Kind) -> Iterator[str]:
    for question in statements(kind):
        yield section(lake, question)


def objects() -> Iterator[str]:
    described = ((f"`{each.name}`", each.kind, each.comment) for each in relations())
    return table(["name", "kind", "what it holds"], described)


def columns() -> Iterator[str]:
    """Yield a row for each column of the views and of `lake_quality`; those that mean the same by a name share it."""
    views: dict[Column, list[str]] = {}
    for each in (*VIEWS, LAKE_QUALITY):
        for column in each.columns:
            views.setdefault(column, []).append(each.name)
    return table(
        ["column", "type", "in", "what it holds"],
        [
            (f"`{column.name}`", column.type.trino, ", ".join(names), column.comment)
            for column, names in views.items()
        ],
    )


def section(lake: Lake, question: Statement) -> str:
    parameters = PARAMETERS.get(question.name, ())
    answer = lake.sql.query(question.sql, parameters)
    options = "".join(f' --parameter "{literal}"' for literal in parameters)
    said = [*question.comment, f"`tasklake query {question.name}{options}` answers:"]
    if answer.num_rows > SHOWN_ROWS:
        said.append(f"The first {SHOWN_ROWS} of {answer.num_rows} rows:")
    rows = table(answer.column_names, rows_in(answer.slice(0, SHOWN_ROWS)))
    return "\n".join([f"### {question.name}", " ".join(said), "", *rows])


def rows_in(answer: pa.Table) -> Iterator[list[str]]:
    return ([as_text(value) for value in row] for row in values(answer))


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    for row in (header, ["---"] * len(header), *rows):
        yield f"| {' | '.join(row)} |"
