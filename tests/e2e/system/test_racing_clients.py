from collections.abc import Callable

from tasklake_operations.athena import AthenaWorkgroup
from tests.e2e.system.client import Client
from tests.integration.concurrent_requests import at_once

CLIENTS = 4
"""Each is one more execution environment."""

ADDITIONS = 5


def test_what_careful_clients_add_at_once_is_all_there_and_each_version_is_in_the_lake(
    client: Client, lake: AthenaWorkgroup, eventually: Callable[..., None]
) -> None:
    _, task = client.send("POST", "/v1/tasks", {"title": "0"})
    path = f"/v1/tasks/{task['id']}"

    def add_one() -> int:
        """Add 1 to the number in the title, to no version but the one that was read; return the refusals."""
        refusals = 0
        while True:
            _, read = client.send("GET", path)
            status, _ = client.send(
                "PATCH", path, {"title": str(int(read["title"]) + 1)}, {"If-Match": f'"{read["version"]}"'}
            )
            if status == 200:
                return refusals
            assert status == 412
            refusals += 1

    refusals = at_once(CLIENTS, lambda _: sum(add_one() for _ in range(ADDITIONS)))

    _, last = client.send("GET", path)
    assert (last["title"], last["version"]) == (str(CLIENTS * ADDITIONS), CLIENTS * ADDITIONS + 1)
    assert sum(refusals) > 0

    def versions() -> list[int]:
        # At least once: a batch that is delivered again has its rows twice.
        rows = lake.query(
            f"SELECT DISTINCT version FROM task_events WHERE task_id = '{task['id']}'"
        ).to_pylist()
        return sorted(row["version"] for row in rows)

    eventually(versions, list(range(1, last["version"] + 1)))
