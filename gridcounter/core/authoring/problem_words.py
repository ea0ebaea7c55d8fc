"""A problem that the check of a pack tells in the words of TOML, in those of a workbook."""

from __future__ import annotations

import re
from dataclasses import replace

from gridcounter.core.authoring.answer_words import path_text, value_words
from gridcounter.core.authoring.condition_text import key_words, words_of
from gridcounter.core.authoring.pack_sheets import PackFromSheets, in_titles
from gridcounter.core.authoring.titles import CASE_LABELS, GUIDE, SHEETS, WHEN, title_of
from gridcounter.core.labels import KEY_LABELS
from gridcounter.core.policy.cases import NotAnswered
from gridcounter.core.policy.condition_words import COMPARISONS
from gridcounter.core.validation.models import ONE_OF, Problem

#: As the check says it -> as the author of a workbook does it.
_SAID = (
    (r"〔[^〕]*〕", ""),  # the case again, in TOML
    (r"（可用 otherwise = true 收尾）", f"（缺的情形补一行；其余都一样的，末行“{title_of('otherwise')}”选 是）"),
    (r'写 not_the_sum = "条款"', f"在“{title_of('not_the_sum')}”一列写看得出来的条款"),
    ("not_the_sum", f"“{title_of('not_the_sum')}”"),
    ("none_text（都不涉及时怎样办）", f"“{title_of('none_text')}”一列"),
    (r'写 \[\[limit\]\]，means = "filed"', f"写在{SHEETS['limit']}，“{title_of('means')}”选 备案"),
    ("不写 wd：", f"“{title_of('wd')}”空着："),
    ("写进 article", f"写进“{title_of('article')}”一列"),
    (r"或 \[\[business\]\] 的编号", f"或者{SHEETS['business']}里的名称"),
    ("at_most = 1：", f"{COMPARISONS['at_most']} 1："),
    ("true 或 false", "是 或 否"),
    ("数（不加引号）", "数"),
    (r"一组键和值 \{ … \}", "有 或 无，或者不写这一行、写线路总长等"),
)
_NAMED = re.compile(r"\b([a-z_]+\.[a-z0-9_-]+)\b(?:（第 (\d+) 条）)?")
_GIVEN = "given."
_TEXT = "“”"


def problem_words(problem: Problem, section: str, found: PackFromSheets) -> Problem:
    """With the titles of columns, and labels in place of the words of lists."""
    titled = in_titles(problem, section)
    if key := _key_at_the_end(problem.path):
        said = words_of(key).get(word := titled.found.strip(_TEXT))
        titled = replace(
            titled,
            path=f"{WHEN} {key_words(key, found.own)}",
            found=titled.found.replace(word, said) if said else titled.found,
            allowed=_labelled(titled.allowed, key),
        )
    return replace(titled, found=_said(titled.found, found), allowed=_said(titled.allowed, found))


def example_words(problem: Problem, found: PackFromSheets) -> str:
    """What is wrong with the case, or what the answer is in place of what is expected."""
    if problem.path.startswith(_GIVEN):
        key = problem.path.removeprefix(_GIVEN)
        label = CASE_LABELS.get(key) or key_words(key, found.own)
        if problem.found == "不认识的键":
            return f"情形：“{label}”不是案件的项目，请照“{GUIDE}”表里的写"
        return str(Problem(f"情形 {label}", problem.found, _said(_labelled(problem.allowed, key), found)))
    if not isinstance(problem, NotAnswered):
        return str(problem)
    found_words, wanted = (_quoted(text, problem.path, found) for text in (problem.found, problem.allowed))
    return str(replace(problem, path=path_text(problem.path), found=found_words, allowed=wanted))


def _quoted(text: str, path: str, found: PackFromSheets) -> str:
    """Each word in quotation marks by its label, the id of a rule by its name."""
    names = {made: name for known in found.names.values() for name, made in known.items()}
    return re.sub("“([^”]*)”", lambda one: f"“{names.get(one[1]) or value_words(path, one[1])}”", text)


def _key_at_the_end(path: str) -> str:
    """The key of a condition that a path leads to."""
    return next((key for key in KEY_LABELS if path == key or path.endswith(f".{key}")), "")


def _labelled(allowed: str, key: str) -> str:
    if not allowed.startswith(ONE_OF):
        return allowed
    words = words_of(key)
    return ONE_OF + "、".join(words.get(word, word) for word in allowed.removeprefix(ONE_OF).split("、"))


def _said(text: str, found: PackFromSheets) -> str:
    for pattern, words in _SAID:
        text = re.sub(pattern, words, text)
    return _NAMED.sub(lambda name: _named(name, found), text)


def _named(name: re.Match[str], found: PackFromSheets) -> str:
    """A key of a condition by its label, a rule by its row."""
    places, nth = found.places.get(name[1], []), int(name[2] or 1)
    if len(places) < nth:
        return KEY_LABELS.get(name[0], name[0])
    sheet, row = places[nth - 1]
    return f"{sheet} 第 {row} 行"
