from collections.abc import Callable

import pytest

from local_aws.realizer import Realization, RealizeError, UnchangeableError
from local_aws.sessions import EmulatorSession

Realized = Callable[..., Realization]

FUNCTION = """
trust = {{"Version": "2012-10-17", "Statement": [
    {{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {{"Service": "lambda.amazonaws.com"}}}}
]}}
role = aws.iam.Role("role", assume_role_policy=json.dumps(trust))
code = "def handler(event, context): return {answer}"
function = aws.lambda_.Function(
    "function", role=role.arn, runtime="python3.13", handler="code.handler", timeout={timeout},
    code=pulumi.AssetArchive({{"code.py": pulumi.StringAsset(code)}}),
)
pulumi.export("function", function.name)
"""


def names(urns: list[str]) -> set[str]:
    return {urn.rsplit("::", 1)[1] for urn in urns}


def test_same_program_takes_no_call(realized: Realized) -> None:
    source = """
    bucket = aws.s3.Bucket("lake", tags={"app": "tasklake"})
    aws.s3.BucketPublicAccessBlock("lake", bucket=bucket.id, block_public_acls=True)
    pulumi.export("bucket", bucket.id)
    """
    first, second = realized(source), realized(source)
    assert len(first.created) == 2
    assert (second.created, second.updated) == ([], [])
    assert set(second.unchanged) == set(first.created)
    assert second.outputs == first.outputs


def test_function_runs_its_new_code_and_settings(realized: Realized, session: EmulatorSession) -> None:
    first = realized(FUNCTION.format(answer=1, timeout=5))
    second = realized(FUNCTION.format(answer=2, timeout=7))
    assert names(second.updated) == {"function"}
    name = str(first.outputs["function"])
    answer = session.client("lambda").invoke(FunctionName=name)["Payload"].read()
    assert answer == b"2"
    assert session.client("lambda").get_function_configuration(FunctionName=name).get("Timeout") == 7


def test_settings_change_in_place(realized: Realized, session: EmulatorSession) -> None:
    source = """
    group = aws.cloudwatch.LogGroup("logs", name="/settings", retention_in_days={days})
    queue = aws.sqs.Queue("queue", message_retention_seconds={seconds})
    workgroup = aws.athena.Workgroup("lake", name="settings", configuration={{
        "bytes_scanned_cutoff_per_query": {bytes},
        "result_configuration": {{"output_location": "s3://results/"}},
    }})
    pulumi.export("queue", queue.url)
    """
    realized(source.format(days=14, seconds=1209600, bytes=10_000_000))
    second = realized(source.format(days=30, seconds=86400, bytes=20_000_000))
    assert names(second.updated) == {"logs", "queue", "lake"}
    (group,) = session.client("logs").describe_log_groups(logGroupNamePrefix="/settings")["logGroups"]
    assert group.get("retentionInDays") == 30
    attributes = session.client("sqs").get_queue_attributes(
        QueueUrl=str(second.outputs["queue"]), AttributeNames=["MessageRetentionPeriod"]
    )
    assert attributes["Attributes"] == {"MessageRetentionPeriod": "86400"}
    workgroup = session.client("athena").get_work_group(WorkGroup="settings")["WorkGroup"]
    assert workgroup.get("Configuration", {}).get("BytesScannedCutoffPerQuery") == 20_000_000


def test_saved_query_is_replaced(realized: Realized, session: EmulatorSession) -> None:
    source = 'aws.athena.NamedQuery("open", name="replaced", database="lake", query="SELECT {}")'
    realized(source.format(1))
    realized(source.format(2))
    athena = session.client("athena")
    ids = athena.list_named_queries()["NamedQueryIds"]
    queries = athena.batch_get_named_query(NamedQueryIds=ids)["NamedQueries"]
    assert [query["QueryString"] for query in queries if query["Name"] == "replaced"] == ["SELECT 2"]


def test_change_that_no_call_makes_names_the_way_out(realized: Realized) -> None:
    source = 'aws.dynamodb.Table("tasks", billing_mode="PAY_PER_REQUEST", hash_key="{0}", attributes=[{{"name": "{0}", "type": "S"}}])'
    realized(source.format("pk"))
    with pytest.raises(UnchangeableError) as failed:
        realized(source.format("id"))
    assert str(failed.value) == ("aws:dynamodb/table:Table 'tasks': hashKey cannot change in place")


def test_input_that_an_update_cannot_take_away_is_refused(realized: Realized) -> None:
    realized('aws.apigatewayv2.Api("http", protocol_type="HTTP", description="old")')
    with pytest.raises(RealizeError, match="description cannot change in place"):
        realized('aws.apigatewayv2.Api("http", protocol_type="HTTP")')


