"""The settings of a stack that say where it runs, what its account asks of everything in it, and who hears its alarms."""

from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from infrastructure.bundle import Platform

UNHEARD: Final = "alarms_unheard"


class PlatformSettings(BaseModel):
    """What `Settings` has of the platform."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    function_platform: Platform = Platform.LAMBDA_ARM64
    """Where the functions run; `host` only for the local system."""

    require_tls: bool = True
    """Whether bucket policies refuse requests without TLS."""

    permissions_boundary_arn: Annotated[str, Field(pattern=r"^arn:[^:]+:iam::\d{12}:policy/.+$")] | None = (
        None
    )
    """Policy that bounds every role of the stack, as the deployer's account may demand."""

    kms_key_arn: Annotated[str, Field(pattern=r"^arn:[^:]+:kms:[^:]+:\d{12}:key/.+$")] | None = None
    """Key of your own that encrypts all that holds data, in the stack's region; docs/deploying.md has its policy."""

    @field_validator("kms_key_arn")
    @classmethod
    def has_keys(cls, key_arn: str | None, info: ValidationInfo) -> str | None:
        """Refuse a key where nothing would ask for it."""
        if key_arn and info.data.get("function_platform") is Platform.HOST:
            raise ValueError(
                "must not be set where function_platform is host: the local system encrypts nothing"
            )
        return key_arn


class AlarmSettings(BaseModel):
    """What `Settings` has of alarms."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    alarm_email: str | None = None
    """Address that is asked to subscribe to the alarms."""

    alarm_topic_arn: Annotated[str, Field(pattern=r"^arn:[^:]+:sns:[^:]+:\d{12}:.+$")] | None = None
    """SNS topic that alarms go to instead, with its own subscribers: Slack, PagerDuty; it lets CloudWatch publish."""

    alarms_unheard: bool = False
    """Whether alarms may go to a topic that nobody is subscribed to by the program."""

    @field_validator(UNHEARD)
    @classmethod
    def somebody_hears_alarms(cls, unheard: bool, info: ValidationInfo) -> bool:  # noqa: FBT001 - pydantic gives the value
        """Refuse alarms that go nowhere, but where a stack says so."""
        if not (unheard or info.data.get("alarm_email") or info.data.get("alarm_topic_arn")):
            raise ValueError("somebody must hear the alarms")
        return unheard
