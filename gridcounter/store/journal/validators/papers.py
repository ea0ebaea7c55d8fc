"""Refuses acts on papers that their state does not allow."""

from __future__ import annotations

from gridcounter.core.record.journal import Act
from gridcounter.core.record.of_papers import PaperDelivered, PaperPrinted, PaperVoided
from gridcounter.errors import Refusal
from gridcounter.store.engine import Database


class PaperOfAnotherState(Refusal):
    """The paper was drawn for a consultation that is now an application, or the reverse."""

    def __init__(self) -> None:
        super().__init__("咨询已转为业务受理，或者还没有转：请重新打开文书页，按现在的样子出具")


class NoDelivery(Refusal):
    """Delivery cannot be recorded for a paper of a consultation."""

    def __init__(self) -> None:
        super().__init__("这是咨询用的文书，不登记交付；请登记业务受理后出具的那一份")


class AlreadyDelivered(Refusal):
    """The delivery of the paper is on record; a second one would put its own day in the place of the first."""

    def __init__(self) -> None:
        super().__init__("这份文书的交付已经登记过，不用再登记；登记错了的，请值班长作废后重新出具")


class SameVersion(Refusal):
    """The paper was issued under this version already."""

    def __init__(self, version: int) -> None:
        super().__init__(f"这份文书的第 {version} 版已经出过，请重新打开文书页再出具")


class AlreadyVoided(Refusal):
    """The paper was voided, and is handed out no more."""

    def __init__(self) -> None:
        super().__init__("这份文书已经作废，不能登记交付；请交付新出具的那一份")


class PaperNotFound(Refusal):
    """The application has no paper under this entry."""

    def __init__(self, ref: str) -> None:
        super().__init__(f"这份申请没有出过这份文书（{ref}），请从文书列表里选")


def refuse_on_paper(db: Database, act: Act, said: PaperDelivered | PaperVoided | PaperPrinted) -> None:
    """A paper is handed out once, and not when it was voided."""
    sql = "SELECT consultation, delivered_at, voided_at FROM paper WHERE ref = ? AND application = ?"
    paper = db.execute(sql, [said.ref, act.application]).fetchone()
    if paper is None:
        raise PaperNotFound(said.ref)
    if not isinstance(said, PaperDelivered):
        return
    if paper[0]:
        raise NoDelivery
    if paper[1] is not None:
        raise AlreadyDelivered
    if paper[2] is not None:
        raise AlreadyVoided
