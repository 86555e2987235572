"""The settings of a stack that say who hears its alarms."""

from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

UNHEARD: Final = "alarms_unheard"


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
