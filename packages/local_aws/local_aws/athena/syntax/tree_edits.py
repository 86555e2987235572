"""Nodes of a parsed statement put in the place of others."""

from collections.abc import Callable

from sqlglot import exp


def put[Node: exp.Expr](node: exp.Expr, built: Node) -> Node:
    """Put what is built in the place of a node, and return it; a root stays where it is.

    As `replace` of sqlglot, which visits every neighbour of the node: in a long list that takes the square of its length.
    """
    parent, key, index = node.parent, node.arg_key, node.index
    if parent is None or key is None or parent is built:
        return built
    if index is None:
        parent.set(key, built)
    else:
        parent.args[key][index] = built
        built.parent, built.arg_key, built.index = parent, key, index
    if built is not node:
        node.parent = node.arg_key = node.index = None
    return built


def put_around(node: exp.Expr, build: Callable[[exp.Expr], exp.Expr]) -> None:
    """Put what is built of a node in its place, without a copy of it; what is known of the node is then known of that."""
    hole = exp.Placeholder()
    built = build(hole)
    built.meta.update(node.meta)
    put(node, built)
    put(hole, node)
