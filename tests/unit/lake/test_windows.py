from tasklake_lake.windows import Windows

STACK = Windows(tail_hours=24, raw_retention_days=365, failure_retention_days=14)


def test_a_merge_reads_twice_the_tail_of_the_views() -> None:
    windows = STACK.parameters()
    assert (windows["tail_hours"], windows["merge_hours"]) == (24, 48)


def test_a_run_that_catches_up_reads_more_and_the_views_do_not() -> None:
    assert STACK.parameters(merge_hours=720) == {**STACK.parameters(), "merge_hours": 720}


def test_a_near_merge_takes_three_days_of_changes_and_a_far_one_ninety() -> None:
    windows = STACK.parameters()
    assert (windows["near_days"], windows["far_merge_days"]) == (3, 90)


def test_a_tombstone_outlives_every_copy_of_a_change() -> None:
    assert STACK.parameters()["tombstone_days"] > STACK.raw_retention_days + STACK.failure_retention_days
