"""Whether the function's role may read the stream."""

from typing import TYPE_CHECKING

from local_aws.event_source_mapping.errors import StreamAccessDeniedError

if TYPE_CHECKING:
    from types_boto3_iam import IAMClient

# The four that Lambda asks for when a mapping is created.
_ACTIONS = (
    "dynamodb:DescribeStream",
    "dynamodb:GetRecords",
    "dynamodb:GetShardIterator",
    "dynamodb:ListStreams",
)


class StreamAccess:
    """The role's permission to read a stream, asked of IAM's policy simulator.

    Lambda reads with the role itself. The emulator checks such calls against the resource `*`, so a role
    that names its stream, as it should, would be refused; its simulator does compare ARNs.
    """

    def __init__(self, client: "IAMClient", *, role_arn: str, stream_arn: str) -> None:
        self._client = client
        self._role_arn = role_arn
        self._stream_arn = stream_arn

    def check(self) -> None:
        """Return when the role may read.

        Raises:
            StreamAccessDeniedError: It may not; the message names the missing actions.
        """
        results = self._client.simulate_principal_policy(
            PolicySourceArn=self._role_arn, ActionNames=_ACTIONS, ResourceArns=[self._stream_arn]
        )["EvaluationResults"]
        denied = [result["EvalActionName"] for result in results if result["EvalDecision"] != "allowed"]
        if denied:
            raise StreamAccessDeniedError(
                f"{self._role_arn} may not read {self._stream_arn}; allow it {', '.join(sorted(denied))} there"
            )
