"""The settings of a stack that say who signs in, from where, and how."""

from typing import Annotated, Final, Literal
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
)

from infrastructure.settings.values import as_json, as_off

LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})


def redirect_url(url: str) -> str:
    """Return a URL that Cognito returns to: HTTPS, a loopback address, or an app's own scheme; no fragment.

    Source: Amazon Cognito API Reference, "CreateUserPoolClient".

    Raises:
        ValueError: It is none.
    """
    parts = urlsplit(url)
    is_known = (parts.scheme == "https" and parts.hostname) or (
        parts.scheme == "http" and parts.hostname in LOOPBACK
    )
    is_of_an_app = parts.scheme not in ("", "http", "https") and url != f"{parts.scheme}:"
    if not (is_known or is_of_an_app) or parts.fragment or any(each.isspace() for each in url):
        raise ValueError(
            "must be an https URL, one of localhost, or one of an app's own scheme, without a fragment"
        )
    return url


type RedirectUrl = Annotated[str, AfterValidator(redirect_url)]
type DomainName = Annotated[str, Field(pattern=r"^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$")]
type CertificateArn = Annotated[str, Field(pattern=r"^arn:[^:]+:acm:[^:]+:\d{12}:certificate/.+$")]


class AppClientSettings(BaseModel):
    """An application that signs users in, as a public client with PKCE."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    callback_urls: Annotated[tuple[RedirectUrl, ...], Field(min_length=1, max_length=100)]
    logout_urls: Annotated[tuple[RedirectUrl, ...], Field(max_length=100)] = ()
    token_minutes: Annotated[int, Field(ge=5, le=1440)] = 60
    """How long access and ID tokens last."""

    refresh_token_days: Annotated[int, Field(ge=1, le=3650)] = 30


OTHER_HALF: Final = {
    "email_from": "ses_identity_arn",
    "sign_in_certificate_arn": "sign_in_domain",
    "api_certificate_arn": "api_domain",
}


class SignInSettings(BaseModel):
    """What `Settings` has of signing in."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    allow_password_auth: bool = False
    """Whether a client may exchange a password for tokens in one call, as `tasklake token` does."""

    sign_in_url: Annotated[str, Field(pattern=r"^https?://[^/\s]+$")] | None = None
    """Where the user pool's sign-in page is, if not at the pool's own domain in Cognito: scheme and host, no path."""

    self_sign_up: bool = True
    """Whether people may make an account themselves; otherwise an administrator of the pool makes it."""

    mfa: Annotated[Literal["off", "optional", "required"], BeforeValidator(as_off)] = "optional"
    """Whether a user may, or must, sign in with an authenticator app beside the password."""

    threat_protection: Annotated[Literal["off", "audit", "enforced"], BeforeValidator(as_off)] = "off"
    """Whether Cognito reports, or blocks, compromised passwords and risky sign-ins; needs its Plus plan."""

    ses_identity_arn: Annotated[str, Field(pattern=r"^arn:[^:]+:ses:[^:]+:\d{12}:identity/.+$")] | None = None
    """Verified SES identity that sends the pool's mails; without one Cognito sends 50 a day at the most."""

    email_from: str | None = None
    """Sender of those mails, like Tasklake <no-reply@example.com>; of the SES identity's domain."""

    app_clients: Annotated[
        dict[Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,30}$")], AppClientSettings],
        BeforeValidator(as_json),
    ] = Field(default_factory=dict[str, AppClientSettings])
    """Applications that sign users in, by name, beside the documentation page."""

    sign_in_domain: DomainName | None = None
    """Domain of the sign-in page in place of Cognito's; its certificate lies in us-east-1."""

    sign_in_certificate_arn: CertificateArn | None = None

    api_domain: DomainName | None = None
    """Domain of the API in place of API Gateway's; its certificate lies in the stack's region."""

    api_certificate_arn: CertificateArn | None = None

    @field_validator("app_clients")
    @classmethod
    def leaves_ours(cls, apps: dict[str, AppClientSettings]) -> dict[str, AppClientSettings]:
        if "api" in apps:
            raise ValueError("api is the documentation page's own client; take another name")
        return apps

    @field_validator(*OTHER_HALF)
    @classmethod
    def comes_with_its_other_half(cls, value: str | None, info: ValidationInfo) -> str | None:
        """Refuse half of what only works together; where the other half is wrong itself, that is said."""
        other = OTHER_HALF[str(info.field_name)]
        if other in info.data and (info.data[other] is None) != (value is None):
            raise ValueError(f"{other} and {info.field_name} are set together, or neither")
        return value
