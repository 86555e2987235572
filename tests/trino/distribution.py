"""Trino's server as Maven Central publishes it, fetched once into the user's cache."""

import hashlib
import os
import shutil
import tarfile
import tempfile
from http import HTTPStatus
from http.client import HTTPException
from pathlib import Path
from typing import Final
from urllib.error import HTTPError
from urllib.request import urlopen

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

VERSION: Final = "476"
SHA256: Final = "cfd5accde17e8ebd251eeeb78aed1f490e77bb3a164d95a0f454bf8a7c1cbd3f"
PLUGINS: Final = frozenset({"hive", "iceberg"})

REPOSITORY_VARIABLE: Final = "MAVEN_REPOSITORY_URL"
"""Environment variable that names a mirror of Maven Central."""

MAVEN_CENTRAL: Final = "https://repo.maven.apache.org/maven2"
_NAME: Final = f"trino-server-{VERSION}"
_CHUNK: Final = 1 << 20


class DistributionError(Exception):
    """The server cannot be fetched, or what came is not the server."""


def default_cache() -> Path:
    """Return the user's cache folder (XDG Base Directory Specification)."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "tasklake"


def archive_url() -> str:
    repository = os.environ.get(REPOSITORY_VARIABLE) or MAVEN_CENTRAL
    return f"{repository.rstrip('/')}/io/trino/trino-server/{VERSION}/{_NAME}.tar.gz"


def server_folder(cache: Path | None = None, *, sha256: str = SHA256) -> Path:
    """Return the unpacked server, with the plugins in `PLUGINS`; downloads 821 MB the first time and keeps 480 MB.

    Args:
        cache: Where it is kept; by default the user's cache folder.
        sha256: The checksum that the archive must have.

    Raises:
        DistributionError: It cannot be fetched, or its checksum is another.
    """
    cache = cache or default_cache()
    folder = cache / _NAME
    if folder.exists():
        return folder
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache, prefix=f"{_NAME}-") as scratch:
        archive = Path(scratch) / "server.tar.gz"
        download(archive_url(), archive, sha256)
        with tarfile.open(archive) as tar:
            # The whole of it: files of one plugin are hard links to those of another.
            tar.extractall(scratch, filter="data")
        unpacked = Path(scratch) / _NAME
        for plugin in (unpacked / "plugin").iterdir():
            if plugin.name not in PLUGINS:
                shutil.rmtree(plugin)
        unpacked.rename(folder)
    return folder


def download(url: str, target: Path, sha256: str) -> None:
    """Fetch a file, with a progress bar on standard error.

    Raises:
        DistributionError: It cannot be fetched, or its checksum is another.
    """
    digest = hashlib.sha256()
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    try:
        with (
            urlopen(url, timeout=60) as response,  # noqa: S310 - the scheme is the developer's own choice
            target.open("wb") as file,
            Progress(*columns, console=Console(stderr=True)) as progress,
        ):
            length = response.headers.get("Content-Length")
            bar = progress.add_task(f"Fetching {_NAME}", total=int(length) if length else None)
            while chunk := response.read(_CHUNK):
                file.write(chunk)
                digest.update(chunk)
                progress.advance(bar, len(chunk))
    except (OSError, HTTPException, ValueError) as error:
        raise DistributionError(_unreachable(url, error)) from error
    if digest.hexdigest() != sha256:
        raise DistributionError(
            f"{url} has the SHA-256 checksum {digest.hexdigest()}, not the {sha256} of {_NAME}; "
            f"nothing was unpacked. Fetch it from elsewhere: set {REPOSITORY_VARIABLE} to another Maven repository."
        )


def _unreachable(url: str, error: Exception) -> str:
    missing = isinstance(error, HTTPError) and error.code == HTTPStatus.NOT_FOUND
    reason = "is not there" if missing else f"cannot be fetched: {error}"
    return (
        f"{url} {reason}. Judging by Trino needs Maven Central once; set {REPOSITORY_VARIABLE} "
        "to the base URL of a Maven repository that this machine reaches."
    )
