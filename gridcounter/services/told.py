"""What exactly was told, on which ground, and what would be told by now: lines for a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gridcounter.core.labels import TRACKS
from gridcounter.services.telling_again import second_tellings

if TYPE_CHECKING:
    from gridcounter.services.desk import Desk


@dataclass(frozen=True, slots=True)
class ToldWords:
    """`differs` are lines of what reads differently by now; empty while the answer holds."""

    lines: tuple[str, ...]
    differs: tuple[str, ...]


def told_words(desk: Desk, application: str) -> ToldWords:
    draft = desk.draft(application)
    told = draft.pinned
    if told is None:
        return ToldWords(("还没有受理，也没有出具一次性告知书，还没有固定的答复。",), ())
    days = "" if told.approval_wd is None else f"，{told.approval_wd} 个工作日"
    again = second_tellings(desk, application)
    branches = "；".join(TRACKS.get(one.track, one.track) for one in told.branches)
    lines = [
        f"依据 {told.pack_number}（版本 {told.pack_version.removeprefix('sha256:')[:8]}）",
        f"类别：{told.class_label}　外线：{TRACKS.get(told.track, told.track)}{days}",
        *([f"已告知可能的情形：{branches}"] if branches else []),
        f"追加告知：{again} 次" if again else "没有追加告知",
    ]
    differs = tuple(f"{one.what}：{one.before or '没有'} → {one.after or '没有'}" for one in draft.differences)
    return ToldWords(tuple(lines), differs)
