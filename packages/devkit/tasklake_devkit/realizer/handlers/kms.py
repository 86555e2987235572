"""KMS keys."""

from tasklake_devkit.realizer.resource_types import NEVER_DELETED, Aws, Made, Resource, ResourceType, arn


def _create_key(aws: Aws, key: Resource) -> Made:
    request = key.but("enableKeyRotation", "rotationPeriodInDays")
    made = aws.call("kms", "create_key", request, {"customerMasterKeySpec": "keySpec"})["KeyMetadata"]
    return Made(made["KeyId"], {"keyId": made["KeyId"], "arn": made["Arn"]})


def _rotate_key(aws: Aws, key: Resource, made: Made) -> None:
    if key.inputs.get("enableKeyRotation"):
        aws.call("kms", "enable_key_rotation", {"keyId": made.id, **key.only("rotationPeriodInDays")})
    else:
        aws.call("kms", "disable_key_rotation", {"keyId": made.id})


def _create_alias(aws: Aws, alias: Resource) -> Made:
    aws.call("kms", "create_alias", alias.inputs, {"name": "aliasName"})
    return Made(alias["name"], {"arn": arn("kms", alias["name"])})


def _update_alias(aws: Aws, alias: Resource, made: Made) -> Made:
    aws.call("kms", "update_alias", alias.inputs, {"name": "aliasName"})
    return made


TYPES = {
    "aws:kms/key:Key": ResourceType(
        create=_create_key,
        configure=_rotate_key,
        changeable={"enableKeyRotation", "rotationPeriodInDays"},
        named_by=None,
        ignored={"deletionWindowInDays": NEVER_DELETED},
    ),
    "aws:kms/alias:Alias": ResourceType(
        create=_create_alias, update=_update_alias, changeable={"targetKeyId"}
    ),
}