def test_a_setting_that_nothing_here_acts_on_is_stored_and_told(realized: Realized) -> None:
    source = 'aws.s3.Bucket("lake", bucket="stored-only"{})'
    assert realized(source.format("")).stored_only == []
    for setting in (", request_payer='Requester'", ", request_payer='BucketOwner'"):
        changed = realized(source.format(setting))
        assert names(changed.updated) == {"lake"}
        assert changed.stored_only == ["aws:s3/bucket:Bucket requestPayer"]
        assert names(realized(source.format(setting)).unchanged) == {"lake"}
    assert realized(source.format("")).stored_only == []


def test_tags_stay_as_they_were_made(realized: Realized) -> None:
    realized('aws.sqs.Queue("queue", tags={"owner": "us"})')
    second = realized('aws.sqs.Queue("queue", tags={"owner": "them"})')
    assert names(second.unchanged) == {"queue"}


def test_a_resource_that_left_the_program_is_deleted(realized: Realized, session: EmulatorSession) -> None:
    realized('aws.sqs.Queue("kept", name="kept"); aws.sqs.Queue("dropped", name="dropped")')
    second = realized('aws.sqs.Queue("kept", name="kept")')
    assert (names(second.unchanged), names(second.deleted)) == ({"kept"}, {"dropped"})
    queues = {url.rpartition("/")[2] for url in session.client("sqs").list_queues()["QueueUrls"]}
    assert "kept" in queues
    assert "dropped" not in queues
    assert realized('aws.sqs.Queue("kept", name="kept")').deleted == []


def test_data_that_left_the_program_is_refused_until_an_alias_tells_where_it_went(
    realized: Realized, session: EmulatorSession
) -> None:
    first = realized('pulumi.export("bucket", aws.s3.Bucket("old").id)')
    moved = 'pulumi.export("bucket", aws.s3.Bucket("new").id)'
    for _ in range(2):
        with pytest.raises(RealizeError, match=r"with data in it: urn:.*::old\..*aliases"):
            realized(moved)
    buckets = {bucket.get("Name") for bucket in session.client("s3").list_buckets()["Buckets"]}
    assert first.outputs["bucket"] in buckets
    aliased = realized(
        moved.replace('"new"', '"new", opts=pulumi.ResourceOptions(aliases=[pulumi.Alias(name="old")])')
    )
    assert (aliased.outputs, aliased.created, aliased.deleted) == (first.outputs, [], [])


def test_ignored_change_keeps_what_was_made(realized: Realized, session: EmulatorSession) -> None:
    source = """
    group = aws.cloudwatch.LogGroup(
        "logs", name="/ignored", retention_in_days={days}, skip_destroy={skip},
        opts=pulumi.ResourceOptions(ignore_changes=["retention_in_days"]),
    )
    pulumi.export("days", group.retention_in_days)
    """
    realized(source.format(days=14, skip=True))
    second = realized(source.format(days=30, skip=False))
    assert names(second.unchanged) == {"logs"}
    assert second.outputs == {"days": 14}
    (group,) = session.client("logs").describe_log_groups(logGroupNamePrefix="/ignored")["logGroups"]
    assert group.get("retentionInDays") == 14


MOVED = """
class Store(pulumi.ComponentResource):
    def __init__(self, name, opts=None):
        super().__init__("test:store:Store", name, None, opts)
        self.queue = aws.sqs.Queue(f"{{name}}-queue", opts=pulumi.ResourceOptions(parent=self))

{program}
pulumi.export("queue", {queue}.url)
"""


RENAMED = "store = Store('new', pulumi.ResourceOptions(aliases=[pulumi.Alias(name='old')]))"
ADOPTED = """
outer = Store('outer')
store = Store('old', pulumi.ResourceOptions(parent=outer, aliases=[pulumi.Alias(parent=pulumi.ROOT_STACK_RESOURCE)]))
"""


@pytest.mark.parametrize("after", [RENAMED, ADOPTED], ids=["renamed parent", "another parent"])
def test_a_resource_that_moved_by_an_alias_is_the_same(realized: Realized, after: str) -> None:
    first = realized(MOVED.format(program="store = Store('old')", queue="store.queue"))
    second = realized(MOVED.format(program=after, queue="store.queue"))
    assert names(second.created) <= {"outer-queue"}
    assert second.deleted == []
    assert second.outputs == first.outputs
    assert names(realized(MOVED.format(program=after, queue="store.queue")).unchanged) >= names(
        second.unchanged
    )


