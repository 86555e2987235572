"""Filter criteria: which records reach the function.

Follows "Control which events Lambda sends to your function" and "Using event filtering with a DynamoDB
event source" of the AWS Lambda Developer Guide. Numeric rules are refused, because the second page says
that DynamoDB filtering has none: numbers are strings in the record. So are EventBridge's other
operators, which the first page does not list.

Conditions on several fields inside a list of maps may be met by different elements of the list.
"""

import json
from collections.abc import Callable, Iterable, Sequence

from local_aws.event_source_mapping.errors import FilterPatternError
from local_aws.event_source_mapping.records import Json, StreamRecord

type _Rule = Callable[[Sequence[Json]], bool]
type _Condition = Callable[[Sequence[Json]], bool]


class FilterCriteria:
    """Filters of one mapping: a record that satisfies any of them is sent, and all are when there is none."""

    def __init__(self, patterns: Iterable[str]) -> None:
        """Compile the patterns.

        Args:
            patterns: Each the JSON text of one filter's `Pattern`.

        Raises:
            FilterPatternError: A pattern is malformed, or has a rule Lambda does not document.
        """
        self._filters = [_compile(pattern) for pattern in patterns]

    def match(self, record: StreamRecord) -> bool:
        """Tell whether the function is to receive the record."""
        if not self._filters:
            return True
        event: Json = json.loads(record.body)
        return any(matches([event]) for matches in self._filters)


def _compile(pattern: str) -> _Condition:
    try:
        fields: Json = json.loads(pattern, object_pairs_hook=_without_duplicates)
        return _all_fields(fields)
    except (json.JSONDecodeError, FilterPatternError) as error:
        raise FilterPatternError(f"Filter pattern {pattern}: {error}") from error


def _without_duplicates(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    # Lambda's guide reads a repeated key as "and", EventBridge's keeps the last one only.
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise FilterPatternError(f"one of {[name for name, _ in pairs]} is there twice; put both under one")
    return fields


def _all_fields(pattern: Json) -> _Condition:
    if not isinstance(pattern, dict) or not pattern:
        raise FilterPatternError(f"{json.dumps(pattern)} is not an object with fields")
    conditions = [
        _any_alternative(value) if name == "$or" else _field(name, value) for name, value in pattern.items()
    ]
    return lambda nodes: all(condition(nodes) for condition in conditions)


def _any_alternative(alternatives: Json) -> _Condition:
    if not isinstance(alternatives, list) or not alternatives:
        raise FilterPatternError("$or needs a list of objects")
    conditions = [_all_fields(alternative) for alternative in alternatives]
    return lambda nodes: any(condition(nodes) for condition in conditions)


def _field(name: str, pattern: Json) -> _Condition:
    condition = _any_rule(name, pattern) if isinstance(pattern, list) else _all_fields(pattern)
    return lambda nodes: condition(_children(name, nodes))


def _children(name: str, nodes: Sequence[Json]) -> list[Json]:
    """The values of a field in all of these nodes; each element of a list counts as a value."""
    children: list[Json] = []
    for node in nodes:
        if isinstance(node, dict) and name in node:
            children += _elements(node[name])
    return children


def _elements(value: Json) -> list[Json]:
    return [element for item in value for element in _elements(item)] if isinstance(value, list) else [value]


def _any_rule(name: str, rules: list[Json]) -> _Condition:
    if not rules:
        raise FilterPatternError(f"{name} has no rule")
    checks = [_rule(rule) for rule in rules]

    def condition(nodes: Sequence[Json]) -> bool:
        # Rules see leaves only: an object neither equals anything nor exists.
        leaves = [node for node in nodes if not isinstance(node, dict)]
        return any(check(leaves) for check in checks)

    return condition


def _rule(rule: Json) -> _Rule:
    if isinstance(rule, list):
        raise FilterPatternError(f"{json.dumps(rule)} is not a rule")
    if not isinstance(rule, dict):
        literal = json.dumps(rule)
        return lambda leaves: any(json.dumps(leaf) == literal for leaf in leaves)
    match list(rule.items()):
        case [("exists", bool(wanted))]:
            return lambda leaves: bool(leaves) is wanted
        case [("prefix", str(prefix))]:
            return _of_strings(lambda text: text.startswith(prefix))
        case [("suffix", str(suffix))]:
            return _of_strings(lambda text: text.endswith(suffix))
        case [("equals-ignore-case", str(word))]:
            return _of_strings(lambda text: text.lower() == word.lower())
        case [("anything-but", list() | str() | int() | float() as refused)] if not isinstance(refused, bool):
            return _anything_but(refused if isinstance(refused, list) else [refused])
        case [("numeric", _)]:
            raise FilterPatternError(
                "numeric rules do not work on DynamoDB records, whose numbers are strings"
            )
        case _:
            raise FilterPatternError(f"{json.dumps(rule)} is not a rule Lambda documents")


def _of_strings(check: Callable[[str], bool]) -> _Rule:
    return lambda leaves: any(isinstance(leaf, str) and check(leaf) for leaf in leaves)


def _anything_but(values: list[Json]) -> _Rule:
    if not values or any(isinstance(value, (bool, list, dict)) or value is None for value in values):
        raise FilterPatternError("anything-but takes strings or numbers")
    refused = {json.dumps(value) for value in values}
    return lambda leaves: any(json.dumps(leaf) not in refused for leaf in leaves)
