"""An Athena workgroup as every workgroup here is: its settings hold for all clients, its results expire."""

import pulumi
import pulumi_aws as aws

from infrastructure.bucket import PrivateBucket


def enforced_workgroup(
    resource_name: str,
    *,
    name: str,
    description: str,
    results: PrivateBucket,
    bytes_scanned_cutoff: int,
    force_destroy: bool,
    opts: pulumi.ResourceOptions,
) -> aws.athena.Workgroup:
    """Return a workgroup that publishes CloudWatch metrics.

    Args:
        resource_name: Pulumi's name of it.
        name: Its name in Athena.
        description: What runs in it.
        results: Where its results go, encrypted.
        bytes_scanned_cutoff: Bytes after which Athena cancels a query.
        force_destroy: Whether it may be deleted with its query history.
        opts: The resource's options.
    """
    return aws.athena.Workgroup(
        resource_name,
        name=name,
        description=description,
        force_destroy=force_destroy,
        configuration=aws.athena.WorkgroupConfigurationArgs(
            enforce_workgroup_configuration=True,
            publish_cloudwatch_metrics_enabled=True,
            bytes_scanned_cutoff_per_query=bytes_scanned_cutoff,
            engine_version=aws.athena.WorkgroupConfigurationEngineVersionArgs(
                selected_engine_version="Athena engine version 3"
            ),
            result_configuration=aws.athena.WorkgroupConfigurationResultConfigurationArgs(
                output_location=pulumi.Output.concat("s3://", results.name, "/"),
                encryption_configuration=aws.athena.WorkgroupConfigurationResultConfigurationEncryptionConfigurationArgs(
                    encryption_option="SSE_S3"
                ),
            ),
        ),
        opts=opts,
    )
