import pytest

from local_aws.athena.syntax.datetime_patterns import (
    UnknownPatternError,
    java_to_strftime,
    mysql_to_strftime,
)


def test_minutes_and_months_of_the_two_families() -> None:
    assert mysql_to_strftime("%Y-%m-%d %H:%i:%s") == "%Y-%m-%d %H:%M:%S"
    assert java_to_strftime("yyyy-MM-dd HH:mm:ss") == "%Y-%m-%d %H:%M:%S"


def test_text_stays_text() -> None:
    assert mysql_to_strftime("100%% of day %e") == "100%% of day %-d"
    assert java_to_strftime("'at' h 'o''clock', 100%, ''yy") == "at %-I o'clock, 100%%, '%y"


@pytest.mark.parametrize("pattern", ["%Y-%D", "%U", "100%"])
def test_an_unknown_mysql_specifier_is_refused(pattern: str) -> None:
    with pytest.raises(UnknownPatternError, match=pattern):
        mysql_to_strftime(pattern)


@pytest.mark.parametrize("pattern", ["yyyyy", "dddd", "HH:mm Z", "G"])
def test_an_unknown_java_letter_is_refused(pattern: str) -> None:
    with pytest.raises(UnknownPatternError, match=pattern):
        java_to_strftime(pattern)
