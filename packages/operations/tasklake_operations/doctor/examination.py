"""All looks at a stack, side by side."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Final

from tasklake_operations.doctor import lake, resources
from tasklake_operations.doctor.finding import Check, Finding, Health
from tasklake_operations.doctor.round_trip import RoundTrip
from tasklake_operations.doctor.subject import Subject

CHECKS: Final = {
    "api": (resources.API_FAILED, resources.api),
    "table": (resources.FIRST_DEPLOYMENT, resources.table),
    "mappings": ("stream-not-read", resources.mappings),
    "schedules": (lake.AT_RISK, lake.schedules),
    "optimizers": (lake.STOPPED, lake.optimizers),
    "freshness": (lake.AT_RISK, lake.freshness),
    "subscriber": (resources.FIRST_DEPLOYMENT, resources.subscriber),
    "alarms": (resources.FIRST_DEPLOYMENT, resources.alarms),
    "quotas": ("api-throttles", resources.quotas),
}
"""Each look, by its name, and the runbook's page for a part that is not there."""

STEPS: Final = 4
"""Of the round trip."""

TOTAL: Final = len(CHECKS) + STEPS
AT_ONCE: Final = 4


def examine(subject: Subject, done: Callable[[], None] = lambda: None) -> list[Finding]:
    """Return what every check found, those of the round trip last.

    Args:
        subject: The stack.
        done: Called when a check has ended, by any thread.

    Raises:
        ClientError: The credentials are no good.
        BotoCoreError: AWS was not asked.
    """
    found: list[Finding] = []

    def tell(findings: list[Finding]) -> None:
        found.extend(findings)
        done()

    def look(name: str) -> list[Finding]:
        page, check = CHECKS[name]
        findings = Check(name, page, partial(check, subject)).findings()
        done()
        return findings

    with ThreadPoolExecutor(AT_ONCE) as threads:
        looks = [threads.submit(look, name) for name in CHECKS]
        # In this thread, where Ctrl-C arrives: the user is erased then too.
        RoundTrip(subject).run(tell)
    return [finding for each in looks for finding in each.result()] + found


def outputs_finding(missing: Exception) -> Finding:
    """Return what is found of a stack that does not export what the program does now: half deployed, or of before."""
    return Finding("outputs", Health.WRONG, str(missing), resources.FIRST_DEPLOYMENT)
