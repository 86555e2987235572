"""Tokens that Cognito would not give out, signed with the pool's own key."""

import base64
import json
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from tasklake_devkit.local_system import LocalSystem


def encoded(part: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")


def decoded(part: str) -> dict[str, Any]:
    return json.loads(base64.urlsafe_b64decode(part + "=="))


def claims_of(token: str) -> dict[str, Any]:
    return decoded(token.split(".")[1])


def with_claims(system: LocalSystem, token: str, **changes: object) -> str:
    """Return a token with other claims and a good signature: the emulator keeps the pool's key in its state."""
    (file,) = (system.state.emulator / "services").rglob(f"{system.outputs.user_pool_id}-id.pem")
    key = serialization.load_pem_private_key(file.read_bytes(), password=None)
    assert isinstance(key, rsa.RSAPrivateKey)
    header = token.split(".", maxsplit=1)[0]
    text = f"{header}.{encoded(claims_of(token) | changes)}"
    signature = key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())
    return f"{text}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"
