"""The handler on a table, a stream and a user pool of the emulator, delivered to by the mapping's own filter."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from time import monotonic, sleep
from uuid import uuid4

import pytest

from local_aws.event_source_mapping.destinations import S3Destination
from local_aws.event_source_mapping.invocation import Invocation
from tasklake.attributes import integer, strings, text
from tasklake.errors import UserErasedError
from tasklake.items import item_from_task
from tasklake_user_erasure.stores import UserPool
from tests.integration.user_erasure.erasing_system import ErasingSystem, new_task


class FailureBucket(S3Destination):
    def payloads(self) -> list[bytes]:
        """Return the event of each invocation that was given up."""
        keys = [
            each.get("Key", "")
            for each in self._client.list_objects_v2(Bucket=self._bucket).get("Contents", [])
        ]
        bodies = [self._client.get_object(Bucket=self._bucket, Key=key)["Body"].read() for key in keys]
        return [json.loads(body)["payload"].encode() for body in bodies]


def put_tasks(system: ErasingSystem, user_id: str, count: int) -> None:
    table = system.session.client("dynamodb")
    for _ in range(count):
        table.put_item(TableName=system.table_name, Item=item_from_task(new_task(user_id)))


def wait_until_erased(system: ErasingSystem, user_id: str) -> None:
    wait_until(lambda: is_erased(system, user_id))


def is_erased(system: ErasingSystem, user_id: str) -> bool:
    try:
        system.users.get(user_id)
    except UserErasedError:
        return True
    return False


def wait_until(is_reached: Callable[[], bool]) -> None:
    deadline = monotonic() + 20
    while not is_reached():
        assert monotonic() < deadline
        sleep(0.01)


def erase(system: ErasingSystem, user_id: str, folder: Path) -> None:
    system.users.begin_erasure(user_id, request_id="erasing")
    with system.following_the_stream(folder) as mapping:
        wait_until_erased(system, user_id)
        mapping.wait_until_caught_up()


def sort_keys(system: ErasingSystem) -> list[str]:
    scanned = system.session.client("dynamodb").scan(TableName=system.table_name)["Items"]
    return sorted(item["sk"].get("S", "") for item in scanned)


def test_an_erasure_goes_on_with_each_version_until_the_user_is_gone(
    system: ErasingSystem, tmp_path: Path
) -> None:
    system.function.remaining_milliseconds = 29_000
    ada = system.sign_up("ada@example.org")
    bob = system.sign_up("bob@example.org")
    put_tasks(system, ada, 110)

    erase(system, ada, tmp_path)

    runs = [
        (line["outcome"], line["profile_version"], line["removed"]) for line in system.function.log_lines()
    ]
    assert runs == [
        ("continues", 2, 50),
        ("continues", 3, 50),
        ("continues", 4, 10),
        ("completed", 5, 0),
    ]
    assert sort_keys(system) == ["EMAIL", "ERASED", "PROFILE"]
    assert system.users.find_by_email("bob@example.org") == system.users.get(bob)
    assert system.accounts() == ["bob@example.org"]


def test_a_failure_is_tried_again_until_it_is_mended(
    system: ErasingSystem, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = system.sign_up("ada@example.org")
    put_tasks(system, ada, 3)
    cognito = system.session.client("cognito-idp")
    with monkeypatch.context() as broken:
        broken.setattr(system.function.module, "user_pool", UserPool(cognito, "us-east-1_missing"))
        system.users.begin_erasure(ada, request_id="erasing")
        with system.following_the_stream(tmp_path):
            wait_until(lambda: len(system.function.errors) >= 2)
    assert "ResourceNotFoundException" in system.function.errors[0]
    assert sort_keys(system) == ["EMAIL", "PROFILE"]

    with system.following_the_stream(tmp_path):
        wait_until_erased(system, ada)

    assert system.accounts() == []
    assert sort_keys(system) == ["ERASED"]


@pytest.fixture
def failures(system: ErasingSystem) -> FailureBucket:
    bucket, s3 = f"failures-{uuid4()}", system.session.client("s3")
    s3.create_bucket(Bucket=bucket)
    return FailureBucket(s3, bucket)


def test_what_was_given_up_is_resumed_with_its_payload(
    system: ErasingSystem, failures: FailureBucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = system.sign_up("ada@example.org")
    put_tasks(system, ada, 3)
    cognito = system.session.client("cognito-idp")
    with monkeypatch.context() as broken:
        broken.setattr(system.function.module, "user_pool", UserPool(cognito, "us-east-1_missing"))
        system.users.begin_erasure(ada, request_id="erasing")
        with system.following_the_stream(tmp_path, failures, maximum_retry_attempts=2) as mapping:
            mapping.wait_until_caught_up()
    assert len(system.function.errors) == 3
    (payload,) = failures.payloads()

    for _ in range(2):
        assert system.function.invoke(payload).function_error is None

    assert sort_keys(system) == ["ERASED"]
    assert system.accounts() == []


def test_a_profile_that_nobody_understands_holds_the_next_one_back_no_longer_than_its_retries(
    system: ErasingSystem, failures: FailureBucket, tmp_path: Path
) -> None:
    poison = {"pk": "USER#poison", "sk": "PROFILE", "entity": "user", "status": "erasing"}
    system.session.client("dynamodb").put_item(TableName=system.table_name, Item=strings(poison))
    ada = system.sign_up("ada@example.org")
    system.users.begin_erasure(ada, request_id="erasing")

    with system.following_the_stream(tmp_path, failures, maximum_retry_attempts=2):
        wait_until_erased(system, ada)

    assert system.function.errors == ["'generation'"] * 3
    (payload,) = failures.payloads()
    assert json.loads(payload)["Records"][0]["dynamodb"]["NewImage"] == strings(poison)


def tell_of(system: ErasingSystem, user_id: str) -> Invocation:
    """Tell the function of a marked profile, whatever the table has."""
    image = {"pk": {"S": f"USER#{user_id}"}, "version": {"N": "1"}, "generation": {"N": "0"}}
    return system.function.invoke(json.dumps({"Records": [{"dynamodb": {"NewImage": image}}]}).encode())


def test_tasks_without_their_user_go_when_the_function_is_told_of_them(system: ErasingSystem) -> None:
    put_tasks(system, "nobody", 3)
    assert tell_of(system, "nobody").function_error is None
    assert sort_keys(system) == []


def test_a_user_who_is_kept_after_all_keeps_everything(system: ErasingSystem) -> None:
    ada = system.sign_up("ada@example.org")
    put_tasks(system, ada, 1)
    before = sort_keys(system)
    assert tell_of(system, ada).function_error is None
    assert (sort_keys(system), system.accounts()) == (before, ["ada@example.org"])
    assert system.session.client("dynamodb").scan(TableName=system.ledger_name)["Items"] == []


def test_the_address_of_an_erased_user_signs_up_anew(system: ErasingSystem, tmp_path: Path) -> None:
    first = system.sign_up("ada@example.org")
    erase(system, first, tmp_path)

    second = system.sign_up("ada@example.org")

    assert second != first
    assert system.users.get(second).email == "ada@example.org"


def test_the_ledger_keeps_an_erased_user_longer_than_anything_brings_one_back(
    system: ErasingSystem, tmp_path: Path
) -> None:
    ada = system.sign_up("ada@example.org")
    erase(system, ada, tmp_path)

    (entry,) = system.session.client("dynamodb").scan(TableName=system.ledger_name)["Items"]

    assert set(entry) == {"user_id", "erased_at", "expires_at"}
    assert text(entry, "user_id") == ada
    kept_seconds = integer(entry, "expires_at") - integer(entry, "erased_at") // 1000
    assert kept_seconds >= timedelta(days=35 + 90).total_seconds()


def test_a_run_says_what_it_did_and_nothing_personal(
    system: ErasingSystem, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ada = system.sign_up("ada@example.org")
    put_tasks(system, ada, 52)
    erase(system, ada, tmp_path)

    (line,) = system.function.log_lines()
    assert (line["level"], line["message"], line["user_id"]) == ("INFO", "erasure", ada)
    metrics = json.loads(capsys.readouterr().out)
    assert metrics["CompletedErasures"] == [1.0]
    assert metrics["RemovedItems"] == [52.0]
    assert metrics["service"] == "user-erasure"
    assert "ada@example.org" not in json.dumps([line, metrics])
