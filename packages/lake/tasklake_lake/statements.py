"""The SQL that the program ships: one statement a file, the file's name is the object's name."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import dropwhile
from pathlib import Path
from string import Template
from typing import Final, Literal

FOLDER: Final = Path(__file__).parent / "sql"

type Kind = Literal["views", "queries", "prepared", "maintenance", "athena_only"]


class StatementError(ValueError):
    """A .sql file is not what it should be, or lacks a value; the message names the file."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One .sql file.

    Attributes:
        name: The file's name without its ending.
        description: The comment on the first line; what it is for, in one sentence.
        sql: The statement without the comment lines above it; it may have placeholders like ${tail_days}.
    """

    name: str
    description: str
    sql: str

    def rendered(self, parameters: Mapping[str, int]) -> str:
        """Return the statement with every placeholder filled.

        Args:
            parameters: Values by placeholder; more than the statement uses are fine.

        Raises:
            StatementError: A placeholder has no value.
        """
        missing = sorted({*self.placeholders} - parameters.keys())
        if missing:
            raise StatementError(
                f"{self.name}.sql needs a value for {', '.join(missing)}; "
                f"given are {', '.join(sorted(parameters)) or 'none'}"
            )
        return Template(self.sql).substitute(parameters)

    @property
    def placeholders(self) -> list[str]:
        return Template(self.sql).get_identifiers()


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
    if not Template(sql).is_valid():
        raise StatementError(f"{path.name} has a $ that starts no placeholder; write $$ for a plain one")
    return Statement(path.stem, lines[0].removeprefix("--").strip(), sql)


def is_comment(line: str) -> bool:
    return line.startswith("--")


def statements(kind: Kind) -> Iterator[Statement]:
    """Yield the statements of a folder below sql/, by name."""
    for path in sorted((FOLDER / kind).glob("*.sql")):
        yield read_statement(path)


def statement(kind: Kind, name: str) -> Statement:
    """Return the statement of a name.

    Raises:
        StatementError: There is no such file, or it is not what it should be.
    """
    path = FOLDER / kind / f"{name}.sql"
    if not path.is_file():
        raise StatementError(f"there is no {path.relative_to(FOLDER)}")
    return read_statement(path)
