"""The scratch database, where a stack has one: analysts make and drop tables there, and the rows go by themselves."""

from collections.abc import Sequence
from typing import NamedTuple

import pulumi
import pulumi_aws as aws

from infrastructure.bucket import Expiration
from infrastructure.policy import Statement, arn, policy


class Scratch(NamedTuple):
    """The database's name and its policy's ARN; empty where a stack has none."""

    database: pulumi.Input[str] = ""
    policy_arn: pulumi.Input[str] = ""


def scratch_expirations(days: int) -> Sequence[Expiration]:
    """Return when rows go: a workgroup that says where results go has new tables' below `tables/` there.

    Source: Amazon Athena User Guide, "Considerations and limitations for CTAS queries".
    """
    return [Expiration("tables/", days)] if days else []


def declare_scratch(lake_database: pulumi.Output[str], days: int, opts: pulumi.ResourceOptions) -> Scratch:
    """Declare the database and the policy of those who may make tables in it, beside the analysts'."""
    if not days:
        return Scratch()
    database = aws.glue.CatalogDatabase(
        "scratch",
        name=pulumi.Output.concat(lake_database, "_scratch"),
        description=f"Analysts' own tables; their rows go after {days} days",
        # The local engine, which has everybody's rights, makes tables where this says so.
        parameters={"scratch": "true"},
        # Whatever is in it, its rows go soon.
        opts=pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(protect=False)),
    )
    # The rows need nothing: an analyst may write results.
    may = aws.iam.Policy(
        "scratch",
        # Attached by hand, as the analysts' is.
        name=f"{pulumi.get_project()}-{pulumi.get_stack()}-scratch",
        description="Make and drop tables in the scratch database, beside the analysts' policy",
        policy=policy(
            Statement(
                "Scratch",
                [
                    "glue:CreateTable",
                    "glue:DeleteTable",
                    "glue:GetDatabase",
                    "glue:GetTable",
                    "glue:GetTables",
                ],
                [arn("glue", "catalog"), database.arn, arn("glue", "table/", database.name, "/*")],
            )
        ),
        opts=opts,
    )
    return Scratch(database.name, may.arn)
