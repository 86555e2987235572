import re

import pulumi
import pytest
import yaml

from infrastructure.settings import Settings, SettingsError
from tasklake_lake.quality import LAKE_QUALITY
from tasklake_lake.views import VIEWS
from tasklake_operations.checkout import REPOSITORY
from tasklake_operations.stack import stack_config
from tests.infrastructure.conftest import KEY
from tests.infrastructure.program import HEARD, Program, declare
from tests.infrastructure.settings_schema import PROJECT_FILE, renewed


def test_bad_settings_are_all_named_at_once() -> None:
    config = {
        "tasklake:log_retention_days": "8",
        "tasklake:etl_batch_size": "many",
        "tasklake:requires_tls": "true",
        "tasklake:cors_allow_origins": "not json",
        "tasklake:api_domain": "api.example.com",
        "tasklake:app_clients": '{"web": {"callback_urls": ["nowhere"]}}',
        "tasklake:alarm_email": "",
    }
    with pytest.raises(SettingsError) as refused:
        declare("prod", config)
    lines = str(refused.value).splitlines()
    assert lines[0] == "Pulumi.prod.yaml has settings that cannot be used:"
    named = {line.split(":")[1] for line in lines[1::2]}
    assert named == {
        "alarms_unheard",
        "api_certificate_arn",
        "app_clients",
        "cors_allow_origins",
        "etl_batch_size",
        "log_retention_days",
        "requires_tls",
    }
    assert "    pulumi config set tasklake:etl_batch_size VALUE -s prod" in lines
    assert "    pulumi config rm tasklake:requires_tls -s prod" in lines
    # Pulumi prints these alone without a traceback, and a cause above them with one.
    assert isinstance(refused.value, pulumi.RunError)
    assert refused.value.__suppress_context__


def test_an_unknown_setting_is_answered_with_the_one_that_was_meant() -> None:
    with pytest.raises(
        SettingsError, match=r"tasklake:requires_tls: there is no such setting; did you mean require_tls\?"
    ):
        declare("dev", {"tasklake:requires_tls": "true"})


def test_a_stack_file_without_a_word_is_safe_for_production() -> None:
    defaults = Settings()
    assert defaults.require_tls
    assert defaults.deletion_protection
    assert not defaults.force_destroy
    assert not defaults.allow_password_auth
    assert defaults.cors_allow_origins == ()
    assert defaults.function_platform == "lambda-arm64"


@pytest.mark.parametrize(
    ("setting", "value", "problem"),
    [
        ("lake_tail_hours", "5", "greater than or equal to 6"),
        ("lake_tail_hours", "169", "less than or equal to 168"),
        ("lake_snapshot_retention_days", "0", "greater than or equal to 1"),
        ("raw_retention_days", "29", "greater than or equal to 30"),
        ("scratch_days", "8", r"query_results_retention_days \(7\) at the most"),
        ("etl_maximum_record_age_seconds", "82801", "less than or equal to 82800"),
        ("erasure_maximum_record_age_seconds", "82801", "less than or equal to 82800"),
    ],
)
def test_a_window_that_would_lose_changes_or_promise_too_much_is_refused(
    setting: str, value: str, problem: str
) -> None:
    with pytest.raises(SettingsError, match=rf"tasklake:{setting}: .*{problem}, got '{value}'"):
        declare("dev", {f"tasklake:{setting}": value})


def test_a_key_is_an_arn_and_of_a_stack_that_encrypts() -> None:
    key = "tasklake:kms_key_arn"
    with pytest.raises(SettingsError, match=rf"{key}: String should match pattern .*alias/lake'"):
        declare("prod", {key: "arn:aws:kms:eu-central-1:123456789012:alias/lake"})
    with pytest.raises(SettingsError, match=rf"{key}: .*the local system encrypts nothing"):
        declare("local", {"tasklake:function_platform": "host", key: KEY})


def test_maintenance_runs_four_times_at_least_while_a_change_is_in_the_tail() -> None:
    config = {"tasklake:lake_tail_hours": "12", "tasklake:maintenance_interval_hours": "4"}
    refusal = (
        r"tasklake:maintenance_interval_hours: .*a quarter of lake_tail_hours \(12\) at the most, got '4'"
    )
    with pytest.raises(SettingsError, match=refusal):
        declare("dev", config)
    assert Settings.model_validate({"lake_tail_hours": "12", "maintenance_interval_hours": "3"})


