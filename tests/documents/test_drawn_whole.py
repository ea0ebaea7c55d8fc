"""The drawing of papers: of two papers each run, frame and line; of all others a digest of each page.

`held/*.txt` are rewritten as CONTRIBUTING.md says. If a digest changed, the list of that page is in the folder that the
failure names.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from builders.documents.drawn_told import digest_of, pages_told, word_told
from builders.documents.own_papers import own_papers
from builders.filing_builders import a_filing_act
from builders.held import answered, hold
from builders.paper_builders import a_full_application, a_noodle_shop, an_application, as_pdf, as_word, built, paperwork

from gridcounter.core.notice import Item
from gridcounter.core.papers.form_model import FormModel
from gridcounter.core.papers.view import Printing
from gridcounter.core.record.journal import Kind
from gridcounter.documents.layout.linebreak import wrap
from gridcounter.documents.profiles import LARGE, NORMAL, PORTABLE
from gridcounter.documents.scripts import kind_of, printable, unset
from gridcounter.errors import GridcounterError

HELD = Path(__file__).parent / "held"
READABLE = ("acceptance_receipt", "deferral_note")
_DAY = "2026-09-28"
PRINTING = Printing(
    short_code="7K2M9P",
    version=2,
    replaces="第 1 版（2026年9月21日出具）",
    changes=("外线办理方式：尚不能判定 → 承诺备案制",),
    marks=("演示",),
    filing_acts=tuple(
        a_filing_act(kind, _DAY, **told)
        for kind, told in (
            (Kind.FILING_PREPARED, {}),
            (Kind.FILING_SIGNED, {"by": ["owner", "builder"]}),
            (Kind.FILING_PUSHED, {"serial": "T-1"}),
            (Kind.FILING_CONFIRMED, {"number": "备-1"}),
            (Kind.FORM_POSTED, {"where": "样例路围挡"}),
        )
    ),
    surveyed_on=date(2026, 9, 28),
    added=(Item(label="租赁合同", clause="样例文件 第3条", why="房屋是租的"),),
    rests=("业务受理并答复供电方案：9月24日至9月28日等待补充资料，不计；到期日为 10月13日。",),
    stopped="验收送电",
    accepted=True,
)
RETURNED = Printing(
    filing_acts=(
        *PRINTING.filing_acts[:3],
        a_filing_act(Kind.FILING_RETURNED, _DAY, wants=["补路径图", "补照片"], until="2026-10-08", why="x"),
    )
)


def models() -> Iterator[tuple[str, FormModel | str]]:
    """Every paper of two places that can be had, and those that an office makes for itself."""
    for place in ("jining", "lianyungang"):
        raw = a_full_application(place)
        for paper in paperwork().forms.definitions:
            printing = RETURNED if paper == "return_notice" else PRINTING
            try:
                yield f"{place} {paper}", built(raw, paper, printing=printing)[paper].model
            except GridcounterError as wrong:
                yield f"{place} {paper}", str(wrong)
    for place in ("liangzihu", "linyi", "zaozhuang"):
        for paper, form in built(a_full_application(place), "one_time_notice", "quick_reference").items():
            yield f"{place} {paper}", form.model
    meter = {"voltage_kv": 0.22, "capacity": 8, "unit": "kW", "connection": "meter_only", "sources": 1}
    bare = an_application("jining", **{"case.customer": "resident", "case.supply": meter, "case.works": None})
    for name, raw in {"noodles": a_noodle_shop(), "meter": bare}.items():
        yield f"at the counter, {name}", built(raw, "one_time_notice")["one_time_notice"].model
    yield from own_papers().items()


@pytest.fixture(scope="module")
def every_paper() -> dict[str, FormModel | str]:
    return dict(models())


def test_each_page_of_every_paper_is_drawn_as_it_was(every_paper: dict[str, FormModel | str], tmp_path: Path) -> None:
    known = (HELD / "pages.txt").read_text("utf-8") if (HELD / "pages.txt").exists() else ""
    lines = []
    for name, model in every_paper.items():
        if isinstance(model, str):
            lines.append(f"{name}: ✗ {model}")
            continue
        others = (LARGE,) if name.startswith("jining") else ()
        notice = name == "jining one_time_notice"
        for profile in (NORMAL, *others, *([PORTABLE] if notice else [])):
            for number, page in enumerate(pages_told(as_pdf(model, profile)), start=1):
                lines.append(f"{name} {profile.name} p{number} {digest_of(page)} {len(page)} lines")
                if lines[-1] not in known:
                    _keep(tmp_path, f"{name} {profile.name} p{number}", page)
        for profile in (NORMAL, LARGE) if notice else (NORMAL,):
            result = word_told(as_word(model, profile))
            lines.append(f"{name} {profile.name} Word {digest_of(result)} {len(result)} lines")
            if lines[-1] not in known:
                _keep(tmp_path, f"{name} {profile.name} Word", result)
    hold(HELD / "pages.txt", lines, f"what is drawn now of the changed ones, line by line: {tmp_path}")


@pytest.mark.parametrize("paper", READABLE)
def test_each_run_frame_and_line_of_a_paper_keeps_its_place(
    every_paper: dict[str, FormModel | str], paper: str
) -> None:
    model = every_paper[f"jining {paper}"]
    assert not isinstance(model, str)
    lines = [f"= page {place}\n" + "\n".join(page) for place, page in enumerate(pages_told(as_pdf(model)), start=1)]
    hold(HELD / f"{paper}_pdf.txt", lines)


@pytest.mark.parametrize("paper", READABLE[:1])
def test_each_paragraph_cell_and_style_of_a_word_file_is_what_it_was(
    every_paper: dict[str, FormModel | str], paper: str
) -> None:
    model = every_paper[f"jining {paper}"]
    assert not isinstance(model, str)
    hold(HELD / f"{paper}_word.txt", word_told(as_word(model)))


def test_what_letters_become_and_where_a_line_may_end() -> None:
    letters = [
        "样",
        "a",
        "é",
        "e\u0301",
        "س",
        "ب",
        "བ",
        "ᠠ",
        "ก",
        "א",
        "अ",
        "ᄀ",
        "가",
        "👍",
        "👨\u200d👩",
        "𠮷",
        "\ue000",
        "①",
        "㎡",
        "ꀀ",
    ]
    texts = [
        "依照（有关）规定，供电企业“应当”一次性告知。",
        "10 kV、800kVA——合计 12,500 元；见《附件 1》第2条。",
        "国网济宁供电公司 a-b/c",
        "【甲】…乙、丙？丁！",
        "2026年9月28日前补齐",
    ]

    def lines() -> Iterator[str]:
        yield from answered("kind", lambda text: [kind_of(char) for char in text], letters)
        yield from answered("printable", printable, ["a\tb\nc", "x\u2028y", "样\u200b例", "\ue000", "e\u0301"])
        yield from answered("refused", lambda text: [str(one) for one in unset(text)], ["样例", "سلام بب", "དབྱ", "ᄀ"])
        for width in (4.0, 7.0, 12.0):
            yield from answered(f"in {width:g}", lambda text, width=width: wrap(text, width, _wide), texts)

    hold(HELD / "letters.txt", lines())


def _wide(text: str) -> float:
    return sum(0.5 if char.isascii() else 1.0 for char in text)


def _keep(folder: Path, name: str, lines: list[str]) -> None:
    (folder / f"{name.replace(' ', '_')}.txt").write_text("\n".join(lines), "utf-8")
