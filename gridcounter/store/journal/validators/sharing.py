"""What is refused of the 免提交 list of the office."""

from __future__ import annotations

from gridcounter.core.record.of_sharing import OnRow, SharingListed
from gridcounter.errors import Refusal
from gridcounter.store.engine import Database

_LISTED = "SELECT 1 FROM sharing WHERE document = ? AND business = ? AND customer = ?"


class NotListed(Refusal):
    """The row is not on the list, or no more."""

    sentence = "免提交清单里没有这一行，可能刚在别处结束了；请重新打开清单看一下"


def refuse_on_list(db: Database, said: OnRow) -> None:
    """Raises NotListed for a check or an end of a row that is not there."""
    if isinstance(said, SharingListed):
        return
    if db.execute(_LISTED, [said.document, said.business, said.customer]).fetchone() is None:
        raise NotListed
