"""An Athena workgroup as every workgroup here is: its settings hold for all clients, its results expire."""

from collections.abc import Sequence

import pulumi
import pulumi_aws as aws

from infrastructure.bucket import Expiration, PrivateBucket
from infrastructure.deployment import Deployment


class EnforcedWorkgroup(pulumi.ComponentResource):
    """A workgroup that publishes CloudWatch metrics, and a bucket for its results.

    Args:
        athena_name: Its name in Athena.
        description: What runs in it.
        bytes_scanned_cutoff: Bytes after which Athena cancels a query.
        deployment: What it has in common with everything else.
        expirations: Results that go earlier than all others.
    """

    id: pulumi.Output[str]
    name: pulumi.Output[str]
    arn: pulumi.Output[str]
    results: PrivateBucket

    def __init__(
        self,
        name: str,
        *,
        athena_name: str,
        description: str,
        bytes_scanned_cutoff: int,
        deployment: Deployment,
        expirations: Sequence[Expiration] = (),
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("tasklake:analytics:EnforcedWorkgroup", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)

        self.results = PrivateBucket(
            f"{name}-results",
            expirations=[Expiration("", deployment.query_results_retention_days), *expirations],
            deployment=deployment,
            opts=child,
        )
        workgroup = aws.athena.Workgroup(
            name,
            name=athena_name,
            description=description,
            force_destroy=deployment.force_destroy,
            configuration={
                "enforce_workgroup_configuration": True,
                "publish_cloudwatch_metrics_enabled": True,
                "bytes_scanned_cutoff_per_query": bytes_scanned_cutoff,
                "engine_version": {"selected_engine_version": "Athena engine version 3"},
                "result_configuration": {
                    "output_location": pulumi.Output.concat("s3://", self.results.name, "/"),
                    "encryption_configuration": {"encryption_option": "SSE_S3"},
                },
            },
            opts=child,
        )
        self.id = workgroup.id
        self.name = workgroup.name
        self.arn = workgroup.arn
        self.register_outputs({"name": self.name, "arn": self.arn})
