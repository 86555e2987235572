"""Conditions in a form that DuckDB's optimizer takes down to the scans, where they tell which files are needed.

It leaves a condition where it stands when a conversion in it might fail for some row.
"""

from sqlglot import exp

from local_aws.athena.syntax.tree_edits import put

_COMPARISONS = (exp.EQ, exp.GT, exp.GTE, exp.LT, exp.LTE)


def make_conditions_pushable(tree: exp.Expr) -> None:
    """Rewrite, in place, conversions in a tree that `adapt_to_duckdb` is done with; the answer stays the same."""
    for node in reversed(list(tree.walk())):  # operands before their operators
        match node:
            case exp.Cast() if type(node) is exp.Cast and node.is_type(exp.DType.DATE):
                # Of a literal it stays a constant that the optimizer knows.
                if not isinstance(node.this, exp.Literal):
                    put(node, exp.func("timestamp_to_date", node.this))
            case exp.Binary() if isinstance(node, _COMPARISONS):
                _compare_without_zone(node)
            case _:
                pass


def _compare_without_zone(comparison: exp.Binary) -> None:
    # To compare a timestamp with a time of a zone, DuckDB converts every row. The session's zone is UTC, and so the
    # constant is as well converted, once.
    for operand, other in (("this", comparison.right), ("expression", comparison.left)):
        constant = comparison.args[operand]
        if isinstance(other, exp.Column) and _is_zoned_constant(constant):
            comparison.set(operand, exp.cast(constant.copy(), "timestamp(6)", dialect="trino"))


def _is_zoned_constant(node: exp.Expr) -> bool:
    match node:
        case exp.Paren():
            return _is_zoned_constant(node.this)
        case exp.Cast():
            return node.is_type(exp.DType.TIMESTAMPTZ) and node.find(exp.Column) is None
        case exp.Anonymous(this="cast_to_type"):
            return _is_zoned_constant(node.expressions[1]) and node.find(exp.Column) is None
        case _:
            return False
