"""The settings of a stack that say where it runs, and what its account asks of everything in it."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from infrastructure.bundle import Platform


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
