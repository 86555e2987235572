"""What is delivered again, and what stays where it is."""

import time
from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest

from tasklake.items import item_from_task, item_from_user
from tasklake_operations.lake_erasure import ErasureLedger
from tasklake_operations.redrive import State
from tests.integration.operations.redrive.failure_buckets import NOW, REASON, STACK, FailureBuckets
from tests.unit.stream_etl.table_changes import TASK, USER, Record, change

UNLIMITED = -1
YOUNG = NOW.timestamp() - 3600


def changes(*sequences: int, user_id: str = "user-1", created_at: float = YOUNG) -> list[Record]:
    """Return inserts of tasks; the event id of each is its sequence number."""
    return [
        change(
            None,
            item_from_task(replace(TASK, id=f"task-{sequence}", user_id=user_id)),
            sequence=sequence,
            created_at=created_at,
        )
        | {"eventID": str(sequence)}
        for sequence in sequences
    ]


def deleted(record: Record, sequence: int) -> Record:
    removal = change(record["dynamodb"]["NewImage"], None, sequence=sequence, created_at=YOUNG)
    return removal | {"eventID": str(sequence)}


def test_all_that_failed_is_delivered_to_its_function_and_gone(buckets: FailureBuckets) -> None:
    buckets.give_up(changes(1, 2))
    buckets.quarantine(changes(3))
    marked = change(None, item_from_user(USER), created_at=YOUNG) | {"eventID": "4"}
    buckets.give_up([marked], "erasure")

    outcomes = buckets.deliver()

    assert buckets.functions.taken == {"etl": ["1", "2", "3"], "erasure": ["4"]}
    assert [outcome.state for outcome in outcomes] == [State.DELIVERED] * 3
    assert buckets.keys() == set()
    assert buckets.deliver() == []


def test_a_batch_larger_than_an_invocation_takes_is_delivered_in_parts(buckets: FailureBuckets) -> None:
    records = changes(*range(16))
    for record in records:
        record["dynamodb"]["NewImage"]["description"] = {"S": "x" * 400_000}
    buckets.give_up(records)
    (outcome,) = buckets.deliver()
    assert outcome.state is State.DELIVERED
    assert buckets.functions.taken["etl"] == [record["eventID"] for record in records]
    assert buckets.keys() == set()


@pytest.mark.parametrize("broken", ["etl", "erasure"])
def test_what_a_function_fails_stays_and_the_rest_goes_on(buckets: FailureBuckets, broken: str) -> None:
    buckets.give_up(changes(1))
    buckets.give_up(changes(2), "erasure")
    buckets.functions.broken = {broken}

    states = {outcome.source.folder.function_name: outcome.state for outcome in buckets.deliver()}

    other = "erasure" if broken == "etl" else "etl"
    assert states == {broken: State.FAILED, other: State.DELIVERED}
    assert len(buckets.keys()) == 1
    buckets.functions.broken = set()
    assert [outcome.state for outcome in buckets.deliver()] == [State.DELIVERED]


def test_a_record_that_is_quarantined_again_stays_and_is_told(buckets: FailureBuckets) -> None:
    buckets.give_up(changes(1, 2))
    kept = buckets.keys()
    buckets.functions.poison = {"2"}

    (outcome,) = buckets.deliver()

    assert outcome.state is State.QUARANTINED
    assert list(outcome.quarantined.values()) == [REASON]
    assert kept < buckets.keys()
    buckets.functions.poison = set()
    buckets.deliver()
    assert buckets.keys() == set()
    assert {"1", "2"} == set(buckets.functions.taken["etl"])


def test_an_object_that_its_own_redrive_writes_again_is_not_deleted(buckets: FailureBuckets) -> None:
    key = buckets.quarantine(changes(1))
    buckets.functions.poison = {"1"}

    (outcome,) = replace(buckets, sleep=time.sleep).deliver()

    assert outcome.state is State.QUARANTINED
    assert buckets.keys() == {key}


