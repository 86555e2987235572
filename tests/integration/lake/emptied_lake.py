"""A lake that many tests use, one after the other: to take it back is much less work than to make one."""

from dataclasses import replace
from itertools import batched
from pathlib import Path
from typing import Any, Final

from tests.integration.lake.realized_lake import Lake

IN_TABLE_INPUT: Final = {
    "Name",
    "Description",
    "StorageDescriptor",
    "PartitionKeys",
    "TableType",
    "Parameters",
}


class EmptiedLake:
    """Takes a lake back to what it is now.

    Args:
        lake: The lake.
        rewritten: Whether tests rewrite or delete objects that are there, and not only add some.
    """

    def __init__(self, lake: Lake, *, rewritten: bool = False) -> None:
        self._lake = lake
        self._glue, self._s3 = lake.session.client("glue"), lake.session.client("s3")
        self._tables = self._tables_now()
        self._etags = self._etags_now()
        self._contents = {key: self._content(key) for key in self._etags} if rewritten else {}

    def for_test(self, folder: Path) -> Lake:
        """Return the lake as the program made it, with a folder of the test's own."""
        for name, table in self._tables_now().items():
            # An Iceberg table is what its metadata file says, and the first of them is still there.
            if table != self._tables[name]:
                self._glue.update_table(DatabaseName=self._lake.database, TableInput=self._tables[name])
        etags = self._etags_now()
        for key, content in self._contents.items():
            if etags.get(key) != self._etags[key]:
                self._s3.put_object(Bucket=self._lake.bucket, Key=key, Body=content)
        for keys in batched(etags.keys() - self._etags.keys(), 1000, strict=False):
            self._s3.delete_objects(
                Bucket=self._lake.bucket, Delete={"Objects": [{"Key": key} for key in keys], "Quiet": True}
            )
        return replace(self._lake, folder=folder)

    def _tables_now(self) -> dict[str, Any]:
        pages = self._glue.get_paginator("get_tables").paginate(DatabaseName=self._lake.database)
        return {
            table["Name"]: {name: value for name, value in table.items() if name in IN_TABLE_INPUT}
            for page in pages
            for table in page["TableList"]
        }

    def _etags_now(self) -> dict[str, str]:
        pages = self._s3.get_paginator("list_objects_v2").paginate(Bucket=self._lake.bucket)
        return {
            found.get("Key", ""): found.get("ETag", "")
            for page in pages
            for found in page.get("Contents", [])
        }

    def _content(self, key: str) -> bytes:
        return self._s3.get_object(Bucket=self._lake.bucket, Key=key)["Body"].read()
