import json

import pytest
from typer import Exit

from tasklake_operations.cli.doctor import doctor
from tasklake_operations.cli.rows import Format
from tests.integration.operations.deployed.fake_pulumi import OUTPUTS, FakePulumi


def test_doctor_names_what_a_half_deployed_stack_lacks(
    pulumi: FakePulumi, capsys: pytest.CaptureFixture[str]
) -> None:
    made = ("user_pool_id", "user_pool_client_id", "table_name")
    pulumi.export({name: OUTPUTS[name] for name in made})
    with pytest.raises(Exit) as ended:
        doctor(output=Format.JSON, stack="dev")
    (finding,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert ended.value.exit_code == 3
    assert (finding["check"], finding["health"]) == ("outputs", "wrong")
    assert "does not export api_url, " in finding["what"]
    assert "deploy it again" in finding["what"]
    assert finding["page"] == "docs/runbook.md#the-first-deployment"
