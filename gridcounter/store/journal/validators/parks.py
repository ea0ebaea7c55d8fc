"""Refuses invalid acts on parks, firms and visits. Each refusal is one sentence that says what to do."""

from __future__ import annotations

from gridcounter.core.record import of_parks
from gridcounter.core.record.journal import Act
from gridcounter.errors import Refusal
from gridcounter.store.engine import Database
from gridcounter.store.journal.announcements import standing_of
from gridcounter.store.journal.projections.desks import LATER_KIND
from gridcounter.store.journal.subjects import subject_of

_NAMES = {"park": "园区", "firm": "企业", "visit": "走访"}
_LATER = f"SELECT 1 FROM conflict WHERE application = ? AND what = '{LATER_KIND}'"  # noqa: S608  our own word
_PROMISE = "SELECT state, json_extract(told, '$.on') FROM promise WHERE ref = ?"
_FIELD = "SELECT ref FROM subject_field WHERE subject = ? AND field = ?"


class SubjectNotFound(Refusal):
    """No park, firm or visit of this id."""

    def __init__(self, kind: str) -> None:
        super().__init__(f"台账里没有这条{_NAMES[kind]}登记，请回到园区页重新打开")


class SubjectPurged(Refusal):
    """Only figures are left of it; `on` is the ISO day."""

    def __init__(self, kind: str, on: str) -> None:
        super().__init__(f"这条{_NAMES[kind]}登记已于 {on} 按留存期清除，不能再登记")


class SubjectExists(Refusal):
    """The id is another subject's."""

    def __init__(self, kind: str) -> None:
        super().__init__(f"这条{_NAMES[kind]}登记已经有了，请直接打开它")


class SubjectOfLaterProgram(Refusal):
    """Another desk, with a later program, entered something on it that this one cannot read."""

    def __init__(self, kind: str) -> None:
        super().__init__(f"这条{_NAMES[kind]}登记里有别的台用新版程序办的，本程序读不懂；请先更新本台的程序再办")


class SubjectToBePurged(Refusal):
    """It is announced for purging: it can be read, and not changed."""

    def __init__(self, kind: str, desk: str) -> None:
        super().__init__(f"这条{_NAMES[kind]}登记已由“{desk}”预告清除，现在只能看，不能再办")


class FieldChangedElsewhere(Refusal):
    """Another user saved the field after it was read; `field` is its name."""

    def __init__(self, field: str) -> None:
        self.field = field
        super().__init__("这一项刚被别人改过，请看一下新的内容再决定是否覆盖")


class NotPlanned(Refusal):
    """A visit that was made or dropped is neither moved nor dropped."""

    def __init__(self) -> None:
        super().__init__("这次走访已经登记为走访过或不去了，不能再改日子；要更正，请打开走访记录")


class AlreadyHeld(Refusal):
    """A visit is made once; what was written down wrongly is corrected."""

    def __init__(self) -> None:
        super().__init__("这次走访已经登记过了；写错了的，请用“更正”")


class NotHeld(Refusal):
    """Nothing was asked or promised on a visit that was not made."""

    def __init__(self) -> None:
        super().__init__("这次走访还没有登记为走访过，请先登记走访，再记诉求和承诺")


class NoSuchRow(Refusal):
    """The act names a request, promise or guarantor that is not there."""

    def __init__(self, what: str) -> None:
        super().__init__(f"台账里没有这条{what}，请重新打开这一页再办")


class PromiseEnded(Refusal):
    """It was kept or withdrawn."""

    def __init__(self) -> None:
        super().__init__("这条承诺已经办结或收回，不能再改；有新的说法，请另记一条承诺")


class TooEarly(Refusal):
    """A later act has a day before that of the earlier one."""

    def __init__(self, first: str) -> None:
        super().__init__(f"日子填得比 {first} 还早，请核对")


