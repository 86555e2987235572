import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tasklake_devkit.activity.errors import ActivityFileError, ActivityRowError
from tasklake_devkit.activity.reader import read_activity
from tasklake_devkit.activity.row import Activity, Op
from tests.unit.devkit.activity.activity_files import HEADER, SMALL, write_csv

GOOD = "2024-01-01T10:00:00Z,ada,o1,web,create,2"


def test_rows_come_typed_and_with_their_line(tmp_path: Path) -> None:
    rows = list(read_activity(write_csv(tmp_path, SMALL)))
    assert len(rows) == 7
    assert rows[2] == Activity(
        line=4,
        at=datetime(2024, 1, 1, 10, tzinfo=UTC),
        actor="bob",
        object="o1",
        area="web",
        op=Op.UPDATE,
        size=27,
    )


def test_a_compressed_file_reads_the_same(tmp_path: Path) -> None:
    plain = write_csv(tmp_path, SMALL)
    packed = tmp_path / "activity.csv.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert list(read_activity(packed)) == list(read_activity(plain))


def test_columns_come_in_any_order_and_times_in_any_zone(tmp_path: Path) -> None:
    file = write_csv(
        tmp_path, "2,o1,create,web,ada,2024-01-01T12:00:00+02:00", "size,object,op,area,actor,at"
    )
    assert list(read_activity(file)) == list(read_activity(write_csv(tmp_path, GOOD)))


def test_rows_behind_the_limit_are_not_looked_at(tmp_path: Path) -> None:
    file = write_csv(tmp_path, f"{GOOD}\nrubbish")
    assert len(list(read_activity(file, limit=1))) == 1


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (
            "2024-01-01,ada,o2,web,create,1",
            "column at: found '2024-01-01', expected an ISO 8601 time of 1900 to 2099 with its UTC offset, as 2024-10-01T12:00:00Z",
        ),
        (
            "2024-02-30T10:00:00Z,ada,o2,web,create,1",
            "column at: found '2024-02-30T10:00:00Z', expected an ISO 8601",
        ),
        (
            "2024-01-01T09:59:59Z,ada,o2,web,create,1",
            "column at: found '2024-01-01T09:59:59+00:00', expected a time not before the row above, 2024-01-01T10:00:00+00:00",
        ),
        (
            "2024-01-01T10:00:00Z,,o2,web,create,1",
            "column actor: found '', expected 1 to 64 characters of a-z and 0-9",
        ),
        (
            "2024-01-01T10:00:00Z,Ada L,o2,web,create,1",
            "column actor: found 'Ada L', expected 1 to 64 characters of a-z",
        ),
        ("2024-01-01T10:00:00Z,ada,,web,create,1", "column object: found '', expected 1 to 200 characters"),
        ("2024-01-01T10:00:00Z,ada,o2, ,create,1", "column area: found ' ', expected 1 to 50 characters"),
        (
            "2024-01-01T10:00:00Z,ada,o2,web,rename,1",
            "column op: found 'rename', expected one of create, update, delete",
        ),
        (
            "2024-01-01T10:00:00Z,ada,o2,web,create,-1",
            "column size: found '-1', expected a whole number of lines",
        ),
        ("2024-01-01T10:00:00Z,ada,o2,web,create", "column size: found '', expected 6 values"),
        ("2024-01-01T10:00:00Z,ada,o2,web,create,1,x", "column 7: found 'x', expected 6 values"),
        (
            "2024-01-01T10:00:00Z,ada,o2,web,update,1",
            "column op: found 'update', expected create, because o2 does not exist here",
        ),
        (
            "2024-01-01T10:00:00Z,ada,o2,web,delete,1",
            "column op: found 'delete', expected create, because o2 does not exist here",
        ),
        (
            "2024-01-01T10:00:00Z,ada,o1,web,create,1",
            "column op: found 'create', expected update or delete, because o1 exists already",
        ),
    ],
)
def test_a_wrong_row_names_file_line_column_and_what_is_expected(
    tmp_path: Path, row: str, message: str
) -> None:
    file = write_csv(tmp_path, f"{GOOD}\n{row}")
    with pytest.raises(ActivityRowError) as error:
        list(read_activity(file))
    assert str(error.value).startswith(f"{file}, line 3, {message}")


@pytest.mark.parametrize("header", ["at,actor,object,area,op", f"{HEADER},note", ""])
def test_other_columns_are_refused(tmp_path: Path, header: str) -> None:
    with pytest.raises(ActivityFileError, match=f"line 1: found columns '{header}', expected '{HEADER}'"):
        list(read_activity(write_csv(tmp_path, GOOD, header)))


def test_a_file_without_rows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ActivityFileError, match="holds no rows"):
        list(read_activity(write_csv(tmp_path, "")))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("plain.csv.gz", f"{HEADER}\n{GOOD}\n".encode()),
        ("cut.csv.gz", gzip.compress(f"{HEADER}\n{GOOD}\n".encode(), mtime=0)[:-9]),
        ("latin.csv", f"{HEADER}\n2024-01-01T10:00:00Z,ada,\xe9,web,create,2\n".encode("latin-1")),
        ("quote.csv", f'{HEADER}\n2024-01-01T10:00:00Z,ada,"o1,web,create,2\n'.encode()),
    ],
)
def test_a_damaged_file_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(ActivityFileError, match=f"{name} cannot be read: "):
        list(read_activity(file))


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ActivityFileError, match=r"none.csv cannot be read: .*No such file"):
        list(read_activity(tmp_path / "none.csv"))
