"""Variables that a function reads from its environment."""

from collections.abc import Mapping


class MissingVariableError(Exception):
    """An environment variable that the function cannot do without is not set."""

    def __init__(self, name: str, meaning: str) -> None:
        super().__init__(f"Set the environment variable {name} to {meaning}.")


def required(variables: Mapping[str, str], name: str, meaning: str) -> str:
    """Return a variable's value.

    Args:
        variables: The environment.
        name: The variable.
        meaning: What to set it to, for the error.

    Raises:
        MissingVariableError: It is missing or empty.
    """
    value = variables.get(name)
    if not value:
        raise MissingVariableError(name, meaning)
    return value
