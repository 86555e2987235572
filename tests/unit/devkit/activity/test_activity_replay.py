import socket
import threading
from collections import Counter
from pathlib import Path

import pytest
from rich.progress import Progress

from tasklake_devkit.activity.errors import ApiError, ReplayError, UnreachableError
from tasklake_devkit.activity.expectation import expectation_of
from tasklake_devkit.activity.generator import generate
from tasklake_devkit.activity.mapping import Incarnation, Step, steps
from tasklake_devkit.activity.replay import ReplayResult, replay
from tests.unit.devkit.activity.activity_files import steps_of
from tests.unit.devkit.activity.api_server import ApiServer, Fault


def run(api: ApiServer, plan: list[Step], progress: Progress, clients: int = 8) -> ReplayResult:
    return replay(plan, api_url=api.url, sign_up=api.sign_up, clients=clients, progress=progress)


def test_owners_use_their_own_routes_and_everybody_else_the_admin_s(
    api: ApiServer, tmp_path: Path, progress: Progress
) -> None:
    result = run(api, steps_of(tmp_path), progress, clients=1)
    first, second = (result.task_ids[Incarnation(name, 1)] for name in ("o1", "o2"))
    ada, bob = result.user_ids["ada"], result.user_ids["bob"]
    assert [request for request in api.seen if request[1] != "/v1/users"] == [
        ("POST", "/v1/tasks", None),
        ("POST", "/v1/tasks", None),
        ("PATCH", f"/v1/users/{ada}/tasks/{first}", '"1"'),
        ("DELETE", f"/v1/tasks/{second}", '"1"'),
        ("POST", "/v1/tasks", None),
        ("POST", f"/v1/users/{bob}/tasks", None),
        ("PATCH", f"/v1/tasks/{first}", '"2"'),
    ]


def test_every_row_of_a_generated_activity_is_answered_and_the_tasks_are_as_expected(
    api: ApiServer, progress: Progress
) -> None:
    plan = list(steps(generate(1, rows=600)))
    expectation = expectation_of(plan)
    result = run(api, plan, progress)
    owners = {user_id: actor for actor, user_id in result.user_ids.items()}
    stored = {task.id: task for task in api.tasks.tasks.values()}
    assert stored.keys() == {result.task_ids[task] for task in expectation.tasks}
    for incarnation, expected in expectation.tasks.items():
        task = stored[result.task_ids[incarnation]]
        assert task.title == incarnation.object
        assert owners[task.user_id] == expected.owner
        assert (task.category, task.status, task.priority) == expected.state
        assert task.version == expected.version
    assert result.rows_skipped == 0
    assert len(result.latencies) == 600
    assert result.answered_at.keys() == {(change.item.id, change.version) for change in api.tasks.changes}
    assert result.first_created_at == min(change.item.created_at for change in api.tasks.changes)


def test_clients_work_side_by_side(api: ApiServer, tmp_path: Path, progress: Progress) -> None:
    together = threading.Barrier(4)

    def meet(method: str, path: str) -> None:
        if (method, path) == ("POST", "/v1/tasks"):
            together.wait(timeout=60)  # breaks, and so fails the request, unless four requests are under way

    api.before_answer = meet
    rows = "\n".join(f"2024-01-01T10:00:00Z,ada,o{number},web,create,1" for number in range(8))
    assert len(run(api, steps_of(tmp_path, rows), progress, clients=4).latencies) == 8


def test_a_second_replay_takes_over_the_users_of_the_first(
    api: ApiServer, tmp_path: Path, progress: Progress
) -> None:
    plan = steps_of(tmp_path)
    first, second = run(api, plan, progress), run(api, plan, progress)
    assert first.user_ids == second.user_ids
    assert not set(first.task_ids.values()) & set(second.task_ids.values())


def test_an_unexpected_status_names_row_request_and_problem(
    api: ApiServer, tmp_path: Path, progress: Progress
) -> None:
    api.faults["PATCH"] = [Fault(500)]
    with pytest.raises(ReplayError) as error:
        run(api, steps_of(tmp_path), progress)
    assert str(error.value).startswith("line 4 (update of o1 by bob): PATCH /v1/users/")
    assert str(error.value).endswith('was answered with 500, expected 200: {"message":"Service Unavailable"}')


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<html>", "a JSON object"),
        ("[]", "a JSON object with version"),
        ('{"version": "2"}', "a JSON object with version"),
        ('{"version": 3}', "version 2"),
        ('{"version": 2}', "an ETag header"),
    ],
)
def test_an_answer_that_does_not_fit_the_row_is_an_error(
    api: ApiServer, tmp_path: Path, progress: Progress, body: str, expected: str
) -> None:
    api.faults["PATCH"] = [Fault(200, body=body)]
    with pytest.raises(ReplayError) as error:
        run(api, steps_of(tmp_path), progress, clients=1)
    assert str(error.value).endswith(f"was answered with 200, expected {expected}: {body}")


