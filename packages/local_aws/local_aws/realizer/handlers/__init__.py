"""The resource types that the emulator can hold, by Pulumi's type token."""

from local_aws.realizer.handlers import (
    apigatewayv2,
    athena,
    cloudwatch,
    cognito,
    dynamodb,
    glue,
    iam,
    lambda_,
    messaging,
    s3,
    scheduler,
)
from local_aws.realizer.resource_types import ResourceType

RESOURCE_TYPES: dict[str, ResourceType] = {
    **apigatewayv2.TYPES,
    **athena.TYPES,
    **cloudwatch.TYPES,
    **cognito.TYPES,
    **dynamodb.TYPES,
    **glue.TYPES,
    **iam.TYPES,
    **lambda_.TYPES,
    **messaging.TYPES,
    **s3.TYPES,
    **scheduler.TYPES,
}
