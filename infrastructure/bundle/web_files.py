"""Files that a function serves as they are, compressed once, when its bundle is built."""

import gzip
from collections.abc import Iterable, Mapping
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from infrastructure.bundle.errors import ServiceDefinitionError


def read_web_files(service: Path, names: Iterable[str]) -> dict[str, bytes]:
    """Reads files of a service, or of distributions installed beside the builder.

    Args:
        service: Folder services/<name>.
        names: Paths below the service, or `<distribution>:<path>`.

    Returns:
        The content of each by its file name.

    Raises:
        ServiceDefinitionError: A file does not exist, or its distribution is not installed.
    """
    return {Path(name).name: _read(service, name) for name in names}


def write_web_files(files: Mapping[str, bytes], folder: Path) -> None:
    """Writes each file gzipped into a folder, as `<file name>.gz`; the same content gives the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / f"{name}.gz").write_bytes(gzip.compress(content, mtime=0))


def _read(service: Path, name: str) -> bytes:
    source, is_installed, path = name.rpartition(":")
    try:
        file = Path(str(distribution(source).locate_file(path))) if is_installed else service / path
        return file.read_bytes()
    except (PackageNotFoundError, FileNotFoundError) as error:
        raise ServiceDefinitionError(
            f"{service / 'pyproject.toml'} names the web file {name}, which is not there; "
            "run `make setup`, or correct web-files"
        ) from error
