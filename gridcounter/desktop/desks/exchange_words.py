"""What 各台交换 says: how an exchange went, who takes part, and what a hub is to this desk."""

from __future__ import annotations

from datetime import datetime

from gridcounter.core.wording import day_near
from gridcounter.desktop.kit.day import today
from gridcounter.services.desks.exchange import HandedOver, TakenIn
from gridcounter.services.desks.hub.connecting import Connected
from gridcounter.services.desks.hub.exchange import HubOutcome
from gridcounter.services.desks.membership import Invited

_WHOLE = "每一台都有全部登记，没有网络照样办。"
_BY_STICK = "用 U 盘轮流交换：先收上一台的，再导出，交给下一台。"
_BY_HUB = "有网络时经中心库自动交换，也可以用 U 盘。"
#: While nobody but this desk is known here.
ALONE = "还没有别的台：点“邀请一台加入…”。新的一台加入以后导出一次，在这里收进来，就列在下面。"


def how_words(*, hub: bool) -> str:
    """In which way the desks exchange."""
    return _WHOLE + (_BY_HUB if hub else _BY_STICK)


def retired_words(*, hub: bool) -> str:
    """How the others come to know of it."""
    return "别的台下一次和中心库交换时知道。" if hub else "请导出一次交换文件，让别的台也知道。"


def outcome_words(outcome: HubOutcome) -> str:
    """What went and came, and what was not as it should be."""
    went = f"已和中心库交换：送出 {outcome.pushed:,} 条登记，收入 {outcome.taken:,} 条，文书 {outcome.papers:,} 份。"
    new = f"其中 {outcome.new_conflicts:,} 处和别的台办的对不上，请核对。" if outcome.new_conflicts else ""
    return went + new + "".join(f"{note}。" for note in outcome.notes)


def hub_words(hub: Connected | None) -> str:
    """Whether this desk is connected, and when it last exchanged."""
    if hub is None:
        return "没有接入中心库：各台只用 U 盘交换。接入后有网络就自动交换，断网照常办理。"
    if hub.at is None:
        return "已接入中心库，还没有交换过。"
    at = datetime.fromisoformat(hub.at).astimezone()
    return f"已接入中心库，最近交换 {day_near(at.date(), today())} {at:%H:%M}。"


def without_hub(made: Invited) -> str:
    said = "邀请里没有中心库的登录资料，新的一台加入后请管理中心库的人给它登录资料："
    return f"{said}{made.hub}。" if made.hub else ""


def taken_words(taken: TakenIn) -> str:
    """收入“2 号台”今天 09:10 导出的：12 条登记，涉及 3 份申请，文书 4 份；待核对 1 处."""
    made = taken.made_at.astimezone()
    head = f"“{taken.desk}”{day_near(made.date(), today())} {made:%H:%M} 导出的"
    copied = f"{taken.copied}。" if taken.copied else ""
    waiting = f"还有 {taken.awaited:,} 份文书没有传到，以后的交换文件会带来。" if taken.awaited else ""
    if taken.left or taken.papers_left:
        came = f"{taken.entries:,} 条登记，文书 {taken.papers:,} 份"
        left = f"{taken.left:,} 条登记" if taken.left else f"{taken.papers_left:,} 份文书"
        return f"已停止。收入{head}：{came}，都是完整的；还有 {left}没有收，再收一次这个文件会接着收。"
    if not taken.entries and not taken.papers:
        return f"{head}，本台都已经有了。{waiting}{copied}"
    said = f"收入{head}：{taken.entries:,} 条登记，涉及 {taken.applications:,} 份申请，文书 {taken.papers:,} 份。"
    clash = f"其中 {taken.new_conflicts:,} 处和别的台办的对不上，请核对。" if taken.new_conflicts else ""
    return said + clash + waiting + copied


def handed_words(handed: HandedOver) -> str:
    """What was written, and for whom."""
    said = f"已写到 {handed.path}：{handed.entries:,} 条登记，文书 {handed.papers:,} 份，给{'、'.join(handed.desks)}。"
    left = f"另有 {handed.left_out:,} 份文书这次放不下；他们收了这个、导出给本台以后，下次导出会带上。"
    return said + (left if handed.left_out else "")
