"""Events that an operator wants to read later, as lines of a log group."""

from collections.abc import Mapping

import pulumi
import pulumi_aws as aws

from infrastructure.policy import Statement, arn, policy


class EventLog(pulumi.ComponentResource):
    """Events come on a best-effort basis, so no alarm trusts their absence.

    Args:
        description: What has happened, and where the runbook is.
        pattern: The EventBridge pattern that they match.
        log_retention_days: How long they are kept.
        writers: What allows EventBridge to write; see `event_log_writers`.
    """

    rule_name: pulumi.Output[str]

    def __init__(
        self,
        name: str,
        *,
        description: str,
        pattern: Mapping[str, object],
        log_retention_days: int,
        writers: pulumi.Resource,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("tasklake:observability:EventLog", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        rule = aws.cloudwatch.EventRule(
            name,
            description=description,
            event_pattern=pulumi.Output.json_dumps(pattern),
            opts=child,
        )
        self.rule_name = rule.name
        log_group = aws.cloudwatch.LogGroup(
            name,
            name=f"{prefix('/aws/events/')}-{name}",
            retention_in_days=log_retention_days,
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


def event_log_writers(name: str, opts: pulumi.ResourceOptions) -> aws.cloudwatch.LogResourcePolicy:
    """Let EventBridge write to the event logs of this stack, for rules of this stack.

    One policy for all of them: an account has ten in a region. Source: Amazon EventBridge User Guide, "Using
    resource-based policies": CloudWatch Logs permissions. The condition stands with PutLogEvents alone there: a log stream
    is made without the rule's name.
    """
    principal = {"Service": ["delivery.logs.amazonaws.com", "events.amazonaws.com"]}
    streams = [arn("logs", f"log-group:{prefix('/aws/events/')}-*:*")]
    return aws.cloudwatch.LogResourcePolicy(
        name,
        policy_name=f"{prefix()}-events",
        policy_document=policy(
            Statement("Streams", ["logs:CreateLogStream"], streams, principal=principal),
            Statement(
                "Lines",
                ["logs:PutLogEvents"],
                streams,
                principal=principal,
                condition={"ArnLike": {"aws:SourceArn": arn("events", f"rule/{prefix()}-*")}},
            ),
        ),
        opts=opts,
    )


def prefix(folder: str = "") -> str:
    return f"{folder}{pulumi.get_project()}-{pulumi.get_stack()}"