STREAMING = """
TABLE = dict(
    billing_mode="PAY_PER_REQUEST", hash_key="pk", attributes=[{{"name": "pk", "type": "S"}}],
    stream_enabled=True, stream_view_type="NEW_AND_OLD_IMAGES",
)
newest = aws.dynamodb.Table("first", **TABLE)
for moment in {moments}:
    newest = aws.dynamodb.Table(
        "restored", restore_source_name=newest.name, restore_date_time=moment, **TABLE,
        opts=pulumi.ResourceOptions(ignore_changes=["restore_source_name", "restore_date_time"]),
    )
aws.lambda_.EventSourceMapping(
    "mapping", event_source_arn=newest.stream_arn, function_name=function.arn, starting_position="TRIM_HORIZON"
)
pulumi.export("table", newest.name)
pulumi.export("stream", newest.stream_arn)
"""


def program_with_restores(*moments: str) -> str:
    return FUNCTION.format(answer=1, timeout=5) + STREAMING.format(moments=list(moments))


def test_a_restored_table_has_the_items_of_its_source_nothing_in_its_stream_and_the_mapping(
    realized: Realized, session: EmulatorSession
) -> None:
    first = realized(program_with_restores())
    dynamodb = session.client("dynamodb")
    for number in range(60):
        dynamodb.put_item(TableName=str(first.outputs["table"]), Item={"pk": {"S": str(number)}})

    second = realized(program_with_restores("2026-03-01T12:00:00Z"))

    assert names(second.created) == {"restored"}
    assert first.outputs["table"] != second.outputs["table"]
    assert dynamodb.scan(TableName=str(second.outputs["table"]))["Count"] == 60
    assert records_of(session, str(second.outputs["stream"])) == []
    dynamodb.put_item(TableName=str(second.outputs["table"]), Item={"pk": {"S": "new"}})
    assert len(records_of(session, str(second.outputs["stream"]))) == 1
    assert dynamodb.scan(TableName=str(first.outputs["table"]))["Count"] == 60

    listed = session.client("lambda").list_event_source_mappings(FunctionName=str(first.outputs["function"]))
    sources = [mapping.get("EventSourceArn") for mapping in listed["EventSourceMappings"]]
    assert sources == [second.outputs["stream"]] != [first.outputs["stream"]]

    again = realized(program_with_restores("2026-03-01T13:00:00Z"))
    assert (again.created, again.updated) == ([], [])


def records_of(session: EmulatorSession, stream_arn: str) -> list[object]:
    streams = session.client("dynamodbstreams")
    shards = streams.describe_stream(StreamArn=stream_arn)["StreamDescription"].get("Shards", [])
    records: list[object] = []
    for shard in shards:
        iterator = streams.get_shard_iterator(
            StreamArn=stream_arn, ShardId=shard.get("ShardId", ""), ShardIteratorType="TRIM_HORIZON"
        ).get("ShardIterator", "")
        records += streams.get_records(ShardIterator=iterator)["Records"]
    return records


INDEXED = """
table = aws.dynamodb.Table(
    "tasks", billing_mode="PAY_PER_REQUEST", hash_key="pk",
    attributes=[{{"name": name, "type": kind}} for name, kind in {{"pk": "S", **{attributes}}}.items()],
    global_secondary_indexes=[
        {{
            "name": f"by_{{name}}", "projection_type": "{projection}",
            "key_schemas": [{{"attribute_name": name, "key_type": "HASH"}}],
        }}
        for name in {attributes}
    ],
)
pulumi.export("table", table.name)
"""


def test_indexes_of_a_table_come_and_go_and_are_filled(realized: Realized, session: EmulatorSession) -> None:
    dynamodb = session.client("dynamodb")
    first = realized(INDEXED.format(attributes={"owner": "S"}, projection="ALL"))
    table = str(first.outputs["table"])
    dynamodb.put_item(TableName=table, Item={"pk": {"S": "a"}, "owner": {"S": "x"}, "at": {"N": "1"}})

    second = realized(INDEXED.format(attributes={"at": "N"}, projection="ALL"))

    assert names(second.updated) == {"tasks"}
    described = dynamodb.describe_table(TableName=table)["Table"]
    assert [index.get("IndexName") for index in described.get("GlobalSecondaryIndexes", [])] == ["by_at"]
    found = dynamodb.query(
        TableName=table,
        IndexName="by_at",
        KeyConditionExpression="#at = :at",
        ExpressionAttributeNames={"#at": "at"},
        ExpressionAttributeValues={":at": {"N": "1"}},
    )
    assert found["Count"] == 1


def test_another_projection_makes_the_index_anew(realized: Realized, session: EmulatorSession) -> None:
    for projection in ("ALL", "KEYS_ONLY"):
        outputs = realized(INDEXED.format(attributes={"owner": "S"}, projection=projection)).outputs
    described = session.client("dynamodb").describe_table(TableName=str(outputs["table"]))["Table"]
    (index,) = described.get("GlobalSecondaryIndexes", [])
    assert index.get("Projection") == {"ProjectionType": "KEYS_ONLY"}
