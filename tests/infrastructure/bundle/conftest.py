from pathlib import Path

import pytest

from infrastructure.bundle import build_bundle
from tests.infrastructure.bundle.bundle_repository import REPOSITORY, BundleOf, locked


@pytest.fixture(scope="session")
def bundle_of() -> BundleOf:
    """Return a function that builds a service of this repository, or finds it built by whoever else needed it."""
    return lambda service, platform: build_bundle(REPOSITORY / "services" / service, platform)


@pytest.fixture
def greeter(tmp_path: Path) -> Path:
    """services/greeter in a repository of its own: locks six alone and calls no AWS service."""
    for folder, package in (("services/greeter", "greeting"), ("packages/shared", "tasklake")):
        source = tmp_path / folder / package
        source.mkdir(parents=True)
        (source / "__init__.py").touch()
        (source.parent / "pyproject.toml").write_text(
            f'[tool.hatch.build.targets.wheel]\npackages = ["{package}"]\n'
        )
    service = tmp_path / "services" / "greeter"
    (service / "greeting" / "handler.py").write_text("def handler(event, context):\n    return 'hello'\n")
    (service / "requirements.lock").write_text(locked("six"))
    with (service / "pyproject.toml").open("a") as pyproject:
        pyproject.write(
            '[tool.uv.sources]\ntasklake = { path = "../../packages/shared" }\n'
            '[tool.tasklake.bundle]\npackages = ["greeting"]\nbotocore-services = []\n'
        )
    return service
