import io
import os
import zipfile
from pathlib import Path

import pulumi
import pytest

from local_aws.realizer.archives import zip_bytes
from local_aws.realizer.errors import ArchiveError


def contents(packed: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    package = tmp_path / "package"
    (package / "inner").mkdir(parents=True)
    (package / "handler.py").write_text("code")
    (package / "inner" / "data.json").write_text("{}")
    (package / "__pycache__").mkdir()
    (package / "__pycache__" / "handler.cpython-313.pyc").write_bytes(b"compiled")
    return package


def test_zip_file_passes_byte_for_byte(tmp_path: Path) -> None:
    (tmp_path / "function.zip").write_bytes(b"not even a zip")
    assert zip_bytes(pulumi.FileArchive("function.zip"), tmp_path) == b"not even a zip"


def test_folder_is_packed_without_bytecode(folder: Path) -> None:
    packed = zip_bytes(pulumi.FileArchive(str(folder)), Path("/"))
    assert contents(packed) == {"handler.py": b"code", "inner/data.json": b"{}"}


def test_same_content_gives_the_same_bytes_at_any_time(folder: Path) -> None:
    before = zip_bytes(pulumi.FileArchive(str(folder)), Path("/"))
    os.utime(folder / "handler.py", (0, 0))
    assert zip_bytes(pulumi.FileArchive(str(folder)), Path("/")) == before


def test_other_content_gives_other_bytes(folder: Path) -> None:
    before = zip_bytes(pulumi.FileArchive(str(folder)), Path("/"))
    (folder / "handler.py").write_text("other")
    assert zip_bytes(pulumi.FileArchive(str(folder)), Path("/")) != before


def test_asset_archive_places_assets_folders_and_zips(folder: Path) -> None:
    (folder.parent / "library.zip").write_bytes(zip_bytes(pulumi.FileArchive(str(folder)), Path("/")))
    archive = pulumi.AssetArchive(
        {
            ".": pulumi.FileArchive(str(folder)),
            "library": pulumi.FileArchive("library.zip"),
            "settings.ini": pulumi.StringAsset("[a]"),
            "copy.py": pulumi.FileAsset("package/handler.py"),
        }
    )
    assert contents(zip_bytes(archive, folder.parent)) == {
        "copy.py": b"code",
        "handler.py": b"code",
        "inner/data.json": b"{}",
        "library/handler.py": b"code",
        "library/inner/data.json": b"{}",
        "settings.ini": b"[a]",
    }


def test_remote_archive_is_refused() -> None:
    with pytest.raises(ArchiveError, match="a RemoteArchive cannot be packed here"):
        zip_bytes(pulumi.RemoteArchive("https://example.com/function.zip"), Path("/"))
