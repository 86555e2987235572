"""ARNs that lack a region, an account or both."""

import pulumi
import pulumi_aws as aws


def of_partition(rest: str) -> pulumi.Output[str]:
    return pulumi.Output.concat("arn:", aws.get_partition_output().partition, rest)


def of_region(service: str, resource: str) -> pulumi.Output[str]:
    """Return the ARN of a resource that names no account."""
    partition, region = aws.get_partition_output().partition, aws.get_region_output().region
    return pulumi.Output.concat("arn:", partition, f":{service}:", region, "::", resource)


def of_account(service: str, resource: str) -> pulumi.Output[str]:
    """Return the ARN of a resource that is in no region."""
    partition, account = aws.get_partition_output().partition, aws.get_caller_identity_output().account_id
    return pulumi.Output.concat("arn:", partition, f":{service}::", account, ":", resource)
