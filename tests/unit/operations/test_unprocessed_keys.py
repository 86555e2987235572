"""What a throttled partition hands back is asked for again (Amazon DynamoDB API Reference, "BatchGetItem")."""

from typing import Any

from botocore.stub import Stubber

from local_aws.sessions import EmulatorSession
from tasklake_operations.table_reads import stored_items


def test_what_is_handed_back_unprocessed_is_asked_for_again() -> None:
    client = EmulatorSession("http://127.0.0.1:1").client("dynamodb")
    first, second = {"id": {"S": "1"}}, {"id": {"S": "2"}}

    def asked(*keys: object) -> dict[str, Any]:
        return {"table": {"Keys": list(keys), "ConsistentRead": True}}

    with Stubber(client) as table:
        table.add_response(
            "batch_get_item",
            {"Responses": {"table": [first]}, "UnprocessedKeys": asked(second)},
            {"RequestItems": asked(first, second)},
        )
        table.add_response(
            "batch_get_item", {"Responses": {"table": [second]}}, {"RequestItems": asked(second)}
        )
        assert list(stored_items(client, "table", [{"id": "1"}, {"id": "2"}])) == [first, second]
        table.assert_no_pending_responses()
