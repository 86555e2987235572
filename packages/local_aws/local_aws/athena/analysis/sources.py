"""What stands in a FROM: tables, subqueries, UNNEST and joins (Trino documentation, "SELECT")."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlglot import exp

from local_aws.athena.analysis.coercion import common_type, compared
from local_aws.athena.analysis.expressions import Expressions
from local_aws.athena.analysis.scope import Columns, Relation, Scope
from local_aws.athena.analysis.types import BIGINT, SqlType
from local_aws.athena.errors import SqlSyntaxError, TypeMismatchError, UnsupportedStatementError

type ColumnsOfTable = Callable[[exp.Table], Columns]


class Sources:
    """Adds what a FROM names to what its query sees."""

    def __init__(self, expressions: Expressions, columns_of_table: ColumnsOfTable) -> None:
        self._expressions = expressions
        self._columns_of_table = columns_of_table

    def join(self, join: exp.Join, scope: Scope) -> None:
        before = list(scope.relations)
        self.add(join.this, scope)
        if on := join.args.get("on"):
            self._expressions.check_boolean(on, scope, "JOIN ON clause")
        if using := join.args.get("using"):
            left, right = Scope(before, names=scope.names), Scope(scope.relations[len(before) :])
            merged: dict[str, SqlType] = {}
            for each in using:
                name = each.name.lower()
                one, other = left.column(name), right.column(name)
                compared(one, other, "=")
                merged[name] = common_type(one, other) or one
            scope.names = {**scope.names, **merged}

    def add(self, source: exp.Expr, scope: Scope) -> None:
        match source:
            case exp.Unnest():
                scope.relations.append(self._unnest(source, scope))
            case exp.Lateral():
                if not isinstance(source.this, exp.Unnest | exp.Subquery):
                    raise UnsupportedStatementError(f"{source.sql('trino')} is not supported locally")
                query = source.this.this
                if isinstance(query, exp.Select) and query.args.get("where") and not query.args.get("from_"):
                    raise UnsupportedStatementError("Given correlated subquery is not supported")
                columns = self._expressions.columns_of(source.this, scope)
                scope.relations.append(_named(columns, source.args.get("alias")))
            case exp.Paren():
                self.add(source.this, scope)
            case exp.Table(this=exp.Table()) | exp.Subquery(this=exp.Table()):
                self.add(source.this, scope)
            case _:
                scope.relations.append(self.relation(source, scope))
        for join in source.args.get("joins") or ():
            self.join(join, scope)

    def relation(self, source: exp.Expr, scope: Scope) -> Relation:
        match source:
            case exp.Table():
                known = scope.query(source.name.lower()) if not source.db else None
                columns = known if known is not None else self._columns_of_table(source)
                if version := source.args.get("version"):
                    self._expressions.type_of(version.expression, Scope())
                relation = _named(columns, source.args.get("alias"))
                return relation if relation.name else Relation(source.name.lower(), columns)
            case exp.Subquery() | exp.Values():
                # A subquery of FROM sees what is around the query, not its neighbours.
                return _named(
                    self._expressions.columns_of(source, scope.parent or Scope()), source.args.get("alias")
                )
            case _:
                raise UnsupportedStatementError(f"{source.sql('trino')} in FROM is not supported locally")

    def _unnest(self, source: exp.Unnest, scope: Scope) -> Relation:
        columns: list[tuple[str, SqlType]] = []
        for each in source.expressions:
            kind = self._expressions.type_of(each, scope)
            match kind.name:
                case "array" if kind.elements[0].name == "row":
                    columns.extend(zip(kind.elements[0].fields, kind.elements[0].elements, strict=True))
                case "array":
                    columns.append(("", kind.elements[0]))
                case "map":
                    columns.extend((("", kind.elements[0]), ("", kind.elements[1])))
                case _:
                    raise TypeMismatchError(f"Cannot unnest type: {kind}")
        if source.args.get("offset"):
            columns.append(("", BIGINT))
        alias: exp.TableAlias | None = source.args.get("alias")
        names: list[exp.Expr] = list(alias.args.get("columns") or ()) if alias else []
        if isinstance(offset := source.args.get("offset"), exp.Identifier) and len(names) < len(columns):
            names.append(offset)
        if names and len(names) != len(columns):
            raise SqlSyntaxError(
                f"Column alias list has {len(names)} entries but '{source.alias}' has {len(columns)} columns available"
            )
        if names:
            columns = [(each.name.lower(), kind) for each, (_, kind) in zip(names, columns, strict=True)]
        return Relation(alias.name.lower() if alias else "", columns)


def renamed(columns: Sequence[tuple[str, SqlType]], alias: exp.TableAlias) -> Columns:
    names: list[exp.Expr] = list(alias.args.get("columns") or ())
    if not names:
        return columns
    if len(names) != len(columns):
        raise SqlSyntaxError(
            f"Column alias list has {len(names)} entries but '{alias.name}' has {len(columns)} columns available"
        )
    return [(each.name.lower(), kind) for each, (_, kind) in zip(names, columns, strict=True)]


def _named(columns: Columns, alias: exp.TableAlias | None) -> Relation:
    if alias is None:
        return Relation("", columns)
    return Relation(alias.name.lower(), renamed(columns, alias))
