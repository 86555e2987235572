"""The files of Iceberg's tables, in the emulator's S3."""

from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO
from typing import override

from pyarrow.fs import FileSystem, S3FileSystem
from pyiceberg.io import (
    S3_ACCESS_KEY_ID,
    S3_ENDPOINT,
    S3_REGION,
    S3_SECRET_ACCESS_KEY,
    S3_SESSION_TOKEN,
    InputFile,
    InputStream,
)
from pyiceberg.io.pyarrow import PyArrowFile, PyArrowFileIO


class EmulatorFileIO(PyArrowFileIO):
    """Reads a file of metadata once, and writes a small file by one request instead of a multipart upload's three."""

    @override
    def new_input(self, location: str) -> InputFile:  # pyright: ignore[reportIncompatibleMethodOverride] - pyiceberg asks for no more
        file = super().new_input(location)
        return _KeptFile(
            _Source(location, self.properties[S3_ENDPOINT], self.properties[S3_ACCESS_KEY_ID], file)
        )

    @override
    def _initialize_s3_fs(self, netloc: str | None) -> FileSystem:
        return S3FileSystem(
            endpoint_override=self.properties[S3_ENDPOINT],
            region=self.properties[S3_REGION],
            access_key=self.properties[S3_ACCESS_KEY_ID],
            secret_key=self.properties[S3_SECRET_ACCESS_KEY],
            session_token=self.properties.get(S3_SESSION_TOKEN),
            # bucket.127.0.0.1 is no host.
            force_virtual_addressing=False,
            allow_delayed_open=True,  # pyright: ignore[reportCallIssue] - its stubs lack it
        )


@dataclass(frozen=True, slots=True)
class _Source:
    """A file as one principal may read it."""

    location: str
    endpoint: str
    principal: str
    file: PyArrowFile = field(compare=False)


class _KeptFile(InputFile):
    """A file that is read from memory, since no file of a table is ever written again."""

    def __init__(self, source: _Source) -> None:
        super().__init__(source.location)
        self._source = source

    @override
    def __len__(self) -> int:
        return len(_content(self._source))

    @override
    def exists(self) -> bool:
        return self._source.file.exists()

    @override
    def open(self, seekable: bool = True) -> InputStream:
        return BytesIO(_content(self._source))  # pyright: ignore[reportReturnType] - whose parameters have other names


@lru_cache(maxsize=256)
def _content(source: _Source) -> bytes:
    with source.file.open() as stream:
        return stream.read()
