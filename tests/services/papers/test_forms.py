"""The form definitions: all are read, and a damaged one is reported with all its problems."""

from __future__ import annotations

import json
import shutil
from itertools import permutations
from pathlib import Path

import pytest
from builders.paper_builders import PLACES, a_full_application, an_application, paperwork, read
from builders.tried_packs import OWNED, tried

from gridcounter import paths
from gridcounter.core.application import Application
from gridcounter.core.papers.called_for import BUSINESS_REFERENCE, DRAWER_PACK, PAPERS
from gridcounter.core.papers.context import build_view
from gridcounter.core.papers.definition import Family, ProseForm, TableForm
from gridcounter.core.papers.joint.sheets import JOINT_PAPERS
from gridcounter.core.papers.view import CaseFile, Printing
from gridcounter.errors import WrongInput
from gridcounter.services.papers.forms import load_forms
from gridcounter.services.papers.paperwork import Paperwork

FILES = sorted(path.name for path in paths.forms().glob("*.toml"))
PERMIT_FAMILY = {
    "commitment_filing", "filing_record", "permit_commitment", "commitment_filing_posted", "return_notice",
    "start_notice", "approval_notice",
}  # fmt: skip


@pytest.fixture
def copies(tmp_path: Path) -> Path:
    return shutil.copytree(paths.forms(), tmp_path / "forms")


def refused(folder: Path) -> tuple[str, ...]:
    with pytest.raises(WrongInput) as wrong:
        load_forms(folder)
    return wrong.value.lines


def test_every_paper_has_a_form_and_every_form_a_paper() -> None:
    forms = load_forms(paths.forms())

    assert set(forms.definitions) == {*PAPERS, *JOINT_PAPERS, DRAWER_PACK, BUSINESS_REFERENCE}
    assert set(forms.heads) == set(Family)


def test_each_paper_belongs_to_its_family() -> None:
    forms = load_forms(paths.forms())

    permit = {paper for paper, definition in forms.definitions.items() if definition.family == Family.PERMIT}
    assert permit == PERMIT_FAMILY


def test_a_form_names_its_own_file() -> None:
    for paper, definition in load_forms(paths.forms()).definitions.items():
        assert f"{definition.id}.toml" in FILES
        assert paper == definition.id or paper in definition.serves


def test_a_forms_own_head_goes_before_that_of_its_family(copies: Path) -> None:
    """Each family has a head of its own; a form that brings one shows that, and no other form does."""
    (copies / "heads.toml").write_text(
        '[supply]\nissuer = ["供电家"]\nnumbers = []\nrunning = "甲"\n'
        '[permit]\nissuer = ["审批家"]\nnumbers = []\nrunning = "乙"\n',
        "utf-8",
    )
    text = (copies / "materials_receipt.toml").read_text("utf-8")
    assert "[head]" not in text
    own = '\n[head]\nissuer = ["自己的"]\nnumbers = []\nrunning = "丙"\n'
    (copies / "materials_receipt.toml").write_text(text + own, "utf-8")

    forms = load_forms(copies)

    shown = {paper: forms.head(paper).issuer for paper in ("one_time_notice", "approval_notice", "materials_receipt")}
    assert shown == {"one_time_notice": ("供电家",), "approval_notice": ("审批家",), "materials_receipt": ("自己的",)}


def test_all_problems_of_all_forms_are_reported_at_once(copies: Path) -> None:
    (copies / "info_sheet.toml").write_text("id = [", "utf-8")
    (copies / "heads.toml").write_text('[supply]\nissuer = ["x"]\n', "utf-8")
    (copies / "return_notice.toml").write_bytes("title = '样例'".encode("gb18030"))
    text = (copies / "deferral_note.toml").read_text("utf-8")
    (copies / "deferral_note.toml").write_text(text.replace('kind = "grid"', 'kind = "gird"') + "colour = 1\n", "utf-8")

    lines = refused(copies)

    values = {name: [line for line in lines if line.startswith(f"{name}.toml：")] for name in (
        "info_sheet", "heads", "return_notice", "deferral_note")}  # fmt: skip
    assert all(values.values())
    assert len(values["heads"]) > 1
    assert any("gird" in line or "kind" in line for line in values["deferral_note"])


def test_without_the_letterheads_no_form_is_usable(copies: Path) -> None:
    (copies / "heads.toml").unlink()

    assert any(line.startswith("heads.toml：") for line in refused(copies))


