import re

import local_aws
from local_aws.realizer.handlers import RESOURCE_TYPES
from local_aws.realizer.type_table import README, renewed
from tasklake_operations.checkout import REPOSITORY


def test_the_table_of_resource_types_is_the_code_s() -> None:
    readme = README.read_text(encoding="utf-8")
    assert renewed(readme) == readme, "run `make docs`"
    assert {*re.findall(r"^\| `(aws:\S+)` \|", readme, re.MULTILINE)} == RESOURCE_TYPES.keys()


def test_the_package_says_nothing_of_the_project() -> None:
    package = REPOSITORY / "packages" / "local_aws"
    files = [
        path
        for path in package.rglob("*")
        if path.suffix in {".md", ".py", ".sql", ".toml"} and "__pycache__" not in path.parts
    ]
    assert local_aws.__file__ in map(str, files)
    strangers = re.compile(r"tasklake|devkit|infrastructure/|services/", re.IGNORECASE)
    assert [str(path) for path in files if strangers.search(path.read_text(encoding="utf-8"))] == []
