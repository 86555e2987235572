"""What a service says about its bundle: lock, packages, web files, AWS services, and what it never reads."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Self, cast

from infrastructure.bundle.contents import is_read
from infrastructure.bundle.errors import ServiceDefinitionError
from infrastructure.bundle.web_files import read_web_files


@dataclass(frozen=True, slots=True)
class Service:
    """A service as it was at one moment, so that an edit during a build cannot mix two states in one zip."""

    folder: Path
    lock: bytes
    sources: dict[str, bytes]
    web_folder: PurePath
    web_files: dict[str, bytes]
    botocore_services: tuple[str, ...]
    unread: tuple[str, ...]

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Reads services/<name> and the packages of the same repository that it depends on.

        Raises:
            ServiceDefinitionError: The lock, a table of a pyproject.toml or a web file is missing.
        """
        folder = folder.resolve()
        lock = folder / "requirements.lock"
        if not lock.is_file():
            raise ServiceDefinitionError(f"{lock} does not exist; run `make lock` to write it")
        packages = (
            *_packages(folder, "tool.tasklake.bundle"),
            *(package for member in _members(folder) for package in _packages(member)),
        )
        web_files = _string_list(folder, "tool.tasklake.bundle", "web-files", default=[])
        return cls(
            folder=folder,
            lock=lock.read_bytes(),
            sources={
                name: path.read_bytes()
                for package in packages
                for name, path in _files(package)
                if name not in web_files
            },
            web_folder=PurePath(packages[0].name, "web"),
            web_files=read_web_files(folder, web_files),
            botocore_services=_string_list(folder, "tool.tasklake.bundle", "botocore-services"),
            unread=_string_list(folder, "tool.tasklake.bundle", "unread", default=[]),
        )


def repository_of(service: Path) -> Path:
    return service.parents[1]


def _files(package: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(package.rglob("*")):
        name = path.relative_to(package.parent)
        if path.is_file() and is_read(name):
            yield name.as_posix(), path


def _members(service: Path) -> Iterator[Path]:
    """Yields the folders of the packages of this repository that a service depends on."""
    for source in _table(service, "tool.uv.sources").values():
        match source:
            case {"path": str(path)}:
                yield (service / path).resolve()
            case _:
                raise ServiceDefinitionError(
                    f"{service / 'pyproject.toml'}: [tool.uv.sources] must give a path for each package"
                )


def _packages(member: Path, table: str = "tool.hatch.build.targets.wheel") -> Iterator[Path]:
    for name in _string_list(member, table, "packages"):
        package = member / name
        if not package.is_dir():
            raise ServiceDefinitionError(
                f"{member / 'pyproject.toml'} names the package {name}, which has no folder"
            )
        yield package


def _table(member: Path, table: str) -> dict[str, object]:
    pyproject = member / "pyproject.toml"
    try:
        found: object = tomllib.loads(pyproject.read_text(encoding="utf-8"))
    except (FileNotFoundError, tomllib.TOMLDecodeError) as error:
        raise ServiceDefinitionError(f"{pyproject} cannot be read: {error}") from error
    for step in table.split("."):
        found = cast("dict[str, object]", found).get(step) if isinstance(found, dict) else None
    return cast("dict[str, object]", found) if isinstance(found, dict) else {}


def _string_list(member: Path, table: str, key: str, *, default: list[str] | None = None) -> tuple[str, ...]:
    pyproject = member / "pyproject.toml"
    found = _table(member, table).get(key, default)
    values = cast("list[object]", found) if isinstance(found, list) else [None]
    strings = tuple(value for value in values if isinstance(value, str))
    if len(strings) != len(values):
        raise ServiceDefinitionError(f"{pyproject}: [{table}] must hold {key}, a list of strings")
    return strings
