"""Taking resources out of the emulator: those that left the program, as Pulumi's engine does after a run."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from botocore.exceptions import ClientError

from local_aws.realizer.errors import HoldsDataError
from local_aws.realizer.resource_types import Aws
from local_aws.realizer.state import ResourceState, StateFile

type Removal = Callable[[Aws, ResourceState], object]

ABSENT: Final = ("NotFound", "NoSuch", "EntityNotFound", "NonExistentQueue")
"""How the codes of AWS's errors for what is not there begin or end."""


def by(service: str, operation: str, **sources: str | tuple[str, ...] | Mapping[str, object]) -> Removal:
    """Return a removal by one call.

    Args:
        service: The boto3 name of the service.
        operation: The boto3 name of the operation.
        sources: For each parameter the input that it has the value of, or `id`; in a tuple, if it takes a list; a
            mapping is the value itself.
    """

    def value(resource: ResourceState, source: str | tuple[str, ...] | Mapping[str, object]) -> object:
        match source:
            case str():
                return resource.id if source == "id" else resource.inputs[source]
            case tuple():
                return [resource.inputs[each] for each in source]
            case _:
                return source

    def remove(aws: Aws, resource: ResourceState) -> object:
        parameters = {name: value(resource, source) for name, source in sources.items()}
        return getattr(aws.session.client(service), operation)(**parameters)

    return remove


def with_its_parent(_aws: Aws, _resource: ResourceState) -> None:
    """What is only remembered, or goes with the resource it belongs to."""


def remove_bucket(aws: Aws, bucket: ResourceState) -> None:
    name = bucket.inputs["bucket"]
    s3 = aws.session.client("s3")
    # A bucket without versions lists its objects as their only ones.
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=name):
        for found in (*page.get("Versions", []), *page.get("DeleteMarkers", [])):
            s3.delete_object(Bucket=name, Key=found.get("Key", ""), VersionId=found.get("VersionId", ""))
    s3.delete_bucket(Bucket=name)


def remove_table(aws: Aws, table: ResourceState) -> None:
    name = table.inputs["name"]
    dynamodb = aws.session.client("dynamodb")
    # Whoever removes one has made sure that it was made in the same run.
    dynamodb.update_table(TableName=name, DeletionProtectionEnabled=False)
    dynamodb.delete_table(TableName=name)