@pytest.mark.parametrize("paper", [*PAPERS, DRAWER_PACK, BUSINESS_REFERENCE])
def test_every_mark_of_a_form_is_one_that_the_view_knows(paper: str) -> None:
    """Each block with a condition is drawn, whether its flags are set or not."""
    forms, work = load_forms(paths.forms()), paperwork()
    flags = {flag.removeprefix("!") for block in forms.definitions[paper].block for flag in block.when}
    seen: set[str] = set()
    for raw in [an_application(place) for place in PLACES] + [
        a_full_application(),
        a_full_application(deferred=[{"document": "premises", "consequence": "另行通知"}]),
        a_full_application(deferred=[{"document": "completion_report"}]),
        INFORMED,
        bare(),
        bare("zaozhuang"),
        an_application("lianyungang", **{"case.supply.voltage_kv": ...}),
    ]:
        seen |= flags_of(work, read(raw))
    suspension = {"case": {"locality": "jining", "on": "2026-09-21", "business": "suspension"}}
    seen |= flags_of(work, work.read_application(json.dumps(suspension)))
    for case in (IN_ZHONGSHAN, IN_YICHUAN, BY_THE_SUPPLIER):
        seen |= flags_of(tried(), tried().read_application(json.dumps({"case": {"on": "2026-09-21", **case}})))

    # what a record knows of a filing: tests/services/papers/test_filing_papers.py; the reference has rows of its own
    of_a_record = {
        "added",
        "reference.classes",
        "reference.costs",
        "reference.notes",
        "businesses.notes",
        "replaced",
        "rests",
        "consultation",
        "filing.replaces",
        "filing.returned",
        "filing.promises",  # of an annex: tests/services/policy/test_typed_workbook.py
    }
    assert flags - seen - of_a_record == set()


#: Questions of the paper's own; something owed after the works; documents and a form of the supplier.
IN_ZHONGSHAN = {"locality": "zhongshan", "supply": {"voltage_kv": 10}, "works": OWNED}
IN_YICHUAN = {"locality": "yichuan", "supply": {"voltage_kv": 0.38}, "works": {**OWNED, "occupies": []}}
BY_THE_SUPPLIER = {"locality": "yangli", "works": OWNED}
#: A park at 35 kV.
INFORMED = an_application("zaozhuang", **{"case.supply.voltage_kv": 35})


def bare(place: str = "jining") -> dict[str, object]:
    return {"case": {"locality": place, "on": "2026-09-28"}}


def flags_of(work: Paperwork, application: Application) -> set[str]:
    decision = work.assessor.assess_application(application)
    pack = work.assessor.packs.edition(application.case.locality, application.case.on)
    labels = {document: document for document in work.assessor.packs.documents}
    return build_view(CaseFile(application, decision, pack.header, work.assessor.calendar, labels), Printing()).flags


def tables() -> list[tuple[str, TableForm]]:
    """Of every form, with the form's id."""
    forms = {definition.id: definition for definition in load_forms(paths.forms()).definitions.values()}
    return [(key, block) for key, form in forms.items() for block in form.block if isinstance(block, TableForm)]


def test_the_same_columns_are_as_wide_in_one_form_and_the_same_cells_in_all() -> None:
    """A table to write on has the columns of the one that is filled in."""
    shared: dict[tuple[object, ...], set[tuple[float, ...]]] = {}
    for form, table in tables():
        widths = tuple(column.width for column in table.columns)
        titled, filled = [column.title for column in table.columns], [column.cell for column in table.columns]
        shared.setdefault((form, *titled), set()).add(widths)
        if table.rows is not None:
            shared.setdefault((table.rows, *filled), set()).add(widths)

    assert {key: widths for key, widths in shared.items() if len(widths) > 1} == {}


def test_what_is_said_to_one_who_only_asks_looks_as_what_is_said_to_one_who_applies() -> None:
    pairs = [
        (asking, applying)
        for form in load_forms(paths.forms()).definitions.values()
        for asking, applying in permutations([block for block in form.block if isinstance(block, ProseForm)], 2)
        if set(asking.when) - set(applying.when) == {"consultation"}
        if set(applying.when) - set(asking.when) == {"!consultation"}
    ]

    assert pairs
    for asking, applying in pairs:
        looks = [(one.small, one.large, one.numbered) for one in (asking, applying)]
        assert looks[0] == looks[1], asking.text
