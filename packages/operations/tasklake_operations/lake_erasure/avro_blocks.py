"""The blocks of an Avro file, which Iceberg's manifests are, decompressed and not read any further.

Nothing that is installed reads Avro without the schema of what is in it, and a search needs the bytes alone.
"""

import zlib
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from typing import Final

import pyarrow as pa

MAGIC: Final = b"Obj\x01"
SYNC_BYTES: Final = 16


def zstd(block: bytes) -> bytes:
    return pa.CompressedInputStream(pa.BufferReader(block), "zstd").read()


CODECS: Final[Mapping[bytes, Callable[[bytes], bytes]]] = {
    b"null": bytes,
    b"deflate": lambda block: zlib.decompress(block, -zlib.MAX_WBITS),
    b"zstandard": zstd,
}
"""Those that Iceberg's writers use ("write.avro.compression-codec")."""


def avro_blocks(content: bytes) -> Iterator[bytes]:
    """Yield the blocks of a file (Apache Avro Specification, "Object Container Files").

    Raises:
        ValueError: The file is not whole, or compressed in another way.
        zlib.error: A block is broken.
        ArrowInvalid: The same.
    """
    file = BytesIO(content)
    file.seek(len(MAGIC))
    codec = dict(metadata(file)).get(b"avro.codec", b"null")
    if codec not in CODECS:
        raise ValueError(f"it is compressed with {codec.decode(errors='replace')}")
    file.read(SYNC_BYTES)
    while file.tell() < len(content):
        number(file)
        yield CODECS[codec](file.read(number(file)))
        file.read(SYNC_BYTES)


def metadata(file: BytesIO) -> Iterator[tuple[bytes, bytes]]:
    while count := number(file):
        if count < 0:
            number(file)
        for _ in range(abs(count)):
            yield file.read(number(file)), file.read(number(file))


def number(file: BytesIO) -> int:
    """Read a long: seven bits a byte, the lowest first, zig-zag."""
    value = shift = 0
    while True:
        byte = file.read(1)
        if not byte:
            raise ValueError("it ends in the middle")
        value |= (byte[0] & 0x7F) << shift
        shift += 7
        if byte[0] < 0x80:  # noqa: PLR2004 - the bit that says more follow
            return (value >> 1) ^ -(value & 1)
