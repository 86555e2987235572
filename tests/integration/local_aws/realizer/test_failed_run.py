from collections.abc import Callable
from pathlib import Path

import pytest

from local_aws.realizer import Realization, RealizeError
from local_aws.sessions import EmulatorSession

Realized = Callable[..., Realization]


def errors_of(realized: Realized, source: str, **config: str) -> list[str]:
    with pytest.raises(RealizeError) as failed:
        realized(source, **config)
    return failed.value.errors


def test_every_failed_resource_has_a_line(realized: Realized) -> None:
    errors = errors_of(
        realized,
        """
        aws.swf.Domain("flow", workflow_execution_retention_period_in_days="1")
        aws.athena.Workgroup("odd", configuration={"colour": "red"})
        aws.s3.Bucket("bad", bucket="NOT-A-BUCKET")
        aws.lambda_.Function(
            "missing", role="arn", runtime="python3.13", handler="a.b", code=pulumi.FileArchive("/no/such.zip")
        )
        """,
    )
    assert set(errors) == {
        "aws:swf/domain:Domain 'flow': this type has no local counterpart",
        "aws:lambda/function:Function 'missing': /no/such.zip does not exist",
        "aws:s3/bucket:Bucket 'bad': An error occurred (InvalidBucketName) when calling the CreateBucket operation: The specified bucket is not valid.",
        "aws:athena/workgroup:Workgroup 'odd': no local counterpart for configuration.colour (CreateWorkGroupInput)",
    }


def test_dependants_of_a_failed_resource_are_not_named(realized: Realized) -> None:
    errors = errors_of(
        realized,
        """
        domain = aws.swf.Domain("flow", workflow_execution_retention_period_in_days="1")
        aws.sqs.Queue("dependant", tags={"domain": domain.id})
        pulumi.export("domain", domain.id)
        """,
    )
    assert errors == ["aws:swf/domain:Domain 'flow': this type has no local counterpart"]


def test_provider_function_without_counterpart_is_named(realized: Realized) -> None:
    assert errors_of(realized, "aws.get_availability_zones()") == [
        "invoke aws:index/getAvailabilityZones:getAvailabilityZones: this function has no local counterpart"
    ]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("\nraise KeyError('setting')", "program.py:3: KeyError: 'setting'"),
        (
            "\naws.sqs.Queue('dlq').url.apply(lambda url: url / 2)",
            "program.py:3: TypeError: unsupported operand",
        ),
        (
            "\naws.sqs.Queue('dlq', colour='red')",
            "program.py:3: TypeError: Queue._internal_init() got an unexpected",
        ),
        ("\nthis is no Python", "program.py:3: SyntaxError: invalid syntax"),
        (
            "\npulumi.Config().require('size')",
            "program.py:3: ConfigMissingError: Missing required configuration",
        ),
    ],
)
def test_error_of_the_program_has_its_file_and_line(
    realized: Realized, tmp_path: Path, source: str, expected: str
) -> None:
    (error,) = errors_of(realized, source)
    assert error.startswith(f"{tmp_path}/{expected}")


def test_error_of_the_program_does_not_hide_that_of_a_resource(realized: Realized, tmp_path: Path) -> None:
    errors = errors_of(
        realized,
        'aws.swf.Domain("flow", workflow_execution_retention_period_in_days="1")\nraise KeyError("setting")',
    )
    assert errors == [
        "aws:swf/domain:Domain 'flow': this type has no local counterpart",
        f"{tmp_path}/program.py:3: KeyError: 'setting'",
    ]


def test_two_resources_of_one_name_are_refused(realized: Realized) -> None:
    assert errors_of(realized, 'aws.sqs.Queue("dlq"); aws.sqs.Queue("dlq")') == [
        "aws:sqs/queue:Queue 'dlq': another resource of this type and parent has the name"
    ]


def test_settings_of_the_provider_are_refused(realized: Realized) -> None:
    settings = {"aws:defaultTags": "{}", "aws:region": "eu-west-1"}
    assert errors_of(realized, "", **settings) == [
        "aws:defaultTags: the local system has no such setting of the AWS provider",
        "aws:region: the local system is in us-east-1, not in eu-west-1",
    ]


def test_next_run_goes_on_where_the_failed_one_ended(realized: Realized) -> None:
    errors_of(realized, 'aws.sqs.Queue("first"); aws.sqs.Queue("second", delay_seconds=-1)')
    second = realized('aws.sqs.Queue("first"); aws.sqs.Queue("second")')
    assert [urn.rsplit("::", 1)[1] for urn in second.unchanged] == ["first"]
    assert [urn.rsplit("::", 1)[1] for urn in second.created] == ["second"]


def test_half_made_resource_is_completed(realized: Realized, session: EmulatorSession) -> None:
    source = 'aws.cloudwatch.LogGroup("logs", name="/half-made", retention_in_days={})'
    (error,) = errors_of(realized, source.format(28))
    assert "PutRetentionPolicy operation: Invalid retentionInDays value: 28" in error
    second = realized(source.format(30))
    assert [urn.rsplit("::", 1)[1] for urn in second.updated] == ["logs"]
    (group,) = session.client("logs").describe_log_groups(logGroupNamePrefix="/half-made")["logGroups"]
    assert group.get("retentionInDays") == 30
