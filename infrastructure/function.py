"""A Lambda function with what belongs to it alone: its bundle, log group, and a role with exactly its actions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pulumi
import pulumi_aws as aws

from infrastructure.bundle import build_bundle
from infrastructure.deployment import Deployment
from infrastructure.policy import Statement, assumable_by, policy

REPOSITORY: Final = Path(__file__).resolve().parents[1]
METRICS_NAMESPACE: Final = "Tasklake"


@dataclass(frozen=True)
class ServiceFunctionArgs:
    """What makes one service's function differ from another's.

    Attributes:
        service: Folder below services/.
        handler: Import path of the handler.
        memory_mb: Memory, and in proportion CPU.
        timeout_seconds: After which Lambda ends an invocation.
        environment: Variables the service reads.
        statements: What its role may do besides writing its own log and traces.
        deployment: What it has in common with everything else.
        ephemeral_storage_mb: Disk below /tmp.
        publishes_versions: Whether each release is a version that stays.
        snap_start: Whether an environment begins as a snapshot of its version.
        reserved_concurrency: Executions at once that it has for itself and never exceeds; None for those of the account.
    """

    service: str
    handler: str
    memory_mb: int
    timeout_seconds: int
    environment: Mapping[str, pulumi.Input[str]]
    statements: Sequence[Statement]
    deployment: Deployment
    ephemeral_storage_mb: int = 512
    publishes_versions: bool = False
    snap_start: bool = False
    reserved_concurrency: int | None = None


class ServiceFunction(pulumi.ComponentResource):
    name: pulumi.Output[str]
    arn: pulumi.Output[str]
    invoke_arn: pulumi.Output[str]
    version: pulumi.Output[str]

    def __init__(
        self, name: str, args: ServiceFunctionArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("tasklake:compute:ServiceFunction", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        function_name = f"{pulumi.get_project()}-{pulumi.get_stack()}-{name}"

        bundle = build_bundle(REPOSITORY / "services" / args.service, args.deployment.platform)
        log_group = aws.cloudwatch.LogGroup(
            name,
            name=f"/aws/lambda/{function_name}",
            retention_in_days=args.deployment.log_retention_days,
            opts=child,
        )
        role = aws.iam.Role(name, assume_role_policy=assumable_by("lambda.amazonaws.com"), opts=child)
        own_log = Statement(
            "OwnLog",
            ["logs:CreateLogStream", "logs:PutLogEvents"],
            [pulumi.Output.concat(log_group.arn, ":*")],
        )
        # Segments belong to the account, so no resource can be named.
        traces = Statement("Traces", ["xray:PutTraceSegments", "xray:PutTelemetryRecords"], ["*"])
        role_policy = aws.iam.RolePolicy(
            name, role=role.name, policy=policy(own_log, traces, *args.statements), opts=child
        )
        function = aws.lambda_.Function(
            name,
            name=function_name,
            runtime="python3.13",
            architectures=["arm64"],
            handler=args.handler,
            code=pulumi.FileArchive(str(bundle)),
            role=role.arn,
            memory_size=args.memory_mb,
            timeout=args.timeout_seconds,
            ephemeral_storage={"size": args.ephemeral_storage_mb},
            reserved_concurrent_executions=args.reserved_concurrency,
            publish=args.publishes_versions or None,
            snap_start={"apply_on": "PublishedVersions"} if args.snap_start else None,
            tracing_config={"mode": "Active"},
            environment={
                "variables": {
                    # A dimension of the service's metrics, so two stacks of one account must not share it.
                    "POWERTOOLS_SERVICE_NAME": function_name,
                    "POWERTOOLS_METRICS_NAMESPACE": METRICS_NAMESPACE,
                    "POWERTOOLS_LOG_LEVEL": "INFO",
                    **args.environment,
                }
            },
            # Lambda checks the role when a mapping is made, and would make a log group without retention.
            opts=pulumi.ResourceOptions(parent=self, depends_on=[log_group, role_policy]),
        )
        self.name = function.name
        self.arn = function.arn
        self.invoke_arn = function.invoke_arn
        self.version = function.version
        self.register_outputs({"name": self.name, "arn": self.arn, "invoke_arn": self.invoke_arn})
