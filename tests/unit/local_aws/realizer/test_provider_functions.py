import pytest

from local_aws.realizer.errors import UnknownInputsError, UnknownInvokeError
from local_aws.realizer.invokes import invoke


def test_account_and_region_are_those_of_the_local_system() -> None:
    assert invoke("aws:index/getCallerIdentity:getCallerIdentity", {})["accountId"] == "000000000000"
    assert invoke("aws:index/getRegion:getRegion", {})["region"] == "us-east-1"


def test_unknown_argument_is_refused() -> None:
    with pytest.raises(UnknownInputsError, match="colour"):
        invoke("aws:index/getRegion:getRegion", {"colour": "red"})


def test_unknown_function_is_refused() -> None:
    with pytest.raises(UnknownInvokeError, match="this function has no local counterpart"):
        invoke("aws:ec2/getAmi:getAmi", {})
