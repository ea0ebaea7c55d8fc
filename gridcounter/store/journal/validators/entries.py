"""Refuses invalid acts before they become entries. Each refusal is one sentence that says what to do."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import NamedTuple

from gridcounter.core.application import ApplicationId
from gridcounter.core.record.contents import Contents
from gridcounter.core.record.journal import Act, Kind
from gridcounter.core.record.of_applications import (
    ApplicationOpened,
    ConditionsSeen,
    ConsultationNoted,
    DaysCorrected,
    FieldsChanged,
    NumberCorrected,
    PersonalDataShown,
)
from gridcounter.core.record.of_desks import PurgeAnnounced
from gridcounter.core.record.of_joint import OnJoint
from gridcounter.core.record.of_office import NumbersReserved, OfficeSet, OfOffice, RecordsPurged
from gridcounter.core.record.of_papers import PaperDelivered, PaperIssued, PaperPrinted, PaperVoided
from gridcounter.core.record.of_parks import OnSubject
from gridcounter.core.record.of_sharing import OnRow
from gridcounter.errors import Refusal
from gridcounter.store.engine import Database
from gridcounter.store.journal.projections.desks import LATER_KIND
from gridcounter.store.journal.projections.entries import ON_ANY
from gridcounter.store.journal.subjects import subject_of
from gridcounter.store.journal.validators.announced import READING, refuse_announced, refuse_to_announce
from gridcounter.store.journal.validators.days import refuse_days
from gridcounter.store.journal.validators.joint import refuse_on_joint
from gridcounter.store.journal.validators.life import GUARDED, refuse_in_life
from gridcounter.store.journal.validators.papers import PaperOfAnotherState, SameVersion, refuse_on_paper
from gridcounter.store.journal.validators.parks import refuse_announced_subject, refuse_on_any, refuse_on_subject
from gridcounter.store.journal.validators.purge import refuse_to_purge
from gridcounter.store.journal.validators.sharing import refuse_on_list


class ChangedElsewhere(Refusal):
    """Another user saved the field after it was read; `field` is its dotted key."""

    def __init__(self, field: str) -> None:
        self.field = field
        super().__init__("这一项刚被别人改过，请看一下新的内容再决定是否覆盖")


class ApplicationNotFound(Refusal):
    """No application of this id, number or code."""

    def __init__(self, application_id: ApplicationId | None) -> None:
        super().__init__(f"台账里没有这份申请（{application_id or '未写编号'}），请核对编号或查询码")


class Purged(ApplicationNotFound):
    """The application is on record as purged; `on` is the ISO day."""

    def __init__(self, number: str, on: str) -> None:
        Refusal.__init__(self, f"申请 {number} 已于 {on} 按留存期清除，内容和文书都不能再查看")


class ApplicationExists(Refusal):
    """The id belongs to an application that the act does not continue."""

    def __init__(self) -> None:
        super().__init__("这份申请已经登记过，请直接打开它")


class NumberTaken(Refusal):
    """The number was already given or reserved."""

    def __init__(self, number: str) -> None:
        super().__init__(f"编号 {number} 已经用过，编号不能重复使用，请换一个")


class AlreadyAccepted(Refusal):
    """受理 is already recorded; `on` is its ISO day."""

    def __init__(self, on: str) -> None:
        super().__init__(f"这份申请已于 {on} 受理，不能再次受理")


class NotAcceptedYet(Refusal):
    """办理条件 are looked at again before 受理, which has them as they stand then."""

    def __init__(self) -> None:
        super().__init__("还没有受理：办理条件请在“核对”里直接选，受理时一起登记")


class OnlyConsulted(Refusal):
    """The act needs an application, but this is still a consultation."""

    def __init__(self) -> None:
        super().__init__("这是咨询，还没有受理：请先转为业务受理，再办这一步")


class AlreadyClosed(Refusal):
    """The application is closed; a shift leader may reopen it."""

    def __init__(self) -> None:
        super().__init__("这份申请已经办结；要接着办的，请值班长先恢复办理")


class NotClosed(Refusal):
    """Reopening an application that is open."""

    def __init__(self) -> None:
        super().__init__("这份申请没有办结，可以直接办理")


class OfLaterProgram(Refusal):
    """Another desk, with a later program, entered something that this one cannot read: what holds is not known here."""

    def __init__(self) -> None:
        super().__init__("这份申请里有别的台用新版程序办的登记，本程序读不懂，只能看、不能办；请先更新本台的程序再办")


class PlaceFixed(Refusal):
    """The office's place changes only before anything was accepted."""

    def __init__(self) -> None:
        super().__init__("已经受理过申请，本单位的地区不能再改；要换地区，请另建一本台账")


