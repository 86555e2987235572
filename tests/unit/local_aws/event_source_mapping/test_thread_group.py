import logging
import time

import pytest

from local_aws.event_source_mapping.thread_group import ThreadGroup


def test_a_pause_ends_with_the_group() -> None:
    group = ThreadGroup("mapping")
    group.start("shard", lambda: group.clock.pause(60))
    began = time.monotonic()

    group.stop(timeout_seconds=5)

    assert time.monotonic() - began < 1
    assert group.error is None


def test_when_one_thread_fails_all_stop_and_the_owner_knows_why(caplog: pytest.LogCaptureFixture) -> None:
    group = ThreadGroup("mapping")
    failure = RuntimeError("boom")

    def fail() -> None:
        raise failure

    group.start("other", lambda: group.clock.pause(60))
    group.start("shard", fail)
    group.clock.pause(5)
    group.stop(timeout_seconds=5)

    assert group.error is failure
    assert [entry.levelno for entry in caplog.records] == [logging.CRITICAL]


def test_a_thread_that_does_not_end_is_named() -> None:
    group = ThreadGroup("mapping")
    group.start("shard", lambda: time.sleep(0.5))

    with pytest.raises(TimeoutError, match="mapping shard still runs"):
        group.stop(timeout_seconds=0.01)
