import gzip
from collections import Counter
from pathlib import Path

import pytest

from tasklake_devkit.activity.generator import EXAMPLE_ROWS, EXAMPLE_SEED, generate, write_activity
from tasklake_devkit.activity.reader import read_activity
from tasklake_devkit.activity.row import Activity, Op

EXAMPLE = Path(__file__).parents[4] / "examples" / "activity.csv.gz"


def rows_of_largest(counts: Counter[str]) -> list[int]:
    return sorted(counts.values(), reverse=True)


def test_the_example_is_what_the_generator_makes(tmp_path: Path) -> None:
    made = tmp_path / "activity.csv.gz"
    write_activity(made, generate(EXAMPLE_SEED, rows=EXAMPLE_ROWS))
    # Not the compressed bytes: another zlib may pack the same text otherwise.
    assert gzip.decompress(made.read_bytes()) == gzip.decompress(EXAMPLE.read_bytes())


def test_the_example_holds_a_thousand_rows_and_returning_objects() -> None:
    rows = list(read_activity(EXAMPLE))
    creates = Counter(row.object for row in rows if row.op is Op.CREATE)
    assert len(rows) == 1000
    assert max(creates.values()) == 2


def test_the_bytes_depend_on_the_rows_alone(tmp_path: Path) -> None:
    first, second = tmp_path / "first.csv.gz", tmp_path / "second.csv.gz"
    write_activity(first, generate(5, rows=50))
    write_activity(second, generate(5, rows=50))
    assert first.read_bytes() == second.read_bytes()
    assert first.read_bytes()[4:8] == bytes(4)  # the time of making, RFC 1952


@pytest.mark.parametrize("rows", [1, 100, 5000])
def test_what_is_generated_reads_back_valid(tmp_path: Path, rows: int) -> None:
    file = tmp_path / "activity.csv.gz"
    generated = list(generate(4, rows=rows))
    write_activity(file, generated)
    assert list(read_activity(file)) == generated
    assert len(generated) == rows


@pytest.fixture(scope="module", params=[1, 2, 3])
def activity(request: pytest.FixtureRequest) -> list[Activity]:
    return list(generate(request.param, rows=10_000))


def test_the_mix_of_operations_is_a_real_project_s(activity: list[Activity]) -> None:
    ops = Counter(row.op for row in activity)
    assert 7500 < ops[Op.UPDATE] < 8300
    assert 1300 < ops[Op.CREATE] < 2100
    assert 250 < ops[Op.DELETE] < 550


def test_few_actors_do_most_and_half_of_them_almost_nothing(activity: list[Activity]) -> None:
    rows = rows_of_largest(Counter(row.actor for row in activity))
    assert 1000 < rows[0] < 3200
    assert rows[len(rows) // 2] <= 4
    assert 80 < len(rows) < 250


def test_areas_and_objects_are_skewed(activity: list[Activity]) -> None:
    areas = rows_of_largest(Counter(row.area for row in activity))
    objects = rows_of_largest(Counter(row.object for row in activity))
    assert len(areas) == 15
    assert areas[0] > 20 * areas[-1]
    assert objects[0] > 50 * objects[len(objects) // 2]


def test_bursts_share_one_instant(activity: list[Activity]) -> None:
    bursts = rows_of_largest(Counter(row.at.isoformat() for row in activity))
    assert bursts[0] >= 100
    assert bursts[len(bursts) // 2] <= 2
