from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from local_aws.athena.scans.object_mirror import ObjectMirror, S3Object
from tests.integration.local_aws.athena.small_lake import SmallLake


@pytest.fixture
def mirror(lake: SmallLake, tmp_path: Path) -> ObjectMirror:
    return ObjectMirror(lake.session.client("s3"), tmp_path / "mirror")


def listed(lake: SmallLake, mirror: ObjectMirror) -> list[S3Object]:
    return list(mirror.list(f"s3://{lake.name}/raw/task_events/"))


def test_an_object_is_fetched_once(lake: SmallLake, mirror: ObjectMirror) -> None:
    lake.put_bytes("a", b"content")
    objects = listed(lake, mirror)
    (path,) = mirror.fetch(objects).values()
    path.write_bytes(b"kept")

    assert mirror.fetch(objects)[objects[0]].read_bytes() == b"kept"


def test_a_version_that_came_after_the_listing_is_taken_as_what_it_is(
    lake: SmallLake, mirror: ObjectMirror
) -> None:
    lake.put_bytes("a", b"listed")
    objects = listed(lake, mirror)
    lake.put_bytes("a", b"later")

    (path,) = mirror.fetch(objects).values()
    assert path.read_bytes() == b"later"
    lake.put_bytes("a", b"listed")
    (path,) = mirror.fetch(listed(lake, mirror)).values()
    assert path.read_bytes() == b"listed"


def test_an_object_deleted_since_the_listing_is_left_out(lake: SmallLake, mirror: ObjectMirror) -> None:
    lake.put_bytes("a", b"stays")
    lake.put_bytes("b", b"goes")
    objects = listed(lake, mirror)
    lake.delete("b")

    assert [found.key for found in mirror.fetch(objects)] == ["raw/task_events/a"]


def test_what_the_bucket_has_no_longer_is_swept(lake: SmallLake, mirror: ObjectMirror) -> None:
    for name in ("stays", "rewritten", "deleted"):
        lake.put_bytes(name, name.encode())
    fetched = mirror.fetch(listed(lake, mirror))
    lake.put_bytes("rewritten", b"without somebody")
    lake.delete("deleted")

    mirror.sweep(lake.name)

    assert [found.key.rpartition("/")[2] for found, path in fetched.items() if path.exists()] == ["stays"]


def test_a_key_cannot_leave_the_mirror(lake: SmallLake, mirror: ObjectMirror, tmp_path: Path) -> None:
    lake.put_bytes("x/../../../../escaped", b"content")

    (path,) = mirror.fetch(listed(lake, mirror)).values()
    assert path.is_relative_to(tmp_path / "mirror")
    assert path.resolve() == path


def test_mirrors_of_one_folder_do_not_disturb_each_other(lake: SmallLake, tmp_path: Path) -> None:
    contents = {f"raw/task_events/{number}": bytes([number]) * 200_000 for number in range(8)}
    for key, content in contents.items():
        lake.put_bytes(key.rpartition("/")[2], content)

    def fetch(_: int) -> dict[str, bytes]:
        mirror = ObjectMirror(lake.session.client("s3"), tmp_path / "mirror")
        return {found.key: path.read_bytes() for found, path in mirror.fetch(listed(lake, mirror)).items()}

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(fetch, range(4))) == [contents] * 4
    assert len([path for path in (tmp_path / "mirror").rglob("*") if path.is_file()]) == 8


def test_a_listing_goes_from_the_first_folder_to_the_last(lake: SmallLake, mirror: ObjectMirror) -> None:
    for day in (1, 2, 3, 4):
        lake.put(f"dt=2026-03-0{day}/hour=05/a.parquet", "SELECT 'a' AS task_id")
    root = f"s3://{lake.name}/raw/task_events/dt=2026-03-0"

    found = [listed.key for listed in mirror.list(root, first=f"{root}2/", last=f"{root}3/")]
    assert found == [f"raw/task_events/dt=2026-03-0{day}/hour=05/a.parquet" for day in (2, 3)]
