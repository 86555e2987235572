"""Who the root of the emulator's account is; apart from its clients, which take longer to import."""

from typing import Final

LOCAL_ACCOUNT: Final = "000000000000"
LOCAL_REGION: Final = "us-east-1"
SECRET_KEY: Final = "test"  # noqa: S105 - the emulator takes the account's number as the access key, and any secret
