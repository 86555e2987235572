import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from threading import Timer

import pytest
from botocore.exceptions import ClientError

from local_aws.emulator import Emulator, StateInUseError, UncleanStopError

NewEmulator = Callable[[], Emulator]


def kill(emulator: Emulator) -> None:
    assert emulator.pid is not None
    os.kill(emulator.pid, signal.SIGKILL)
    while emulator.pid:
        time.sleep(0.01)


def test_state_outlives_a_stop(new_emulator: NewEmulator, tmp_path: Path) -> None:
    with new_emulator() as first:
        session = first.session()
        session.client("sqs").create_queue(QueueName="kept")
        session.client("s3").create_bucket(Bucket="kept")
        session.client("s3").put_object(Bucket="kept", Key="a", Body=b"bytes")
    with new_emulator() as second:
        session = second.session()
        assert session.client("sqs").get_queue_url(QueueName="kept")["QueueUrl"].endswith("/kept")
        assert session.client("s3").get_object(Bucket="kept", Key="a")["Body"].read() == b"bytes"
    assert sorted(entry.name for entry in (tmp_path / "state").iterdir()) == ["lock", "s3", "services"]


def test_an_object_that_the_disk_does_not_take_is_refused(new_emulator: NewEmulator, tmp_path: Path) -> None:
    with new_emulator() as emulator:
        s3 = emulator.session().client("s3")
        s3.create_bucket(Bucket="full")
        (folder,) = (tmp_path / "state" / "s3").glob("*/full")
        folder.rmdir()
        folder.touch()  # no file can be made below a file
        with pytest.raises(ClientError, match="500"):
            s3.put_object(Bucket="full", Key="a", Body=b"bytes")
        folder.unlink()
        s3.put_object(Bucket="full", Key="a", Body=b"bytes")
    with new_emulator() as next_one:
        answer = next_one.session().client("s3").get_object(Bucket="full", Key="a")
        assert answer["Body"].read() == b"bytes"


def test_a_state_that_the_disk_does_not_take_is_saved_as_soon_as_it_does(
    new_emulator: NewEmulator, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    services = tmp_path / "state" / "services"
    with new_emulator() as emulator:
        emulator.session().client("sqs").create_queue(QueueName="kept")
        services.touch()  # no file can be made below a file
        Timer(7, services.unlink).start()
    assert "has not saved its state yet" in caplog.text
    with new_emulator() as next_one:
        assert "kept" in next_one.session().client("sqs").get_queue_url(QueueName="kept")["QueueUrl"]


def test_killed_emulator_tells_when_it_is_stopped(new_emulator: NewEmulator) -> None:
    emulator = new_emulator()
    emulator.start()
    kill(emulator)
    with pytest.raises(UncleanStopError, match="ended before it saved its state") as told:
        emulator.stop()
    assert told.value.__notes__ == [f"The emulator ended by itself; see {emulator.log_file}."]


def test_state_of_a_killed_emulator_is_refused(new_emulator: NewEmulator, tmp_path: Path) -> None:
    killed = new_emulator()
    killed.start()
    kill(killed)
    with pytest.raises(UncleanStopError) as refused:
        new_emulator().start()
    assert str(tmp_path / "state") in str(refused.value)
    assert "Drop both" in str(refused.value)


def test_one_state_folder_serves_one_emulator(new_emulator: NewEmulator) -> None:
    with new_emulator(), pytest.raises(StateInUseError, match=r"already runs"):
        new_emulator().start()
