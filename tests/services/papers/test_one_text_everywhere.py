"""An entered text is the same in the record, on the papers, in the exported list and in the clipboard."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

import pytest
from builders.deadline_builders import accepted, clock
from builders.exchange_builders import TODAY
from builders.paper_builders import CREDIT_CODE
from builders.record_builders import DAY, a_paper
from builders.told_builders import a_desk, drawn, taken_in, text_of
from openpyxl import load_workbook
from test_attachments import A_PDF

from gridcounter.core.application import Application
from gridcounter.core.deadlines.clocks import PauseGround
from gridcounter.core.intake.checklist import LineState, Mark
from gridcounter.core.intake.official_entry import fields_to_copy
from gridcounter.errors import Refusal
from gridcounter.services.applications.acceptance import late_reason
from gridcounter.services.applications.application_service import ApplicationService
from gridcounter.services.custody.purging import Purging
from gridcounter.services.exchange.ledger_export import LedgerExport
from gridcounter.services.office.offices import set_office
from gridcounter.services.papers.attachments import Attachments
from gridcounter.services.papers.issued_papers import IssuedPapers

WIDE = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})
#: field -> what was pasted, and the one text that it is from then on.
BROUGHT = {
    "applicant.name": ("\ufeff样例\u200b面粉厂\r\n", "样例面粉厂"),
    "applicant.id_kind": ("uscc", "uscc"),
    "applicant.id_number": (f"\u202d{CREDIT_CODE.lower().translate(WIDE)}\u202c", CREDIT_CODE),
    "applicant.phone": ("１３８－０００００００１\u2060", "138-00000001"),
    "premises.address": ("样例路1号\r\n2单元\u00ad301", "样例路1号 2单元301"),
}


@contextmanager
def brought(folder: Path) -> Iterator[tuple[ApplicationService, str]]:
    with a_desk(folder) as desk:
        yield desk, taken_in(desk, {field: raw for field, (raw, _) in BROUGHT.items()})


def test_what_is_saved_is_what_is_printed_exported_and_copied(tmp_path: Path) -> None:
    with brought(tmp_path) as (desk, application):
        values = {name: found.value for name, found in desk.record.applications.fields(application).items()}
        read, problems = desk.application(application)
        printed = "".join(text_of(paper.content) for paper in drawn(desk, application).values())
        path = tmp_path / "list.xlsx"
        LedgerExport(desk.record, desk.clerk).write(path, on=TODAY)

    assert not problems
    header, row = load_workbook(path)["申请"].iter_rows(values_only=True)
    exported = dict(zip(map(str, header), row, strict=True))
    copied = {each.field: each.text for each in fields_to_copy(values)}
    for field, (_, kept) in BROUGHT.items():
        assert values[field] == kept, field
        assert contract_value(read, field) == kept
        if field != "applicant.id_kind":
            assert copied[field] == kept
    assert exported["用电人名称"] == BROUGHT["applicant.name"][1]
    assert exported["用电地址"] == BROUGHT["premises.address"][1]
    for field in ("applicant.name", "applicant.id_number", "premises.address"):
        assert "".join(BROUGHT[field][1].split()) in printed, field


def contract_value(application: Application | None, field: str) -> object:
    found: object = application
    for part in field.split("."):
        found = getattr(found, part)
    return found


def test_what_an_application_is_opened_with_is_the_same_text_as_what_is_typed_later(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = desk.intake.open(DAY, {field: raw for field, (raw, _) in BROUGHT.items()})
        values = {name: found.value for name, found in desk.record.applications.fields(application).items()}
    assert values == {field: kept for field, (_, kept) in BROUGHT.items()}


def test_the_official_number_is_kept_in_one_form_and_a_spoilt_one_is_refused(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk)
        with pytest.raises(Refusal, match="科学计数"):
            desk.acceptance.enter_official_number(application, "3.70811E+11")
        desk.acceptance.enter_official_number(application, " ３７０８ 0011a\u200b")

        assert desk.record.applications.get(application).official_number == "37080011A"


def test_a_second_telephone_finds_its_other_application(tmp_path: Path) -> None:
    same = {"applicant.name": "王样例", "premises.address": "样例路1号"}
    with a_desk(tmp_path) as desk:
        first = taken_in(desk, same | {"applicant.phone": "0537-2345678、(0531)7654321"}, accepted=False)
        other = {"applicant.name": "王样例", "premises.address": "样例村2号"}
        second = taken_in(desk, other | {"applicant.phone": "+86 531 7654321"}, accepted=False)

        assert [row.application for row in desk.duplicates.of(second, DAY).rows] == [first]
        assert [row.application for row in desk.duplicates.of(first, DAY).rows] == [second]


def test_an_office_is_kept_in_the_form_in_which_it_is_printed(tmp_path: Path) -> None:
    values = {"name": "样例\u200b营业厅", "role": "supplier_hall", "phone": "０５３７－２３４５６７８", "address": None}
    with a_desk(tmp_path) as desk:
        set_office(desk.record, desk.clerk, values, sole_proprietor_as_micro=None, park=None)

        kept = desk.record.applications.office()["office"]
    assert kept == {"name": "样例营业厅", "role": "supplier_hall", "phone": "0537-2345678", "address": None}


#: As a reason comes from a chat: with a mark, a break and a letter that nobody sees. And one of which nothing is left.
_PASTED, _KEPT, _NOTHING = "\ufeff停电\r\n手工\u200b受理 ", "停电 手工受理", " \u200b\r\n\u00ad"


def _acts(
    desk: ApplicationService, application: str, closed: str, paper: str
) -> dict[str, tuple[str, Callable[[str], object]]]:
    """Whatever takes words of a clerk: where they stand in the entry, and the act."""
    yesterday = TODAY - timedelta(days=1)
    deadlines, purging = desk.deadlines, Purging(desk.record, desk.clerk)
    attachments = Attachments(desk.record, desk.clerk)
    kept = attachments.add_content(application, A_PDF, "路径图")
    return {
        "handed over to": ("to", lambda text: desk.acceptance.hand_over(application, text, "急件", TODAY)),
        "handed over why": ("why", lambda text: desk.acceptance.hand_over(application, "市公司", text, TODAY)),
        "late": ("late", lambda text: deadlines.finish(application, "plan", yesterday, TODAY, late=text)),
        "paused": (
            "ref",
            lambda text: deadlines.pause(application, ["connect"], TODAY, TODAY, why=PauseGround.REQUEST, ref=text),
        ),
        "void": ("why", lambda text: IssuedPapers(desk).void(paper, text)),
        "removed": ("why", lambda text: attachments.remove(kept, text)),
        "reopened": ("why", lambda text: desk.closing.reopen(closed, text)),
        "closed late": (
            "late",
            lambda text: desk.closing.close(application, "other", yesterday, TODAY, reason="暂不用电", late=text),
        ),
        "held": ("why", lambda text: purging.hold(closed, text)),
        "title": ("title", lambda text: attachments.add_content(application, A_PDF.replace(b"1.4", b"1.5"), text)),
        "waived": (
            "basis",
            lambda text: desk.checklist.set(application, "identity", Mark(LineState.WAIVED, basis=text)),
        ),
    }


def test_a_reason_names_the_sheet_of_the_drawer_only_where_there_is_one() -> None:
    found = {(why, sheet): late_reason(why, sheet) for why in (_PASTED, _NOTHING) for sheet in (" 8\u200b", _NOTHING)}
    assert list(found.values()) == [f"{_KEPT}，应急单 8", _KEPT, "应急单 8", ""]


def test_a_reason_is_kept_as_it_is_read_and_what_cannot_be_seen_is_none(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        closed = taken_in(desk, accepted=False)
        desk.closing.close(closed, "withdrawn", TODAY, TODAY, reason="暂不用电")
        clocks = clock("plan", 7, "accepted"), clock("connect", 5, "accepted")
        application = accepted(desk, TODAY - timedelta(days=4), *clocks)
        paper = desk.record.journal.append(a_paper(application)).ref
        kept, refused = {}, []
        for name, (field, act) in _acts(desk, application, closed, paper).items():
            with suppress(Refusal):
                act(_NOTHING)
                refused.append(name)
            act(_PASTED)
            kept[name] = (list(desk.record.journal.all())[-1].payload or {})[field]

    assert kept == dict.fromkeys(kept, _KEPT)
    assert refused == []
