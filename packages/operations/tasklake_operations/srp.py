"""The client's side of Cognito's USER_SRP_AUTH: a sign-in that does not send the password.

It is SRP-6a (RFC 5054) with Cognito's own key derivation, which AWS documents by its code alone:
https://github.com/aws-amplify/amplify-js/tree/main/packages/auth/src/providers/cognito/utils/srp. Not pycognito: its
last release is of 2024, and it brings three more packages for what is below.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

PRIME: Final = int(
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD"
    "EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED"
    "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F"
    "83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B"
    "E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF6955817183995497CEA956AE515D2261898FA0510"
    "15728E5A8AAAC42DAD33170D04507A33A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7"
    "ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864D87602733EC86A64521F2B18177B200C"
    "BBE117577A615D6C770988C0BAD946E208E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF",
    16,
)
"""That of 3072 bits (RFC 5054, appendix A)."""

GENERATOR: Final = 2
KEY_INFO: Final = b"Caldera Derived Key\x01"
KEY_BYTES: Final = 16
SECRET_BITS: Final = 1024
WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class PasswordProof:
    """One sign-in: what is sent to begin it, and the answer to Cognito's challenge PASSWORD_VERIFIER."""

    user_pool_id: str
    password: str
    _secret: int = field(default_factory=lambda: secrets.randbits(SECRET_BITS), repr=False)

    @property
    def public_value(self) -> str:
        """SRP_A of InitiateAuth."""
        return f"{pow(GENERATOR, self._secret, PRIME):x}"

    def responses(self, challenge: Mapping[str, str], now: datetime) -> dict[str, str]:
        """Return the challenge's responses; `now` is in UTC."""
        user_id, block = challenge["USER_ID_FOR_SRP"], challenge["SECRET_BLOCK"]
        # In English, with a day of one or two digits: strftime is in the locale's language.
        moment = f"{WEEKDAYS[now.weekday()]} {MONTHS[now.month - 1]} {now.day} {now:%H:%M:%S} UTC {now.year}"
        signed = self._pool_name.encode() + user_id.encode() + base64.b64decode(block) + moment.encode()
        return {
            "USERNAME": user_id,
            "PASSWORD_CLAIM_SECRET_BLOCK": block,
            "PASSWORD_CLAIM_SIGNATURE": base64.b64encode(
                hmac.digest(self._key(challenge), signed, "sha256")
            ).decode(),
            "TIMESTAMP": moment,
        }

    @property
    def _pool_name(self) -> str:
        return self.user_pool_id.partition("_")[2]

    def _key(self, challenge: Mapping[str, str]) -> bytes:
        theirs, salt = int(challenge["SRP_B"], 16), int(challenge["SALT"], 16)
        scrambler = digest(padded(int(self.public_value, 16)), padded(theirs))
        identity = f"{self._pool_name}{challenge['USER_ID_FOR_SRP']}:{self.password}"
        private = digest(padded(salt), hashlib.sha256(identity.encode()).digest())
        multiplier = digest(padded(PRIME), padded(GENERATOR))
        base = (theirs - multiplier * pow(GENERATOR, private, PRIME)) % PRIME
        shared = pow(base, self._secret + scrambler * private, PRIME)
        extracted = hmac.digest(padded(scrambler), padded(shared), "sha256")
        return hmac.digest(extracted, KEY_INFO, "sha256")[:KEY_BYTES]


def padded(number: int) -> bytes:
    """Return a number's bytes with a zero in front where it would be taken for a negative one."""
    return number.to_bytes(number.bit_length() // 8 + 1)


def digest(*parts: bytes) -> int:
    return int.from_bytes(hashlib.sha256(b"".join(parts)).digest())
