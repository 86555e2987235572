"""Tokens that Cognito would not give out, signed with the pool's own key."""

import base64
import json
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from tasklake_devkit.workspace import StateFolder


def encoded(part: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")


def decoded(part: str) -> dict[str, Any]:
    return json.loads(base64.urlsafe_b64decode(part + "=="))


def claims_of(token: str) -> dict[str, Any]:
    return decoded(token.split(".")[1])


def pool_key(state: StateFolder, user_pool_id: str) -> rsa.RSAPrivateKey:
    """Return what the pool signs with; the emulator keeps it in its state."""
    (file,) = (state.emulator / "services").rglob(f"{user_pool_id}-id.pem")
    key = serialization.load_pem_private_key(file.read_bytes(), password=None)
    assert isinstance(key, rsa.RSAPrivateKey)
    return key


def with_claims(key: rsa.RSAPrivateKey, token: str, **changes: object) -> str:
    """Return a token with other claims and a good signature."""
    header = token.split(".", maxsplit=1)[0]
    text = f"{header}.{encoded(claims_of(token) | changes)}"
    signature = key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())
    return f"{text}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"
