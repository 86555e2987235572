"""The scratch database, where a stack has one: analysts make and drop tables there, and the rows go by themselves."""

from collections.abc import Sequence
from typing import Final, NamedTuple

import pulumi
import pulumi_aws as aws

from infrastructure.bucket import Expiration
from infrastructure.policy import Statement, arn, attachable
from infrastructure.workgroup import EnforcedWorkgroup

TABLES_PREFIX: Final = "tables/"
"""Where Athena puts new tables' rows in a workgroup that says where results go (Amazon Athena User Guide, "CTAS")."""


class Scratch(NamedTuple):
    """The database's name and its policy's ARN; empty where a stack has none."""

    database: pulumi.Input[str] = ""
    policy_arn: pulumi.Input[str] = ""


def scratch_expirations(days: int) -> Sequence[Expiration]:
    return [Expiration(TABLES_PREFIX, days)] if days else []


def declare_scratch(
    lake_database: pulumi.Output[str], workgroup: EnforcedWorkgroup, days: int, opts: pulumi.ResourceOptions
) -> Scratch:
    """Declare the database and the policy of those who may make tables in it, beside the analysts'."""
    if not days:
        return Scratch()
    database = aws.glue.CatalogDatabase(
        "scratch",
        name=pulumi.Output.concat(lake_database, "_scratch"),
        description=f"Analysts' own tables; their rows go after {days} days",
        # Locally most statements are root's, and make tables where this says so.
        parameters={"scratch": "true"},
        # Whatever is in it, its rows go soon.
        opts=pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(protect=False)),
    )
    may = attachable(
        "scratch",
        "scratch",
        "Make and drop tables in the scratch database, beside the analysts' policy",
        Statement(
            "Scratch",
            [
                "glue:CreateTable",
                "glue:DeleteTable",
                "glue:GetDatabase",
                "glue:GetTable",
                "glue:GetTables",
                "glue:UpdateTable",
            ],
            [arn("glue", "catalog"), database.arn, arn("glue", "table/", database.name, "/*")],
        ),
        # An analyst may write results, and with this a tool that makes a table anew takes the old rows away.
        Statement(
            "Rows",
            ["s3:DeleteObject"],
            [pulumi.Output.concat(workgroup.results.arn, f"/{TABLES_PREFIX}*")],
        ),
        opts=opts,
    )
    return Scratch(database.name, may)
