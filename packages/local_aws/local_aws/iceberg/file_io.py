"""The files of Iceberg's tables, in the emulator's S3."""

from typing import override

from pyarrow.fs import FileSystem, S3FileSystem
from pyiceberg.io import S3_ACCESS_KEY_ID, S3_ENDPOINT, S3_REGION, S3_SECRET_ACCESS_KEY, S3_SESSION_TOKEN
from pyiceberg.io.pyarrow import PyArrowFileIO


class EmulatorFileIO(PyArrowFileIO):
    """Writes a small file by one request; pyiceberg's own takes the three of a multipart upload."""

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
