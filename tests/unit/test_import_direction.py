"""Which part may import which: the arrow points at tasklake."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PARTS = {
    "tasklake": ROOT / "packages/shared/tasklake",
    "tasklake_lake": ROOT / "packages/lake/tasklake_lake",
    "local_aws": ROOT / "packages/local_aws/local_aws",
    "tasklake_operations": ROOT / "packages/operations/tasklake_operations",
    "tasklake_devkit": ROOT / "packages/devkit/tasklake_devkit",
    "tasklake_api": ROOT / "services/api/tasklake_api",
    "tasklake_api_document": ROOT / "services/api/tasklake_api_document",
    "tasklake_stream_etl": ROOT / "services/stream_etl/tasklake_stream_etl",
    "tasklake_user_erasure": ROOT / "services/user_erasure/tasklake_user_erasure",
    "tasklake_lake_jobs": ROOT / "services/lake_jobs/tasklake_lake_jobs",
    "infrastructure": ROOT / "infrastructure",
    "policy_pack": ROOT / "policy_pack",
}
ALLOWED = {
    "tasklake": set[str](),
    "tasklake_lake": {"tasklake"},
    "tasklake_api": {"tasklake"},
    "tasklake_api_document": {"tasklake", "tasklake_api"},
    "tasklake_stream_etl": {"tasklake", "tasklake_lake"},
    "tasklake_user_erasure": {"tasklake"},
    "tasklake_lake_jobs": {"tasklake", "tasklake_lake", "tasklake_operations"},
    "infrastructure": {"tasklake", "tasklake_lake"},
    "policy_pack": set[str](),
    "local_aws": set[str](),
    "tasklake_operations": {"tasklake", "tasklake_lake"},
    "tasklake_devkit": PARTS.keys() - {"infrastructure", "policy_pack"},
}


def imported_packages(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Import(names):
                yield from (alias.name.partition(".")[0] for alias in names)
            case ast.ImportFrom(module=str(module), level=0):
                yield module.partition(".")[0]
            case _:
                pass


def modules_of(part: str) -> list[Path]:
    return [path for path in PARTS[part].rglob("*.py") if ".venv" not in path.parts]


@pytest.mark.parametrize("part", PARTS)
def test_a_part_imports_only_what_it_may(part: str) -> None:
    modules = modules_of(part)
    strangers = {
        f"{path.relative_to(ROOT)} imports {package}"
        for path in modules
        for package in imported_packages(path)
        if package in PARTS.keys() - {part} - ALLOWED[part]
    }

    assert modules
    assert not strangers


def test_the_scheduled_functions_take_of_the_operations_what_they_run_alone() -> None:
    imported = {
        node.module
        for path in modules_of("tasklake_lake_jobs")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("tasklake_operations")
    }

    assert imported == {f"tasklake_operations.{name}" for name in ("athena", "lake_erasure", "verification")}


def test_no_module_has_a_name_that_says_nothing() -> None:
    names = {path.stem: path for part in PARTS for path in modules_of(part)}

    assert not names.keys() & {"utils", "util", "common", "helpers", "helper", "constants", "misc"}


@pytest.mark.parametrize(
    ("module", "heavy"),
    [
        ("tasklake_lake.event_tables", ["boto3", "botocore", "pydantic", "pyarrow", "arro3"]),
        ("tasklake.items", ["boto3", "botocore", "pydantic", "pyarrow", "arro3"]),
        ("tasklake.repository.dynamodb_tasks", ["boto3", "pydantic", "pyarrow", "arro3"]),
        ("tasklake.repository.dynamodb_users", ["boto3", "pydantic", "pyarrow", "arro3"]),
        ("tasklake_operations.verification", ["boto3", "duckdb", "rich", "typer", "yaml"]),
        ("local_aws.sessions", ["boto3", "duckdb", "pulumi", "pyarrow", "pyiceberg", "sqlglot"]),
        ("tasklake_operations.cli.app", ["botocore", "duckdb", "pulumi", "pyarrow", "tasklake_api", "yaml"]),
    ],
)
def test_a_module_is_light_to_import(module: str, heavy: list[str]) -> None:
    program = f"import sys, {module}; print(*sys.modules, sep='\\n')"
    completed = subprocess.run(  # the module names above are the only input
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert not {name.partition(".")[0] for name in completed.stdout.splitlines()} & set(heavy)
