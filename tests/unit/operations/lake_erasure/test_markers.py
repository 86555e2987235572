"""Where in the content of an object a text is found."""

import gzip
import json
import zlib
from io import BytesIO

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tasklake_operations.lake_erasure import Markers

USER = "6f1d0c52-0a7e-4b7f-9d7a-3c5e8f102a01"
OTHER = "c27b4f90-8d1e-4a63-8e0b-94d6a1f3e702"
TEXT = 'Häuslichkeit "1"'
MARKERS = Markers([USER, TEXT])


def parquet(*values: object, column: str = "a") -> bytes:
    file = BytesIO()
    # As large as it takes to hide a text from a search of the bytes.
    table = pa.table({column: [*values, *([OTHER] * 100 if isinstance(values[0], str) else [[OTHER]] * 100)]})
    pq.write_table(table, file, compression="zstd", write_statistics=False)  # pyright: ignore[reportUnknownMemberType]  # its stubs leave options untyped
    content = file.getvalue()
    assert USER.encode() not in content
    return content


def avro(block: bytes, codec: str = "deflate") -> bytes:
    def long(value: int) -> bytes:
        value, out = value << 1, b""
        while value > 0x7F:
            out, value = out + bytes([value & 0x7F | 0x80]), value >> 7
        return out + bytes([value])

    def text(value: bytes) -> bytes:
        return long(len(value)) + value

    compressed = zlib.compress(block, wbits=-15) if codec == "deflate" else block
    header = b"Obj\x01" + long(1) + text(b"avro.codec") + text(codec.encode()) + long(0) + b"s" * 16
    return header + long(1) + text(compressed) + b"s" * 16


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (f"user_id,n\n{USER},1\n".encode(), "its bytes"),
        (json.dumps({"payload": json.dumps({"category": "x", "user": USER})}).encode(), "its bytes"),
        (json.dumps({"category": TEXT}).encode(), "its bytes"),
        (gzip.compress(b"nothing") + gzip.compress(USER.encode()), "its bytes"),
        (parquet("x", f"of {USER}"), "column a"),
        (parquet(["x", USER], column="list"), "column list"),
        (gzip.compress(parquet(USER)), "column a"),
        (avro(b"\x20" + USER[:16].encode()), "an Avro block"),
        (avro(USER[:15].encode() + b"z", "null"), "an Avro block"),
    ],
    ids=range(9),
)
def test_a_text_is_found(content: bytes, place: str) -> None:
    assert MARKERS.place_in(content) == place


@pytest.mark.parametrize(
    "content", [b"", OTHER.encode(), parquet(OTHER), parquet(USER[:9], USER[9:])], ids=range(4)
)
def test_what_is_not_there_is_not_found(content: bytes) -> None:
    for wrapped in (content, gzip.compress(content), avro(content), avro(content, "null")):
        assert MARKERS.place_in(wrapped) is None


def test_each_of_many_texts_is_found_and_nothing_between_them() -> None:
    texts = [f"{number:04}" for number in range(0, 9000, 3)] + ["a", "ab", "b.c"]
    markers = Markers(texts)
    assert {text for text in texts if markers.place_in(f"x{text}y".encode()) is None} == set()
    assert {markers.place_in(text) for text in (b"0001", b"x.y", b"bxc", b"9001")} == {None}


@pytest.mark.parametrize(
    "content",
    [b"PAR1 and no more", b"\x1f\x8bx", b"Obj\x01\x02", avro(b"x", "lzma"), avro(b"x")[:-18]],
    ids=range(5),
)
def test_what_cannot_be_read_is_told_and_not_passed_over(content: bytes) -> None:
    assert str(MARKERS.place_in(content)).startswith("unknown, since it cannot be read")
