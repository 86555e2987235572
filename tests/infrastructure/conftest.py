from collections.abc import Callable
from typing import Final

import pytest

from tests.infrastructure.program import RESTORES, Program, declare

CERTIFICATE: Final = "arn:aws:acm:{}:123456789012:certificate/1"

KEY: Final = "arn:aws:kms:eu-central-1:123456789012:key/0a0a0a0a"

TUNED: Final = {
    "alarm_email": "on-call@example.com",
    "api_certificate_arn": CERTIFICATE.format("eu-central-1"),
    "api_domain": "api.example.com",
    "api_reserved_concurrency": "50",
    "api_rollout": "versions",
    "api_snap_start": "true",
    "api_throttling_burst_limit": "90",
    "api_throttling_rate_limit": "70",
    "app_clients": """{"web": {"callback_urls": ["https://app.example.com/signed-in", "http://localhost:3000/"],
        "logout_urls": ["https://app.example.com/"], "token_minutes": 15, "refresh_token_days": 7}}""",
    "backup_retention_days": "35",
    "cors_allow_origins": '["http://localhost:3000"]',
    "erasure_reserved_concurrency": "2",
    "etl_batch_size": "200",
    "etl_batch_window_seconds": "7",
    "etl_maximum_record_age_seconds": "900",
    "etl_reserved_concurrency": "9",
    "failure_retention_days": "20",
    "kms_key_arn": KEY,
    "lake_erasure": "daily",
    "lake_tail_hours": "30",
    "lake_verification": "weekly",
    "lake_version_retention_days": "9",
    "log_retention_days": "30",
    "maintenance_bytes_scanned_cutoff": "30000000",
    "maintenance_interval_hours": "2",
    "permissions_boundary_arn": "arn:aws:iam::123456789012:policy/tasklake-prod-boundary",
    "query_bytes_scanned_cutoff": "20000000",
    "query_results_retention_days": "3",
    "raw_retention_days": "300",
    "scratch_days": "3",
    "sign_in_certificate_arn": CERTIFICATE.format("us-east-1"),
    "sign_in_domain": "sign-in.example.com",
}

OTHERS: Final = {
    "alarm_email": "",
    "alarm_topic_arn": "arn:aws:sns:eu-central-1:123456789012:on-call",
    "api_provisioned_concurrency": "5",
    "api_rollout": "versions",
    "email_from": "no-reply@example.com",
    "mfa": "required",
    "self_sign_up": "false",
    "ses_identity_arn": "arn:aws:ses:eu-central-1:123456789012:identity/example.com",
    "threat_protection": "enforced",
}

PASSING: Final = {
    "alarm_email": "",
    "alarms_unheard": "true",
    "allow_password_auth": "true",
    "deletion_protection": "false",
    "force_destroy": "true",
    "lake_erasure": "off",
    "lake_verification": "off",
    "lake_version_retention_days": "0",
    "require_tls": "false",
    "sign_in_url": "http://127.0.0.1:4566",
}


@pytest.fixture(scope="session")
def program_of() -> Callable[..., Program]:
    """Return a function that gives the program of a stack with some settings, whatever its file says; run once each."""
    programs: dict[str, Program] = {}

    def program(stack: str, **settings: str) -> Program:
        config = {f"tasklake:{name}": value for name, value in settings.items()}
        known = f"{stack} {config}"
        if known not in programs:
            programs[known] = declare(stack, config)
        return programs[known]

    return program


@pytest.fixture
def prod(program_of: Callable[..., Program]) -> Program:
    """Production with the defaults."""
    return program_of("prod")


@pytest.fixture
def tuned(program_of: Callable[..., Program]) -> Program:
    """Production with most settings other than the defaults."""
    return program_of("prod", **TUNED)


@pytest.fixture
def canary(program_of: Callable[..., Program]) -> Program:
    """Production whose operators may do most: release by degrees, and use the stack's own key."""
    return program_of("prod", api_rollout="canary", kms_key_arn=KEY)


@pytest.fixture
def with_what_others_own(program_of: Callable[..., Program]) -> Program:
    """Production with settings that exclude some of those: topic, mails and warm functions are not the stack's own."""
    return program_of("prod", **OTHERS)


@pytest.fixture
def passing(program_of: Callable[..., Program]) -> Program:
    """A stack that is there for a while, without what protects one that stays."""
    return program_of("local", **PASSING)


@pytest.fixture
def restored(program_of: Callable[..., Program]) -> Program:
    """Production after two restores of its table."""
    return program_of("prod", table_restores=RESTORES)
