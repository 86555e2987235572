"""The engine stands on private parts of Pulumi's SDK: these tests fail when a release moves them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pulumi
import pulumi_aws as aws
import pytest

from local_aws.realizer.engine import run_program
from local_aws.realizer.errors import UnsupportedFeatureError
from local_aws.realizer.registration import Registration


@dataclass
class RecordingProvider:
    registrations: dict[str, Registration] = field(default_factory=dict[str, Registration])
    invokes: list[tuple[str, dict[str, Any]]] = field(default_factory=list[tuple[str, dict[str, Any]]])

    def create(self, registration: Registration) -> tuple[str, dict[str, Any]]:
        self.registrations[registration.name] = registration
        return f"id-of-{registration.name}", {**registration.inputs, "url": f"url-of-{registration.name}"}

    def invoke(self, token: str, args: dict[str, Any]) -> dict[str, Any]:
        self.invokes.append((token, args))
        return {"region": "us-east-1"}


@pytest.fixture
def provider() -> RecordingProvider:
    return RecordingProvider()


def run(
    program: Callable[[], object], provider: RecordingProvider, config: Mapping[str, str] | None = None
) -> dict[str, object]:
    return run_program(program, provider, project="tasklake", stack="local", config=config or {})


def test_urn_is_the_one_that_the_real_engine_gives(provider: RecordingProvider) -> None:
    def program() -> None:
        lake = pulumi.ComponentResource("tasklake:lake:Lake", "lake")
        events = pulumi.ComponentResource(
            "tasklake:lake:Events", "events", None, pulumi.ResourceOptions(parent=lake)
        )
        aws.s3.Bucket("raw", opts=pulumi.ResourceOptions(parent=events))
        aws.s3.Bucket("logs")

    run(program, provider)
    assert sorted(registration.urn for registration in provider.registrations.values()) == [
        "urn:pulumi:local::tasklake::aws:s3/bucket:Bucket::logs",
        "urn:pulumi:local::tasklake::tasklake:lake:Lake$tasklake:lake:Events$aws:s3/bucket:Bucket::raw",
    ]


def test_whole_numbers_arrive_as_integers_and_secrets_open(provider: RecordingProvider) -> None:
    def program() -> None:
        aws.sqs.Queue(
            "dlq", message_retention_seconds=1209600, tags={"token": pulumi.Output.secret("s3cret")}
        )
        pulumi.export("secret", pulumi.Output.secret({"answer": 42, "half": 0.5}))

    assert run(program, provider) == {"secret": {"answer": 42, "half": 0.5}}
    inputs = provider.registrations["dlq"].inputs
    assert inputs == {"messageRetentionSeconds": 1209600, "tags": {"token": "s3cret"}}
    assert isinstance(inputs["messageRetentionSeconds"], int)


def test_config_and_provider_functions_are_answered(provider: RecordingProvider) -> None:
    def program() -> None:
        pulumi.export("size", pulumi.Config().require_int("size"))
        pulumi.export("region", aws.get_region().region)
        pulumi.export("later", aws.get_region_output().region)

    outputs = run(program, provider, {"tasklake:size": "7"})
    assert outputs == {"size": 7, "region": "us-east-1", "later": "us-east-1"}
    assert provider.invokes == [("aws:index/getRegion:getRegion", {})] * 2


def test_transformation_of_the_stack_applies(provider: RecordingProvider) -> None:
    def tag(args: pulumi.ResourceTransformationArgs) -> pulumi.ResourceTransformationResult:
        return pulumi.ResourceTransformationResult({**args.props, "tags": {"app": "tasklake"}}, args.opts)

    def program() -> None:
        pulumi.runtime.register_stack_transformation(tag)
        aws.sqs.Queue("dlq")

    run(program, provider)
    assert provider.registrations["dlq"].inputs == {"tags": {"app": "tasklake"}}


def test_options_that_guard_a_resource_arrive(provider: RecordingProvider) -> None:
    def program() -> None:
        queue = aws.sqs.Queue("dlq")
        aws.sqs.Queue(
            "kept",
            opts=pulumi.ResourceOptions(
                protect=True, ignore_changes=["message_retention_seconds"], depends_on=[queue]
            ),
        )

    run(program, provider)
    kept = provider.registrations["kept"]
    assert kept.protect
    assert kept.ignore_changes == {"messageRetentionSeconds"}
    assert kept.dependencies == {provider.registrations["dlq"].urn}
    assert provider.registrations["dlq"].ignore_changes == set()


def read_a_resource() -> None:
    aws.sqs.Queue.get("existing", "id")


def import_a_resource() -> None:
    aws.sqs.Queue("existing", opts=pulumi.ResourceOptions(import_="id"))


def register_a_transform() -> None:
    pulumi.runtime.register_resource_transform(lambda _args: None)


def transform_one_resource() -> None:
    aws.sqs.Queue("dlq", opts=pulumi.ResourceOptions(transforms=[lambda _args: None]))


def ignore_part_of_an_input() -> None:
    aws.sqs.Queue("dlq", opts=pulumi.ResourceOptions(ignore_changes=["tags.owner"]))


@pytest.mark.parametrize(
    "program",
    [
        read_a_resource,
        import_a_resource,
        register_a_transform,
        transform_one_resource,
        ignore_part_of_an_input,
    ],
)
def test_what_only_the_real_engine_does_is_refused(
    program: Callable[[], object], provider: RecordingProvider
) -> None:
    with pytest.raises(UnsupportedFeatureError):
        run(program, provider)
    assert provider.registrations == {}
