"""What is known of an expression's value without computing it."""

from collections.abc import Collection

from semantic.expression_tree import Binary, Case, Cast, Column, Constant, Node, Unary


def is_exact(node: Node, columns: Collection[str]) -> bool:
    """Whether the value is a whole number or a decimal, given which columns are.

    Such values add up to the same in any order; floats do not. False where it is not known.
    """
    match node:
        case Column(name):
            return name in columns
        case Constant(value):
            return value is None or not isinstance(value, float | str | bool)
        case Unary("-", operand):
            return is_exact(operand, columns)
        case Binary("+" | "-" | "*", left, right):
            return is_exact(left, columns) and is_exact(right, columns)
        case Cast(_, kind, _):
            return kind in ("DECIMAL", "INTEGER")
        case Case(whens, otherwise):
            values = [value for _, value in whens] + ([otherwise] if otherwise else [])
            return all(is_exact(value, columns) for value in values)
        case _:
            return False
