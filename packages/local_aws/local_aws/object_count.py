"""How many objects are in a bucket, asked without a client: to make one takes longer than all else in a command."""

from collections.abc import Mapping
from xml.etree import ElementTree as ET

from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.exceptions import ClientError
from botocore.httpsession import URLLib3Session

from local_aws.root import LOCAL_ACCOUNT, LOCAL_REGION, SECRET_KEY


def object_count(endpoint_url: str, bucket: str, *, page_size: int = 1000) -> int:
    """Return how many objects a bucket of the emulator holds, asked as its root.

    Args:
        endpoint_url: The emulator's address.
        bucket: The name of the bucket.
        page_size: How many the emulator is to list in one answer.

    Raises:
        ClientError: The emulator refused the request.
        BotoCoreError: It did not answer.
    """
    count = 0
    following: Mapping[str, str] | None = {}
    while following is not None:
        page = _answer(
            f"{endpoint_url}/{bucket}", {"list-type": "2", "max-keys": f"{page_size}", **following}
        )
        count += int(_text(page, "KeyCount"))
        token = _text(page, "NextContinuationToken")
        following = {"continuation-token": token} if token else None
    return count


def _answer(url: str, parameters: Mapping[str, str]) -> ET.Element:
    request = AWSRequest("GET", url, params=parameters)
    S3SigV4Auth(Credentials(LOCAL_ACCOUNT, SECRET_KEY), "s3", LOCAL_REGION).add_auth(request)
    response = URLLib3Session().send(request.prepare())
    answer = ET.fromstring(response.content)  # noqa: S314 - the emulator's own answer
    if response.status_code != 200:  # noqa: PLR2004 - OK
        code, message = _text(answer, "Code"), _text(answer, "Message")
        raise ClientError({"Error": {"Code": code, "Message": message}}, "ListObjectsV2")
    return answer


def _text(answer: ET.Element, name: str) -> str:
    # The emulator's answers have a namespace, its errors none.
    return answer.findtext(f"{{*}}{name}", "")
