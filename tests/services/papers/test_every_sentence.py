"""Every phrase of every paper has a source: the local paper's pack, general practice, the application, or our own list.

`our_own_words.txt` holds what the program and its forms say themselves: headings, labels, sentences that bind nobody.
Whoever changes a printed word changes that list, and reads there what else is printed. No words of a place are on it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path

import pytest
from builders.extent import LONG
from builders.paper_builders import PLACES, Raw, a_full_application, paperwork, random_applications, read

from gridcounter import paths
from gridcounter.core.papers.called_for import PAPERS
from gridcounter.core.papers.form_model import Blank, FormModel, Tick, Words
from gridcounter.core.papers.view import Printing
from gridcounter.errors import Refusal

OWN = Path(__file__).with_name("our_own_words.txt")
MARKS = re.compile(r"[。；：，、（）〔〕［］“”《》【】/\s\u3000()·…—]+")
FIGURES = re.compile(r"\d[\d.,-]*")
#: The head of a window names its office within a sentence of our own.
HANDED_ON = re.compile(r"^由(.+)(代为告知)$")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
#: Said by packs as well: the name of a document, and that others decide.
NO_STATEMENTS = {"用电工程设计及说明书", "以供电企业和审批部门答复为准"}
#: Shorter ones are words of any paper: 供电企业, 居民, 施工单位.
A_STATEMENT = 8


def without_figures(text: str) -> str:
    """What is printed of a figure is held by the readings of the five papers."""
    return FIGURES.sub("#", text)


def phrases(model: FormModel) -> set[str]:
    return {
        phrase
        for text in texts((model.title, model.subtitle, model.head, model.blocks, model.running))
        for phrase in map(without_figures, MARKS.split(HANDED_ON.sub(r"\1 \2", text)))
        if len(CHINESE.findall(phrase)) > 1
    }


def texts(part: object) -> Iterator[str]:
    if isinstance(part, tuple) and part and all(isinstance(one, Words | Tick | Blank) for one in part):
        yield "".join(one.text if isinstance(one, Words) else "\n" for one in part)
    elif isinstance(part, str):
        yield part
    elif isinstance(part, tuple):
        for one in part:
            yield from texts(one)
    elif is_dataclass(part):
        for field in fields(part):
            yield from texts(getattr(part, field.name))


@cache
def pack_words(place: str) -> str:
    return without_figures((paths.policies() / place / "pack.toml").read_text("utf-8"))


@cache
def own_words() -> frozenset[str]:
    return frozenset(OWN.read_text("utf-8").splitlines())


def unsourced(raw: Raw, printing: Printing) -> Iterator[tuple[str, str]]:
    sources = pack_words(raw["case"]["locality"]) + pack_words("baseline")
    sources += without_figures(json.dumps(raw, ensure_ascii=False))
    for paper in PAPERS:
        try:
            forms = paperwork().build(read(raw), [paper], printing)
        except Refusal:
            continue
        for form in forms:
            for phrase in phrases(form.model):
                if phrase not in sources and phrase not in own_words():
                    yield paper, phrase


CASES = [*(a_full_application(place) for place in PLACES), *random_applications(20261129, 60 if LONG else 15)]


LATER = Printing(version=2, replaces="第 1 版", changes=("申请内容没有改动", "政策依据：“甲”改为“乙”"))


@pytest.mark.parametrize(
    "printing",
    [Printing(), Printing(consultation=True), LATER],
    ids=["application", "consultation", "second version"],
)
def test_every_phrase_of_every_paper_has_its_source(printing: Printing) -> None:
    found = {(raw["case"]["locality"], *where) for raw in CASES for where in unsourced(raw, printing)}

    assert not found, f"our own words? add the phrases, sorted, to {OWN.name}: {sorted(found)}"


@pytest.mark.parametrize("place", PLACES)
def test_no_statement_of_a_place_is_among_our_own_words(place: str) -> None:
    """Else it could be printed for another."""
    stated = {phrase for phrase in own_words() if len(phrase) >= A_STATEMENT and phrase in pack_words(place)}

    assert stated - NO_STATEMENTS == set()


def test_our_own_words_are_listed_once_and_in_order() -> None:
    listed = OWN.read_text("utf-8").splitlines()

    assert listed == sorted(set(listed))


#: What no paper says, and how it goes on where it is printed.
OF_GENERAL_PRACTICE = {
    "供电企业办理环节不含您的受电工程设计施工、外线审批和补充资料的等待时间": "（通用做法）",
    "取得审批部门的许可决定后方可开工": "（通用做法）",
    "按供电企业通知的时间开工": "（通用做法）",
    "次日起继续计算": "（通用做法）",
    "可以是，由谁出具": "（通用做法）",
    "自次日起算": "（通用做法）",
    "上一版应当撤下": "（通用做法）",
    "我们承诺": "（条文为通用做法）",
}


def test_what_no_paper_says_is_marked_wherever_it_is_printed() -> None:
    found: set[str] = set()
    for raw in [*CASES, *(a_full_application(place, waived=[], received=[], deferred=[]) for place in PLACES)]:
        for paper in PAPERS:
            try:
                [form] = paperwork().build(read(raw), [paper], Printing())
            except Refusal:
                continue
            whole = "\n".join(texts((form.model.head, form.model.blocks)))
            for said, mark in OF_GENERAL_PRACTICE.items():
                assert whole.count(said) == whole.count(said + mark), (paper, said)
                found |= {said} if said in whole else set()

    assert found == set(OF_GENERAL_PRACTICE)
