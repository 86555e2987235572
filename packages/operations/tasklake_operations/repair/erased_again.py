"""Users whom a restore of the table brought back, erased once more.

They are marked, and the erasure function does the rest, as after any request to delete a user.
"""

from typing import TYPE_CHECKING
from uuid import uuid4

from tasklake import keys
from tasklake.attributes import string, text
from tasklake.errors import NotFoundError
from tasklake.models import UserStatus
from tasklake.repository.dynamodb_user_erasure import DynamoDBUserErasure
from tasklake.repository.dynamodb_users import DynamoDBUserRepository
from tasklake_operations.erasure_ledger import ErasureLedger
from tasklake_operations.stack import StackOutputs

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient


def erase_again(dynamodb: "DynamoDBClient", outputs: StackOutputs, *, apply: bool) -> int:
    """Start the erasure of everybody whom the ledger has and the table has a profile of, and move on all that began.

    What had begun when the table was as it is now is in no stream any more. A run that ends anywhere is repeated.

    Args:
        dynamodb: Of the stack's account.
        outputs: The stack's.
        apply: Whether to do it; else they are only counted.

    Returns:
        How many there are.

    Raises:
        WriteConflictError: Concurrent writes to a profile outlasted the retries.
    """
    store = (dynamodb, outputs.table_name)
    users = DynamoDBUserRepository(*store, generation=outputs.table_generation)
    erasure = DynamoDBUserErasure(*store, generation=outputs.table_generation)
    request_id = str(uuid4())
    found = 0
    erased = {each.user_id for each in ErasureLedger(dynamodb, outputs.erasure_ledger).erasures()}
    for user_id in sorted(erased | marked_users(*store)):
        try:
            user = users.get(user_id)
            if apply and user.status is UserStatus.ERASING:
                erasure.continue_later(user_id, user.revision)
            elif apply:
                users.begin_erasure(user_id, request_id=request_id)
        except NotFoundError:
            continue
        found += 1
    return found


def marked_users(dynamodb: "DynamoDBClient", table_name: str) -> set[str]:
    """Return the ids of those whose profile is marked."""
    pages = dynamodb.get_paginator("query").paginate(
        TableName=table_name,
        IndexName=keys.BY_STATUS.name,
        KeyConditionExpression="#partition = :partition",
        ExpressionAttributeNames={"#partition": keys.BY_STATUS.partition_key},
        ExpressionAttributeValues={":partition": string(keys.profile_status_partition(UserStatus.ERASING))},
    )
    return {keys.user_id_of(text(item, keys.PARTITION_KEY)) for page in pages for item in page["Items"]}
