import re
from pathlib import Path
from zipfile import ZipFile

import pytest

from infrastructure.bundle import Platform, build_bundle
from infrastructure.bundle.archive import DIRECT_UPLOAD_LIMIT, UNPACKED_LIMIT, require_within_limits
from infrastructure.bundle.errors import BundleTooLargeError, DependencyError, ServiceDefinitionError


def test_a_wheel_whose_hash_is_not_in_the_lock(greeter: Path) -> None:
    lock = greeter / "requirements.lock"
    lock.write_text(re.sub(r"sha256:\w{64}", "sha256:" + "0" * 64, lock.read_text()))
    with pytest.raises(
        DependencyError, match=r"service greeter[\s\S]*Hash mismatch for `six==[\s\S]*run `make lock`"
    ):
        build_bundle(greeter, Platform.HOST)
    assert list(greeter.parents[1].glob(".tasklake/bundles/*")) == []


def test_a_requirement_without_a_hash(greeter: Path) -> None:
    (greeter / "requirements.lock").write_text("six==1.17.0\n")
    with pytest.raises(DependencyError, match="--require-hashes"):
        build_bundle(greeter, Platform.HOST)


def test_a_package_index_out_of_reach(greeter: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("UV_OFFLINE", "1")
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "empty"))
    with pytest.raises(DependencyError, match="Check that the package index can be reached"):
        build_bundle(greeter, Platform.LAMBDA_ARM64)


def test_no_lock(greeter: Path) -> None:
    (greeter / "requirements.lock").unlink()
    with pytest.raises(
        ServiceDefinitionError, match=r"greeter/requirements\.lock does not exist; run `make lock`"
    ):
        build_bundle(greeter, Platform.HOST)


@pytest.mark.parametrize("declaration", ["", 'botocore-services = "s3"', "botocore-services = [3]"])
def test_no_list_of_botocore_services(greeter: Path, declaration: str) -> None:
    pyproject = greeter / "pyproject.toml"
    pyproject.write_text(pyproject.read_text().replace("botocore-services = []", declaration))
    with pytest.raises(
        ServiceDefinitionError, match=r"\[tool.tasklake.bundle\] must hold botocore-services, a list"
    ):
        build_bundle(greeter, Platform.HOST)


def test_a_service_that_botocore_does_not_have(greeter: Path) -> None:
    pyproject = greeter / "pyproject.toml"
    pyproject.write_text(pyproject.read_text().replace("[]", '["dynamo"]'))
    with pytest.raises(ServiceDefinitionError, match="'dynamo', which the locked botocore does not have"):
        build_bundle(greeter, Platform.HOST)


def test_a_package_without_a_folder(greeter: Path) -> None:
    (greeter / "greeting").rename(greeter / "renamed")
    with pytest.raises(ServiceDefinitionError, match="names the package greeting, which has no folder"):
        build_bundle(greeter, Platform.HOST)


def test_more_than_lambda_unpacks(tmp_path: Path) -> None:
    archive = zeros(tmp_path, mib=3)
    require_within_limits(archive, unpacked_limit=3 * 2**20)
    with pytest.raises(BundleTooLargeError, match=r"large.zip unpacks to 3.0 MiB and Lambda allows 2"):
        require_within_limits(archive, unpacked_limit=2 * 2**20)


def test_more_than_a_direct_upload_takes(tmp_path: Path) -> None:
    archive = zeros(tmp_path, mib=3)
    with pytest.raises(
        BundleTooLargeError, match=r"a direct upload allows 0; .* through S3 \(s3_bucket, s3_key\)"
    ):
        require_within_limits(archive, upload_limit=1000)


def test_the_limits_are_those_of_lambda() -> None:
    assert (UNPACKED_LIMIT, DIRECT_UPLOAD_LIMIT) == (262_144_000, 52_428_800)


def zeros(folder: Path, mib: int) -> Path:
    archive = folder / "large.zip"
    with ZipFile(archive, "w", 8) as bundle:
        bundle.writestr("zeros", bytes(mib * 2**20))
    return archive