REMOVALS: Final[Mapping[str, Removal]] = {
    "aws:apigatewayv2/api:Api": by("apigatewayv2", "delete_api", ApiId="id"),
    "aws:apigatewayv2/authorizer:Authorizer": by(
        "apigatewayv2", "delete_authorizer", ApiId="apiId", AuthorizerId="id"
    ),
    "aws:apigatewayv2/integration:Integration": by(
        "apigatewayv2", "delete_integration", ApiId="apiId", IntegrationId="id"
    ),
    "aws:apigatewayv2/route:Route": by("apigatewayv2", "delete_route", ApiId="apiId", RouteId="id"),
    "aws:apigatewayv2/stage:Stage": by("apigatewayv2", "delete_stage", ApiId="apiId", StageName="name"),
    "aws:athena/namedQuery:NamedQuery": by("athena", "delete_named_query", NamedQueryId="id"),
    "aws:athena/preparedStatement:PreparedStatement": by(
        "athena", "delete_prepared_statement", StatementName="name", WorkGroup="workgroup"
    ),
    "aws:athena/workgroup:Workgroup": by("athena", "delete_work_group", WorkGroup="name"),
    "aws:cloudwatch/dashboard:Dashboard": by(
        "cloudwatch", "delete_dashboards", DashboardNames=("dashboardName",)
    ),
    "aws:cloudwatch/eventRule:EventRule": by("events", "delete_rule", Name="name"),
    "aws:cloudwatch/eventTarget:EventTarget": by("events", "remove_targets", Rule="rule", Ids=("targetId",)),
    "aws:cloudwatch/logGroup:LogGroup": by("logs", "delete_log_group", logGroupName="name"),
    "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": by(
        "logs", "delete_resource_policy", policyName="policyName"
    ),
    "aws:cloudwatch/metricAlarm:MetricAlarm": by("cloudwatch", "delete_alarms", AlarmNames=("name",)),
    "aws:cognito/userGroup:UserGroup": by(
        "cognito-idp", "delete_group", UserPoolId="userPoolId", GroupName="name"
    ),
    "aws:cognito/userPool:UserPool": by("cognito-idp", "delete_user_pool", UserPoolId="id"),
    "aws:cognito/userPoolClient:UserPoolClient": by(
        "cognito-idp", "delete_user_pool_client", UserPoolId="userPoolId", ClientId="id"
    ),
    "aws:cognito/userPoolDomain:UserPoolDomain": by(
        "cognito-idp", "delete_user_pool_domain", UserPoolId="userPoolId", Domain="domain"
    ),
    "aws:dynamodb/table:Table": remove_table,
    "aws:glue/catalogDatabase:CatalogDatabase": by("glue", "delete_database", Name="name"),
    "aws:glue/catalogTable:CatalogTable": by(
        "glue", "delete_table", DatabaseName="databaseName", Name="name"
    ),
    "aws:glue/catalogTableOptimizer:CatalogTableOptimizer": with_its_parent,
    "aws:iam/policy:Policy": by("iam", "delete_policy", PolicyArn="id"),
    "aws:iam/role:Role": by("iam", "delete_role", RoleName="name"),
    "aws:iam/rolePolicy:RolePolicy": by("iam", "delete_role_policy", RoleName="role", PolicyName="name"),
    "aws:lambda/eventSourceMapping:EventSourceMapping": by(
        "lambda", "delete_event_source_mapping", UUID="id"
    ),
    "aws:lambda/function:Function": by("lambda", "delete_function", FunctionName="name"),
    "aws:lambda/permission:Permission": by(
        "lambda", "remove_permission", FunctionName="function", StatementId="statementId"
    ),
    "aws:s3/bucket:Bucket": remove_bucket,
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": by(
        "s3", "delete_bucket_lifecycle", Bucket="bucket"
    ),
    "aws:s3/bucketNotification:BucketNotification": by(
        "s3", "put_bucket_notification_configuration", Bucket="bucket", NotificationConfiguration={}
    ),
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": by(
        "s3", "delete_bucket_ownership_controls", Bucket="bucket"
    ),
    "aws:s3/bucketPolicy:BucketPolicy": by("s3", "delete_bucket_policy", Bucket="bucket"),
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": by(
        "s3", "delete_public_access_block", Bucket="bucket"
    ),
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": by(
        "s3", "delete_bucket_encryption", Bucket="bucket"
    ),
    "aws:s3/bucketVersioning:BucketVersioning": by(
        "s3", "put_bucket_versioning", Bucket="bucket", VersioningConfiguration={"Status": "Suspended"}
    ),
    "aws:scheduler/schedule:Schedule": by("scheduler", "delete_schedule", GroupName="groupName", Name="name"),
    "aws:scheduler/scheduleGroup:ScheduleGroup": by("scheduler", "delete_schedule_group", Name="name"),
    "aws:sns/topic:Topic": by("sns", "delete_topic", TopicArn="id"),
    "aws:sns/topicPolicy:TopicPolicy": with_its_parent,
    "aws:sns/topicSubscription:TopicSubscription": by("sns", "unsubscribe", SubscriptionArn="id"),
    "aws:sqs/queue:Queue": by("sqs", "delete_queue", QueueUrl="id"),
}

HOLDING_DATA: Final = (
    "aws:cognito/userPool:UserPool",
    "aws:dynamodb/table:Table",
    "aws:glue/catalogDatabase:CatalogDatabase",
    "aws:s3/bucket:Bucket",
)


def refuse_lost_data(state: StateFile, left: Iterable[str]) -> None:
    """Return when nothing of what left the program holds data.

    Raises:
        HoldsDataError: Something does. A program that moved it without an alias would go on with an empty one.
    """
    holders = [urn for urn in left if holds_data(urn, state.require(urn))]
    if holders:
        raise HoldsDataError(sorted(holders))


def holds_data(urn: str, resource: ResourceState) -> bool:
    return type_of(urn) in HOLDING_DATA or "openTableFormatInput" in resource.inputs


def remove(aws: Aws, state: StateFile, urns: Iterable[str]) -> None:
    """Take resources out of the emulator and the state, the youngest first; what is gone already is no error.

    Raises:
        BotoCoreError: The emulator does not answer.
        ClientError: It refuses; what was removed before stays so.
    """
    gone = set(urns)
    for urn in [urn for urn in reversed(state.urns()) if urn in gone]:
        try:
            REMOVALS[type_of(urn)](aws, state.require(urn))
        except ClientError as error:
            if not is_absence(error):
                raise
        state.forget(urn)


def type_of(urn: str) -> str:
    return urn.split("::")[2].rpartition("$")[2]


def is_absence(error: ClientError) -> bool:
    details: Mapping[str, Any] = error.response.get("Error", {})
    return any(word in str(details.get("Code", "")) for word in ABSENT)