def test_a_failed_row_ends_the_replay(api: ApiServer, progress: Progress) -> None:
    api.faults["DELETE"] = [Fault(500)]
    plan = list(steps(generate(1, rows=600)))
    with pytest.raises(ReplayError, match="expected 204"):
        run(api, plan, progress)
    assert len(api.tasks.changes) < 500


def test_a_write_by_somebody_else_is_noticed(api: ApiServer, tmp_path: Path, progress: Progress) -> None:
    def interfere(method: str, _: str) -> None:
        if method == "PATCH":
            [(user_id, task_id)] = api.tasks.tasks
            api.tasks.update(user_id, task_id, {"title": "mine"}, request_id="other")

    api.before_answer = interfere
    rows = "2024-01-01T10:00:00Z,ada,o1,web,create,1\n2024-01-01T10:00:00Z,ada,o1,web,update,1"
    with pytest.raises(ReplayError, match=r"was answered with 412, expected 200: .*version 2 is stored"):
        run(api, steps_of(tmp_path, rows), progress)


def test_a_profile_that_is_refused_is_named(api: ApiServer, tmp_path: Path, progress: Progress) -> None:
    api.faults["POST"] = [Fault(403)]
    with pytest.raises(ApiError, match="POST /v1/users was answered with 403, expected"):
        run(api, steps_of(tmp_path), progress)


@pytest.mark.parametrize("fault", [Fault(503), Fault(429), Fault(None)])
@pytest.mark.parametrize("method", ["POST", "PATCH", "DELETE"])
def test_an_attempt_that_failed_is_repeated(
    api: ApiServer, tmp_path: Path, progress: Progress, method: str, fault: Fault
) -> None:
    api.faults[method] = [fault]
    result = run(api, steps_of(tmp_path), progress)
    assert result.rows_skipped == 0
    assert Counter(change.op for change in api.tasks.changes) == {"insert": 4, "update": 2, "delete": 1}


@pytest.mark.parametrize("fault", [Fault(503, applied=True), Fault(None, applied=True)])
@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
def test_an_attempt_whose_answer_was_lost_is_not_done_twice(
    api: ApiServer, tmp_path: Path, progress: Progress, method: str, fault: Fault
) -> None:
    api.faults[method] = [fault]
    result = run(api, steps_of(tmp_path), progress)
    assert result.repeats == 1
    assert result.rows_skipped == 0
    assert Counter(change.op for change in api.tasks.changes) == {"insert": 4, "update": 2, "delete": 1}


def test_repeating_has_an_end(
    api: ApiServer, tmp_path: Path, progress: Progress, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []
    monkeypatch.setattr("time.sleep", pauses.append)
    api.faults["DELETE"] = [Fault(503)] * 20
    with pytest.raises(ReplayError, match="was answered with 503, expected 204"):
        run(api, steps_of(tmp_path), progress)
    assert len(api.faults["DELETE"]) == 20 - 9
    assert 9 < sum(pauses) < 11


def test_an_expired_token_is_renewed(api: ApiServer, tmp_path: Path, progress: Progress) -> None:
    def expire(method: str, _: str) -> None:
        if method == "PATCH" and not api.revoked:
            api.revoked |= set(api.tokens)

    api.before_answer = expire
    plan = steps_of(tmp_path)
    before = len({step.activity.actor for step in plan}) + 1
    assert run(api, plan, progress).rows_skipped == 0
    assert before < len(api.tokens) <= 2 * before


def test_a_token_that_stays_refused_is_an_error(api: ApiServer, tmp_path: Path, progress: Progress) -> None:
    def expire(method: str, _: str) -> None:
        if method == "PATCH":
            api.revoked |= set(api.tokens)

    api.before_answer = expire
    # Clients work side by side, so the first refused row may be one of any kind.
    with pytest.raises(ReplayError, match=r"was answered with 401, expected 20[014]:"):
        run(api, steps_of(tmp_path), progress)


def test_no_server_is_a_clear_error(api: ApiServer, tmp_path: Path, progress: Progress) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
    with pytest.raises(UnreachableError, match=r"POST /v1/users got no answer: .*Connection refused"):
        replay(steps_of(tmp_path), api_url=url, sign_up=api.sign_up, progress=progress)
