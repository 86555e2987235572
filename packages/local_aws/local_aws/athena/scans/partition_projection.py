"""Partition projection: where a table's partitions lie is computed from its parameters.

After Amazon Athena's user guide, "Use partition projection with Amazon Athena" and "Specify custom S3 storage
locations".
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from local_aws.athena.scans.projected_values import KeyProjection, ProjectionError

_PLACEHOLDER = re.compile(r"\$\{(\w+)\}")


class PartitionProjection:
    """The partitions of a table, one for every combination of its keys' values, each with an S3 prefix."""

    def __init__(self, template: str, values: Mapping[str, frozenset[str]]) -> None:
        """Lay the partitions out.

        Args:
            template: `s3://bucket/folders/`, with `${key}` where a value goes.
            values: The values of each partition key, as they stand in a prefix.

        Raises:
            ProjectionError: The template does not name every key exactly once.
        """
        self.values = values
        # Literal text and keys in turn, beginning and ending with text.
        pieces = _PLACEHOLDER.split(template.rstrip("/") + "/")
        self._texts, self._keys = pieces[::2], pieces[1::2]
        if sorted(self._keys) != sorted(values):
            raise ProjectionError(f"storage.location.template {template!r} must name {', '.join(values)}")
        groups = [f"(?P<{key}>{_shape(values[key])})" for key in self._keys]
        self._pattern = re.compile(
            "".join(re.escape(text) + group for text, group in zip(self._texts, [*groups, ""], strict=True))
        )

    @property
    def root(self) -> str:
        """The prefix that all partitions share."""
        return self._texts[0]

    @property
    def outer_key(self) -> str | None:
        """The key that comes first in a prefix; None for a table without partitions."""
        return self._keys[0] if self._keys else None

    def outer_prefix(self, value: str) -> str:
        """Return the prefix that the partitions with this value of the outer key share."""
        return self._texts[0] + value + self._texts[1]

    def partition_of(self, url: str) -> dict[str, str] | None:
        """Return the key values of the partition an object lies in; None for an object outside all of them."""
        match = self._pattern.match(url)
        if match is None or any(match[key] not in self.values[key] for key in self._keys):
            return None
        return match.groupdict()


def read_projection(
    *, keys: Sequence[str], parameters: Mapping[str, str], location: str, now: datetime
) -> PartitionProjection:
    """Read the projection of a Glue table.

    Args:
        keys: Names of the partition keys; none means that the whole location is one partition.
        parameters: The table's `Parameters`.
        location: The table's S3 location, extended by `key=value` folders unless the parameters say otherwise.
        now: What `NOW` in a range means, in UTC.

    Raises:
        ProjectionError: The message names the parameter.
    """
    if keys and parameters.get("projection.enabled", "").lower() != "true":
        raise ProjectionError("projection.enabled is not true; partitions listed in Glue are not supported")
    folders = "/".join([location.rstrip("/"), *(f"{key}=${{{key}}}" for key in keys)])
    return PartitionProjection(
        template=parameters.get("storage.location.template", folders),
        values={key: KeyProjection(key, parameters).values(now) for key in keys},
    )


def _shape(values: frozenset[str]) -> str:
    # A date such as 2026/03/01 spans folders.
    folders = next(iter(values), "").count("/") + 1
    return "/".join(["[^/]+"] * folders)
