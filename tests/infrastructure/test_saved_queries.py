import re

from tasklake_lake.statements import statements
from tests.infrastructure.program import Program


def test_each_file_below_prepared_is_a_prepared_statement_of_the_analysts_workgroup(prod: Program) -> None:
    made = {each.name: each.inputs for each in prod.all("aws:athena/preparedStatement:PreparedStatement")}
    assert made.keys() == {each.name for each in statements("prepared")}
    for name, inputs in made.items():
        assert re.fullmatch(r"[a-zA-Z_][a-zA-Z0-9_@:]{1,256}", inputs["name"])
        assert inputs["name"] == name
        assert inputs["workgroup"] == "analytics-id"
        assert "?" in inputs["queryStatement"]
        assert inputs["description"].endswith(".")


def test_no_saved_query_has_a_placeholder_left(prod: Program) -> None:
    texts = [
        *(each.inputs["query"] for each in prod.all("aws:athena/namedQuery:NamedQuery")),
        *(
            each.inputs["queryStatement"]
            for each in prod.all("aws:athena/preparedStatement:PreparedStatement")
        ),
    ]
    assert texts
    assert not [text for text in texts if "${" in text]
