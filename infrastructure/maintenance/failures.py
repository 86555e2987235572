"""Where an operator reads which maintenance query failed, and why."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from infrastructure.observability.alarm import RUNBOOK
from infrastructure.policy import Statement, policy


@dataclass(frozen=True)
class FailureLogArgs:
    workgroup: pulumi.Input[str]
    log_retention_days: int


class FailureLog(pulumi.ComponentResource):
    """Athena's event of each query that failed or was cancelled, as a line of a log group.

    The event names the execution and the error (Amazon Athena User Guide, "Monitor Athena query events with
    EventBridge"). Such events come on a best-effort basis, so no alarm trusts their absence.
    """

    rule_name: pulumi.Output[str]

    def __init__(self, name: str, args: FailureLogArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("tasklake:maintenance:FailureLog", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        full_name = f"{pulumi.get_project()}-{pulumi.get_stack()}-{name}"

        rule = aws.cloudwatch.EventRule(
            name,
            description=f"A maintenance query failed or was cancelled. See {RUNBOOK}#maintenance-failing",
            event_pattern=pulumi.Output.json_dumps(
                {
                    "source": ["aws.athena"],
                    "detail-type": ["Athena Query State Change"],
                    "detail": {
                        "workgroupName": [args.workgroup],
                        "currentState": ["FAILED", "CANCELLED"],
                    },
                }
            ),
            opts=child,
        )
        self.rule_name = rule.name
        log_group = aws.cloudwatch.LogGroup(
            name,
            name=f"/aws/events/{full_name}",
            retention_in_days=args.log_retention_days,
            opts=child,
        )
        writers = aws.cloudwatch.LogResourcePolicy(
            name,
            policy_name=full_name,
            policy_document=event_writers(log_group.arn, rule.arn),
            opts=child,
        )
        aws.cloudwatch.EventTarget(
            name,
            rule=rule.name,
            arn=log_group.arn,
            # EventBridge would drop what matches before it may write.
            opts=pulumi.ResourceOptions(parent=self, depends_on=[writers]),
        )
        self.register_outputs({"rule_name": self.rule_name})


def event_writers(log_group_arn: pulumi.Output[str], rule_arn: pulumi.Output[str]) -> pulumi.Output[str]:
    """Return who may write to the log group: EventBridge, for one rule.

    Source: Amazon EventBridge User Guide, "Using resource-based policies": CloudWatch Logs permissions. The condition
    stands with PutLogEvents alone there: a log stream is made without the rule's name.
    """
    principal = {"Service": ["delivery.logs.amazonaws.com", "events.amazonaws.com"]}
    streams = [pulumi.Output.concat(log_group_arn, ":*")]
    return policy(
        Statement("Streams", ["logs:CreateLogStream"], streams, principal=principal),
        Statement(
            "Lines",
            ["logs:PutLogEvents"],
            streams,
            principal=principal,
            condition={"ArnEquals": {"aws:SourceArn": rule_arn}},
        ),
    )
