"""Whatever a function answers and whenever the mapping stops: nothing is lost, and order holds."""

import json

from hypothesis import given
from hypothesis import strategies as st

from local_aws.event_source_mapping.filter_criteria import FilterCriteria
from local_aws.event_source_mapping.shard_consumer import ShardConsumer
from tests.unit.local_aws.event_source_mapping.fakes import (
    Answer,
    FakeReader,
    Shard,
    no_thread,
    record,
    shard,
)

POISON = "poison"
OUTCOMES = ["success", "error", "throttle", "partial", "unknown", "malformed", POISON]


class Witness:
    """Answers at random, and notes which records the answer vouches for."""

    def __init__(self, data: st.DataObject, poisonous: set[str], *, reports: bool) -> None:
        self.data = data
        self.poisonous = poisonous
        self.reports = reports
        self.succeeded: set[str] = set()
        self.shard: Shard | None = None
        self.invocations_left = -1

    def answer(self, batch: list[str]) -> Answer:
        outcome = self.data.draw(st.sampled_from(OUTCOMES))
        if self.invocations_left == 0 and self.shard:
            self.shard.clock.stopping = True
        self.invocations_left -= 1
        if outcome == "throttle":
            return None
        failed = next((place for place, number in enumerate(batch) if number in self.poisonous), len(batch))
        if outcome == "partial":
            failed = min(failed, self.data.draw(st.integers(0, len(batch) - 1)))
        elif outcome in ("unknown", "malformed", "error"):
            failed = 0
        if failed < len(batch) and (outcome == "error" or not self.reports):
            return ValueError("boom")
        self.succeeded |= set(batch[:failed])
        if failed == len(batch):
            return b"null"
        identifier = {"unknown": "999999", "malformed": None}.get(outcome, batch[failed])
        return json.dumps({"batchItemFailures": [{"itemIdentifier": identifier}]}).encode()


@given(
    data=st.data(),
    events=st.lists(st.sampled_from(["INSERT", "INSERT", "REMOVE"]), max_size=12),
    poisonous=st.sets(st.integers(0, 11), max_size=3),
    batch_size=st.integers(1, 5),
    retries=st.integers(0, 2),
    bisect=st.booleans(),
    reports=st.booleans(),
    stop_after=st.integers(-1, 6),
)
def test_every_record_is_taken_discarded_or_filtered(  # noqa: PLR0917 - hypothesis passes them by name
    data: st.DataObject,
    events: list[str],
    poisonous: set[int],
    batch_size: int,
    retries: int,
    bisect: bool,  # noqa: FBT001 - as above
    reports: bool,  # noqa: FBT001 - as above
    stop_after: int,
) -> None:
    records = [record(number, event_name=event) for number, event in enumerate(events)]
    witness = Witness(data, {str(number) for number in poisonous}, reports=reports)
    sent: list[list[str]] = []
    discarded: list[str] = []
    position = -1

    for invocations in (stop_after, -1):  # stopped once in the middle, then run to the end
        it = shard(
            witness.answer,
            batch_size=batch_size,
            maximum_retry_attempts=retries,
            bisect_batch_on_function_error=bisect,
            report_batch_item_failures=reports,
            filter_criteria=FilterCriteria(['{"eventName": ["INSERT"]}']),
        )
        witness.shard, witness.invocations_left = it, invocations
        left = records[position + 1 :]
        page = data.draw(st.integers(1, 5))
        reader = FakeReader([left[start : start + page] for start in range(0, len(left), page)], closes=True)
        ShardConsumer(reader=reader, delivery=it.delivery, start=no_thread, poll_seconds=0.1).run()

        sent += it.function.batches
        discarded += [number for _, numbers in it.destination.discards() for number in numbers]
        done = [int(each) for each in it.checkpoints if each not in ("SHARD_END", "TRIM_HORIZON")]
        assert done == sorted(done)
        position = max([position, *done])
        if "SHARD_END" in it.checkpoints:
            position = len(records)

    inserts = [str(number) for number, event in enumerate(events) if event == "INSERT"]
    assert witness.succeeded | set(discarded) == set(inserts)
    assert len(discarded) == len(set(discarded))
    assert position == len(records)
    for batch in sent:
        first = inserts.index(batch[0])
        assert batch == inserts[first : first + len(batch)]
        assert len(batch) <= batch_size
    assert len(sent) <= (len(inserts) + batch_size) * (retries + 2)
