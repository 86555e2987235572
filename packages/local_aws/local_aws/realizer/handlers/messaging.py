"""SQS queues and SNS topics."""

from local_aws.realizer.request_shape import InputValue
from local_aws.realizer.resource_types import Aws, Made, Resource, ResourceType, arn, put_type


def _named(*inputs: str, **others: str) -> dict[str, str]:
    """Return the names of attributes by those of inputs, most of which differ in the first letter alone."""
    return {name: name[0].upper() + name[1:] for name in inputs} | others


_QUEUE_ATTRIBUTES = _named(
    *("contentBasedDeduplication", "deduplicationScope", "delaySeconds", "fifoQueue"),
    *("fifoThroughputLimit", "kmsDataKeyReusePeriodSeconds", "kmsMasterKeyId"),
    *("policy", "redriveAllowPolicy", "redrivePolicy", "sqsManagedSseEnabled"),
    maxMessageSize="MaximumMessageSize",
    messageRetentionSeconds="MessageRetentionPeriod",
    receiveWaitTimeSeconds="ReceiveMessageWaitTimeSeconds",
    visibilityTimeoutSeconds="VisibilityTimeout",
)
_TOPIC_ATTRIBUTES = _named(
    *("deliveryPolicy", "displayName", "kmsMasterKeyId", "policy", "signatureVersion"),
    *("tracingConfig",),
)
_SUBSCRIPTION_ATTRIBUTES = _named(
    *("filterPolicy", "filterPolicyScope", "rawMessageDelivery", "redrivePolicy"),
)


def _attributes(aws: Aws, inputs: dict[str, InputValue], known: dict[str, str]) -> dict[str, InputValue]:
    aws.pass_over([key for key in inputs if key not in known], "attributes")
    return {known[key]: value for key, value in inputs.items() if key in known}


def _create_queue(aws: Aws, queue: Resource) -> Made:
    attributes = _attributes(aws, queue.but("name", "tags"), _QUEUE_ATTRIBUTES)
    request = {"queueName": queue["name"], "attributes": attributes, **queue.only("tags")}
    url = aws.call("sqs", "create_queue", request)["QueueUrl"]
    return Made(url, {"url": url, "arn": arn("sqs", queue["name"])})


def _update_queue(aws: Aws, queue: Resource, made: Made) -> None:
    attributes = _attributes(aws, queue.but("name", "tags", "fifoQueue"), _QUEUE_ATTRIBUTES)
    aws.call("sqs", "set_queue_attributes", {"queueUrl": made.id, "attributes": attributes})


def _create_topic(aws: Aws, topic: Resource) -> Made:
    attributes = _attributes(aws, topic.but("name", "tags"), _TOPIC_ATTRIBUTES)
    request = {**topic.only("name", "tags"), "attributes": attributes}
    topic_arn = aws.call("sns", "create_topic", request)["TopicArn"]
    return Made(topic_arn, {"arn": topic_arn})


def _update_topic(aws: Aws, topic: Resource, made: Made) -> None:
    for name, value in _attributes(aws, topic.but("name", "tags"), _TOPIC_ATTRIBUTES).items():
        request = {"topicArn": made.id, "attributeName": name, "attributeValue": value}
        aws.call("sns", "set_topic_attributes", request)


def _subscribe(aws: Aws, subscription: Resource) -> Made:
    target = ("topic", "protocol", "endpoint")
    request = {
        **subscription.only(*target),
        "attributes": _attributes(aws, subscription.but(*target), _SUBSCRIPTION_ATTRIBUTES),
        "returnSubscriptionArn": True,
    }
    subscription_arn = aws.call("sns", "subscribe", request, {"topic": "topicArn"})["SubscriptionArn"]
    return Made(subscription_arn, {"arn": subscription_arn})


TYPES = {
    "aws:sqs/queue:Queue": ResourceType(
        create=_create_queue,
        update=_update_queue,
        changeable=set(_QUEUE_ATTRIBUTES) - {"fifoQueue"},
        keeps_omitted=True,
    ),
    "aws:sns/topic:Topic": ResourceType(
        create=_create_topic, update=_update_topic, changeable=set(_TOPIC_ATTRIBUTES), keeps_omitted=True
    ),
    "aws:sns/topicPolicy:TopicPolicy": put_type(
        "sns",
        "set_topic_attributes",
        lambda policy: Made(policy["arn"]),
        request=lambda policy: {
            "topicArn": policy["arn"],
            "attributeName": "Policy",
            "attributeValue": policy["policy"],
        },
        fixed=["arn"],
        named_by=None,
    ),
    "aws:sns/topicSubscription:TopicSubscription": ResourceType(create=_subscribe, named_by=None),
}