_CLOSED = "closed"
_SAME = "SELECT 1 FROM paper WHERE application = ? AND paper = ? AND version = ?"
#: Of the row of an application: whether 受理 or a paper in force has settled what stands in it. What was printed for a
#: consultation binds as long as it is one.
TOLD = (
    "accepted_on IS NOT NULL OR EXISTS (SELECT 1 FROM paper WHERE paper.application = application.id "
    "AND voided_at IS NULL AND consultation = (application.state = 'consultation'))"
)
_STANDING = (
    f"SELECT accepted_on, state, {TOLD}, number, purged_on, EXISTS (SELECT 1 FROM conflict WHERE "  # noqa: S608
    f"conflict.application = application.id AND conflict.what = '{LATER_KIND}') FROM application WHERE id = ?"
)
_STATES = {Kind.APPLICATION_ACCEPTED, Kind.APPLICATION_CLOSED, Kind.APPLICATION_REOPENED}
_ISSUED = {Kind.NOTICE_ISSUED, Kind.PAPER_ISSUED}
#: All kinds of entry allowed for a consultation before it becomes an application.
_IN_CONSULTATION = {
    *_ISSUED,
    *(Kind.PAPER_VOIDED, Kind.PAPER_PRINTED),
    *(
        Kind.NUMBER_CORRECTED,
        Kind.FIELDS_CHANGED,
        Kind.FIELDS_CORRECTED,
        Kind.PERSONAL_DATA_SHOWN,
        Kind.EVIDENCE_BUNDLED,
    ),
}
_CONSULTATION = "consultation"


class Standing(NamedTuple):
    """What was read of the application of an act; `told`: 受理 or a paper in force has settled fields of it."""

    accepted_on: str | None
    state: str
    told: int

    @property
    def ended(self) -> bool:
        """Closed before 受理."""
        return self.state == _CLOSED and self.accepted_on is None


#: Of a subject that is no application, where papers are always in force.
_NO_STANDING = Standing(None, "", 0)


def refuse_invalid(db: Database, act: Act, said: Contents, refuse: Callable[[Standing], None]) -> None:
    """Raises the matching refusal, or returns; `said` are the act's contents.

    Runs in the transaction that writes the entry. `refuse` refuses besides, by what was read anyway.
    """
    match said:
        case ApplicationOpened() | ConsultationNoted():
            _check_opening(db, act, said)
        case PersonalDataShown() if act.application is None:
            pass  # a whole list was shown
        case OfOffice():
            _check_of_office(db, said)
        case _ if isinstance(said, OnSubject) or (act.kind in ON_ANY and subject_of(db, act.application)):
            if act.kind not in READING:
                refuse_announced_subject(db, act)
            refuse_beside(db, act, said)
        case _:
            refuse_announced(db, act, said)
            refuse_on_application(db, act, said, refuse)


def _check_of_office(db: Database, said: OfOffice) -> None:
    match said:
        case NumbersReserved():
            _check_reserved(db, said)
        case RecordsPurged():
            refuse_to_purge(db, said)
        case PurgeAnnounced():
            refuse_to_announce(db, said)
        case OfficeSet():
            _check_place(db, said)
        case OnRow():
            refuse_on_list(db, said)


def refuse_beside(db: Database, act: Act, said: Contents) -> None:
    """Raises the refusal of an act that may be on any subject, where it is on a park, a firm or a visit; or returns."""
    if isinstance(said, OnSubject):
        refuse_on_subject(db, act, said)
        return
    refuse_on_any(db, act)
    _check_contents(db, act, said, _NO_STANDING)


def _check_place(db: Database, said: OfficeSet) -> None:
    if "place" not in said.model_fields_set:
        return
    now = db.execute("SELECT value FROM office WHERE key = 'place'").fetchone()
    accepted = db.execute("SELECT 1 FROM application WHERE accepted_on IS NOT NULL LIMIT 1").fetchone()
    if now and accepted and json.loads(now[0]) != said.place:
        raise PlaceFixed


