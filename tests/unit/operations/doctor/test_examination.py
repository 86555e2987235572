from collections import defaultdict
from dataclasses import replace

from tasklake_operations.doctor import TOTAL, Health, examine
from tests.unit.operations.doctor.scripted_account import refusal, subject


def test_a_stack_with_nothing_behind_its_outputs_is_wrong_throughout_and_no_traceback() -> None:
    gone = subject(defaultdict(lambda: refusal("ResourceNotFoundException")))
    # A port that nothing listens on.
    gone = replace(gone, outputs=replace(gone.outputs, api_url="http://127.0.0.1:1"))
    steps: list[None] = []
    findings = examine(gone, lambda: steps.append(None))
    assert len(steps) == TOTAL
    unseen = {each.check for each in findings if each.health is Health.NOT_SHOWN}
    assert unseen == {"task", "row"}
    assert {each.check for each in findings if each.health is Health.WRONG} | unseen == {
        "api", "table", "mappings", "schedules", "optimizers", "freshness", "subscriber", "alarms", "quotas",
        "sign-in", "task", "row", "erasure",
    }  # fmt: skip
    assert all(each.page and each.what for each in findings if each.health is Health.WRONG)
