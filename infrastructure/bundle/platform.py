"""Where a bundle runs, and which wheels run there."""

import sysconfig
from enum import StrEnum


class Platform(StrEnum):
    LAMBDA_ARM64 = "lambda-arm64"
    HOST = "host"

    @property
    def uv_options(self) -> tuple[str, ...]:
        match self:
            case Platform.LAMBDA_ARM64:
                # The python3.13 runtime is Amazon Linux 2023, whose glibc is 2.34. manylinux2014, the usual
                # choice, would find no wheel of arro3, which asks for 2.28.
                return ("--python-platform", "aarch64-manylinux_2_34")
            case Platform.HOST:
                return ()

    @property
    def wheel_platform(self) -> str:
        """Names the machine in a digest, so that a folder shared by two machines holds a bundle for each."""
        match self:
            case Platform.LAMBDA_ARM64:
                return self.value
            case Platform.HOST:
                return sysconfig.get_platform()
