"""The one rule for the names of clerks: they are read on every page and paper, and say who did what."""

from __future__ import annotations

from gridcounter.core.validation.text import half_width, take_text

#: Characters, with a post or a number behind the name where two share it.
LONGEST_CLERK_NAME = 30
#: With which the name begins that the record gives to commands without a clerk.
_COMMAND_LINE = "命令行"


def wrong_with_name(name: str) -> tuple[str, str] | None:
    """What was given and what is allowed; None for a good one."""
    text = take_text(name)
    if not text:
        return "空白", "受理员姓名"
    if len(text) > LONGEST_CLERK_NAME:
        return f"{len(text)} 个字", f"不超过 {LONGEST_CLERK_NAME} 个字的姓名"
    if _bare(text).startswith(_COMMAND_LINE):
        return f"“{text}”", f"受理员本人的姓名，不能叫“{_COMMAND_LINE}”：台账里这样叫没有写明是谁的命令"
    return None


def advice_on_name(name: str) -> str:
    """The sentence below the field; "" for a good one."""
    wrong = wrong_with_name(name)
    if wrong is None:
        return ""
    return f"请填写{wrong[1]}" if take_text(name) else "请填写姓名"


def are_alike(one: str, other: str) -> bool:
    """True if a reader takes them for one name: spaces, width and case do not tell them apart."""
    return _bare(one) == _bare(other)


def _bare(name: str) -> str:
    return "".join(half_width(take_text(name)).split()).casefold()
