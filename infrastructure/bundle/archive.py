"""A zip whose bytes depend on nothing but the names and contents of its files."""

from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from infrastructure.bundle.errors import BundleTooLargeError

_EARLIEST = (1980, 1, 1, 0, 0, 0)
_REGULAR_FILE_0644 = 0o100644 << 16
_UNIX = 3
_MIB = 2**20
# Level 9 takes three times as long for half a percent.
_LEVEL = 6

# AWS Lambda Developer Guide, "Lambda quotas".
UNPACKED_LIMIT = 250 * _MIB
DIRECT_UPLOAD_LIMIT = 50 * _MIB


def write_archive(tree: Path, archive: Path) -> None:
    files = {path.relative_to(tree).as_posix(): path for path in tree.rglob("*") if path.is_file()}
    with ZipFile(archive, "w") as bundle:
        for name in sorted(files):
            entry = ZipInfo(name, _EARLIEST)
            entry.create_system = _UNIX
            entry.external_attr = _REGULAR_FILE_0644
            bundle.writestr(entry, files[name].read_bytes(), ZIP_DEFLATED, compresslevel=_LEVEL)


def require_within_limits(
    archive: Path, unpacked_limit: int = UNPACKED_LIMIT, upload_limit: int = DIRECT_UPLOAD_LIMIT
) -> None:
    """Raises BundleTooLargeError for a zip that CreateFunction would refuse; limits in bytes."""
    with ZipFile(archive) as bundle:
        unpacked = sum(entry.file_size for entry in bundle.infolist())
    if unpacked > unpacked_limit:
        raise BundleTooLargeError(
            f"{archive.name} unpacks to {unpacked / _MIB:.1f} MiB and Lambda allows {unpacked_limit / _MIB:.0f}; "
            "remove a dependency from the service's pyproject.toml"
        )
    zipped = archive.stat().st_size
    if zipped > upload_limit:
        raise BundleTooLargeError(
            f"{archive.name} has {zipped / _MIB:.1f} MiB and a direct upload allows {upload_limit / _MIB:.0f}; "
            "remove a dependency, or give the function its code through S3 (s3_bucket, s3_key)"
        )
