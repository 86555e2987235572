from tests.infrastructure.program import Program

TAGGED = {
    "aws:s3/bucket:Bucket",
    "aws:dynamodb/table:Table",
    "aws:lambda/function:Function",
    "aws:cognito/userPool:UserPool",
    "aws:athena/workgroup:Workgroup",
    "aws:sns/topic:Topic",
    "aws:iam/role:Role",
}


def test_everything_that_costs_carries_project_and_stack(prod: Program) -> None:
    tagged = [resource for resource in prod.declared if resource.type_token in TAGGED]
    assert {resource.type_token for resource in tagged} == TAGGED
    assert all(resource.inputs["tags"] == {"project": "tasklake", "stack": "prod"} for resource in tagged)
