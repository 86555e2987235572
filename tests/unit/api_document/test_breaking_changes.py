"""Each rule of the comparison, on a small API."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from tasklake_api_document.compatibility import breaking_changes
from tasklake_api_document.compatibility.forms import NotComparableError

type Document = dict[str, Any]
type Change = Callable[[Document], object]


def schema_of_note(name: str) -> Document:
    return {
        "type": "object",
        "properties": {
            "text": {"type": "string", "minLength": 1, "maxLength": 9, "pattern": "x"},
            "kind": {"$ref": "#/components/schemas/Kind"},
            "due": {"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]},
            "size": {"type": "integer", "minimum": 1, "maximum": 5, "default": 3},
            "marks": {"type": "array", "items": {"type": "string"}},
            "next": {"$ref": f"#/components/schemas/{name}"},
        },
        "required": ["text"],
    }


RELEASED: Document = {
    "security": [{"token": []}],
    "paths": {
        "/notes": {
            "post": {
                "operationId": "createNote",
                "security": [{"token": []}],
                "parameters": [
                    {"$ref": "#/components/parameters/Key"},
                    {"name": "dry", "in": "query", "schema": {"type": "boolean", "default": False}},
                ],
                "requestBody": {
                    "content": {
                        "application/json": {"schema": {"$ref": "#/components/schemas/NewNote"}},
                        "text/plain": {"schema": {"type": "string"}},
                    }
                },
                "responses": {
                    "201": {
                        "headers": {"ETag": {"required": True, "schema": {"type": "string"}}},
                        "content": {
                            "application/json": {"schema": {"$ref": "#/components/schemas/Note"}},
                            "text/plain": {"schema": {"type": "string"}},
                        },
                        "links": {
                            "get": {"operationId": "getNote", "parameters": {"note_id": "$response.body#/id"}}
                        },
                    },
                    "404": {},
                    "409": {
                        "content": {
                            "application/problem+json": {
                                "schema": {"type": "object"},
                                "examples": {
                                    "taken": {"value": {"type": "urn:taken"}},
                                    "full": {"$ref": "#/components/examples/full"},
                                },
                            }
                        }
                    },
                },
            },
            "get": {"operationId": "listNotes", "security": [], "responses": {"200": {}}},
        },
        "/health": {"get": {"operationId": "getHealth", "responses": {"200": {}}}},
    },
    "components": {
        "examples": {"full": {"value": {"type": "urn:full"}}},
        "parameters": {"Key": {"name": "Key", "in": "header", "schema": {"type": "string"}}},
        "schemas": {
            "Kind": {"type": "string", "enum": ["idea", "quote"]},
            "Note": schema_of_note("Note"),
            "NewNote": schema_of_note("NewNote") | {"additionalProperties": False},
        },
    },
}


def create(document: Document) -> Document:
    return document["paths"]["/notes"]["post"]


def created(document: Document) -> Document:
    return create(document)["responses"]["201"]


def conflict(document: Document) -> Document:
    return create(document)["responses"]["409"]["content"]["application/problem+json"]


def link(document: Document) -> Document:
    return created(document)["links"]["get"]


def note(document: Document) -> Document:
    return document["components"]["schemas"]["Note"]


def new_note(document: Document) -> Document:
    return document["components"]["schemas"]["NewNote"]


def fields(schema: Document) -> Document:
    return schema["properties"]


BODY = "POST /notes body application/json #"
ANSWER = "POST /notes 201 application/json #"

BREAKS: list[tuple[Change, str]] = [
    (lambda new: new["paths"].pop("/health"), "GET /health: is gone"),
    (lambda new: new["paths"]["/notes"].pop("post"), "POST /notes: is gone"),
    (
        lambda new: create(new).update(operationId="addNote"),
        "POST /notes: has another operationId, which generated clients are named after",
    ),
    (lambda new: new["paths"]["/notes"]["get"].pop("security"), "GET /notes: needs a token now"),
    (
        lambda new: create(new).update(security=[{"token": [], "key": []}, {"key": []}]),
        "POST /notes: takes more than token now",
    ),
    # Parameters.
    (lambda new: create(new)["parameters"].pop(), "POST /notes query dry: is no longer taken"),
    (
        lambda new: create(new)["parameters"].append({"name": "to", "in": "query", "required": True, "schema": {}}),
        "POST /notes query to: must be sent now",
    ),
    (
        lambda new: create(new)["parameters"][1].update(required=True),
        "POST /notes query dry: must be sent now",
    ),
    (
        lambda new: new["components"]["parameters"]["Key"]["schema"].update(maxLength=9),
        "POST /notes header key: maxLength is stricter now",
    ),
    (
        lambda new: create(new)["parameters"][1]["schema"].update(default=True),
        "POST /notes query dry: is True when it is left out, not False",
    ),
    # The request body.
    (lambda new: create(new)["requestBody"].update(required=True), "POST /notes body: must be sent now"),
    (
        lambda new: create(new)["requestBody"]["content"].pop("text/plain"),
        "POST /notes body: text/plain is no longer taken",
    ),
    (lambda new: fields(new_note(new)).pop("size"), f"{BODY}/size: is no longer taken"),
    (lambda new: new_note(new)["required"].append("kind"), f"{BODY}/kind: must be sent now"),
    (lambda new: fields(new_note(new))["size"].update(type="string"), f"{BODY}/size: integer is no longer taken"),
    (lambda new: fields(new_note(new))["due"]["anyOf"].pop(), f"{BODY}/due: null is no longer taken"),
    (lambda new: fields(new_note(new))["text"].update(minLength=2), f"{BODY}/text: minLength is stricter now"),
    (lambda new: fields(new_note(new))["text"].update(maxLength=8), f"{BODY}/text: maxLength is stricter now"),
    (lambda new: fields(new_note(new))["text"].update(pattern="y"), f"{BODY}/text: pattern is stricter now"),
    (lambda new: fields(new_note(new))["size"].update(minimum=2), f"{BODY}/size: minimum is stricter now"),
    (lambda new: fields(new_note(new))["size"].update(maximum=4), f"{BODY}/size: maximum is stricter now"),
    (lambda new: fields(new_note(new))["text"].update(enum=["x"]), f"{BODY}/text: any other value is no longer taken"),
    (
        lambda new: fields(new_note(new))["marks"]["items"].update(maxLength=1),
        f"{BODY}/marks/items: maxLength is stricter now",
    ),
    (
        lambda new: fields(new_note(new))["size"].pop("default"),
        f"{BODY}/size: is no longer 3 when it is left out",
    ),
    # Answers.
    (lambda new: create(new)["responses"].pop("404"), "POST /notes 404: is not declared any more"),
    (lambda new: conflict(new)["examples"].pop("taken"), "POST /notes 409 urn:taken: is not declared any more"),
    (
        lambda new: new["components"]["examples"]["full"]["value"].update(type="urn:other"),
        "POST /notes 409 urn:full: is not declared any more",
    ),
    (lambda new: created(new)["links"].clear(), "POST /notes 201 link get: is gone"),
    (lambda new: link(new).update(operationId="readNote"), "POST /notes 201 link get: leads to another operation"),
    (lambda new: link(new)["parameters"].clear(), "POST /notes 201 link get: gives another note_id"),
    (lambda new: created(new)["headers"].pop("ETag"), "POST /notes 201 ETag: is not declared any more"),
    (
        lambda new: created(new)["headers"]["ETag"].update(required=False),
        "POST /notes 201 ETag: may be missing now",
    ),
    (
        lambda new: created(new)["content"].pop("text/plain"),
        "POST /notes 201: text/plain is not declared any more",
    ),
    (lambda new: fields(note(new)).pop("size"), f"{ANSWER}/size: is not declared any more"),
    (lambda new: note(new)["required"].clear(), f"{ANSWER}/text: may be missing now"),
    (lambda new: fields(note(new))["size"].update(type="number"), f"{ANSWER}/size: may be number now"),
    (
        lambda new: fields(note(new))["text"].update(type=["string", "null"]),
        f"{ANSWER}/text: may be null now",
    ),
    (
        lambda new: fields(note(new))["due"]["anyOf"][0].pop("format"),
        f"{ANSWER}/due: format is looser now",
    ),
    (lambda new: fields(note(new))["text"].pop("maxLength"), f"{ANSWER}/text: maxLength is looser now"),
    (lambda new: fields(note(new))["size"].update(minimum=0), f"{ANSWER}/size: minimum is looser now"),
]  # fmt: skip

ADDITIONS: dict[str, Change] = {
    "path": lambda new: new["paths"].update({"/new": {"get": {"operationId": "new", "responses": {}}}}),
    "status": lambda new: create(new)["responses"].update({"422": {}}),
    "parameter": lambda new: create(new)["parameters"].append({"name": "to", "in": "query", "schema": {}}),
    "field to send": lambda new: fields(new_note(new)).update(owner={"type": "string"}),
    "field to receive": lambda new: fields(note(new)).update(owner={"type": "string"}),
    "media type": lambda new: create(new)["requestBody"]["content"].update({"text/csv": {"schema": {}}}),
    "less to send": lambda new: new_note(new)["required"].clear(),
    "more to take": lambda new: fields(new_note(new))["text"].update(maxLength=10),
    "number for integer": lambda new: fields(new_note(new))["size"].update(type="number"),
    "always there": lambda new: note(new)["required"].append("size"),
    "never null": lambda new: fields(note(new))["due"]["anyOf"].pop(),
    "public": lambda new: create(new).update(security=[]),
    "problem": lambda new: conflict(new)["examples"].update(new={"value": {"type": "urn:new"}}),
    "link": lambda new: created(new)["links"].update(next={"operationId": "next"}),
    "parameter of a link": lambda new: link(new)["parameters"].update({"If-Match": "$response.header.ETag"}),
    "other token": lambda new: create(new)["security"].append({"key": []}),
    "case of a header": lambda new: created(new).update(headers={"etag": created(new)["headers"]["ETag"]}),
    "default": lambda new: fields(new_note(new))["text"].update(default="?"),
    "default in an answer": lambda new: fields(note(new))["size"].pop("default"),
    "words": lambda new: create(new).update(summary="Keep a note", description="For later."),
}


def changed(change: Change) -> Document:
    new = copy.deepcopy(RELEASED)
    change(new)
    return new


def test_the_same_document_breaks_nothing() -> None:
    assert breaking_changes(RELEASED, copy.deepcopy(RELEASED)) == []


@pytest.mark.parametrize(("change", "expected"), BREAKS, ids=[expected for _, expected in BREAKS])
def test_a_break_is_named(change: Change, expected: str) -> None:
    assert [str(each) for each in breaking_changes(RELEASED, changed(change))] == [expected]


def test_an_enum_breaks_in_both_directions() -> None:
    def replace(new: Document) -> None:
        new["components"]["schemas"]["Kind"]["enum"] = ["idea", "joke"]

    assert [str(each) for each in breaking_changes(RELEASED, changed(replace))] == [
        f"{BODY}/kind: 'quote' is no longer taken",
        f"{ANSWER}/kind: may be 'joke' now",
    ]


@pytest.mark.parametrize("addition", ADDITIONS.values(), ids=ADDITIONS)
def test_an_addition_breaks_nothing(addition: Change) -> None:
    assert breaking_changes(RELEASED, changed(addition)) == []


@pytest.mark.parametrize(
    ("keyword", "value"),
    [("allOf", []), ("unevaluatedProperties", False), ("additionalProperties", {"type": "string"})],
)
def test_what_cannot_be_compared_is_refused(keyword: str, value: object) -> None:
    with pytest.raises(NotComparableError, match=keyword):
        breaking_changes(RELEASED, changed(lambda new: note(new).update({keyword: value})))


def test_a_bound_beside_alternatives_is_refused() -> None:
    with pytest.raises(NotComparableError, match="maxLength"):
        breaking_changes(RELEASED, changed(lambda new: fields(note(new))["due"].update(maxLength=9)))
