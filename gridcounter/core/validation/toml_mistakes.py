"""What is wrong with a TOML file, for somebody who types Chinese and has never heard of TOML."""

from __future__ import annotations

import re

#: The position in the standard library's English message on a TOML file.
_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)")
#: Marks that a Chinese keyboard types in place of those of TOML.
_FULL_WIDTH = "“”‘’，＝：［］｛｝【】＂＃"
_QUOTED = re.compile(r'"[^"]*"')
_TWICE = ("Cannot declare", "Cannot overwrite", "Cannot redefine", "Duplicate")


def toml_mistake(text: str, wrong: str) -> tuple[str, str]:
    """What was found, and what is allowed; `wrong` is the message of the standard library."""
    place = _PLACE.search(wrong)
    if place is None:
        where = "末尾" if "end of document" in wrong else "内容"
        return f"不是 TOML（{where}无法读懂）", "TOML 1.0 文件，键不重复"
    lines = text.splitlines()
    number = int(place[1])
    line = lines[number - 1] if number <= len(lines) else ""
    marks = [mark for mark in _FULL_WIDTH if mark in _QUOTED.sub("", line.partition("#")[0])]
    if marks:
        return f"第 {number} 行有中文标点 {' '.join(marks)}", "英文的引号、逗号、等号和括号"
    if any(words in wrong for words in _TWICE):
        found = f"第 {number} 行把同一节或同一个键又写了一次：{line.strip()[:40]}"
        several = "几种备案、承诺的办法写 [[regime]]" if "[filing]" in line else "几条规则写 [[节]]"
        return found, f"每个键只写一次；{several}"
    return f"不是 TOML（第 {number} 行第 {place[2]} 列无法读懂）", "TOML 1.0 文件，键不重复"
