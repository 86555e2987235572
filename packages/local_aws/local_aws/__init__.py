"""A Pulumi AWS program on a laptop.

    with LocalAws(Path("state"), port=4566) as aws:
        outputs = aws.realize(Path("program"), project="shop", stack="local", config={}).outputs
        aws.follow()

While the context is open, boto3 finds the account at `aws.endpoint_url`: its functions run, its streams reach them,
its schedules start queries, and Athena answers over the tables of Glue.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from local_aws.account import LocalAws

__all__ = ["LocalAws"]


def __getattr__(name: str) -> object:
    # Late: who needs a client alone does not wait for Pulumi.
    if name == "LocalAws":
        from local_aws.account import LocalAws  # noqa: PLC0415 - see above

        return LocalAws
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
