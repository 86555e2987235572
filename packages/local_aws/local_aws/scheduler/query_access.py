"""Whether a schedule's role may start a query."""

from typing import TYPE_CHECKING

from local_aws.scheduler.errors import ScheduleDeniedError
from local_aws.sessions import LOCAL_ACCOUNT, LOCAL_REGION

if TYPE_CHECKING:
    from types_boto3_iam import IAMClient

_ACTION = "athena:StartQueryExecution"


def check_query_access(client: "IAMClient", *, role_arn: str, workgroup: str) -> None:
    """Return when the role may start queries in the workgroup, by IAM's policy simulator.

    What the query reads and writes is not asked for: the local engine has the rights of root.

    Raises:
        ScheduleDeniedError: It may not.
    """
    workgroup_arn = f"arn:aws:athena:{LOCAL_REGION}:{LOCAL_ACCOUNT}:workgroup/{workgroup}"
    (result,) = client.simulate_principal_policy(
        PolicySourceArn=role_arn, ActionNames=[_ACTION], ResourceArns=[workgroup_arn]
    )["EvaluationResults"]
    if result["EvalDecision"] != "allowed":
        raise ScheduleDeniedError(f"{role_arn} may not start queries; allow it {_ACTION} on {workgroup_arn}")
