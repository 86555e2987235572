"""Zip Pulumi's archives, the same content always to the same bytes."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import pulumi

from local_aws.realizer.errors import ArchiveError

type Node = pulumi.Archive | pulumi.Asset

_EARLIEST = (1980, 1, 1, 0, 0, 0)  # no time before it fits in a zip
_FILE_MODE = 0o644 << 16


def zip_bytes(archive: Node, base: Path) -> bytes:
    """Return the zip of an archive: a .zip file byte for byte, anything else packed by name, without times.

    Args:
        archive: The archive, or a single asset.
        base: Where relative paths start.

    Raises:
        ArchiveError: A file does not exist, or the archive is elsewhere on the network.
    """
    if isinstance(archive, pulumi.FileArchive) and (file := _existing(archive, base)).is_file():
        return file.read_bytes()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in sorted(_entries(archive, PurePosixPath(), base)):
            entry = zipfile.ZipInfo(name, _EARLIEST)
            entry.external_attr = _FILE_MODE
            packed.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _entries(node: Node, at: PurePosixPath, base: Path) -> Iterator[tuple[str, bytes]]:
    match node:
        case pulumi.AssetArchive():
            for name, child in node.assets.items():
                yield from _entries(child, at / name, base)
        case pulumi.FileArchive():
            path = _existing(node, base)
            yield from (
                (str(at / name), content)
                for name, content in (_unpacked(path) if path.is_file() else _files(path))
            )
        case pulumi.FileAsset():
            yield str(at), _existing(node, base).read_bytes()
        case pulumi.StringAsset():
            yield str(at), node.text.encode()
        case _:
            raise ArchiveError(f"a {type(node).__name__} cannot be packed here")


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for file in folder.rglob("*"):
        name = file.relative_to(folder)
        if file.is_file() and "__pycache__" not in name.parts:
            yield name.as_posix(), file.read_bytes()


def _unpacked(file: Path) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(file) as packed:
        for entry in packed.infolist():
            if not entry.is_dir():
                yield entry.filename, packed.read(entry)


def _existing(node: pulumi.FileArchive | pulumi.FileAsset, base: Path) -> Path:
    path = base / str(node.path)
    if not path.exists():
        raise ArchiveError(f"{path} does not exist")
    return path
