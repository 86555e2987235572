"""The columns of each query, and the names that its clauses see (Trino documentation, "SELECT")."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from sqlglot import exp

from local_aws.athena.analysis.constructs import check_constructs
from local_aws.athena.analysis.expressions import Expressions
from local_aws.athena.analysis.operators import compared
from local_aws.athena.analysis.scope import Columns, Relation, Scope
from local_aws.athena.analysis.types import BIGINT, UNKNOWN, SqlType, common_type
from local_aws.athena.errors import SqlSyntaxError, TypeMismatchError, UnsupportedStatementError


class Analysis:
    """Checks one statement; every expression of it knows its type afterwards."""

    def __init__(self, columns_of_table: Callable[[exp.Table], Columns], *, is_strict: bool = True) -> None:
        """Check nothing yet.

        Args:
            columns_of_table: Tells the columns of a table of the catalog.
            is_strict: Whether what is not known to be answered alike is refused; else it has no type.
        """
        self._columns_of_table = columns_of_table
        self._is_strict = is_strict
        self._expressions = Expressions(self.columns_of, is_strict=is_strict)

    def check(self, tree: exp.Expr) -> Columns:
        """Return the columns of a query, or none of a statement that changes a table.

        Raises:
            SqlError: Athena refuses the statement, or the local engine has no equal of a part of it.
        """
        if self._is_strict:
            check_constructs(tree)
        match tree:
            case exp.Merge():
                self._merge(tree)
            case exp.Update() | exp.Delete():
                self._change(tree)
            case exp.Insert():
                self._insert(tree)
            case _:
                return self.columns_of(tree, Scope())
        return ()

    def check_value(self, value: exp.Expr) -> SqlType:
        """Return the type of an expression that names no column."""
        return self._expressions.type_of(value, Scope())

    def columns_of(self, query: exp.Expr, outer: Scope) -> list[tuple[str, SqlType]]:
        """Return the columns of a query inside a scope."""
        match query:
            case exp.Select():
                return self._select(query, outer)
            case exp.SetOperation():
                return self._set_operation(query, outer)
            case exp.Subquery():
                scope = self._with(query, outer)
                columns = self.columns_of(query.this, scope)
                self._check_order(query, Scope(parent=scope, names=dict(columns)), columns)
                return columns
            case exp.Values():
                return self._values(query, outer)
            case exp.Table():
                return list(self._relation(query, outer).columns)
            case _:
                raise UnsupportedStatementError(f"{query.sql('trino')} is not supported locally")

    def _with(self, query: exp.Expr, outer: Scope) -> Scope:
        scope = Scope(parent=outer)
        if (clause := query.args.get("with_")) is None:
            return scope
        for each in clause.expressions:
            name = each.alias.lower()
            body = each.this
            if clause.recursive and isinstance(body, exp.SetOperation):
                first = self.columns_of(body.this, scope)
                scope.queries[name] = _renamed(first, each.args["alias"])
            scope.queries[name] = _renamed(self.columns_of(body, scope), each.args["alias"])
        return scope

    def _select(self, query: exp.Select, outer: Scope) -> list[tuple[str, SqlType]]:
        scope = self._with(query, outer)
        scope = Scope(parent=scope)
        if source := query.args.get("from_"):
            self._add(source.this, scope)
        for join in query.args.get("joins") or ():
            self._join(join, scope)
        if where := query.args.get("where"):
            self._expressions.check_boolean(where.this, scope, "WHERE clause")
        for window in query.args.get("windows") or ():
            self._expressions.check_window(window, scope)
            scope.windows.add(window.name.lower())
        columns = [column for each in query.expressions for column in self._selected(each, scope)]
        self._group(query, scope)
        if having := query.args.get("having"):
            self._expressions.check_boolean(having.this, scope, "HAVING clause")
        output = Scope(
            parent=scope, names={name: kind for name, kind in columns if name}, windows=scope.windows
        )
        self._check_order(query, output, columns)
        return columns

    def _selected(self, node: exp.Expr, scope: Scope) -> Iterator[tuple[str, SqlType]]:
        match node:
            case exp.Star():
                if not scope.relations:
                    raise SqlSyntaxError("SELECT * not allowed in queries without FROM clause")
                yield from ((name, kind) for name, kind in scope.columns_of() if name not in scope.names)
                yield from scope.names.items()
            case exp.Column(this=exp.Star()):
                if not any(relation.name == node.table.lower() for relation in scope.relations):
                    raise SqlSyntaxError(f"Unable to resolve reference {node.table}")
                yield from scope.columns_of(node.table.lower())
            case _:
                yield node.output_name.lower(), self._expressions.type_of(node, scope)

    def _group(self, query: exp.Select, scope: Scope) -> None:
        if (group := query.args.get("group")) is None:
            return
        for each in _keys(group):
            if isinstance(each, exp.Literal) and not each.is_string:
                if not 1 <= int(each.name) <= len(query.expressions):
                    raise SqlSyntaxError(f"GROUP BY position {each.name} is not in select list")
            else:
                self._expressions.type_of(each, scope)

    def _check_order(self, query: exp.Expr, scope: Scope, columns: Columns) -> None:
        for each in query.args["order"].expressions if query.args.get("order") else ():
            if isinstance(each.this, exp.Literal) and not each.this.is_string:
                if not 1 <= int(each.this.name) <= len(columns):
                    raise SqlSyntaxError(f"ORDER BY position {each.this.name} is not in select list")
            else:
                self._expressions.type_of(each.this, scope)

    def _set_operation(self, query: exp.SetOperation, outer: Scope) -> list[tuple[str, SqlType]]:
        scope = self._with(query, outer)
        left, right = self.columns_of(query.this, scope), self.columns_of(query.expression, scope)
        name = type(query).__name__.upper()
        if len(left) != len(right):
            raise TypeMismatchError(f"{name} query has different number of fields: {len(left)}, {len(right)}")
        columns: list[tuple[str, SqlType]] = []
        for number, ((column, one), (_, other)) in enumerate(zip(left, right, strict=True), start=1):
            if (common := common_type(one, other)) is None:
                raise TypeMismatchError(
                    f"column {number} in {name} query has incompatible types: {one}, {other}"
                )
            columns.append((column, common))
        self._check_order(query, Scope(names={column: kind for column, kind in columns if column}), columns)
        return columns

    def _values(self, query: exp.Values, outer: Scope) -> list[tuple[str, SqlType]]:
        rows = [each.expressions if isinstance(each, exp.Tuple) else [each] for each in query.expressions]
        columns: list[tuple[str, SqlType]] = [("", UNKNOWN)] * len(rows[0])
        for row in rows:
            if len(row) != len(columns):
                raise SqlSyntaxError("Values rows have mismatched sizes")
            for number, value in enumerate(row):
                kind = self._expressions.type_of(value, outer)
                if (common := common_type(columns[number][1], kind)) is None:
                    raise TypeMismatchError(
                        f"Values rows have mismatched types: {columns[number][1]} vs {kind}"
                    )
                columns[number] = ("", common)
        return columns

    def _join(self, join: exp.Join, scope: Scope) -> None:
        before = list(scope.relations)
        self._add(join.this, scope)
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

    def _add(self, source: exp.Expr, scope: Scope) -> None:
        match source:
            case exp.Unnest():
                scope.relations.append(self._unnest(source, scope))
            case exp.Lateral():
                if not isinstance(source.this, exp.Unnest | exp.Subquery):
                    raise UnsupportedStatementError(f"{source.sql('trino')} is not supported locally")
                columns = self.columns_of(source.this, scope)
                scope.relations.append(_named(columns, source.args.get("alias")))
            case exp.Paren():
                self._add(source.this, scope)
            case exp.Table(this=exp.Table()) | exp.Subquery(this=exp.Table()):
                self._add(source.this, scope)
            case _:
                scope.relations.append(self._relation(source, scope))
        for join in source.args.get("joins") or ():
            self._join(join, scope)

    def _relation(self, source: exp.Expr, scope: Scope) -> Relation:
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
                return _named(self.columns_of(source, scope.parent or Scope()), source.args.get("alias"))
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

    def _merge(self, tree: exp.Merge) -> None:
        scope = Scope()
        self._add(tree.this, scope)
        target = scope.relations[0]
        self._add(tree.args["using"], scope)
        self._expressions.check_boolean(tree.args["on"], scope, "MERGE ON clause")
        for when in tree.args["whens"].expressions:
            if condition := when.args.get("condition"):
                self._expressions.check_boolean(condition, scope, "WHEN clause")
            match when.args["then"]:
                case exp.Update() as update:
                    self._assignments(update, scope, target)
                case exp.Insert() as insert if isinstance(insert.expression, exp.Tuple):
                    names: list[exp.Expr] = insert.this.expressions if insert.this else []
                    wanted = [dict(target.columns)[each.name.lower()] for each in names] or [
                        kind for _, kind in target.columns
                    ]
                    self._assigned(insert.expression.expressions, wanted, scope)
                case _:
                    pass

    def _change(self, tree: exp.Update | exp.Delete) -> None:
        scope = Scope()
        self._add(tree.this, scope)
        if where := tree.args.get("where"):
            self._expressions.check_boolean(where.this, scope, "WHERE clause")
        if isinstance(tree, exp.Update):
            self._assignments(tree, scope, scope.relations[0])

    def _assignments(self, update: exp.Update, scope: Scope, target: Relation) -> None:
        kinds = dict(target.columns)
        for each in update.expressions:
            name = each.this.name.lower()
            if name not in kinds:
                raise SqlSyntaxError(f"The UPDATE SET target column {name} doesn't exist")
            self._assigned([each.expression], [kinds[name]], scope)

    def _assigned(self, values: Sequence[exp.Expr], wanted: Sequence[SqlType], scope: Scope) -> None:
        if len(values) != len(wanted):
            raise SqlSyntaxError(f"there are {len(values)} values for {len(wanted)} columns")
        for value, kind in zip(values, wanted, strict=True):
            compared(kind, self._expressions.type_of(value, scope), "=")

    def _insert(self, tree: exp.Insert) -> None:
        target = tree.this.this if isinstance(tree.this, exp.Schema) else tree.this
        columns = dict(self._columns_of_table(target))
        names = (
            [each.name.lower() for each in tree.this.expressions]
            if isinstance(tree.this, exp.Schema)
            else list(columns)
        )
        given = self.columns_of(tree.expression, Scope())
        if len(given) != len(names):
            raise TypeMismatchError(f"Insert query has {len(given)} columns, the table {len(names)}")
        for name, (_, kind) in zip(names, given, strict=True):
            if name not in columns:
                raise SqlSyntaxError(f"Insert column name does not exist in target table: {name}")
            compared(columns[name], kind, "=")


def _keys(node: exp.Expr) -> Iterator[exp.Expr]:
    parts: Iterable[exp.Expr] = node.expressions
    for each in parts:
        if isinstance(each, exp.Tuple | exp.Rollup | exp.Cube | exp.GroupingSets):
            yield from _keys(each)
        else:
            yield each.this if isinstance(each, exp.Paren) else each
    for name in ("rollup", "cube", "grouping_sets"):
        for each in node.args.get(name) or ():
            yield from _keys(each)


def _renamed(columns: Sequence[tuple[str, SqlType]], alias: exp.TableAlias) -> Columns:
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
    return Relation(alias.name.lower(), _renamed(columns, alias))
