"""For each control one change of what a stack declares that turns its verdict on one resource."""

import json
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from typing import Any, Final

from policy_pack import buckets, cognito, functions, identities, operations, tables
from policy_pack.api import INTEGRATION, STAGE
from policy_pack.control import Resource

type Flip = Callable[[Sequence[Resource]], list[Resource]]

BUCKET: Final = buckets.BUCKET[0]
CLIENT: Final = cognito.CLIENT[0]
FUNCTION: Final = functions.FUNCTION[0]
KEY: Final = identities.KEY[0]
POOL: Final = cognito.POOL[0]
ROLE: Final = identities.ROLE[0]
SCHEDULE: Final = operations.SCHEDULE[0]
TABLE: Final = tables.TABLE[0]
WORKGROUP: Final = tables.WORKGROUP[0]

IDENTITY_POOL: Final = "aws:cognito/identityPool:IdentityPool"
FUNCTION_URL: Final = "aws:lambda/functionUrl:FunctionUrl"
QUEUE_POLICY: Final = "aws:sqs/queuePolicy:QueuePolicy"

OWN: Final = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": {
            "Effect": "Allow",
            "Principal": {"AWS": "arn:aws:iam::123456789012:root"},
            "Action": "x:Y",
        },
    }
)
EXAMPLES: Final = tuple(
    Resource(f"urn:pulumi:prod::tasklake::{type_}::example", type_, "example", inputs)
    for type_, inputs in {
        IDENTITY_POOL: {"allowUnauthenticatedIdentities": False},
        FUNCTION_URL: {"authorizationType": "AWS_IAM"},
        KEY: {"enableKeyRotation": True, "policy": OWN},
        QUEUE_POLICY: {"policy": OWN},
    }.items()
)
"""Of types that controls judge and no stack declares."""


def change(type_: str, change_inputs: Callable[[dict[str, Any]], None], name: str | None = None) -> Flip:
    """Return a change of the first resource of a type, or of the one with that name."""

    def flip(resources: Sequence[Resource]) -> list[Resource]:
        flipped = next(
            each for each in resources if each.type_token == type_ and (name is None or each.name == name)
        )
        inputs = deepcopy(dict(flipped.inputs))
        change_inputs(inputs)
        return [replace(each, inputs=inputs) if each is flipped else each for each in resources]

    return flip


def put(type_: str, path: str, value: object, name: str | None = None) -> Flip:
    """Return a change that gives an input another value; None takes it away."""

    def change_inputs(inputs: dict[str, Any]) -> None:
        *sections, last = path.split(".")
        for each in sections:
            inputs = inputs.setdefault(each, {})
        inputs[last] = value
        if value is None:
            del inputs[last]

    return change(type_, change_inputs, name)


def add_companion(type_: str, inputs: Mapping[str, Any], of: str) -> Flip:
    """Return a change that gives the first resource of a type one more that depends on it."""

    def flip(resources: Sequence[Resource]) -> list[Resource]:
        owner = next(each for each in resources if each.type_token == of)
        return [*resources, Resource("urn:added", type_, "added", inputs, frozenset({owner.urn}))]

    return flip


def allow(type_: str, name: str | None = None, path: str = "policy", **elements: object) -> Flip:
    """Return a change that gives a policy one more statement."""

    def change_inputs(inputs: dict[str, Any]) -> None:
        document = json.loads(inputs[path])
        given = document["Statement"]
        statement = {"Effect": "Allow", **elements}
        document["Statement"] = [*(given if isinstance(given, list) else [given]), statement]
        inputs[path] = json.dumps(document)

    return change(type_, change_inputs, name)


def rewrite(type_: str, path: str, old: str, new: str, name: str | None = None) -> Flip:
    """Return a change of some letters of a policy."""

    def change_inputs(inputs: dict[str, Any]) -> None:
        assert old in inputs[path]
        inputs[path] = inputs[path].replace(old, new)

    return change(type_, change_inputs, name)


def without_rule(action: str) -> Flip:
    """Return a change of the lake's lifecycle: no rule with that action any more."""

    def change_inputs(inputs: dict[str, Any]) -> None:
        inputs["rules"] = [rule for rule in inputs["rules"] if action not in rule]

    return change(buckets.LIFECYCLE, change_inputs, "lake")


def encrypted(algorithm: str) -> Flip:
    rule = {"applyServerSideEncryptionByDefault": {"sseAlgorithm": algorithm}}
    return put(buckets.ENCRYPTION, "rules", [rule])


