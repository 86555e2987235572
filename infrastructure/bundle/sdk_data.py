"""The AWS data files inside botocore and boto3, reduced to the services a function calls.

botocore carries the API of every AWS service: 18 MB in 1,900 files. A client reads its own service's folder and
four small files, yet finds that folder by listing all of them, and parses endpoints.json (1.2 MB: every service in
every region) and the documentation inside the service model. What is removed here is never read, or read for
nothing; what stays means the same. Other services are unknown to botocore afterwards, and it says so by name.
"""

import gzip
import json
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from infrastructure.bundle.errors import ServiceDefinitionError


def reduce_sdk_data(tree: Path, services: Iterable[str]) -> None:
    """Keeps the data of the named services in an installed tree.

    Args:
        tree: Root of the installed packages.
        services: botocore's names, as given to `boto3.client`.

    Raises:
        ServiceDefinitionError: botocore has no service of that name.
    """
    kept = set(services)
    data = tree / "botocore" / "data"
    for service in sorted(kept):
        if not (data / service).is_dir():
            raise ServiceDefinitionError(
                f"botocore-services names {service!r}, which the locked botocore does not have; "
                "use the name given to boto3.client"
            )
    for folder in (data, tree / "boto3" / "data"):
        if folder.is_dir():
            _remove_services(folder, kept)
    if data.is_dir():
        models = sorted(data.glob("*/*/service-2.json.gz"))
        prefixes = {_empty_documentation(model) for model in models}
        _reduce_endpoints(data / "endpoints.json", prefixes)


def _remove_services(data: Path, kept: set[str]) -> None:
    for entry in data.iterdir():
        if entry.is_dir() and entry.name not in kept:
            shutil.rmtree(entry)


def _empty_documentation(path: Path) -> str:
    model = json.loads(gzip.decompress(path.read_bytes()), object_hook=_undocumented)
    _replace(path, gzip.compress(_compact(model), mtime=0))
    return model["metadata"]["endpointPrefix"]


def _undocumented(node: dict[str, Any]) -> dict[str, Any]:
    # Emptied, not deleted: botocore asks for the documentation of some parameters by key. A shape may also have a
    # member of that name, whose value is an object.
    if isinstance(node.get("documentation"), str):
        node["documentation"] = ""
    return node


def _reduce_endpoints(path: Path, prefixes: set[str]) -> None:
    endpoints = json.loads(path.read_bytes())
    for partition in endpoints["partitions"]:
        services: dict[str, Any] = partition["services"]
        partition["services"] = {prefix: services[prefix] for prefix in services if prefix in prefixes}
    _replace(path, _compact(endpoints))


def _compact(document: object) -> bytes:
    return json.dumps(document, separators=(",", ":")).encode()


def _replace(path: Path, content: bytes) -> None:
    # uv may have linked the file to its cache, which a write in place would change.
    path.unlink()
    path.write_bytes(content)
