"""The clauses of `json_value`, `json_query` and `json_exists`, which sqlglot parses in part."""

from collections.abc import Callable
from typing import Any, ClassVar, Final

from sqlglot import exp
from sqlglot.dialects.trino import Trino
from sqlglot.tokenizer_core import TokenType

from local_aws.athena.errors import UnsupportedStatementError

_ANSWERS: Final = ("NULL", "ERROR", "TRUE", "FALSE", "UNKNOWN", "EMPTY ARRAY", "EMPTY OBJECT")


class JsonParser(Trino.Parser):
    """Trino's parser with whole JSON functions; each clause is the text of its words, or the value of a DEFAULT."""

    FUNCTION_PARSERS: ClassVar[dict[str, Callable[[Any], exp.Expr]]] = {
        **Trino.Parser.FUNCTION_PARSERS,  # pyright: ignore[reportUnknownMemberType]  # sqlglot's own is untyped
        "JSON_VALUE": lambda self: self.parse_json_value(),
        "JSON_QUERY": lambda self: self.parse_json_query(),
        "JSON_EXISTS": lambda self: self.parse_json_exists(),
    }

    def parse_json_value(self) -> exp.JSONValue:
        document, path = self._parse_document()
        return exp.JSONValue(
            this=document,
            path=path,
            returning=self._parse_returned_type(),
            on_condition=self._parse_conditions(),
        )

    def parse_json_query(self) -> exp.JSONExtract:
        document, path = self._parse_document()
        returning = self._parse_returned_type()
        return exp.JSONExtract(
            this=document,
            expression=path,
            json_query=True,
            requires_json=returning,
            option=self._parse_wrapper(),
            quote=self._parse_quotes(),
            on_condition=self._parse_conditions(),
        )

    def parse_json_exists(self) -> exp.JSONExists:
        document, path = self._parse_document()
        return exp.JSONExists(this=document, path=path, on_condition=self._parse_conditions())

    def _parse_document(self) -> tuple[exp.Expr | None, exp.Expr | None]:
        document = self._parse_bitwise()
        self._match_text_seq("FORMAT", "JSON")
        if not self._match(TokenType.COMMA):
            self.raise_error("Expecting ,")
        path = self._parse_bitwise()
        if self._match_text_seq("PASSING"):
            raise UnsupportedStatementError("PASSING of a JSON function is not supported locally")
        return document, path

    def _parse_returned_type(self) -> exp.Expr | None:
        if not self._match(TokenType.RETURNING):
            return None
        returning = self._parse_types()
        self._match_text_seq("FORMAT", "JSON")
        return returning

    def _parse_wrapper(self) -> str | None:
        if not self._match_texts(("WITH", "WITHOUT")):
            return None
        wrapper = self._prev.text.upper()
        if wrapper == "WITH":
            wrapper = "CONDITIONAL" if self._match_text_seq("CONDITIONAL") else "UNCONDITIONAL"
            self._match_text_seq("UNCONDITIONAL")
        self._match_text_seq("ARRAY")
        if not self._match_text_seq("WRAPPER"):
            self.raise_error("Expecting WRAPPER")
        return wrapper

    def _parse_quotes(self) -> str | None:
        if not self._match_texts(("KEEP", "OMIT")):
            return None
        quotes = self._prev.text.upper()
        if not self._match_text_seq("QUOTES"):
            self.raise_error("Expecting QUOTES")
        self._match_text_seq("ON", "SCALAR", "STRING")
        return quotes

    def _parse_conditions(self) -> exp.OnCondition:
        return exp.OnCondition(empty=self._parse_on("EMPTY"), error=self._parse_on("ERROR"))

    def _parse_on(self, condition: str) -> str | exp.Expr | None:
        index = self._index
        answer: str | exp.Expr | None = next(
            (words for words in _ANSWERS if self._match_text_seq(*words.split(), "ON", condition)), None
        )
        if answer is None and self._match(TokenType.DEFAULT):
            answer = self._parse_bitwise()
            if not self._match_text_seq("ON", condition):
                self._retreat(index)
                return None
        return answer