def test_refused_objects_are_named_and_stay_and_the_others_go_on(buckets: FailureBuckets) -> None:
    for bucket, key in (
        (STACK.failure_bucket, "aws/lambda/notes.txt"),
        (STACK.failure_bucket, "quarantine/half.jsonl"),
        (STACK.erasure_failure_bucket, "aws/lambda/notes.txt"),
    ):
        buckets.s3.put_object(Bucket=bucket, Key=key, Body=b'{"reason":')
    refused = buckets.keys()
    buckets.give_up(changes(1))

    outcomes = buckets.deliver()

    assert {outcome.source.key for outcome in outcomes if outcome.state is State.REFUSED} == refused
    assert all(outcome.problem for outcome in outcomes if outcome.state is State.REFUSED)
    assert buckets.functions.taken["etl"] == ["1"]
    assert buckets.keys() == refused


def test_a_change_older_than_a_tombstone_lasts_is_refused(buckets: FailureBuckets) -> None:
    # 14 days of failures and a margin of 7; the raw row then stays for 90 more, and the tombstone for 111.
    last = NOW - timedelta(days=21)
    buckets.give_up(changes(1, created_at=last.timestamp()))
    buckets.quarantine(changes(2, 3)[:1] + changes(3, created_at=last.timestamp() - 1))

    allowed, refused = buckets.deliver()

    assert allowed.state is State.DELIVERED
    assert refused.state is State.REFUSED
    assert refused.problem
    assert "could bring one back" in refused.problem
    assert buckets.functions.taken["etl"] == ["1"]


def test_an_erased_user_is_not_brought_back_and_is_deleted_from_the_lake(buckets: FailureBuckets) -> None:
    (insert,) = changes(1, user_id="erased")
    buckets.give_up([insert, *changes(2), deleted(insert, 3)])
    buckets.quarantine(changes(4, user_id="erased"))
    buckets.erase("erased")

    outcomes = buckets.deliver()

    assert buckets.functions.taken["etl"] == ["2", "3"]
    assert [outcome.left_out for outcome in outcomes] == [1, 1]
    assert buckets.keys() == set()


def test_of_a_user_who_has_left_the_lake_not_even_a_delete_is_delivered(buckets: FailureBuckets) -> None:
    (insert,) = changes(1, user_id="erased")
    buckets.give_up([insert, *changes(2), deleted(insert, 3)])
    buckets.erase("erased")
    ledger = ErasureLedger(buckets.dynamodb, STACK.erasure_ledger)
    ledger.mark(ledger.erasures(), NOW)

    (outcome,) = buckets.deliver()

    assert (buckets.functions.taken["etl"], outcome.left_out) == (["2"], 2)


def test_more_erased_users_than_one_request_asks_for(buckets: FailureBuckets) -> None:
    users = [f"user-{number}" for number in range(120)]
    buckets.give_up([record for number, user in enumerate(users) for record in changes(number, user_id=user)])
    for user in users[1:]:
        buckets.erase(user)
    (outcome,) = buckets.deliver()
    assert outcome.left_out == 119
    assert buckets.functions.taken["etl"] == ["0"]


def test_an_object_that_another_run_delivers_meanwhile_is_no_failure(buckets: FailureBuckets) -> None:
    buckets.give_up(changes(1))
    first, second = buckets.redrive(), buckets.redrive()
    seen = first.objects()
    list(second.deliver(seen))
    (outcome,) = first.deliver(seen)
    assert outcome.state is State.GONE
    assert outcome.is_done


def test_a_run_that_is_killed_anywhere_leaves_the_rest_to_the_next(buckets: FailureBuckets) -> None:
    requests_left = UNLIMITED

    def request(**_: object) -> None:
        nonlocal requests_left
        if requests_left == 0:
            raise KeyboardInterrupt
        requests_left -= 1

    for moment in ("before-call", "after-call"):
        buckets.s3.meta.events.register(f"{moment}.s3", request)
    for served in count():
        buckets.functions.taken["etl"].clear()
        requests_left = UNLIMITED
        buckets.give_up(changes(1, 2))
        buckets.quarantine(changes(3))
        buckets.quarantine(changes(4))

        requests_left = served
        try:
            buckets.deliver()
        except KeyboardInterrupt:
            killed = True
        else:
            killed = False
        requests_left = UNLIMITED
        buckets.deliver()

        assert set(buckets.functions.taken["etl"]) == {"1", "2", "3", "4"}
        assert buckets.keys() == set()
        if not killed:
            break
