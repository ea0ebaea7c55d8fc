"""Help pages in Chinese: typer's few English words are replaced."""

from __future__ import annotations

import re
from typing import Any

from typer.core import TyperCommand, TyperGroup

_WORDS = (
    ("Usage: ", "用法："),
    ("Arguments:", "参数："),
    ("Options:", "选项："),
    ("Commands:", "命令："),
    ("[OPTIONS]", "[选项]"),
    ("COMMAND [ARGS]...", "命令 [参数]…"),
    ("Show this message and exit.", "显示这段说明。"),
    ("[required]", "（必填）"),
)
_DEFAULT = re.compile(r"\[default: ([^\];]*)(?:; (\d+)<=x<=(\d+))?\]")
_RANGE = re.compile(r"\[(\d+)<=x<=(\d+)\]")
_KIND = re.compile(r" <(str|int|path|file|int range)>")


def in_chinese(page: str) -> str:
    """The page with typer's own English words replaced; unknown words stay."""
    for english, chinese in _WORDS:
        page = page.replace(english, chinese)
    page = _DEFAULT.sub(_default, page)
    page = _RANGE.sub(r"（\1 至 \2）", page)
    return _KIND.sub("", page)


def _default(found: re.Match[str]) -> str:
    value, least, most = found.groups()
    return f"（不写为 {value}；{least} 至 {most}）" if least else f"（不写为 {value}）"


class ChineseCommand(TyperCommand):
    """A command whose help page is in Chinese."""

    def get_help(self, ctx: Any) -> str:  # noqa: ANN401  typer's own type of it is private
        """Called by click for --help."""
        return in_chinese(super().get_help(ctx))


class ChineseGroup(TyperGroup):
    """A group of commands whose help page is in Chinese."""

    def get_help(self, ctx: Any) -> str:  # noqa: ANN401  typer's own type of it is private
        """Called by click for --help."""
        return in_chinese(super().get_help(ctx))
