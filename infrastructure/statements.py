"""The SQL that the program ships: one statement a file, the file's name is the object's name."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Final

FOLDER: Final = Path(__file__).parent / "sql"


@dataclass(frozen=True, slots=True)
class Statement:
    """One .sql file.

    Attributes:
        name: The file's name without its ending.
        description: The comment on the first line; empty where there is none.
        sql: The statement, without that comment; it may have placeholders like ${tail_days}.
    """

    name: str
    description: str
    sql: str

    def rendered(self, parameters: Mapping[str, int]) -> str:
        """Return the statement with every placeholder filled.

        Raises:
            KeyError: A placeholder has no value.
        """
        return Template(self.sql).substitute(parameters)


def read_statement(path: Path) -> Statement:
    text = path.read_text(encoding="utf-8").strip()
    if not text.startswith("--"):
        return Statement(path.stem, "", text)
    description, _, sql = text.partition("\n")
    return Statement(path.stem, description.removeprefix("--").strip(), sql.strip())


def statements(kind: str) -> Iterator[Statement]:
    """Yield the statements of a folder below sql/, by name."""
    for path in sorted((FOLDER / kind).glob("*.sql")):
        yield read_statement(path)
