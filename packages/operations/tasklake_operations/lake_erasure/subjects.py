"""Whom a batch is about."""

from collections.abc import Collection, Sequence
from itertools import batched

from tasklake import keys
from tasklake.attributes import text
from tasklake_operations.errors import OperationError
from tasklake_operations.lake_erasure.ledger import Erasure, ErasureLedger
from tasklake_operations.verification import TableItems
from tasklake_operations.verification.table_items import KEYS_PER_REQUEST


class NotErasedError(OperationError):
    """A user was named whom the table has, or whom nobody knows."""


def subjects_of(ledger: ErasureLedger, table: TableItems, named: Collection[str] = ()) -> Sequence[Erasure]:
    """Return the erased users, or those of them who are named; whoever has a profile is left alone.

    Raises:
        NotErasedError: Somebody who is named is not erased.
    """
    erasures = [each for each in ledger.erasures() if not named or each.user_id in named]
    present = in_table(table, [*(each.user_id for each in erasures), *named])
    known = {each.user_id for each in erasures}
    for user_id in named:
        if user_id in known & present:
            raise NotErasedError(
                f"{user_id} is in the ledger of erasures and in the table, as a restore leaves it or an erasure that is "
                "not over. `tasklake lake repair --apply` moves it on."
            )
        if user_id in present:
            raise NotErasedError(f"{user_id} is not erased: send DELETE /v1/users/{user_id} first.")
        if user_id not in known:
            raise NotErasedError(
                f"Neither the table nor the ledger of erasures, which has those of 180 days, knows {user_id}."
            )
    return [each for each in erasures if each.user_id not in present]


def in_table(table: TableItems, user_ids: Collection[str]) -> frozenset[str]:
    """Return those of the users who have a profile."""
    return frozenset(
        keys.user_id_of(text(item, keys.PARTITION_KEY))
        for some in batched(sorted(set(user_ids)), KEYS_PER_REQUEST, strict=False)
        for item in table.get([keys.profile_key(user_id) for user_id in some])
    )