@pytest.mark.parametrize(
    ("config", "longer"),
    [
        ({"failure_retention_days": "28"}, r"failure_retention_days \(31\)"),
        ({"query_results_retention_days": "11"}, r"query_results_retention_days \(31\)"),
        (
            {"query_results_retention_days": "20", "scratch_days": "20"},
            r"query_results_retention_days \(40\)",
        ),
        ({"lake_snapshot_retention_days": "11"}, r"lake_version_retention_days \(31\)"),
        ({"erasure_days": "26"}, r"lake_version_retention_days \(27\)"),
        ({"erasure_days": "20", "lake_erasure": "daily"}, r"lake_version_retention_days \(21\)"),
    ],
)
def test_what_outlasts_the_promise_to_erased_users_is_refused(config: dict[str, str], longer: str) -> None:
    given = {f"tasklake:{name}": value for name, value in config.items()}
    with pytest.raises(SettingsError, match=f"tasklake:erasure_days: .*follow from .*{longer}"):
        declare("dev", given)
    assert Settings.model_validate({"erasure_days": "150", "failure_retention_days": "90"})
    assert Settings.model_validate({"erasure_days": "30", "query_results_retention_days": "10"})


def test_the_tools_learn_the_windows_of_the_stack(tuned: Program) -> None:
    windows = {"tail_hours": 30, "raw_retention_days": 300, "failure_retention_days": 20}
    assert tuned.outputs["lake_windows"] == windows


@pytest.mark.parametrize(
    ("moments", "problem"),
    [
        ('["yesterday"]', "Input should be a valid datetime"),
        ('["2026-03-01T12:00:00"]', "Input should have timezone info"),
        ('["2026-03-02T12:00:00Z", "2026-03-01T12:00:00Z"]', "each moment must be later than the one before"),
        ('["2026-03-01T12:00:00Z", "2026-03-01T13:00:00+01:00"]', "each moment must be later"),
        ("2026-03-01T12:00:00Z", "."),
    ],
)
def test_a_restore_is_to_one_moment_after_the_other(moments: str, problem: str) -> None:
    with pytest.raises(SettingsError, match=rf"tasklake:table_restores: .*{problem}"):
        declare("dev", {"tasklake:table_restores": moments})


@pytest.mark.parametrize(
    ("released", "problem"),
    [
        ('["tasks", "tasks-1"]', "the newest table cannot be released"),
        ('["tasks,tasks-1"]', "String should match pattern"),
    ],
)
def test_only_tables_before_the_newest_are_released(released: str, problem: str) -> None:
    config = {
        "tasklake:table_restores": '["2026-03-01T12:00:00Z"]',
        "tasklake:released_tables": released,
    }
    with pytest.raises(SettingsError, match=rf"tasklake:released_tables.*{problem}"):
        declare("dev", config)


@pytest.mark.parametrize("stack", ["dev", "staging", "prod"])
def test_a_stack_in_an_account_demands_tls_and_runs_on_arm64(stack: str) -> None:
    settings = settings_of(stack)
    assert settings.require_tls
    assert settings.function_platform == "lambda-arm64"
    assert stack_config(stack)["aws:region"]


def settings_of(stack: str) -> Settings:
    """Return the settings of a stack's file, and somebody who hears its alarms."""
    pulumi.runtime.set_all_config(HEARD | stack_config(stack))
    try:
        return Settings.load()
    finally:
        pulumi.runtime.set_all_config({})


def test_every_setting_that_the_documents_name_exists(prod: Program) -> None:
    documents = [REPOSITORY / "README.md", *(REPOSITORY / "docs").rglob("*.md")]
    prefixes = "alarm|api|deletion|erasure|etl|failure|force|kms|lake|log|maintenance|query|raw|table"
    named = {
        name
        for document in documents
        for name in re.findall(rf"`((?:{prefixes})_\w+)`", document.read_text(encoding="utf-8"))
    }
    quality = {LAKE_QUALITY.name, *(column.name for column in LAKE_QUALITY.columns)}
    # One output is of stacks with a domain alone.
    outputs = {*prod.outputs, "api_domain_target"}
    no_settings = {*outputs, *(view.name for view in VIEWS), *quality}
    assert "etl_batch_window_seconds" in named
    assert named - no_settings <= set(Settings.model_fields)


def test_the_project_declares_each_setting_that_has_a_default() -> None:
    text = PROJECT_FILE.read_text(encoding="utf-8")
    assert text == renewed(text), "run `make docs` and commit"
    declared = yaml.safe_load(text)["config"]
    assert declared["tasklake:etl_batch_size"] == {"type": "integer", "default": 1000}


@pytest.mark.parametrize("stack", ["dev", "local", "staging", "prod"])
def test_a_stack_file_writes_each_value_as_the_project_declares_it(stack: str) -> None:
    types = {"array": list, "boolean": bool, "integer": int, "string": str}
    declared = yaml.safe_load(PROJECT_FILE.read_text(encoding="utf-8"))["config"]
    config = yaml.safe_load((REPOSITORY / f"Pulumi.{stack}.yaml").read_text(encoding="utf-8"))["config"]
    for key, value in config.items():
        if key in declared:
            assert isinstance(value, types[declared[key]["type"]]), key
