import pytest

from local_aws.athena import AthenaSql, UnknownTableError


def test_a_result_comes_in_batches_as_it_is_computed(engine: AthenaSql) -> None:
    numbers = "SELECT m * 5000 + n AS n, n + 1 FROM UNNEST(sequence(1, 5000)) AS t(n), UNNEST(sequence(0, 4)) AS u(m)"

    batches = list(engine.batches(numbers))

    assert max(batch.num_rows for batch in batches) <= 10_000
    assert sorted(row["n"] for batch in batches for row in batch.to_pylist()) == list(range(1, 25_001))
    assert batches[0].schema == engine.query(numbers).schema


def test_a_result_without_rows_has_no_rows_in_its_batches(engine: AthenaSql) -> None:
    assert sum(batch.num_rows for batch in engine.batches("SELECT task_id FROM task_events")) == 0


def test_the_first_batch_tells_what_is_wrong(engine: AthenaSql) -> None:
    with pytest.raises(UnknownTableError):
        next(engine.batches("SELECT * FROM nosuch"))


def test_the_memory_of_a_result_is_bounded(engine: AthenaSql) -> None:
    _, batch = engine.batches("SELECT current_setting('memory_limit') AS memory\n-- unchecked")
    assert batch["memory"].to_pylist() == ["488.2 MiB"]
