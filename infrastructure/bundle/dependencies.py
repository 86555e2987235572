"""The locked wheels of a service, installed by uv."""

import os
import subprocess
import sys
from pathlib import Path

import uv

from infrastructure.bundle.errors import DependencyError
from infrastructure.bundle.platform import Platform
from infrastructure.bundle.service import Service


def install_dependencies(service: Service, platform: Platform, tree: Path) -> None:
    """Installs exactly what the lock pins into a folder: wheels only, each checked against its hash.

    Raises:
        DependencyError: uv is missing, cannot reach the package index, finds no wheel for the platform,
            or finds one whose hash the lock does not hold.
    """
    try:
        executable = uv.find_uv_bin()
    except FileNotFoundError as error:
        raise DependencyError(f"uv is not installed beside {sys.executable}; run `make setup`") from error
    command = [
        executable, "pip", "install", "--quiet", "--target", str(tree),
        "--python", sys.executable, *platform.uv_options,
        "--require-hashes", "--only-binary", ":all:", "--requirements", "-",
    ]  # fmt: skip
    result = subprocess.run(  # noqa: S603 - the executable comes from the uv package, the rest from above
        command, input=service.lock, env=os.environ | {"NO_COLOR": "1"}, check=False, capture_output=True
    )
    if result.returncode:
        raise DependencyError(
            f"the dependencies of service {service.folder.name} could not be installed for {platform} "
            f"from {service.folder / 'requirements.lock'}:\n{result.stderr.decode().strip()}\n"
            "Check that the package index can be reached; if dependencies changed, run `make lock`."
        )