FLIPS: Final[Mapping[str, Flip]] = {
    "APIGateway.8": put("aws:apigatewayv2/route:Route", "authorizationType", "NONE", "api GET /v1/tasks"),
    "APIGateway.9": put(STAGE, "accessLogSettings", None),
    "APIGateway.10": put(INTEGRATION, "connectionType", "VPC_LINK"),
    "CKV_AWS_206": put(
        "aws:apigatewayv2/domainName:DomainName", "domainNameConfiguration.securityPolicy", "TLS_1_0"
    ),
    "apigatewayv2_api_authorizers_enabled": put(
        "aws:apigatewayv2/authorizer:Authorizer", "jwtConfiguration.audiences", []
    ),
    "Tasklake.throttling": put(STAGE, "defaultRouteSettings.throttlingBurstLimit", None),
    "Tasklake.cors": put("aws:apigatewayv2/api:Api", "corsConfiguration.allowOrigins", ["*"]),
    "Athena.1": put(WORKGROUP, "configuration.resultConfiguration.encryptionConfiguration", None),
    "Athena.4": put(WORKGROUP, "configuration.publishCloudwatchMetricsEnabled", value=False),
    "CKV_AWS_82": put(WORKGROUP, "configuration.enforceWorkgroupConfiguration", value=False),
    "Tasklake.bytes-scanned": put(WORKGROUP, "configuration.bytesScannedCutoffPerQuery", None),
    "S3.4": put(buckets.ENCRYPTION, "rules", []),
    "S3.5": rewrite(
        buckets.POLICY, "policy", '"aws:SecureTransport": "false"', '"aws:SecureTransport": "true"'
    ),
    "S3.6": allow(
        buckets.POLICY,
        Principal={"AWS": "arn:aws:iam::210987654321:root"},
        Action="s3:PutBucketPolicy",
        Resource="arn:aws:s3:::lake",
    ),
    "S3.7": add_companion("aws:s3/bucketReplicationConfig:BucketReplicationConfig", {"rules": [{}]}, BUCKET),
    "S3.8": put(
        "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", "restrictPublicBuckets", value=False
    ),
    "S3.9": add_companion("aws:s3/bucketLogging:BucketLogging", {"targetBucket": "logs"}, BUCKET),
    "S3.10": without_rule("noncurrentVersionExpiration"),
    "S3.11": put("aws:s3/bucketNotification:BucketNotification", "eventbridge", value=False),
    "S3.12": put(
        "aws:s3/bucketOwnershipControls:BucketOwnershipControls", "rule.objectOwnership", "ObjectWriter"
    ),
    "S3.13": without_rule("expiration"),
    "S3.14": put(buckets.VERSIONING, "versioningConfiguration.status", "Suspended"),
    "S3.15": put(BUCKET, "objectLockEnabled", value=True),
    "S3.17": encrypted("aws:kms"),
    "S3.20": put(buckets.VERSIONING, "versioningConfiguration.mfaDelete", "Enabled"),
    "CKV_AWS_70": allow(buckets.POLICY, Principal="*", Action="s3:GetObject", Resource="arn:aws:s3:::lake/*"),
    "CKV_AWS_300": without_rule("abortIncompleteMultipartUpload"),
    "Tasklake.force-destroy": put(BUCKET, "forceDestroy", value=True),
    "Cognito.1": put(POOL, "userPoolAddOns.advancedSecurityMode", "ENFORCED"),
    "Cognito.2": put(IDENTITY_POOL, "allowUnauthenticatedIdentities", value=True),
    "Cognito.3": put(POOL, "passwordPolicy.requireSymbols", value=False),
    "Cognito.4": put(POOL, "userPoolAddOns.advancedSecurityAdditionalFlows.customAuthMode", "ENFORCED"),
    "Cognito.5": put(POOL, "mfaConfiguration", "OFF"),
    "Cognito.6": put(POOL, "deletionProtection", "INACTIVE"),
    "cognito_user_pool_self_registration_disabled": put(
        POOL, "adminCreateUserConfig.allowAdminCreateUserOnly", value=True
    ),
    "cognito_user_pool_waf_acl_attached": add_companion(
        "aws:wafv2/webAclAssociation:WebAclAssociation", {"webAclArn": "arn"}, POOL
    ),
    "cognito_user_pool_client_prevent_user_existence_errors": put(
        CLIENT, "preventUserExistenceErrors", "LEGACY"
    ),
    "cognito_user_pool_client_token_revocation_enabled": put(CLIENT, "enableTokenRevocation", value=False),
    "Tasklake.no-implicit-grant": put(CLIENT, "allowedOauthFlows", ["code", "implicit"]),
    "Tasklake.no-password-flow": put(CLIENT, "explicitAuthFlows", ["ALLOW_USER_PASSWORD_AUTH"]),
    "DynamoDB.1": put(TABLE, "billingMode", "PROVISIONED"),
    "DynamoDB.2": put(TABLE, "pointInTimeRecovery.enabled", value=False),
    "DynamoDB.4": add_companion("aws:backup/selection:Selection", {"planId": "plan"}, TABLE),
    "DynamoDB.6": put(TABLE, "deletionProtectionEnabled", value=False),
    "CKV_AWS_119": put(TABLE, "serverSideEncryption.kmsKeyArn", "arn"),
    "Lambda.1": put("aws:lambda/permission:Permission", "principal", "*"),
    "Lambda.2": put(FUNCTION, "runtime", "python3.9"),
    "Lambda.3": put(FUNCTION, "vpcConfig.subnetIds", ["subnet-1"]),
    "Lambda.7": put(FUNCTION, "tracingConfig.mode", "PassThrough"),
    "CKV_AWS_45": put(FUNCTION, "environment.variables.DB_PASSWORD", "hunter2"),
    "CKV_AWS_115": put(FUNCTION, "reservedConcurrentExecutions", 10),
    "CKV_AWS_116": put(FUNCTION, "deadLetterConfig.targetArn", "arn"),
    "CKV_AWS_173": put(FUNCTION, "kmsKeyArn", "arn"),
    "CKV_AWS_258": put(FUNCTION_URL, "authorizationType", "NONE"),
    "CKV_AWS_272": put(FUNCTION, "codeSigningConfigArn", "arn"),
    "codedeploy-auto-rollback-monitor-enabled": put(
        functions.DEPLOYMENTS[0], "alarmConfiguration.alarms", []
    ),
    "codedeploy-lambda-allatonce-traffic-shift-disabled": put(
        functions.DEPLOYMENTS[0], "deploymentConfigName", "CodeDeployDefault.LambdaAllAtOnce"
    ),
    "Tasklake.failure-destination": put(
        "aws:lambda/eventSourceMapping:EventSourceMapping", "destinationConfig", None
    ),
    "IAM.1": allow(identities.INLINE, Action="*", Resource="*"),
    "IAM.21": allow(identities.INLINE, Action="s3:*", Resource="arn:aws:s3:::lake"),
    "KMS.1": allow(identities.MANAGED, Action="kms:Decrypt", Resource="arn:aws:kms:eu-central-1:1:key/*"),
    "KMS.2": allow(identities.INLINE, Action="kms:Decrypt", Resource="arn:aws:kms:eu-central-1:1:key/*"),
    "KMS.4": put(KEY, "enableKeyRotation", value=False),
    "KMS.5": allow(KEY, Principal="*", Action="kms:Decrypt", Resource="*"),
    "CKV_AWS_60": rewrite(
        ROLE,
        "assumeRolePolicy",
        '"scheduler.amazonaws.com"',
        '"scheduler.amazonaws.com", "ec2.amazonaws.com"',
        "maintenance",
    ),
    "CKV_AWS_274": put(
        "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
        "policyArn",
        "arn:aws:iam::aws:policy/AdministratorAccess",
    ),
    "CKV_AWS_355": allow(identities.INLINE, "api", Action="s3:GetObject", Resource="*"),
    "iam_role_cross_service_confused_deputy_prevention": rewrite(
        ROLE, "assumeRolePolicy", "aws:Source", "aws:Requested", "maintenance"
    ),
    "CloudWatch.15": put(operations.ALARM[0], "alarmActions", []),
    "CloudWatch.16": put(operations.LOG_GROUP[0], "retentionInDays", 365),
    "CloudWatch.17": put(operations.ALARM[0], "actionsEnabled", value=False),
    "CKV_AWS_66": put(operations.LOG_GROUP[0], "retentionInDays", None),
    "CKV_AWS_158": put(operations.LOG_GROUP[0], "kmsKeyId", "arn"),
    "cloudwatch_log_group_not_publicly_accessible": allow(
        "aws:cloudwatch/logResourcePolicy:LogResourcePolicy",
        path="policyDocument",
        Principal="*",
        Action="logs:PutLogEvents",
        Resource="*",
    ),
    "SNS.1": put("aws:sns/topic:Topic", "kmsMasterKeyId", "alias/alarms"),
    "SNS.4": allow(
        "aws:sns/topicPolicy:TopicPolicy", Principal={"AWS": "*"}, Action="sns:Subscribe", Resource="*"
    ),
    "SQS.1": put("aws:sqs/queue:Queue", "sqsManagedSseEnabled", value=False),
    "SQS.3": allow(QUEUE_POLICY, Principal="*", Action="sqs:SendMessage", Resource="*"),
    "CKV_AWS_297": put(SCHEDULE, "kmsKeyArn", "arn"),
    "Tasklake.schedule-dead-letters": put(SCHEDULE, "target.deadLetterConfig", None),
    "CKV_AWS_166": put("aws:backup/vault:Vault", "kmsKeyArn", "arn"),
}
