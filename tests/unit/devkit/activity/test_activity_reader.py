import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tasklake_api.task_wire import TASK_CREATE
from tasklake_devkit.activity.errors import ActivityFileError, ActivityRowError
from tasklake_devkit.activity.reader import read_activity
from tasklake_devkit.activity.row import Activity, ColumnError, Op, parse_row
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


@pytest.mark.parametrize("name", ["activity.csv.gz", "activity.csv", "activity"])
def test_a_compressed_file_reads_the_same_whatever_its_name(tmp_path: Path, name: str) -> None:
    plain = list(read_activity(write_csv(tmp_path, SMALL)))
    packed = tmp_path / name
    packed.write_bytes(gzip.compress(write_csv(tmp_path, SMALL).read_bytes()))
    assert list(read_activity(packed)) == plain


def test_a_plain_file_may_have_the_name_of_a_compressed_one(tmp_path: Path) -> None:
    plain = write_csv(tmp_path, SMALL)
    assert list(read_activity(plain.rename(tmp_path / "activity.gz")))[-1].line == 8


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
            "2024-01-01T09:59:59Z,ada,o2,web,create,1",
            "column at: found '2024-01-01T09:59:59+00:00', expected a time not before the row above, 2024-01-01T10:00:00+00:00",
        ),
        (
            "2024-01-01T10:00:00Z,,o2,web,create,1",
            "column actor: found '', expected 1 to 64 characters of a-z and 0-9",
        ),
        ("2024-01-01T10:00:00Z,ada,,web,create,1", "column object: found '', expected 1 to 200 characters"),
        (
            "2024-01-01T10:00:00Z,ada,o2,web\N{NO-BREAK SPACE},create,1",
            "column area: found 'web\\xa0', expected 1 to 50 characters without spaces at the ends",
        ),
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


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=3))
@example("a\N{NO-BREAK SPACE}")
@example("\N{ZERO WIDTH SPACE}a")
@example("\x85")
@example("e\N{COMBINING ACUTE ACCENT}")
@example("a\0")
@example("\N{HANGUL FILLER}")
def test_a_row_is_taken_when_the_api_keeps_its_texts_as_they_are(text: str) -> None:
    row = {
        "at": "2024-01-01T10:00:00Z",
        "actor": "ada",
        "object": text,
        "area": text,
        "op": "create",
        "size": "1",
    }
    try:
        parse_row(2, [*row], [*row.values()])
    except ColumnError:
        return
    sent = TASK_CREATE.validate_python({"title": text, "category": text})
    assert (sent.title, sent.category) == (text, text)


@pytest.mark.parametrize("header", ["at,actor,object,area,op", f"{HEADER},note", ""])
def test_other_columns_are_refused(tmp_path: Path, header: str) -> None:
    with pytest.raises(ActivityFileError, match=f"line 1: found columns '{header}', expected '{HEADER}'"):
        list(read_activity(write_csv(tmp_path, GOOD, header)))


def test_a_file_without_rows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ActivityFileError, match="holds no rows"):
        list(read_activity(write_csv(tmp_path, "")))


WHOLE = f"{HEADER}\n{GOOD}\n".encode()
PACKED = gzip.compress(WHOLE, mtime=0)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty"),
        (gzip.compress(b"", mtime=0), "is empty"),
        (PACKED[:-9], "cannot be read: the end of the gzip file is missing"),
        (PACKED[:2], "cannot be read: the end of the gzip file is missing"),
        (PACKED[:-8] + b"12345678", "cannot be read: CRC check failed"),
        (PACKED[:10] + b"\xff" + PACKED[11:], "cannot be read: Error -3 while decompressing"),
        (PACKED + b"more", "cannot be read: Not a gzipped file"),
        (WHOLE + "\xe9".encode("latin-1"), "cannot be read: byte 0xe9 in it is not UTF-8"),
        (WHOLE.decode().encode("utf-16"), "cannot be read: byte 0xff in it is not UTF-8"),
        (WHOLE + b'2024-01-01T10:00:00Z,ada,"o1,web,create,2\n', "cannot be read: unexpected end of data"),
    ],
)
def test_a_damaged_file_is_refused_with_the_reason(tmp_path: Path, content: bytes, reason: str) -> None:
    file = tmp_path / "activity.csv"
    file.write_bytes(content)
    with pytest.raises(ActivityFileError) as error:
        list(read_activity(file))
    assert str(error.value).startswith(f"{file} {reason}")


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ActivityFileError, match="Is a directory"):
        list(read_activity(tmp_path))


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ActivityFileError, match=r"none.csv cannot be read: .*No such file"):
        list(read_activity(tmp_path / "none.csv"))
