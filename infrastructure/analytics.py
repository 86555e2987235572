"""What analysts work in: the Athena workgroup, its saved queries, and the policy that lets them read the lake."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from infrastructure.bucket import Expiration, PrivateBucket, PrivateBucketArgs
from infrastructure.policy import Statement, policy
from infrastructure.workgroup import enforced_workgroup
from tasklake_lake.event_tables import EVENTS_PREFIX
from tasklake_lake.iceberg_tables import ICEBERG_PREFIX
from tasklake_lake.statements import statements
from tasklake_lake.windows import Windows


@dataclass(frozen=True)
class AnalyticsArgs:
    database: pulumi.Input[str]
    database_arn: pulumi.Input[str]
    lake_bucket_arn: pulumi.Input[str]
    windows: Windows
    bytes_scanned_cutoff: int
    query_results_retention_days: int
    require_tls: bool
    force_destroy: bool


class Analytics(pulumi.ComponentResource):
    workgroup: pulumi.Output[str]

    def __init__(self, name: str, args: AnalyticsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("tasklake:analytics:Analytics", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)

        results = PrivateBucket(
            f"{name}-results",
            PrivateBucketArgs(
                expirations=[Expiration("", args.query_results_retention_days)],
                require_tls=args.require_tls,
                force_destroy=args.force_destroy,
            ),
            opts=child,
        )
        workgroup = enforced_workgroup(
            name,
            name=f"{pulumi.get_project()}-{pulumi.get_stack()}",
            description="Queries over the lake; settings are enforced",
            results=results,
            bytes_scanned_cutoff=args.bytes_scanned_cutoff,
            force_destroy=args.force_destroy,
            opts=child,
        )
        self.workgroup = workgroup.name
        save_queries(args, workgroup, child)
        aws.iam.Policy(
            f"{name}-analyst",
            description="Read the lake through its workgroup, and nothing else",
            policy=analyst_policy(args, workgroup.arn, results.arn),
            opts=child,
        )
        self.register_outputs({"workgroup": self.workgroup})


def save_queries(args: AnalyticsArgs, workgroup: aws.athena.Workgroup, opts: pulumi.ResourceOptions) -> None:
    """Save what is below sql/queries as named queries, and what is below sql/prepared as prepared statements."""
    parameters = args.windows.parameters()
    for statement in statements("queries"):
        aws.athena.NamedQuery(
            statement.name,
            name=statement.name,
            description=statement.description,
            database=args.database,
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


def analyst_policy(
    args: AnalyticsArgs, workgroup_arn: pulumi.Output[str], results_arn: pulumi.Output[str]
) -> pulumi.Output[str]:
    account = aws.get_caller_identity_output().account_id
    region = aws.get_region_output().region
    catalog = pulumi.Output.concat("arn:aws:glue:", region, ":", account)
    return policy(
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
            [workgroup_arn],
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
            [pulumi.Output.concat("arn:aws:athena:", region, ":", account, ":datacatalog/AwsDataCatalog")],
        ),
        Statement(
            "Catalog",
            ["glue:GetDatabase", "glue:GetDatabases", "glue:GetTable", "glue:GetTables"],
            [
                pulumi.Output.concat(catalog, ":catalog"),
                # Athena asks for the default database whichever one a query names.
                pulumi.Output.concat(catalog, ":database/default"),
                args.database_arn,
                pulumi.Output.concat(catalog, ":table/", args.database, "/*"),
            ],
        ),
        Statement(
            "Lake",
            ["s3:GetObject"],
            [
                pulumi.Output.concat(args.lake_bucket_arn, f"/{prefix}/*")
                for prefix in (EVENTS_PREFIX, ICEBERG_PREFIX)
            ],
        ),
        Statement(
            "Results",
            ["s3:AbortMultipartUpload", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:PutObject"],
            [pulumi.Output.concat(results_arn, "/*")],
        ),
        Statement("Buckets", ["s3:GetBucketLocation", "s3:ListBucket"], [args.lake_bucket_arn, results_arn]),
        Statement("ResultUploads", ["s3:ListBucketMultipartUploads"], [results_arn]),
    )
