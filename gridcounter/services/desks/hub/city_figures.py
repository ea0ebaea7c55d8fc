"""Figures of a month by the hub: an office puts its own there, its city reads those of all offices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from gridcounter.core.record.signing import fingerprint
from gridcounter.errors import Refusal
from gridcounter.services.desks.hub.connecting import read_access
from gridcounter.services.desks.hub.here import here
from gridcounter.services.desks.hub.refusals import ForeignHub
from gridcounter.services.reports.city import Came
from gridcounter.services.reports.figures import FigureService
from gridcounter.services.reports.month_file import Sent, month_figures, sign_figures
from gridcounter.store.hub.access import HubAccess
from gridcounter.store.hub.client import Hub

#: Every month that a hub can have.
_FIRST, _LAST = "0000-01", "9999-12"


class NotOfCity(Refusal):
    """The access is that of a desk: it sees no figures."""

    sentence = "选的是一个单位的登录资料，看不到各单位上报的数字；请选管理中心库的人给全市的那一份"


@dataclass(frozen=True, slots=True)
class SentMonth:
    """`fingerprint` is that of the key it is signed by, `until` the day of a month that was not over."""

    month: str
    fingerprint: str
    until: date | None


def send_month(service: FigureService, month: str, now: datetime) -> SentMonth:
    """In place of what was sent of that month before. May run on any thread.

    Raises as `month_figures`, NotShared, NoHub, ThisDeskRetired, ForeignHub, and each of `store.hub.refusals`.
    """
    with service.record.reading() as stores:
        known = here(stores).hub
    figures = month_figures(service, month, now)
    sent = sign_figures(service.record, service.clerk, figures)
    with Hub(HubAccess.from_json(known.access)) as hub:
        if known.id not in {None, hub.hello().id}:
            raise ForeignHub
        hub.put_figures(month, sent.body, sent.signed_by, sent.signature)
    return SentMonth(month, fingerprint(sent.signed_by), figures.until)


def figures_at_hub(access_file: Path, first: str | None = None, last: str | None = None) -> Came:
    """Of all offices, for the access file of a city; without months, all of them. May run on any thread.

    Raises AccessUnreadable, AccessFileUnreadable, NotOfCity, and each of `store.hub.refusals`.
    """
    access = read_access(access_file)
    if access.office:
        raise NotOfCity
    with Hub(access) as hub:
        hub.hello()
        found = hub.city_figures(first or _FIRST, last or first or _LAST)
    return [Sent(f"中心库里 {one.office} 的 {one.month}", one.body, one.signed_by, one.signature) for one in found], []
