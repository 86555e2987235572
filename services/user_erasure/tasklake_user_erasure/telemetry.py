"""What the function says of each run: one log line and metrics, with the pseudonymous id of the user alone."""

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit

from tasklake_user_erasure.erasure import Outcome, Run
from tasklake_user_erasure.marked_profile import MarkedProfile


def report(profile: MarkedProfile, run: Run, logger: Logger) -> None:
    write = logger.warning if run.outcome is Outcome.NOT_MARKED else logger.info
    write(
        "erasure",
        outcome=run.outcome,
        user_id=profile.user_id,
        profile_version=profile.revision.version,
        removed=run.removed,
    )
    metrics = Metrics()
    metrics.add_metric(
        name="CompletedErasures", unit=MetricUnit.Count, value=run.outcome is Outcome.COMPLETED
    )
    metrics.add_metric(name="RemovedItems", unit=MetricUnit.Count, value=run.removed)
    metrics.flush_metrics()