def _check_reserved(db: Database, said: NumbersReserved) -> None:
    for place, number in enumerate(said.numbers):
        if number in said.numbers[:place] or number_taken(db, number):
            raise NumberTaken(number)


def _check_opening(db: Database, act: Act, said: ApplicationOpened | ConsultationNoted) -> None:
    """A reserved number may be opened: it is on a sheet that was filled in by hand.

    A consultation is opened again under the number and code on its papers.
    """
    if act.application is None:
        raise ApplicationNotFound(None)
    sql = "SELECT number, short_code, state FROM application WHERE id = ?"
    found = db.execute(sql, [act.application]).fetchone()
    if found is not None:
        if act.kind != Kind.APPLICATION_OPENED or found != (said.number, said.short_code, _CONSULTATION):
            raise ApplicationExists
        return
    if db.execute("SELECT 1 FROM application WHERE number = ?", [said.number]).fetchone():
        raise NumberTaken(said.number)


def refuse_on_application(
    db: Database, act: Act, said: Contents, refuse: Callable[[Standing], None] = lambda _: None
) -> None:
    """Raises the refusal of an act on an application that is open already, or returns."""
    stands = _standing(db, act.application)
    consultation = stands.state == _CONSULTATION
    if consultation and act.kind not in _IN_CONSULTATION:
        raise OnlyConsulted
    refuse(stands)
    if isinstance(said, DaysCorrected):
        refuse_days(db, act, said)
    elif act.kind in _STATES:
        _check_state(act, stands.accepted_on, closed=stands.state == _CLOSED)
    elif act.kind in GUARDED:
        refuse_in_life(db, act, said)
    _check_contents(db, act, said, stands)


def _check_contents(db: Database, act: Act, said: Contents, stands: Standing) -> None:
    match said:
        case ConditionsSeen():
            _check_conditions(stands)
        case FieldsChanged():
            _check_over(db, act, said)
        case PaperIssued() if act.kind in _ISSUED and said.consultation != (stands.state == _CONSULTATION):
            raise PaperOfAnotherState
        case PaperIssued() if db.execute(_SAME, [act.application, said.paper, said.version]).fetchone():
            raise SameVersion(said.version)
        case PaperDelivered() | PaperVoided() | PaperPrinted():
            refuse_on_paper(db, act, said)
        case OnJoint():
            refuse_on_joint(db, act, said)
        case NumberCorrected() if number_taken(db, said.number):
            raise NumberTaken(said.number)


def _check_conditions(stands: Standing) -> None:
    if stands.accepted_on is None:
        raise NotAcceptedYet
    if stands.state == _CLOSED:
        raise AlreadyClosed


def _standing(db: Database, application_id: ApplicationId | None) -> Standing:
    found = db.execute(_STANDING, [application_id]).fetchone()
    if found is None:
        raise ApplicationNotFound(application_id)
    *stands, number, purged_on, later = found
    if purged_on:
        raise Purged(number, purged_on)
    if later:
        raise OfLaterProgram
    return Standing(*stands)


def _check_state(act: Act, accepted_on: str | None, *, closed: bool) -> None:
    if act.kind == Kind.APPLICATION_ACCEPTED and accepted_on is not None:
        raise AlreadyAccepted(accepted_on)
    if closed and act.kind == Kind.APPLICATION_CLOSED:
        raise AlreadyClosed
    if not closed and act.kind == Kind.APPLICATION_REOPENED:
        raise NotClosed


def _check_over(db: Database, act: Act, said: FieldsChanged) -> None:
    """`over` is the entry that set the value shown on the screen; any later one was made by another user."""
    for field, change in said.fields.items():
        found = db.execute(
            "SELECT ref FROM field WHERE application = ? AND field = ?", [act.application, field]
        ).fetchone()
        if (found[0] if found else None) != change.over:
            raise ChangedElsewhere(field)


def number_taken(db: Database, number: str) -> bool:
    """True if the number was given or reserved."""
    sql = (
        "SELECT 1 FROM application WHERE number = :number UNION ALL "
        "SELECT 1 FROM reserved_number WHERE number = :number"
    )
    return db.execute(sql, {"number": number}).fetchone() is not None
