import json
from collections.abc import Callable

from local_aws.realizer import Realization
from local_aws.sessions import EmulatorSession

Realized = Callable[..., Realization]

SCHEDULE = """
trust = {{"Version": "2012-10-17", "Statement": [
    {{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {{"Service": "scheduler.amazonaws.com"}}}}
]}}
role = aws.iam.Role("role", assume_role_policy=json.dumps(trust))
queue = aws.sqs.Queue("dead-letters", sqs_managed_sse_enabled=True, message_retention_seconds=1209600)
group = aws.scheduler.ScheduleGroup("group", name="realized-group")
aws.scheduler.Schedule(
    "merge",
    name="merge",
    group_name=group.name,
    schedule_expression="cron(5 0/{interval} * * ? *)",
    schedule_expression_timezone="UTC",
    flexible_time_window={{"mode": "OFF"}},
    target={{
        "arn": "arn:aws:scheduler:::aws-sdk:athena:startQueryExecution",
        "role_arn": role.arn,
        "input": json.dumps({{"QueryString": "DELETE FROM t"}}),
        "retry_policy": {{"maximum_event_age_in_seconds": 3600, "maximum_retry_attempts": 185}},
        "dead_letter_config": {{"arn": queue.arn}},
    }},
)
pulumi.export("queue", queue.arn)
"""

FAILURE_LOG = """
log = aws.cloudwatch.LogGroup("log", name="/aws/events/realized")
statement = {{"Effect": "Allow", "Action": "{action}", "Resource": "*", "Principal": {{"Service": "events.amazonaws.com"}}}}
aws.cloudwatch.LogResourcePolicy(
    "log",
    policy_name="realized",
    policy_document=json.dumps({{"Version": "2012-10-17", "Statement": [statement]}}),
)
"""

PREPARED = """
workgroup = aws.athena.Workgroup("workgroup", name="realized")
aws.athena.PreparedStatement(
    "task_changes", name="task_changes", workgroup=workgroup.id, query_statement="{sql}", description="Changes."
)
"""


def test_a_schedule_is_in_its_group_with_its_target_and_follows_the_program(
    realized: Realized, session: EmulatorSession
) -> None:
    outputs = realized(SCHEDULE.format(interval=1)).outputs
    scheduler = session.client("scheduler")
    made = scheduler.get_schedule(GroupName="realized-group", Name="merge")
    assert made["ScheduleExpression"] == "cron(5 0/1 * * ? *)"
    assert made["Target"]["Arn"] == "arn:aws:scheduler:::aws-sdk:athena:startQueryExecution"
    assert made["Target"].get("DeadLetterConfig") == {"Arn": outputs["queue"]}
    assert made["Target"].get("RetryPolicy") == {
        "MaximumEventAgeInSeconds": 3600,
        "MaximumRetryAttempts": 185,
    }
    realized(SCHEDULE.format(interval=6))
    changed = scheduler.get_schedule(GroupName="realized-group", Name="merge")
    assert changed["ScheduleExpression"] == "cron(5 0/6 * * ? *)"


def test_a_log_group_may_be_written_by_whom_its_policy_names(
    realized: Realized, session: EmulatorSession
) -> None:
    for action in ("logs:CreateLogStream", "logs:PutLogEvents"):
        realized(FAILURE_LOG.format(action=action))
        policies = session.client("logs").describe_resource_policies()["resourcePolicies"]
        (document,) = (p.get("policyDocument", "") for p in policies if p.get("policyName") == "realized")
        assert json.loads(document)["Statement"][0]["Action"] == action


def test_a_prepared_statement_is_saved_in_its_workgroup_and_replaced(
    realized: Realized, session: EmulatorSession
) -> None:
    for sql in ("SELECT 1 WHERE 1 = ?", "SELECT 2 WHERE 2 = ?"):
        realized(PREPARED.format(sql=sql))
        saved = session.client("athena").get_prepared_statement(
            StatementName="task_changes", WorkGroup="realized"
        )["PreparedStatement"]
        assert saved.get("QueryStatement") == sql
        assert saved.get("Description") == "Changes."
