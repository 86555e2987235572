"""What analysts work in: the Athena workgroup, its saved queries, and the policy that lets them read the lake."""

import pulumi
import pulumi_aws as aws

from infrastructure.deployment import Deployment
from infrastructure.lake.access import result_statements
from infrastructure.lake.data_lake import DataLake
from infrastructure.policy import Statement, arn, attachable
from infrastructure.scratch import Scratch, declare_scratch, scratch_expirations
from infrastructure.workgroup import EnforcedWorkgroup
from tasklake_lake.event_tables import EVENTS_PREFIX
from tasklake_lake.iceberg_tables import ICEBERG_PREFIX
from tasklake_lake.quality import QUALITY_PREFIX
from tasklake_lake.statements import statements


class Analytics(pulumi.ComponentResource):
    workgroup: pulumi.Output[str]
    enforced_workgroup: EnforcedWorkgroup
    policy_arn: pulumi.Output[str]
    scratch: Scratch

    def __init__(
        self,
        name: str,
        *,
        lake: DataLake,
        deployment: Deployment,
        bytes_scanned_cutoff: int,
        scratch_days: int,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("tasklake:analytics:Analytics", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)

        workgroup = EnforcedWorkgroup(
            name,
            athena_name=f"{pulumi.get_project()}-{pulumi.get_stack()}",
            description="Queries over the lake; settings are enforced",
            bytes_scanned_cutoff=bytes_scanned_cutoff,
            deployment=deployment,
            expirations=scratch_expirations(scratch_days),
            opts=child,
        )
        self.workgroup = workgroup.name
        self.enforced_workgroup = workgroup
        save_queries(lake, workgroup, child)
        self.scratch = declare_scratch(lake.database, workgroup, scratch_days, child)
        self.policy_arn = attachable(
            "analyst",
            "analyst",
            "Read the lake through its workgroup, and nothing else",
            *analyst_statements(lake, workgroup),
            opts=child,
        )
        self.register_outputs({"workgroup": self.workgroup, "policy_arn": self.policy_arn})


def save_queries(lake: DataLake, workgroup: EnforcedWorkgroup, opts: pulumi.ResourceOptions) -> None:
    """Save what is below sql/queries as named queries, and what is below sql/prepared as prepared statements."""
    parameters = lake.windows.parameters()
    for statement in statements("queries"):
        aws.athena.NamedQuery(
            statement.name,
            name=statement.name,
            description=statement.description,
            database=lake.database,
            workgroup=workgroup.id,
            query=statement.rendered(parameters),
            opts=opts,
        )
    for statement in statements("prepared"):
        aws.athena.PreparedStatement(
            statement.name,
            name=statement.name,
            description=statement.description,
            workgroup=workgroup.id,
            query_statement=statement.rendered(parameters),
            opts=opts,
        )


def analyst_statements(lake: DataLake, workgroup: EnforcedWorkgroup) -> list[Statement]:
    return [
        Statement(
            "Workgroup",
            [
                "athena:BatchGetNamedQuery",
                "athena:BatchGetPreparedStatement",
                "athena:BatchGetQueryExecution",
                "athena:GetNamedQuery",
                "athena:GetPreparedStatement",
                "athena:GetQueryExecution",
                "athena:GetQueryResults",
                "athena:GetQueryResultsStream",
                "athena:GetQueryRuntimeStatistics",
                "athena:GetWorkGroup",
                "athena:ListNamedQueries",
                "athena:ListPreparedStatements",
                "athena:ListQueryExecutions",
                "athena:StartQueryExecution",
                "athena:StopQueryExecution",
            ],
            [workgroup.arn],
        ),
        # What the console and the drivers list before a query; none of these can be narrowed to a workgroup.
        Statement(
            "Console",
            ["athena:ListDataCatalogs", "athena:ListEngineVersions", "athena:ListWorkGroups"],
            ["*"],
        ),
        Statement(
            "DataCatalog",
            [
                "athena:GetDataCatalog",
                "athena:GetDatabase",
                "athena:GetTableMetadata",
                "athena:ListDatabases",
                "athena:ListTableMetadata",
            ],
            [arn("athena", "datacatalog/AwsDataCatalog")],
        ),
        Statement(
            "Catalog",
            ["glue:GetDatabase", "glue:GetDatabases", "glue:GetTable", "glue:GetTables"],
            [
                arn("glue", "catalog"),
                # Athena asks for the default database whichever one a query names.
                arn("glue", "database/default"),
                lake.database_arn,
                arn("glue", "table/", lake.database, "/*"),
            ],
        ),
        Statement(
            "Lake",
            ["s3:GetObject"],
            [
                pulumi.Output.concat(lake.bucket.arn, f"/{prefix}/*")
                for prefix in (EVENTS_PREFIX, ICEBERG_PREFIX, QUALITY_PREFIX)
            ],
        ),
        *result_statements(lake, workgroup),
    ]
