import os
import shutil
from pathlib import Path, PurePosixPath
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from infrastructure.bundle import Platform, build_bundle
from tests.infrastructure.bundle.bundle_repository import SERVICES, BundleOf


def test_two_folders_and_two_umasks_give_the_same_bytes(greeter: Path, tmp_path: Path) -> None:
    elsewhere = shutil.copytree(greeter.parents[1], tmp_path / "a longer path", copy_function=shutil.copyfile)
    first = build_bundle(greeter, Platform.LAMBDA_ARM64)
    umask = os.umask(0o077)
    try:
        second = build_bundle(elsewhere / "services" / "greeter", Platform.LAMBDA_ARM64)
    finally:
        os.umask(umask)
    assert first != second
    assert first.name == second.name
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize("service", SERVICES)
def test_host_and_lambda_bundles_differ_in_extension_modules_alone(bundle_of: BundleOf, service: str) -> None:
    assert portable(bundle_of(service, Platform.HOST)) == portable(bundle_of(service, Platform.LAMBDA_ARM64))


def test_entries_are_sorted_undated_and_readable_by_everyone(greeter: Path) -> None:
    with ZipFile(build_bundle(greeter, Platform.HOST)) as bundle:
        entries = bundle.infolist()
    assert [entry.filename for entry in entries] == sorted(entry.filename for entry in entries)
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
    assert {entry.external_attr >> 16 for entry in entries} == {0o100644}
    assert {entry.compress_type for entry in entries} == {ZIP_DEFLATED}


def portable(path: Path) -> dict[str, int]:
    with ZipFile(path) as bundle:
        return {
            entry.filename: entry.CRC
            for entry in bundle.infolist()
            if ".so" not in PurePosixPath(entry.filename).suffixes
        }
