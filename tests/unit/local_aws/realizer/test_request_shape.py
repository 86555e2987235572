import botocore.session
import pytest
from botocore.model import StructureShape

from local_aws.realizer.errors import UnknownInputsError
from local_aws.realizer.request_shape import fit


def request_shape(service: str, operation: str) -> StructureShape:
    shape = botocore.session.get_session().get_service_model(service).operation_model(operation).input_shape
    assert isinstance(shape, StructureShape)
    return shape


def test_camel_case_becomes_the_name_of_the_parameter_at_every_depth() -> None:
    parameters = fit(
        request_shape("lambda", "CreateEventSourceMapping"),
        {"functionName": "etl", "filterCriteria": {"filters": [{"pattern": "{}"}]}},
    )
    assert parameters == {"FunctionName": "etl", "FilterCriteria": {"Filters": [{"Pattern": "{}"}]}}


def test_plural_input_finds_its_singular_parameter() -> None:
    parameters = fit(
        request_shape("apigatewayv2", "CreateAuthorizer"),
        {"identitySources": ["$request.header.Authorization"], "jwtConfiguration": {"audiences": ["web"]}},
    )
    assert parameters == {
        "IdentitySource": ["$request.header.Authorization"],
        "JwtConfiguration": {"Audience": ["web"]},
    }


def test_single_block_becomes_a_list_of_one() -> None:
    parameters = fit(
        request_shape("s3", "PutBucketOwnershipControls"),
        {"ownershipControls": {"rule": {"objectOwnership": "BucketOwnerEnforced"}}},
    )
    assert parameters == {"OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}}


@pytest.mark.parametrize(
    ("service", "operation", "name", "expected"),
    [
        ("iam", "CreateRole", "tags", {"Tags": [{"Key": "app", "Value": "tasklake"}]}),
        ("kms", "CreateKey", "tags", {"Tags": [{"TagKey": "app", "TagValue": "tasklake"}]}),
        ("lambda", "CreateFunction", "tags", {"Tags": {"app": "tasklake"}}),
        (
            "cloudwatch",
            "PutMetricAlarm",
            "dimensions",
            {"Dimensions": [{"Name": "app", "Value": "tasklake"}]},
        ),
    ],
)
def test_map_takes_the_form_that_the_service_has_for_it(
    service: str, operation: str, name: str, expected: dict[str, object]
) -> None:
    assert fit(request_shape(service, operation), {name: {"app": "tasklake"}}) == expected


def test_numbers_and_booleans_take_the_type_of_the_parameter() -> None:
    parameters = fit(
        request_shape("cloudwatch", "PutMetricAlarm"),
        {"threshold": 1, "period": 60.0, "actionsEnabled": "true"},
    )
    assert repr(parameters) == "{'Threshold': 1.0, 'Period': 60, 'ActionsEnabled': True}"


def test_document_for_a_text_parameter_becomes_json() -> None:
    parameters = fit(request_shape("iam", "CreatePolicy"), {"policyDocument": {"Statement": []}})
    assert parameters == {"PolicyDocument": '{"Statement": []}'}


@pytest.mark.parametrize(
    ("text", "document"),
    [('"long"', "long"), ('{"type": "list", "element": "string"}', {"type": "list", "element": "string"})],
)
def test_text_for_a_document_is_read(text: str, document: object) -> None:
    field = {"id": 1, "name": "version", "required": False, "type": text}
    table = {"createIcebergTableInput": {"schema": {"fields": [field]}}}
    parameters = fit(request_shape("glue", "CreateTable"), {"openTableFormatInput": {"icebergInput": table}})
    iceberg_input = parameters["OpenTableFormatInput"]["IcebergInput"]
    (fitted,) = iceberg_input["CreateIcebergTableInput"]["Schema"]["Fields"]
    assert fitted == {"Id": 1, "Name": "version", "Required": False, "Type": document}


def test_rename_applies_to_its_own_path_only() -> None:
    parameters = fit(
        request_shape("glue", "CreateTable"),
        {"name": "raw", "tableInput": {"name": "raw"}},
        {"name": "databaseName"},
    )
    assert parameters == {"DatabaseName": "raw", "TableInput": {"Name": "raw"}}


def test_rename_reaches_into_the_items_of_a_list() -> None:
    parameters = fit(
        request_shape("lambda", "CreateEventSourceMapping"),
        {"filterCriteria": {"filters": [{"text": "a"}, {"text": "b"}]}},
        {"filterCriteria.filters.text": "pattern"},
    )
    assert parameters == {"FilterCriteria": {"Filters": [{"Pattern": "a"}, {"Pattern": "b"}]}}


def test_every_input_without_a_place_is_named_by_its_path() -> None:
    inputs = {"queueName": "dlq", "colour": "red", "attributes": {"Any": "thing"}, "tags": "none"}
    with pytest.raises(UnknownInputsError) as refused:
        fit(request_shape("sqs", "CreateQueue"), inputs)
    assert str(refused.value) == "no local counterpart for colour, tags (CreateQueueRequest)"