def refuse_on_subject(db: Database, act: Act, said: of_parks.OnSubject) -> None:
    """Raises the refusal of an act on a park, a firm or a visit, or returns."""
    kind = said.subject_kind
    found = subject_of(db, act.application)
    if not act.application:
        raise SubjectNotFound(kind)
    if found is None:
        if not isinstance(said, of_parks.OpensSubject):
            raise SubjectNotFound(kind)
    elif found[0] != kind:
        raise SubjectExists(found[0])
    else:
        refuse_on_any(db, act)
    if found is not None and isinstance(said, of_parks.OpensSubject) and not isinstance(said, of_parks.VisitHeld):
        raise SubjectExists(kind)
    _check(db, act, said)


def refuse_announced_subject(db: Database, act: Act) -> None:
    """Raises SubjectToBePurged. Where another desk's acts are taken in nobody asks: it may not have known."""
    if found := standing_of(db, act.application):
        kind, _ = subject_of(db, act.application) or ("visit", "")
        raise SubjectToBePurged(kind, found.desk)


def refuse_on_any(db: Database, act: Act) -> None:
    """Whatever the act is: raises a refusal where the subject was purged, or waits for a later program."""
    kind, purged_on = subject_of(db, act.application) or ("", "")
    if purged_on:
        raise SubjectPurged(kind, purged_on)
    if kind and db.execute(_LATER, [act.application]).fetchone():
        raise SubjectOfLaterProgram(kind)


def _check(db: Database, act: Act, said: of_parks.OnSubject) -> None:
    match said:
        case of_parks.FieldsOfSubject():
            for field, change in said.fields.items():
                row = db.execute(_FIELD, [act.application, field]).fetchone()
                if (row[0] if row else None) != change.over:
                    raise FieldChangedElsewhere(field)
        case of_parks.FirmOpened():
            found = subject_of(db, said.park)
            if found is None or found[0] != of_parks.SubjectKind.PARK or found[1]:
                raise SubjectNotFound("park")
        case of_parks.GuarantorEnded():
            _check_row(db, act, said.ref, "guarantor", "包保责任人")
        case of_parks.OnVisit():
            _check_visit(db, act, said)


def _check_visit(db: Database, act: Act, said: of_parks.OnVisit) -> None:
    row = db.execute("SELECT state FROM visit WHERE subject = ?", [act.application]).fetchone()
    state = row[0] if row else ""
    match said:
        case of_parks.VisitPlanned():
            pass
        case of_parks.VisitHeld() if state == "held":
            raise AlreadyHeld
        case of_parks.VisitHeld():
            pass
        case of_parks.VisitMoved() | of_parks.VisitDropped() if state != "planned":
            raise NotPlanned
        case of_parks.VisitMoved() | of_parks.VisitDropped():
            pass
        case _ if state != "held":
            raise NotHeld
        case of_parks.PromiseMoved() | of_parks.PromiseKept() | of_parks.PromiseWithdrawn():
            _check_promise(db, act, said)
        case _:
            _check_request(db, act, said)


def _check_request(db: Database, act: Act, said: of_parks.OnVisit) -> None:
    match said:
        case of_parks.RequestAnswered() | of_parks.RequestPassedOn() | of_parks.RequestTaken():
            _check_row(db, act, said.ref, "request", "诉求")
        case of_parks.PromiseMade() if said.request:
            _check_row(db, act, said.request, "request", "诉求")


def _check_promise(
    db: Database, act: Act, said: of_parks.PromiseMoved | of_parks.PromiseKept | of_parks.PromiseWithdrawn
) -> None:
    _check_row(db, act, said.ref, "promise", "承诺")
    state, made = db.execute(_PROMISE, [said.ref]).fetchone()
    if state != "open":
        raise PromiseEnded
    if (said.on if isinstance(said, of_parks.PromiseKept) else said.told_on) < made:
        raise TooEarly(made)


def _check_row(db: Database, act: Act, ref: str, table: str, called: str) -> None:
    sql = f"SELECT 1 FROM {table} WHERE ref = ? AND subject = ?"  # noqa: S608  our own table names
    if db.execute(sql, [ref, act.application]).fetchone() is None:
        raise NoSuchRow(called)
