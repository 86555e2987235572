"""The customer's key, where a stack has one: what it encrypts, and who may use it."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any, Final

import pulumi

from infrastructure.policy import Statement, as_json

type Props = Mapping[str, Any]  # as Pulumi hands them to a transformation

VAULT: Final = "aws:backup/vault:Vault"


def encrypt_rules(_bucket: Props, key_arn: str) -> Props:
    by_default = {"sse_algorithm": "aws:kms", "kms_master_key_id": key_arn}
    # S3 asks KMS for a bucket now and then, not for each object.
    return {
        "rules": [{"apply_server_side_encryption_by_default": by_default, "bucket_key_enabled": True}],
    }


def encrypt_results(workgroup: Props, key_arn: str) -> Props:
    configuration = workgroup["configuration"]
    encryption = {"encryption_option": "SSE_KMS", "kms_key_arn": key_arn}
    results = {**configuration["result_configuration"], "encryption_configuration": encryption}
    return {"configuration": {**configuration, "result_configuration": results}}


ENCRYPTED: Final[Mapping[str, Callable[[Props, str], Props]]] = {
    "aws:athena/workgroup:Workgroup": encrypt_results,
    VAULT: lambda _, key_arn: {"kms_key_arn": key_arn},
    "aws:cloudwatch/logGroup:LogGroup": lambda _, key_arn: {"kms_key_id": key_arn},
    "aws:dynamodb/table:Table": lambda _, key_arn: {
        "server_side_encryption": {"enabled": True, "kms_key_arn": key_arn}
    },
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": encrypt_rules,
    "aws:sns/topic:Topic": lambda _, key_arn: {"kms_master_key_id": key_arn},
    # The provider refuses both kinds of keys at once.
    "aws:sqs/queue:Queue": lambda _, key_arn: {"kms_master_key_id": key_arn, "sqs_managed_sse_enabled": None},
}
"""What a resource of each type gets beside what its component gives it; variables of functions and schedules are no data."""

POLICIES: Final = frozenset({"aws:iam/policy:Policy", "aws:iam/rolePolicy:RolePolicy"})

NEEDED: Final[Mapping[str, Mapping[str, Sequence[str]]]] = {
    "dynamodb": {"kms:Decrypt": ["*Item", "GetRecords", "Query", "Scan"]},
    "s3": {"kms:Decrypt": ["GetObject*"], "kms:GenerateDataKey": ["PutObject"]},
    "sqs": {"kms:Decrypt": ["SendMessage"], "kms:GenerateDataKey": ["SendMessage"]},
}
"""By service, what it asks of KMS in the name of its caller, and for which of its own actions.

Sources: Amazon DynamoDB Developer Guide, "DynamoDB encryption at rest: How it works"; Amazon S3 User Guide, "Using
server-side encryption with AWS KMS keys"; Amazon SQS Developer Guide, "Key management".
"""


def encrypt_with(key_arn: str | None) -> None:
    """Encrypt with a key all that holds data, whichever component makes it, and let who reads or writes it use the key.

    None leaves everything to the keys of the services. A vault keeps the key that it was made with: another one would replace it,
    with the copies in it.
    """
    if not key_arn:
        return

    def encrypt(args: pulumi.ResourceTransformationArgs) -> pulumi.ResourceTransformationResult | None:
        if args.type_ in POLICIES:
            document = pulumi.Output.from_input(args.props["policy"])
            changed: Props = {"policy": document.apply(lambda text: with_use_of_key(text, key_arn))}
        elif args.type_ in ENCRYPTED:
            changed = ENCRYPTED[args.type_](args.props, key_arn)
        else:
            return None
        kept = pulumi.ResourceOptions(ignore_changes=["kmsKeyArn"] if args.type_ == VAULT else None)
        return pulumi.ResourceTransformationResult(
            {**args.props, **changed}, pulumi.ResourceOptions.merge(args.opts, kept)
        )

    pulumi.runtime.register_stack_transformation(encrypt)


def with_use_of_key(document: str, key_arn: str) -> str:
    """Return a policy with the statements on the key that its own ones need."""
    parsed: dict[str, Any] = json.loads(document)
    actions = [action for statement in parsed["Statement"] for action in statement["Action"]]
    parsed["Statement"] += [as_json(each) for each in uses_of_key(actions, key_arn)]
    return json.dumps(parsed)


def uses_of_key(actions: Sequence[str], key_arn: str) -> Iterator[Statement]:
    """Yield what the key must allow whoever may do some actions: through the service of each alone."""
    region = key_arn.split(":")[3]
    for service, needed in NEEDED.items():
        used = [
            use
            for use, patterns in needed.items()
            if any(fnmatchcase(action, f"{service}:{pattern}") for action in actions for pattern in patterns)
        ]
        if used:
            via = {"kms:ViaService": f"{service}.{region}.*"}
            yield Statement(f"KeyOf{service.title()}", used, [key_arn], condition={"StringLike": via})
