"""Names of items in which nothing but a face with a link to an account says who wrote them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake.reading.fields import Field
from keepsake.reading.weights import LIMITS

if TYPE_CHECKING:
    from collections.abc import Sequence

BY = "href of <a>"


def by_account(authors: Sequence[Field], accounts: Sequence[str], *, known: bool) -> list[Field]:
    """Names those that tell nothing else.

    Args:
        authors: Of all items, as each tells it.
        accounts: Of each the account that it leads to, `""` for none.
        known: Whether it is known of the site what leads to accounts.

    Returns:
        The same; where nobody has a name on the page, each account is called as it is there.
    """
    if sum(map(bool, accounts)) < LIMITS.again or any(author.value for author in authors):
        return list(authors)
    sure = LIMITS.account if known else LIMITS.carried * LIMITS.account
    return [
        Field(account, BY, sure) if account and not author.value else author
        for author, account in zip(authors, accounts, strict=True)
    ]
