"""What the bill takes as counted is what the program registers and its settings say."""

from infrastructure.settings import Settings
from tasklake_operations.cost.data import value
from tests.infrastructure.program import Program

RENEW = "write it into packages/operations/tasklake_operations/cost/inputs.toml, run `make docs` and commit"


def test_what_is_counted_is_what_is_registered(prod: Program) -> None:
    program = prod
    alarms = program.all("aws:cloudwatch/metricAlarm:MetricAlarm")
    # An alarm on an expression is billed for each metric that it reads.
    read = [
        [query for query in alarm.inputs.get("metricQueries", ()) if "metric" in query] for alarm in alarms
    ]
    assert value("alarm_metrics") == sum(len(metrics) or 1 for metrics in read), RENEW
    assert value("optimizers") == len(program.all("aws:glue/catalogTableOptimizer:CatalogTableOptimizer")), (
        RENEW
    )
    assert len(program.all("aws:cloudwatch/dashboard:Dashboard")) == 1


def test_what_is_counted_is_what_settings_say() -> None:
    defaults = {name: field.default for name, field in Settings.model_fields.items()}
    assert value("api_memory_gb") * 1024 == defaults["api_memory_mb"]
    assert value("etl_memory_gb") * 1024 == defaults["etl_memory_mb"]
    assert value("batch_size") == defaults["etl_batch_size"]
    assert value("tail_hours") == defaults["lake_tail_hours"]
    assert value("log_months") * 30 == defaults["log_retention_days"]
