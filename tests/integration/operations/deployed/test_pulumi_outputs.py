from pathlib import Path

import pytest

from tasklake_lake.windows import Windows
from tasklake_operations.deployed import PulumiError, stack_outputs
from tasklake_operations.stack import StackError, StackOutputs
from tests.integration.operations.deployed.fake_pulumi import OUTPUTS, FakePulumi


def test_the_outputs_of_a_stack_are_those_that_pulumi_prints(pulumi: FakePulumi) -> None:
    pulumi.export(OUTPUTS | {"another": [1]})
    outputs = stack_outputs("dev")
    assert outputs == StackOutputs.of(OUTPUTS)
    assert outputs.workgroup == "workgroup of dev"
    assert outputs.lake_windows == Windows(24, 90, 14)
    assert pulumi.arguments == "stack output --json --non-interactive --stack=dev"


def test_a_machine_without_pulumi_hears_where_it_is_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(PulumiError, match=r"no `pulumi` on PATH.*https://www\.pulumi\.com"):
        stack_outputs("dev")


@pytest.mark.parametrize(
    ("complaint", "message"),
    [
        ("error: no stack named 'dve' found", "There is no stack dve"),
        (
            "error: PULUMI_ACCESS_TOKEN must be set for login during non-interactive CLI sessions",
            "run `pulumi login`",
        ),
        ("error: passphrase must be set", "failed for stack dve: error: passphrase must be set"),
    ],
)
def test_a_refusal_is_named_with_the_way_out(pulumi: FakePulumi, complaint: str, message: str) -> None:
    pulumi.complain(complaint)
    with pytest.raises(PulumiError, match=message):
        stack_outputs("dve")


def test_an_output_that_is_missing_is_named(pulumi: FakePulumi) -> None:
    pulumi.export({name: value for name, value in OUTPUTS.items() if name != "workgroup"})
    with pytest.raises(StackError, match="does not export workgroup"):
        stack_outputs("dev")


def test_what_is_no_json_is_not_taken_for_outputs(pulumi: FakePulumi) -> None:
    pulumi.install("echo Please choose a stack")
    with pytest.raises(PulumiError, match="no JSON for stack dev"):
        stack_outputs("dev")
