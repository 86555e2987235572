import json
from typing import Any

import pytest

from local_aws.event_source_mapping.errors import FilterPatternError
from local_aws.event_source_mapping.filter_criteria import FilterCriteria
from local_aws.event_source_mapping.records import StreamRecord

EVENT: dict[str, Any] = {
    "eventName": "MODIFY",
    "dynamodb": {
        "Keys": {"pk": {"S": "USER#1"}, "sk": {"S": "TASK#1"}},
        "NewImage": {
            "title": {"S": ""},
            "done": {"BOOL": False},
            "tags": {"L": [{"S": "home"}, {"S": "garden"}]},
            "labels": {"SS": ["red", "green"]},
            "version": {"N": "3"},
        },
        "SizeBytes": 26,
        "OldImage": None,
    },
}


def matches(*patterns: dict[str, Any], event: dict[str, Any] = EVENT) -> bool:
    criteria = FilterCriteria(json.dumps(pattern) for pattern in patterns)
    return criteria.match(StreamRecord("1", 0.0, json.dumps(event).encode()))


def sort_key(rule: object) -> dict[str, Any]:
    return {"dynamodb": {"Keys": {"sk": {"S": [rule]}}}}


def new_image(attribute: str, pattern: object) -> dict[str, Any]:
    return {"dynamodb": {"NewImage": {attribute: pattern}}}


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        pytest.param({"eventName": ["MODIFY"]}, True, id="equals"),
        pytest.param({"eventName": ["modify"]}, False, id="equals minds case"),
        pytest.param({"eventName": ["INSERT", "MODIFY"]}, True, id="or"),
        pytest.param({"eventName": ["MODIFY"], "absent": ["x"]}, False, id="and"),
        pytest.param(new_image("title", {"S": [""]}), True, id="empty"),
        pytest.param({"dynamodb": {"OldImage": [None]}}, True, id="null"),
        pytest.param({"absent": [None]}, False, id="absent is not null"),
        pytest.param(new_image("done", {"BOOL": [False]}), True, id="false"),
        pytest.param(new_image("done", {"BOOL": [0]}), False, id="false is not 0"),
        pytest.param({"dynamodb": {"SizeBytes": [26]}}, True, id="number"),
        pytest.param({"dynamodb": {"SizeBytes": [26.0]}}, False, id="numbers compare by their text"),
        pytest.param(new_image("version", {"N": ["3"]}), True, id="a number attribute is a string"),
        pytest.param(sort_key({"prefix": "TASK#"}), True, id="prefix"),
        pytest.param(sort_key({"prefix": "USER#"}), False, id="other prefix"),
        pytest.param(sort_key({"suffix": "#1"}), True, id="suffix"),
        pytest.param(sort_key({"suffix": "#2"}), False, id="other suffix"),
        pytest.param(sort_key({"equals-ignore-case": "task#1"}), True, id="equals-ignore-case"),
        pytest.param(sort_key({"equals-ignore-case": "task#2"}), False, id="other word"),
        pytest.param(sort_key({"anything-but": ["EMAIL", "PROFILE"]}), True, id="anything-but"),
        pytest.param(sort_key({"anything-but": "TASK#1"}), False, id="anything-but the value"),
        pytest.param({"absent": [{"anything-but": ["x"]}]}, False, id="anything-but needs a value"),
        pytest.param(sort_key({"exists": True}), True, id="exists"),
        pytest.param(sort_key({"exists": False}), False, id="does not exist, but does"),
        pytest.param(new_image("expires_at", {"N": [{"exists": False}]}), True, id="does not exist"),
        pytest.param(new_image("expires_at", {"N": [{"exists": True}]}), False, id="exists, but does not"),
        pytest.param(new_image("tags", {"L": {"S": ["garden"]}}), True, id="any element of a list"),
        pytest.param(new_image("labels", {"SS": ["green", "blue"]}), True, id="any element of a set"),
        pytest.param(new_image("tags", {"L": {"N": [{"exists": False}]}}), True, id="no element has it"),
        pytest.param(new_image("tags", {"L": {"S": [{"exists": False}]}}), False, id="an element has it"),
    ],
)
def test_a_pattern_matches(pattern: dict[str, Any], *, expected: bool) -> None:
    assert matches(pattern) is expected


def test_exists_sees_leaves_only() -> None:
    # "Using event filtering with a DynamoDB event source": an intermediate node never exists.
    assert not matches({"dynamodb": {"NewImage": [{"exists": True}]}})
    assert matches({"dynamodb": {"NewImage": [{"exists": False}]}})


def test_or_joins_several_fields_and_nests() -> None:
    either = {"$or": [{"eventName": ["REMOVE"]}, {"dynamodb": {"$or": [sort_key("TASK#1")["dynamodb"]]}}]}

    assert matches(either)
    assert not matches({"$or": [{"eventName": ["REMOVE"]}, {"eventName": ["INSERT"]}]})


def test_one_of_several_filters_is_enough() -> None:
    assert matches({"eventName": ["INSERT"]}, {"eventName": ["MODIFY"]})
    assert not matches({"eventName": ["INSERT"]}, {"eventName": ["REMOVE"]})


def test_no_filter_lets_everything_pass() -> None:
    assert matches()


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("{", "Expecting property name"),
        ("[]", "not an object"),
        ("{}", "not an object"),
        ('{"eventName": "INSERT"}', "not an object"),
        ('{"eventName": []}', "has no rule"),
        ('{"eventName": [["INSERT"]]}', "is not a rule"),
        ('{"eventName": [{"wildcard": "IN*"}]}', "not a rule Lambda documents"),
        ('{"eventName": [{"prefix": 1}]}', "not a rule Lambda documents"),
        ('{"eventName": [{"prefix": "a", "suffix": "b"}]}', "not a rule Lambda documents"),
        ('{"eventName": [{"anything-but": {"prefix": "IN"}}]}', "not a rule Lambda documents"),
        ('{"eventName": [{"anything-but": []}]}', "takes strings or numbers"),
        ('{"eventName": [{"anything-but": [true]}]}', "takes strings or numbers"),
        ('{"dynamodb": {"NewImage": {"n": {"N": [{"numeric": ["=", 1]}]}}}}', "numbers are strings"),
        ('{"$or": []}', r"\$or needs a list"),
        ('{"dynamodb": {"a": [1]}, "dynamodb": {"b": [1]}}', "is there twice"),
    ],
)
def test_a_pattern_that_lambda_does_not_document_is_refused(pattern: str, reason: str) -> None:
    with pytest.raises(FilterPatternError, match=reason):
        FilterCriteria([pattern])
