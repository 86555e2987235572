"""Variables that a function reads from its environment."""

from collections.abc import Mapping


class MissingVariableError(Exception):
    """An environment variable that the function cannot do without is not set."""

    def __init__(self, name: str, meaning: str) -> None:
        super().__init__(f"Set the environment variable {name} to {meaning}.")


class InvalidVariableError(Exception):
    """An environment variable has a value that the function cannot use."""

    def __init__(self, name: str, meaning: str, least: int, value: str) -> None:
        super().__init__(
            f"Set the environment variable {name} to {meaning}, a whole number of at least {least}, not {value!r}."
        )


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


def whole_number(variables: Mapping[str, str], name: str, meaning: str, *, least: int = 1) -> int:
    """Return a variable's value as a number; the other arguments are those of `required`.

    Raises:
        MissingVariableError: It is missing or empty.
        InvalidVariableError: It is not a whole number, or below the least.
    """
    value = required(variables, name, meaning)
    if not (value.isascii() and value.isdecimal() and int(value) >= least):
        raise InvalidVariableError(name, meaning, least, value)
    return int(value)


def table_generation(variables: Mapping[str, str]) -> int:
    """Return TABLE_GENERATION: how often the table has been restored.

    Raises:
        MissingVariableError: It is missing or empty.
        InvalidVariableError: It is not a whole number.
    """
    return whole_number(variables, "TABLE_GENERATION", "how often the table has been restored", least=0)
