"""From a service's folder to the zip that Lambda runs."""

import fcntl
import os
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from infrastructure.bundle.archive import require_within_limits, write_archive
from infrastructure.bundle.bytecode import compile_bytecode, require_function_interpreter
from infrastructure.bundle.contents import remove_unread
from infrastructure.bundle.dependencies import install_dependencies
from infrastructure.bundle.platform import Platform
from infrastructure.bundle.sdk_data import reduce_sdk_data
from infrastructure.bundle.service import Service, repository_of
from infrastructure.bundle.web_files import write_web_files

_KEPT_UNUSED_SECONDS = 3600
_DIGEST_LENGTH = 16


def build_bundle(service: Path, platform: Platform) -> Path:
    """Builds the zip of a service, or returns the one that was built from the same inputs.

    The same inputs give the same bytes. Bundles of the service for that platform unused for an hour are removed.

    Args:
        service: Folder services/<name> of the repository: requirements.lock, pyproject.toml and a package.
        platform: Where the bundle is to run.

    Returns:
        .tasklake/bundles/<name>-<platform>-<digest of the inputs>.zip of the same repository. The bytecode in it is
        not checked against its source: unpack it into an empty folder.

    Raises:
        BundleError: See `infrastructure.bundle.errors`.
    """
    snapshot = Service.load(service)
    bundles = repository_of(snapshot.folder) / ".tasklake" / "bundles"
    prefix = f"{snapshot.folder.name}-{platform}"
    bundle = bundles / f"{prefix}-{_digest(snapshot, platform)}.zip"
    if _is_built(bundle):
        return bundle
    require_function_interpreter()
    bundles.mkdir(parents=True, exist_ok=True)
    with _locked(bundles):
        if not _is_built(bundle):
            _build(bundle, prefix, snapshot, platform)
    return bundle


def _is_built(bundle: Path) -> bool:
    try:
        os.utime(bundle)  # in use, so no other build removes it
    except FileNotFoundError:
        return False
    return True


@contextmanager
def _locked(folder: Path) -> Generator[None]:
    # Who waits here mostly waits for the very bundle it needs.
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _build(bundle: Path, prefix: str, service: Service, platform: Platform) -> None:
    with TemporaryDirectory(prefix=f".{prefix}-", dir=bundle.parent) as scratch:
        tree, archive = Path(scratch, "tree"), Path(scratch, bundle.name)
        _fill(tree, service, platform)
        write_archive(tree, archive)
        require_within_limits(archive)
        archive.replace(bundle)
    _remove_unused(bundle.parent, prefix)


def _remove_unused(bundles: Path, prefix: str) -> None:
    # A deployment may still be reading the bundle of a moment ago.
    earliest = time.time() - _KEPT_UNUSED_SECONDS
    for bundle in bundles.glob(f"{prefix}-{'?' * _DIGEST_LENGTH}.zip"):
        with suppress(FileNotFoundError):
            if bundle.stat().st_mtime < earliest:
                bundle.unlink()


def _fill(tree: Path, service: Service, platform: Platform) -> None:
    install_dependencies(service, platform, tree)
    reduce_sdk_data(tree, service.botocore_services)
    for name, content in service.sources.items():
        target = tree / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    remove_unread(tree, service.unread)
    write_web_files(service.web_files, tree / service.web_folder)
    compile_bytecode(tree)


def _digest(service: Service, platform: Platform) -> str:
    digest = sha256()

    def add(name: str, content: bytes) -> None:
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)

    add("platform", platform.wheel_platform.encode())
    add("python", str(sys.implementation.cache_tag).encode())
    add("botocore-services", ",".join(service.botocore_services).encode())
    add("unread", "\0".join(service.unread).encode())
    add("lock", service.lock)
    for name, content in (service.sources | service.web_files).items():
        add(name, content)
    for builder in sorted(Path(__file__).parent.glob("*.py")):
        add(f"builder/{builder.name}", builder.read_bytes())
    return digest.hexdigest()[:_DIGEST_LENGTH]
