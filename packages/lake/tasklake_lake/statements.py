"""The SQL that the program ships, one statement a file.

The file's name is the object's name. A statement below maintenance/ is one for each kind of item, one below athena_only/
one for each merged table: merge_states.sql is merge_task_states and merge_user_states. Those below views/ are for
tasklake_lake.view to fill.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import dropwhile, takewhile
from pathlib import Path
from string import Template
from typing import Final, Literal, Self

from tasklake_lake.iceberg_tables import ENTITY_TABLES, EntityTables

FOLDER: Final = Path(__file__).parent / "sql"

type Kind = Literal["queries", "prepared", "maintenance", "athena_only"]


class StatementError(ValueError):
    """A .sql file is not what it should be, or lacks a value; the message names the file."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One .sql file.

    Attributes:
        name: The object's.
        description: The comment on the first line; what it is for, in one sentence.
        sql: The statement without the comment lines above it; it may have placeholders like ${tail_hours}.
        file: The file's name.
        comment: Each comment line; those that begin with `Parameters:` and `Scans:` say what a question takes and reads.
        names: Values of the placeholders that name tables and columns.
    """

    name: str
    description: str
    sql: str
    file: str
    comment: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict[str, str])

    def named(self, name: str, names: Mapping[str, str]) -> Self:
        """Return the statement under a name, for the tables and columns of these names.

        Raises:
            StatementError: A placeholder of the description has no value.
        """
        return replace(self, name=name, names=names, description=self._filled(self.description, names))

    def rendered(self, parameters: Mapping[str, int]) -> str:
        """Return the statement with every placeholder filled; all lines of a value are indented like the first.

        Args:
            parameters: Values by placeholder; more than the statement uses are fine.

        Raises:
            StatementError: A placeholder has no value.
        """
        return self._filled(self.sql, {**self.names, **parameters})

    @property
    def parameters(self) -> str:
        """What its parameters are, in their order; empty where it has none."""
        return self._said("Parameters")

    @property
    def scans(self) -> str:
        """What a question reads of the lake; empty where the file does not say."""
        return self._said("Scans")

    @property
    def placeholders(self) -> list[str]:
        """The placeholders that are left for parameters."""
        return [name for name in Template(self.sql).get_identifiers() if name not in self.names]

    def _said(self, about: str) -> str:
        begin = f"{about}: "
        return next((line.removeprefix(begin) for line in self.comment if line.startswith(begin)), "")

    def _filled(self, text: str, values: Mapping[str, str | int]) -> str:
        missing = sorted({*Template(text).get_identifiers()} - values.keys())
        if missing:
            raise StatementError(
                f"{self.file} needs a value for {', '.join(missing)}; "
                f"given are {', '.join(sorted(values)) or 'none'}"
            )
        return "\n".join(filled_line(line, values) for line in text.splitlines())


def filled_line(line: str, values: Mapping[str, str | int]) -> str:
    indent = line[: len(line) - len(line.lstrip())]
    return Template(line).substitute(values).replace("\n", f"\n{indent}")


def read_statement(path: Path) -> Statement:
    """Read one file: `--` lines, the first of which describes the statement, then the statement.

    Raises:
        StatementError: There is no description or no statement, or a `$` that starts no placeholder.
        OSError: The file cannot be read.
    """
    lines = path.read_text(encoding="utf-8").splitlines()
    sql = "\n".join(dropwhile(is_comment, lines)).strip()
    if not lines or not is_comment(lines[0]):
        raise StatementError(f"{path.name} must start with a comment that describes it: -- What it is for.")
    if not sql:
        raise StatementError(f"{path.name} has no statement below its comment")
    if not all(Template(text).is_valid() for text in (lines[0], sql)):
        raise StatementError(f"{path.name} has a $ that starts no placeholder; write $$ for a plain one")
    comment = tuple(line.removeprefix("--").strip() for line in takewhile(is_comment, lines))
    return Statement(path.stem, comment[0], sql, path.name, comment)


def is_comment(line: str) -> bool:
    return line.startswith("--")


def statements(kind: Kind, entities: Iterable[EntityTables] = ENTITY_TABLES) -> Iterator[Statement]:
    """Yield the statements of a folder below sql/, by name.

    Args:
        kind: The folder.
        entities: The kinds of item that the statements which each of them has are for.

    Raises:
        StatementError: A file is not what it should be.
    """
    files = [read_statement(path) for path in (FOLDER / kind).glob("*.sql")]
    match kind:
        case "maintenance":
            named = [of_entity(each, tables) for each in files for tables in entities]
        case "athena_only":
            merged = [table.name for tables in entities for table in tables.merged]
            named = [
                each.named(f"{each.name}_{table}", {"table": table}) for each in files for table in merged
            ]
        case _:
            named = files
    yield from sorted(named, key=lambda each: each.name)


def of_entity(statement: Statement, tables: EntityTables) -> Statement:
    """Return a statement, named like merge_states, for one kind of item: merge_task_states."""
    verb, _, noun = statement.name.rpartition("_")
    return statement.named(f"{verb}_{tables.events.entity}_{noun}", tables.names)


def statement(kind: Kind, name: str) -> Statement:
    """Return the statement of a name.

    Raises:
        StatementError: There is none, or a file is not what it should be.
    """
    found = next((each for each in statements(kind) if each.name == name), None)
    if found is None:
        raise StatementError(f"there is no statement {name} of {kind}")
    return found
