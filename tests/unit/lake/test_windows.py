from tasklake_lake.windows import Windows

PROD = Windows(tail_hours=48, raw_retention_days=365, failure_retention_days=14)


def test_the_windows_of_every_statement_follow_from_the_retentions() -> None:
    assert PROD.parameters() == {
        "tail_hours": 2,
        "merge_hours": 3,
        "history_days": 38,
        "tombstone_days": 414,
    }


def test_a_run_that_catches_up_looks_back_further_and_the_views_do_not() -> None:
    assert PROD.parameters(merge_hours=720) == {
        "tail_hours": 2,
        "merge_hours": 30,
        "history_days": 65,
        "tombstone_days": 414,
    }
