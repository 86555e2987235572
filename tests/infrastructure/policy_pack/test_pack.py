"""The pack as Pulumi runs it: a process that says its port and answers there."""

import subprocess
import sys
from collections.abc import Iterable, Iterator
from typing import Any

import grpc
import pytest
from google.protobuf import empty_pb2, struct_pb2
from pulumi.runtime.proto import analyzer_pb2, analyzer_pb2_grpc
from pulumi.runtime.rpc import UNKNOWN

from policy_pack.control import Inputs, Resource
from policy_pack.controls import CONTROLS
from tasklake_operations.checkout import REPOSITORY
from tests.infrastructure.policy_pack.flips import FLIPS
from tests.infrastructure.policy_pack.stacks import resources

type Analyzer = Any  # Pulumi's types of the stub name others that are not there


@pytest.fixture(scope="module")
def analyzer() -> Iterator[Analyzer]:
    # As pulumi-analyzer-policy-python does; the address is that of an engine, which the pack never asks.
    command = [sys.executable, "-u", "-m", "pulumi.policy", "127.0.0.1:1", "."]
    folder = REPOSITORY / "policy_pack"
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        port = int(process.stdout.readline())
        with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
            yield analyzer_pb2_grpc.AnalyzerStub(channel)
        process.terminate()


def as_struct(inputs: Inputs) -> struct_pb2.Struct:
    struct = struct_pb2.Struct()
    # An archive is a kind of its own on the wire; no control looks at it.
    struct.update({name: value for name, value in inputs.items() if name != "code"})
    return struct


def judge_stack(analyzer: Analyzer, declared: Iterable[Resource]) -> set[tuple[str, str]]:
    found = [
        analyzer_pb2.AnalyzerResource(
            type=each.type_token,
            urn=each.urn,
            name=each.name,
            properties=as_struct(each.inputs),
            dependencies=each.dependencies,
        )
        for each in declared
    ]
    answer = analyzer.AnalyzeStack(analyzer_pb2.AnalyzeStackRequest(resources=found))
    return {(each.policyName, each.urn) for each in answer.diagnostics}


def judge(analyzer: Analyzer, resource: Resource) -> list[Any]:
    answer = analyzer.Analyze(
        analyzer_pb2.AnalyzeRequest(
            type=resource.type_token,
            urn=resource.urn,
            name=resource.name,
            properties=as_struct(resource.inputs),
        )
    )
    return list(answer.diagnostics)


def test_pulumi_is_given_every_control(analyzer: Analyzer) -> None:
    given = analyzer.GetAnalyzerInfo(empty_pb2.Empty()).policies
    assert {each.name for each in given} == {each.id for each in CONTROLS}
    assert {each.enforcementLevel for each in given} == {analyzer_pb2.MANDATORY}


def test_pulumi_lets_production_pass_and_refuses_a_flip(analyzer: Analyzer) -> None:
    prod = resources("prod")
    assert judge_stack(analyzer, prod) == set()
    assert [each.policyName for resource in prod for each in judge(analyzer, resource)] == []
    ((policy, urn),) = judge_stack(analyzer, FLIPS["S3.8"](prod))
    assert (policy, urn.rpartition("$")[2].partition("::")[0]) == ("S3.8", "aws:s3/bucket:Bucket")
    (flipped,) = (each for each in FLIPS["Lambda.2"](prod) if each not in prod)
    (refusal,) = judge(analyzer, flipped)
    assert (refusal.policyName, refusal.urn, refusal.enforcementLevel) == (
        "Lambda.2",
        flipped.urn,
        analyzer_pb2.MANDATORY,
    )


def test_what_a_preview_does_not_know_is_a_warning(analyzer: Analyzer) -> None:
    inputs = {"policy": UNKNOWN, "role": "role"}
    policy = Resource("urn:pulumi:prod::tasklake::x::role", "aws:iam/rolePolicy:RolePolicy", "role", inputs)
    warnings = judge(analyzer, policy)
    assert {each.enforcementLevel for each in warnings} == {analyzer_pb2.ADVISORY}
    assert {each.policyName for each in warnings} == {"IAM.1", "IAM.21", "KMS.2", "CKV_AWS_355"}
