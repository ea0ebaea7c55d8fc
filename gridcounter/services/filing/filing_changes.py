"""A change of the works under a filing: contractor, dates, route, length. The conditions are checked again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gridcounter.core.application import ApplicationId
from gridcounter.core.filing.filing import follow_all
from gridcounter.core.labels import number
from gridcounter.core.policy.decision import Approval
from gridcounter.core.policy.model import Track
from gridcounter.core.record.journal import Kind
from gridcounter.core.validation.fields import take
from gridcounter.core.validation.text import take_text
from gridcounter.core.wording import gap_words, needs_words
from gridcounter.errors import Refusal
from gridcounter.services.applications.application_service import ApplicationService
from gridcounter.services.applications.application_state import ApplicationState
from gridcounter.services.filing.filings import ActDay, append_together
from gridcounter.store.journal.projections.life import filing_acts

#: The fields that may change under a filing, in the order of the questions.
CHANGEABLE: Mapping[str, str] = {
    "case.works.length_m": "线路总长",
    "case.works.road_crossing_m": "穿越城市道路",
    "project.route_from": "起点",
    "project.route_to": "终点",
    "project.builder.name": "施工单位",
    "project.builder.site_manager": "现场负责人",
    "project.builder.site_phone": "现场负责人电话",
    "project.start_on": "开工日期",
    "project.finish_on": "完工日期",
    "project.restore_by": "恢复期限",
}
METRES = frozenset({"case.works.length_m", "case.works.road_crossing_m"})
DAYS = frozenset({"project.start_on", "project.finish_on", "project.restore_by"})
#: Personal fields: the record says only that they changed.
_PERSONAL = {"project.builder.site_manager", "project.builder.site_phone"}
_FILED = {Track.FILING, Track.COMMITMENT}


class NothingChanged(Refusal):
    """No value differs from what is saved."""

    sentence = "没有改动，不用登记变更"


class ChangeEmpty(Refusal):
    """A changed value is empty; `label` is the question."""

    def __init__(self, label: str) -> None:
        super().__init__(f"变更后的{label}不能空着，请填写")


class ChangeWithoutReason(Refusal):
    """A change needs a reason, which is recorded."""

    sentence = "请写明为什么变更"


class ChangeContradicts(Refusal):
    """The changed case is contradictory; `told` says how."""

    def __init__(self, text: str) -> None:
        super().__init__(f"变更后的内容有矛盾：{text}")


class ChangeLacks(Refusal):
    """The changed case is not decided; `needs` names what is missing."""

    def __init__(self, needs: str) -> None:
        super().__init__(f"变更后还不能判定怎样办理，请先在业务受理中补全：{needs}，再登记变更")


def change(
    service: ApplicationService, application_id: ApplicationId, values: Mapping[str, Any], why: str, said: ActDay
) -> str:
    """Saves the values and records the change; returns why the filing lapsed by it, or "".

    Raises one of the refusals above for unacceptable values. A change that no longer meets the conditions is recorded
    and ends the filing.
    """
    if not take_text(why):
        raise ChangeWithoutReason
    before = service.state(application_id)
    changed = _changed(before, values)
    lapsed = _why_lapsed(service.state(application_id, typing=changed))
    what = "；".join(_words(field, before.value(field), value) for field, value in changed.items())
    over = {field: (found.ref if (found := before.fields.get(field)) else None) for field in changed}
    reason = take_text(why)
    saved = {"fields": {field: {"to": value, "over": over[field]} for field, value in changed.items()}, "why": reason}
    acts: list[tuple[Kind, Mapping[str, Any]]] = [
        (Kind.FIELDS_CORRECTED, saved),  # what a form told stays locked
        (Kind.FILING_CHANGED, {**said.values(), "what": what, "why": reason}),
    ]
    alive = follow_all(filing_acts(service.record.db, application_id)).is_alive
    if lapsed and alive:
        acts.append((Kind.FILING_LAPSED, {**said.values(), "why": lapsed}))
    append_together(service, application_id, acts, said)
    return lapsed if alive else ""


def _changed(before: ApplicationState, values: Mapping[str, Any]) -> dict[str, Any]:
    kept = {field: take(field, value) for field, value in values.items()}
    changed = {field: value for field, value in kept.items() if value != before.value(field)}
    if not changed:
        raise NothingChanged
    for field, value in changed.items():
        if value in (None, ""):
            raise ChangeEmpty(CHANGEABLE[field])
    return changed


def _why_lapsed(after: ApplicationState) -> str:
    if after.case is None or after.decision is None:
        raise ChangeContradicts("；".join(str(problem) for problem in after.problems))
    for field in DAYS & after.wrong.keys():
        raise ChangeContradicts(CHANGEABLE[field] + after.wrong[field])
    approval = after.decision.approval
    if approval.track in _FILED:
        return ""
    if approval.track == Track.UNDETERMINED:
        raise ChangeLacks(needs_words(approval.needs))
    return why_outside(approval)


def why_outside(approval: Approval) -> str:
    """In words: 线路总长 1050 米，应小于 1000 米；改为：行政许可."""
    found = [gap_words(one) for one in approval.conditions if one.met is False]
    reason = "；".join(part for part in found if part) or "工程情况改变"
    return f"{reason}；不再符合备案条件，改为{approval.words}"


def _words(field: str, before: object, after: object) -> str:
    label = CHANGEABLE[field]
    if field in _PERSONAL:
        return f"{label}已更换"
    return f"{label}由{_value(field, before)}改为{_value(field, after)}".rstrip()


def _value(field: str, value: object) -> str:
    if value in (None, ""):
        return "未填"
    if field in METRES and isinstance(value, int | float):
        return f" {number(value)} 米"
    return f" {value} "
