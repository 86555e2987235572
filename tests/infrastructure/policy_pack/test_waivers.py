from dataclasses import replace

import pytest

from policy_pack.controls import CONTROLS
from policy_pack.waivers import WAIVERS, Waiver, violations, waived
from tasklake_operations.checkout import REPOSITORY
from tests.infrastructure.policy_pack.stacks import STACKS, judged, resources
from tests.infrastructure.program import Program


@pytest.mark.parametrize("title", STACKS)
def test_what_does_not_comply_is_waived(title: str) -> None:
    stack, _ = STACKS[title]
    found = [
        (control.id, each.name)
        for control in CONTROLS
        for each in violations(control, resources(title), stack)
    ]
    assert found == []


def test_a_key_of_the_customer_needs_no_waiver(tuned: Program) -> None:
    answered = {"S3.17", "CKV_AWS_119", "CKV_AWS_158", "CKV_AWS_166", "SNS.1"}
    others = [waiver for waiver in WAIVERS if waiver.control not in answered]
    assert answered <= {waiver.control for waiver in WAIVERS}
    declared = judged(tuned)
    found = [
        (control.id, each.name)
        for control in CONTROLS
        for each in control.violators(declared)
        if not waived(control, each, "prod", others)
    ]
    assert found == []


def needed(waiver: Waiver) -> set[tuple[str, str]]:
    """Return the names and stacks of a waiver that a violation needs."""
    (control,) = (each for each in CONTROLS if each.id == waiver.control)
    return {
        (name, stack)
        for title, (stack, _) in STACKS.items()
        for violator in control.violators(resources(title))
        for name in waiver.names
        if replace(waiver, names=(name,)).covers(violator.name, stack)
    }


@pytest.mark.parametrize("waiver", WAIVERS, ids=lambda waiver: f"{waiver.control} of {waiver.names[0]}")
def test_a_waiver_is_needed_by_each_name_and_in_each_stack(waiver: Waiver) -> None:
    names_and_stacks = needed(waiver)
    assert {name for name, _ in names_and_stacks} == set(waiver.names)
    assert {stack for _, stack in names_and_stacks} == set(waiver.stacks)


@pytest.mark.parametrize("waiver", WAIVERS, ids=lambda waiver: f"{waiver.control} of {waiver.names[0]}")
def test_a_waiver_says_why_and_who_decided(waiver: Waiver) -> None:
    assert waiver.reason.endswith(".")
    assert (REPOSITORY / waiver.decided).exists()
