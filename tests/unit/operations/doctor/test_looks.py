"""What each look says of an account that is not as the program left it."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

import pyarrow as pa
import pytest
from botocore.exceptions import ClientError

from tasklake_lake.statements import statements
from tasklake_operations.doctor import Check, Health, Problem, Subject, lake, resources
from tests.unit.operations.doctor.scripted_account import Absent, refusal, subject

type Look = Callable[[Subject], Iterator[Problem]]

TABLE: dict[str, Any] = {
    "describe_table": {
        "Table": {"StreamSpecification": {"StreamEnabled": True}, "DeletionProtectionEnabled": True}
    },
    "describe_continuous_backups": {
        "ContinuousBackupsDescription": {
            "PointInTimeRecoveryDescription": {"PointInTimeRecoveryStatus": "ENABLED"}
        }
    },
}
NAMES = sorted(each.name for each in statements("maintenance"))


def mapping(**state: str) -> dict[str, Any]:
    return {"list_event_source_mappings": {"EventSourceMappings": [{"State": "Enabled"} | state]}}


def schedules(**states: str) -> dict[str, Any]:
    listed = [{"Name": name, "State": state} for name, state in states.items() if state]
    return {"list_schedules": {"Schedules": listed}}


def optimizer(**found: object) -> dict[str, Any]:
    return {
        "get_table": {"Table": {"CatalogId": "1"}},
        "get_table_optimizer": {"TableOptimizer": {"configuration": {"enabled": True}} | found},
    }


def subscriptions(*arns: str) -> dict[str, Any]:
    return {"list_subscriptions_by_topic": {"Subscriptions": [{"SubscriptionArn": arn} for arn in arns]}}


def alarm(topic: str) -> dict[str, Any]:
    description = "The API failed. See docs/runbook.md#api-5xx"
    listed = [{"AlarmName": "prod-api-5xx", "AlarmActions": [topic], "AlarmDescription": description}]
    return {"describe_alarms": {"MetricAlarms": listed}}


def limit(executions: int) -> dict[str, Any]:
    return {"get_account_settings": {"AccountLimit": {"UnreservedConcurrentExecutions": executions}}}


def waiting(seconds: int) -> dict[str, Any]:
    return {"query": pa.table({"table_name": ["task_states"], "merge_lag_seconds": [seconds]})}


HEALTHY: list[tuple[Look, dict[str, Any]]] = [
    (resources.table, TABLE),
    (resources.mappings, mapping(LastProcessingResult="OK")),
    (resources.mappings, mapping()),
    (resources.subscriber, subscriptions("arn:aws:sns:eu:1:topic:2")),
    (resources.alarms, alarm("another topic")),
    (resources.quotas, limit(100)),
    (lake.schedules, schedules(**dict.fromkeys(NAMES, "ENABLED"))),
    (lake.optimizers, optimizer(lastRun={"eventType": "completed"})),
    (lake.freshness, waiting(12 * 3600)),
]


@pytest.mark.parametrize(("look", "answers"), HEALTHY)
def test_nothing_is_wrong(look: Look, answers: Mapping[str, object]) -> None:
    assert list(look(subject(answers))) == []


WRONG: list[tuple[Look, dict[str, Any], str, str]] = [
    (resources.table, TABLE | {"describe_table": {"Table": {}}}, "has no stream", "stream-not-read"),
    (resources.table, TABLE | {"describe_table": {"Table": {}}}, "not protected", "the-first-deployment"),
    (
        resources.table,
        TABLE | {"describe_continuous_backups": {"ContinuousBackupsDescription": {}}},
        "cannot be restored",
        "the-first-deployment",
    ),
    (resources.mappings, mapping(State="Disabled"), "etl_function_name is Disabled", "stream-not-read"),
    (
        resources.mappings,
        mapping(LastProcessingResult="PROBLEM: Lambda is not authorized"),
        "not authorized",
        "stream-not-read",
    ),
    (
        resources.mappings,
        {"list_event_source_mappings": {"EventSourceMappings": []}},
        "user_erasure_function_name has no event source mapping",
        "stream-not-read",
    ),
    (resources.subscriber, subscriptions(), "Nobody is subscribed", "the-first-deployment"),
    (
        resources.subscriber,
        subscriptions("PendingConfirmation"),
        "has not confirmed",
        "the-first-deployment",
    ),
    (resources.alarms, alarm("alarm_topic_arn"), "prod-api-5xx is in alarm: The API failed.", "api-5xx"),
    (resources.quotas, limit(10), "may run 10 functions", "api-throttles"),
    (
        lake.schedules,
        schedules(**dict.fromkeys(NAMES, "ENABLED") | {NAMES[0]: ""}),
        f"{NAMES[0]} is not there",
        "maintenance-data-at-risk",
    ),
    (
        lake.schedules,
        schedules(**dict.fromkeys(NAMES, "ENABLED") | {NAMES[0]: "DISABLED"}),
        f"{NAMES[0]} is disabled",
        "maintenance-data-at-risk",
    ),
    (
        lake.optimizers,
        optimizer(configuration={"enabled": False}),
        "compaction of task_states is off",
        "compaction-that-has-stopped",
    ),
    (
        lake.optimizers,
        optimizer(lastRun={"eventType": "failed", "error": "Access denied"}),
        "retention of task_states failed: Access denied",
        "compaction-that-has-stopped",
    ),
    (
        lake.optimizers,
        optimizer() | {"get_table_optimizer": Absent()},
        "task_states has no optimizer for orphan_file_deletion",
        "compaction-that-has-stopped",
    ),
    (
        lake.freshness,
        waiting(12 * 3600 + 1),
        "waited 12 h to be merged into task_states",
        "maintenance-data-at-risk",
    ),
]


@pytest.mark.parametrize(
    ("look", "answers", "what", "page"), WRONG, ids=[f"{look.__name__}: {what}" for look, _, what, _ in WRONG]
)
def test_what_is_wrong_is_named_with_its_page(
    look: Look, answers: Mapping[str, object], what: str, page: str
) -> None:
    assert [each for each in look(subject(answers)) if what in each.what and each.page == page]


def test_a_stack_without_protection_by_its_setting_is_healthy() -> None:
    unprotected = TABLE | {"describe_table": {"Table": {"StreamSpecification": {"StreamEnabled": True}}}}
    look = resources.table(subject(unprotected, config={"tasklake:deletion_protection": "false"}))
    assert list(look) == []


@pytest.mark.parametrize(
    ("code", "health", "page"),
    [
        ("ResourceNotFoundException", Health.WRONG, "api-throttles"),
        ("AccessDeniedException", Health.NOT_SHOWN, ""),
        ("InvalidAction", Health.NOT_SHOWN, ""),
        ("ServiceUnavailable", Health.NOT_SHOWN, ""),
    ],
)
def test_a_refusal_is_told_apart_from_a_part_that_is_not_there(code: str, health: Health, page: str) -> None:
    look = partial(resources.quotas, subject({"get_account_settings": refusal(code)}))
    (finding,) = Check("quotas", "api-throttles", look).findings()
    assert (finding.health, finding.page) == (health, page)
    assert "Says AWS." in finding.what


def test_credentials_that_have_expired_end_the_examination() -> None:
    look = partial(resources.quotas, subject({"get_account_settings": refusal("ExpiredToken")}))
    with pytest.raises(ClientError, match="ExpiredToken"):
        Check("quotas", "api-throttles", look).findings()
