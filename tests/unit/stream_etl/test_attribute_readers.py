from datetime import date

import pytest

from tasklake_stream_etl.attributes import attribute
from tasklake_stream_etl.stream_records import MalformedRecordError


def test_an_attribute_of_a_field_that_allows_none_may_be_missing() -> None:
    read = attribute("due_date", date | None).read

    assert read({}) is None
    assert read({"due_date": {"S": "1970-01-03"}}) == 2


def test_an_attribute_of_any_other_field_may_not() -> None:
    with pytest.raises(MalformedRecordError, match=r"^due_date is missing$"):
        attribute("due_date", date).read({})


def test_a_count_may_be_zero_but_a_version_may_not() -> None:
    assert attribute("estimate", int).read({"estimate": {"N": "0"}}) == 0
    with pytest.raises(MalformedRecordError, match=r"^version is not within 1 and 9223372036854775806$"):
        attribute("version", int).read({"version": {"N": "0"}})


def test_a_field_of_a_type_that_no_reader_stands_for_is_refused() -> None:
    with pytest.raises(TypeError, match="no attribute stands for ratio of type <class 'float'>"):
        attribute("ratio", float)
