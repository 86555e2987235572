import sys
from typing import TYPE_CHECKING

import pytest

from tests.integration.concurrent_requests import at_once

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_dynamodb.type_defs import ConditionCheckTypeDef

WRITES = 20


def test_transaction_that_is_refused_takes_back_no_write_of_another_thread(
    dynamodb: "DynamoDBClient", table_name: str
) -> None:
    refused = dynamodb.exceptions.TransactionCanceledException
    switch_interval = sys.getswitchinterval()

    def write(thread: int) -> None:
        for number in range(WRITES):
            key = {"pk": {"S": str(thread)}, "sk": {"S": str(number)}}
            if thread % 2:
                dynamodb.put_item(TableName=table_name, Item=key)
                continue
            check: ConditionCheckTypeDef = {
                "TableName": table_name,
                "Key": key,
                "ConditionExpression": "attribute_exists(pk)",
            }
            with pytest.raises(refused):
                dynamodb.transact_write_items(TransactItems=[{"ConditionCheck": check}])

    sys.setswitchinterval(1e-6)
    try:
        at_once(4, write)
    finally:
        sys.setswitchinterval(switch_interval)

    assert dynamodb.scan(TableName=table_name)["Count"] == 2 * WRITES
