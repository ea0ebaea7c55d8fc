"""诉求答复单 to the firm, and 诉求转交单 to another unit: this request alone, and nothing of the firm's power."""

from __future__ import annotations

from gridcounter.core.calendar import WorkCalendar
from gridcounter.core.papers.parks.desk import ParkDesk, begin, put
from gridcounter.core.papers.parks.visit_record import answer_words, basis_words
from gridcounter.core.papers.view import Row, View
from gridcounter.core.parks.promises import Promise, due_words, first_due, read_promise
from gridcounter.core.parks.values import Contact, Firm, Park
from gridcounter.core.parks.visits import BasisKind, Outcome, Request, said
from gridcounter.core.parks.words import REQUEST_KINDS
from gridcounter.core.wording import day_in_full
from gridcounter.errors import Refusal


class NothingAnswered(Refusal):
    """A request that was only noted."""

    sentence = "这件诉求还没有答复，也没有承诺哪天答复，不能出答复单"


class NotPassedOn(Refusal):
    """A slip to nobody."""

    sentence = "这件诉求没有转交给别的单位，不能出转交单"


class OfAnotherFirm(Refusal):
    """A firm's paper holds what concerns that firm."""

    sentence = "这件诉求不是这家企业提出的，不能出在它的文书上"


def request_reply(
    desk: ParkDesk, request: Request, park: Park, firm: Firm, promise: Promise | None, calendar: WorkCalendar
) -> View:
    """The answer with its basis; and where a promise was moved, to when and why. Raises the refusals above."""
    _of(firm, request)
    promise = promise if promise is not None and promise.id == request.promise else None
    answered_by = request.passed_on.answer if request.passed_on else ""
    open_ended = request.outcome in {Outcome.NOTED, Outcome.PASSED_ON} and not (request.answer or answered_by)
    if open_ended and promise is None:
        raise NothingAnswered
    view = begin(desk)
    view.values |= _asked(request, park, firm)
    view.values["reply.answer"] = answer_words(request) if request.outcome != Outcome.ANSWERED else request.answer
    if answered_by and request.passed_on is not None:
        unit = request.passed_on
        view.values["reply.answer"] = f"{unit.unit}答复：“{unit.answer}”（{day_in_full(unit.answered_on)}）"
    rests = request.basis_kind not in {None, BasisKind.ORAL}
    view.values["reply.basis"] = basis_words(request).removeprefix("依据：") if rests else ""
    view.flag("reply.basis", on=rests)
    view.flag("reply.oral", on=request.outcome == Outcome.ANSWERED and not rests)
    put(view, "reply.promise", () if promise is None else _promise_rows(promise, desk, calendar))
    return view


def request_transfer(desk: ParkDesk, request: Request, park: Park, firm: Firm, contact: Contact | None = None) -> View:
    """`contact` is the person at the firm whom the unit may call; no account, no supply. Raises the refusals above."""
    _of(firm, request)
    if request.passed_on is None:
        raise NotPassedOn
    view = begin(desk)
    view.values |= _asked(request, park, firm)
    view.values["transfer.unit"] = request.passed_on.unit
    view.values["transfer.on"] = day_in_full(request.passed_on.on)
    view.values["transfer.way"] = request.passed_on.way
    view.values["transfer.contact"] = f"{contact.name}　{contact.phone}".rstrip() if contact else ""
    return view


def _of(firm: Firm, request: Request) -> None:
    if request.firm != firm.id:
        raise OfAnotherFirm


def _asked(request: Request, park: Park, firm: Firm) -> dict[str, str]:
    return {
        "request.firm": firm.name,
        "request.place": "　".join(filter(None, (park.name, firm.building))),
        "request.on": day_in_full(request.on),
        "request.kind": REQUEST_KINDS[request.kind],
        "request.words": said(request),
    }


def _promise_rows(promise: Promise, desk: ParkDesk, calendar: WorkCalendar) -> list[Row]:
    reading = read_promise(promise, desk.on, calendar)
    rows: list[Row] = [{"lead": "谁来办", "text": promise.who}]
    if not promise.moves:
        return [*rows, {"lead": "哪天前", "text": due_words(reading)}]
    was = day_in_full(first_due(promise, calendar).on)
    for moved in promise.moves:
        text = f"原说{was}前，改到{day_in_full(moved.to)}前，因为{moved.why}"
        told = f"，{day_in_full(moved.told_on)}已经告诉您（{moved.told_how}）" if moved.told_on else ""
        rows.append({"lead": "改期", "text": text + told})
        was = day_in_full(moved.to)
    return rows
