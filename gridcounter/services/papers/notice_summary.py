"""The pinned answer in words: its contents, its basis, and what differs today."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gridcounter.core.application import ApplicationId
from gridcounter.core.intake.conditions import rests_on
from gridcounter.core.labels import track_words
from gridcounter.core.notice import PinnedAnswer
from gridcounter.services.applications.application_service import ApplicationService
from gridcounter.services.applications.application_state import ApplicationState
from gridcounter.services.applications.pinning import EditionGone, assess_pinned
from gridcounter.services.papers.supplementary import second_tellings


@dataclass(frozen=True, slots=True)
class NoticeSummary:
    """`differs` are lines of what differs today; empty while nothing does. `edition` names that of the policy."""

    lines: tuple[str, ...]
    differs: tuple[str, ...]
    edition: str = ""


def summarize_notice(service: ApplicationService, application_id: ApplicationId) -> NoticeSummary:
    """Summarises the pinned answer; without one it is a single line that says so. Raises ApplicationNotFound."""
    state = service.state(application_id)
    result = state.pinned
    if result is None:
        return NoticeSummary(("还没有固定的答复：出具一次性告知书或者在这里受理时定下来。",), ())
    days = "" if result.approval_wd is None else f"，{result.approval_wd} 个工作日"
    again = second_tellings(service, application_id)
    result = _worded(service, result)
    branches = "；".join(track_words(one.track, one.label) for one in result.branches)
    lines = [
        *_of_a_business(state),
        *([f"依据 {result.pack_number}"] if state.connects else []),
        *(
            [f"类别：{result.class_label}　外线：{track_words(result.track, result.track_label)}{days}"]
            * state.connects
        ),
        *([f"已告知可能的情形：{branches}"] if branches else []),
        f"追加告知：{again} 次" if again else "没有追加告知",
    ]
    differs = tuple(f"{one.what}：{one.before or '没有'} → {one.after or '没有'}" for one in state.differences)
    return NoticeSummary(tuple(lines), differs, result.pack_version.removeprefix("sha256:")[:8])


def _of_a_business(state: ApplicationState) -> Iterator[str]:
    """What another business than connecting rests on: general practice where the place's own paper says nothing."""
    business = state.decision.business if state.decision else None
    if state.decision is not None and business is not None:
        yield f"业务：{business.label}　{rests_on(state.decision.business_basis)}"


def _worded(service: ApplicationService, pinned: PinnedAnswer) -> PinnedAnswer:
    """Adds the words of its edition to an answer from before the words were stored."""
    if pinned.track_label or any(one.label for one in pinned.branches):
        return pinned
    try:
        approval = assess_pinned(service.assessor, pinned).approval
    except EditionGone:
        return pinned
    labels = {str(one.track): one.label or "" for one in approval.branches} | {
        str(approval.track): approval.label or ""
    }
    branches = tuple(one.model_copy(update={"label": labels.get(one.track, "")}) for one in pinned.branches)
    return pinned.model_copy(update={"track_label": labels.get(pinned.track, ""), "branches": branches})
