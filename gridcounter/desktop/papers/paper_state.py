"""What stands above the papers of an application: what to do with them, in one sentence."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from gridcounter.desktop.kit.confirm import confirmed

_READY = "核对后点“出具并打印整套”：出具的文书登记在台账里，内容不再变。"
_NOTHING_NEW = "都已出具，内容不再变。"
_PRINT_ANSWER = "核对后点“打印答复”：每页都有“咨询用，未受理”标记，不用签收。打印的也留在台账里。"
_ANSWER_PRINTED = "这张答复已存入台账，再要一份点“打印本页文书”；情形改了会另成一份，可以再打印。"
_CHANGED = "内容在出具后有改动（标 ● 的）：勘查后确定的，出具勘查后确认告知；其他的请值班长作废重出。"
_SEVERAL = _CHANGED + "几份都要重出的，点“改动的一起重出”。"
_AGAIN = "这是要重出的各份。核对后点“出具并打印整套”：旧的一起作废，新的一起出具。先不重出的，点“返回申请”。"


def paper_state(changed: int, *, wanting: bool, asked: bool, again: bool) -> str:
    """`changed` counts the papers that would read differently; `wanting`: some are not issued. `asked`: a consultation.

    `again`: these are papers that are issued again.
    """
    if again:
        return _AGAIN
    if asked:
        return _PRINT_ANSWER if wanting else _ANSWER_PRINTED
    if wanting or not changed:
        return _READY if wanting else _NOTHING_NEW
    return _SEVERAL if changed > 1 else _CHANGED


def sure_without_printer(titles: Sequence[str], parent: QWidget) -> bool:
    """Asks before papers that no printer of this program took are recorded as handed over; True if there are none."""
    if not titles:
        return True
    named = "".join(f"《{title}》" for title in titles)
    text = f"{named}没有从本程序打印过。用别的办法打印、已经交到申请人手里的，才登记。"
    return confirmed(parent, "没有打印，已经交付了吗？", text, act="已经交付", leave="先不登记")
