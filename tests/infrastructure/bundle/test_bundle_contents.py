import re
from pathlib import PurePosixPath
from zipfile import ZipFile

import pytest

from infrastructure.bundle import Platform
from tests.infrastructure.bundle.bundle_repository import SERVICES, BundleOf

SDK_SETTINGS = {"_retry.json", "endpoints.json", "partitions.json", "sdk-default-configuration.json"}
WITH_RESOURCES = {"dynamodb", "s3"}
"""The services here that boto3 itself keeps data of."""

EM_AARCH64 = 0xB7


@pytest.mark.parametrize("service", SERVICES)
def test_extension_modules_are_for_arm64_and_the_glibc_of_amazon_linux_2023(
    bundle_of: BundleOf, service: str
) -> None:
    with ZipFile(bundle_of(service, Platform.LAMBDA_ARM64)) as bundle:
        modules = {
            name: bundle.read(name) for name in bundle.namelist() if ".so" in PurePosixPath(name).suffixes
        }
    assert modules
    for module in modules.values():
        assert module[:4] == b"\x7fELF"
        assert int.from_bytes(module[18:20], "little") == EM_AARCH64
        assert max(int(minor) for minor in re.findall(rb"\0GLIBC_2\.(\d+)", module)) <= 34


@pytest.mark.parametrize(
    ("service", "sdk_services"),
    [
        ("api", {"dynamodb"}),
        pytest.param("lake_jobs", {"athena", "dynamodb", "s3"}, marks=pytest.mark.journey),
        ("stream_etl", {"s3"}),
        ("user_erasure", {"cognito-idp", "dynamodb"}),
    ],
)
def test_the_sdk_carries_the_declared_services_alone(
    bundle_of: BundleOf, service: str, sdk_services: set[str]
) -> None:
    with ZipFile(bundle_of(service, Platform.LAMBDA_ARM64)) as bundle:
        paths = [PurePosixPath(name).parts for name in bundle.namelist()]
    assert {path[2] for path in paths if path[:2] == ("botocore", "data")} == sdk_services | SDK_SETTINGS
    assert {path[2] for path in paths if path[:2] == ("boto3", "data")} == sdk_services & WITH_RESOURCES


@pytest.mark.parametrize("service", SERVICES)
def test_what_no_function_reads_is_left_out(bundle_of: BundleOf, service: str) -> None:
    with ZipFile(bundle_of(service, Platform.LAMBDA_ARM64)) as bundle:
        paths = [PurePosixPath(name) for name in bundle.namelist()]
    assert not {"bin", "tests", "awscrt", ".lock", "echarts"} & {
        part for path in paths for part in path.parts
    }
    assert not {".exe", ".pyi", ".pyx", ".typed"} & {path.suffix for path in paths}
    assert {path.name for path in paths if path.parts[0].endswith(".dist-info")} == {"METADATA"}


@pytest.mark.parametrize(
    ("service", "packages"),
    [
        ("api", {"tasklake", "tasklake_api"}),
        pytest.param(
            "lake_jobs",
            {"tasklake", "tasklake_lake", "tasklake_lake_jobs", "tasklake_operations"},
            marks=pytest.mark.journey,
        ),
        ("stream_etl", {"tasklake", "tasklake_lake", "tasklake_stream_etl"}),
        ("user_erasure", {"tasklake", "tasklake_user_erasure"}),
    ],
)
def test_the_own_package_and_those_that_it_depends_on_are_in(
    bundle_of: BundleOf, service: str, packages: set[str]
) -> None:
    with ZipFile(bundle_of(service, Platform.LAMBDA_ARM64)) as bundle:
        roots = {PurePosixPath(name).parts[0] for name in bundle.namelist()}
    assert {name for name in roots if name.startswith("tasklake")} == packages
