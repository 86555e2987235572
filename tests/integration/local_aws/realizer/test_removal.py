from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from local_aws.realizer import realize
from local_aws.realizer.handlers import RESOURCE_TYPES
from local_aws.realizer.removal import REMOVALS, remove
from local_aws.realizer.resource_types import Aws
from local_aws.realizer.state import StateFile
from local_aws.sessions import EmulatorSession
from tasklake_devkit.workspace import PROGRAM
from tasklake_operations.stack import stack_config


def test_every_type_can_be_taken_out_again() -> None:
    assert REMOVALS.keys() == RESOURCE_TYPES.keys()


def test_nothing_is_left_of_a_program(session: EmulatorSession, project: str, tmp_path: Path) -> None:
    before = listed(session)
    file = tmp_path / "resources.json"
    config = stack_config("prod") | {
        "aws:region": "us-east-1",
        "tasklake:alarms_unheard": "true",
        "tasklake:function_platform": "host",
    }
    realize(PROGRAM, project="removed", stack="prod", config=config, session=session, state_file=file)
    state = StateFile(file, session.endpoint_url)
    assert state.urns()

    remove(Aws(session, tmp_path), state, state.urns())

    assert StateFile(file, session.endpoint_url).urns() == []
    assert listed(session) == before


def listed(session: EmulatorSession) -> dict[str, list[str]]:
    """Return the names of what there is, by the operation that tells."""

    def names(service: str, operation: str, member: str, name: str | None, **arguments: object) -> list[str]:
        call = cast("Callable[..., Any]", getattr(session.client(service), operation))
        return sorted(item[name] if name else item for item in call(**arguments)[member])

    return {
        "apis": names("apigatewayv2", "get_apis", "Items", "ApiId"),
        "workgroups": names("athena", "list_work_groups", "WorkGroups", "Name"),
        "alarms": names("cloudwatch", "describe_alarms", "MetricAlarms", "AlarmName"),
        "dashboards": names("cloudwatch", "list_dashboards", "DashboardEntries", "DashboardName"),
        "rules": names("events", "list_rules", "Rules", "Name"),
        "log groups": names("logs", "describe_log_groups", "logGroups", "logGroupName"),
        "pools": names("cognito-idp", "list_user_pools", "UserPools", "Id", MaxResults=60),
        "tables": names("dynamodb", "list_tables", "TableNames", None),
        "databases": names("glue", "get_databases", "DatabaseList", "Name"),
        "roles": names("iam", "list_roles", "Roles", "RoleName"),
        "policies": names("iam", "list_policies", "Policies", "PolicyName", Scope="Local"),
        "functions": names("lambda", "list_functions", "Functions", "FunctionName"),
        "mappings": names("lambda", "list_event_source_mappings", "EventSourceMappings", "UUID"),
        "buckets": names("s3", "list_buckets", "Buckets", "Name"),
        "schedules": names("scheduler", "list_schedules", "Schedules", "Name"),
        "groups": names("scheduler", "list_schedule_groups", "ScheduleGroups", "Name"),
        "topics": names("sns", "list_topics", "Topics", "TopicArn"),
    }
