"""What the program has made so far, on disk from one run to the next."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

_ENDPOINT = "{endpoint}"


@dataclass(frozen=True, slots=True)
class ResourceState:
    """A resource in the emulator.

    Attributes:
        id: Pulumi's id of it.
        inputs: What it was made from, archives as digests.
        outputs: What its inputs do not show.
        complete: False while it exists, but a call that configures it has not succeeded.
        stored_only: The inputs that nothing here acts on.
    """

    id: str
    inputs: dict[str, Any]
    outputs: dict[str, Any]
    complete: bool
    stored_only: list[str] = field(default_factory=list[str])


class StateFile:
    """The resources by URN. Each change is on disk before the next, so that a killed run loses nothing.

    Ids and outputs are kept without the emulator's address: the next run may have it on another port.
    """

    def __init__(self, path: Path, endpoint_url: str) -> None:
        """Read the file, if there is one."""
        self._path = path
        self._endpoint_url = endpoint_url
        self._lock = Lock()
        stored: dict[str, dict[str, Any]] = json.loads(path.read_text("utf-8")) if path.exists() else {}
        self._resources = {
            urn: ResourceState(**_replaced(fields, _ENDPOINT, endpoint_url)) for urn, fields in stored.items()
        }
        # As they are on disk: a change converts one resource and not all.
        self._lines = {urn: _line(urn, fields) for urn, fields in stored.items()}

    def get(self, urn: str) -> ResourceState | None:
        """Return the resource, or None when it was never made."""
        return self._resources.get(urn)

    def put(self, urn: str, resource: ResourceState) -> None:
        """Remember the resource as it is now."""
        with self._lock:
            self._resources[urn] = resource
            self._lines[urn] = _line(urn, _replaced(asdict(resource), self._endpoint_url, _ENDPOINT))
            self._write()

    def require(self, urn: str) -> ResourceState:
        """Return a resource that was made.

        Raises:
            KeyError: It never was.
        """
        return self._resources[urn]

    def rename(self, old_urn: str, urn: str) -> None:
        """Give a resource another URN."""
        resource = self.require(old_urn)
        self.forget(old_urn)
        self.put(urn, resource)

    def forget(self, urn: str) -> None:
        """Drop a resource that is no longer there."""
        with self._lock:
            del self._resources[urn], self._lines[urn]
            self._write()

    def urns(self) -> list[str]:
        """Return the URNs of all resources, the oldest first."""
        return list(self._resources)

    def _write(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._path.with_suffix(".tmp")
        fresh.write_text("{\n" + ",\n".join(self._lines.values()) + "\n}\n", "utf-8")
        fresh.replace(self._path)


def _line(urn: str, fields: dict[str, Any]) -> str:
    return f"{json.dumps(urn)}: {json.dumps(fields)}"


def _replaced(fields: dict[str, Any], old: str, new: str) -> dict[str, Any]:
    outputs: dict[str, Any] = json.loads(json.dumps(fields["outputs"]).replace(old, new))
    return {**fields, "id": fields["id"].replace(old, new), "outputs": outputs}
