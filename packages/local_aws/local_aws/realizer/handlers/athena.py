"""Athena workgroups and saved queries."""

from local_aws.realizer.resource_types import (
    GOES_ALL_THE_SAME,
    AllBut,
    Aws,
    Made,
    Resource,
    ResourceType,
    arn,
)


def _create_workgroup(aws: Aws, workgroup: Resource) -> Made:
    aws.call("athena", "create_work_group", workgroup.inputs)
    return Made(workgroup["name"], {"arn": arn("athena", f"workgroup/{workgroup['name']}")})


def _update_workgroup(aws: Aws, workgroup: Resource, _made: Made) -> None:
    request = workgroup.but("name", "tags") | {"workGroup": workgroup["name"]}
    aws.call("athena", "update_work_group", request, _WORKGROUP_UPDATE_RENAMES)


def _create_named_query(aws: Aws, query: Resource) -> Made:
    made = aws.call("athena", "create_named_query", query.inputs, {"query": "queryString"})
    return Made(made["NamedQueryId"])


def _replace_named_query(aws: Aws, query: Resource, made: Made) -> Made:
    # The emulator has neither UpdateNamedQuery nor UpdatePreparedStatement.
    aws.call("athena", "delete_named_query", {"namedQueryId": made.id})
    return _create_named_query(aws, query)


def _create_prepared_statement(aws: Aws, statement: Resource) -> Made:
    aws.call("athena", "create_prepared_statement", statement.inputs, {"name": "statementName"})
    return Made(f"{statement['workgroup']}/{statement['name']}")


def _replace_prepared_statement(aws: Aws, statement: Resource, _made: Made) -> Made:
    name = {"statementName": statement["name"], "workGroup": statement["workgroup"]}
    aws.call("athena", "delete_prepared_statement", name)
    return _create_prepared_statement(aws, statement)


_WORKGROUP_UPDATE_RENAMES = {
    "configuration": "configurationUpdates",
    "configuration.resultConfiguration": "resultConfigurationUpdates",
}

TYPES = {
    "aws:athena/workgroup:Workgroup": ResourceType(
        create=_create_workgroup,
        update=_update_workgroup,
        changeable=AllBut("name"),
        keeps_omitted=True,
        ignored={"forceDestroy": GOES_ALL_THE_SAME},
    ),
    "aws:athena/namedQuery:NamedQuery": ResourceType(
        create=_create_named_query, update=_replace_named_query, changeable=AllBut()
    ),
    "aws:athena/preparedStatement:PreparedStatement": ResourceType(
        create=_create_prepared_statement,
        update=_replace_prepared_statement,
        changeable=AllBut("name", "workgroup"),
    ),
}
