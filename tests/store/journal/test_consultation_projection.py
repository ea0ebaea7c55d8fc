"""A consultation: what is refused, how it becomes an application, and the state of its papers afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from builders.record_builders import CLERK, PDF, a_change, a_paper, an_answer, an_opening, purge_all, stores_in, tables

from gridcounter.core.record.journal import Act, Kind, canonical
from gridcounter.store.journal.projections.entries import project_entry
from gridcounter.store.journal.validators.entries import ApplicationExists, ChangedElsewhere, OnlyConsulted
from gridcounter.store.journal.validators.papers import NoDelivery, PaperOfAnotherState
from gridcounter.store.search.search import CONSULTATION, UNDER_WAY, SearchStore
from gridcounter.store.stores import WritingStores

NUMBER, CODE = "JN1-0001", "C7K2MQ"
#: Every kind about one application, as it would be told of a consultation.
TOLD: Mapping[Kind, Mapping[str, Any]] = {
    Kind.MATERIALS_RECEIVED: {"on": "2026-09-21"},
    Kind.APPLICATION_ACCEPTED: {"on": "2026-09-21"},
    Kind.APPLICATION_HANDED_OVER: {"to": "城区供电所", "why": "不在本处辖区", "on": "2026-09-21"},
    Kind.OFFICIAL_NUMBER_ENTERED: {"number": "3700"},
    Kind.DOCUMENT_RECEIVED: {"document": "identity"},
    Kind.DOCUMENT_DEFERRED: {"document": "premises", "until": "2026-10-01"},
    Kind.DOCUMENT_WAIVED: {"document": "premises", "basis": "样例文件 第2条"},
    Kind.DOCUMENT_REMARKED: {"document": "premises", "remark": "周四由弟弟送来"},
    Kind.APPLICATION_CLOSED: {"why": "done"},
    Kind.SUPPLEMENT_ISSUED: a_paper(paper="supplement_notice").payload,
    Kind.ANSWER_MOVED: {"why": "新文件", "answer": an_answer()},
    Kind.FILING_PREPARED: {"on": "2026-09-21"},
    Kind.EVENT_NOTED: {"event": "signed", "on": "2026-09-21"},
}


def noted(stores: WritingStores, **fields: object) -> str:
    """The entry that opened the consultation k1."""
    values = {"number": NUMBER, "short_code": CODE, "fields": fields}
    return stores.journal.append(Act(Kind.CONSULTATION_NOTED, values, CLERK, "k1")).ref


def conversion(number: str = NUMBER, code: str = CODE, **fields: object) -> Act:
    values = {"number": number, "short_code": code, "fields": fields, "converted": True}
    return Act(Kind.APPLICATION_OPENED, values, CLERK, "k1")


def issued(stores: WritingStores, **changes: object) -> str:
    stores.archive.keep(PDF)
    result = a_paper("k1", **changes).payload
    return stores.journal.append(Act(Kind.NOTICE_ISSUED, result, CLERK, "k1")).ref


def marked(stores: WritingStores, mark: str) -> list[str]:
    return [row.id for row in SearchStore(stores.db).find(mark=mark).rows]


@pytest.mark.parametrize("kind", TOLD)
def test_until_it_is_converted_nothing_is_taken_in(tmp_path: Path, kind: Kind) -> None:
    with stores_in(tmp_path) as stores:
        noted(stores)
        before, count = tables(stores.db), stores.journal.count()

        with pytest.raises(OnlyConsulted, match="先转为业务受理"):
            stores.journal.append(Act(kind, TOLD[kind], CLERK, "k1"))

        assert (tables(stores.db), stores.journal.count()) == (before, count)


def test_it_is_answered_field_by_field_like_any_application(tmp_path: Path) -> None:
    with stores_in(tmp_path) as stores:
        opened = noted(stores, **{"case.on": "2026-09-21"})
        saved = stores.journal.append(a_change("k1", "case.customer", "resident", None))

        assert stores.applications.fields("k1")["case.customer"].ref == saved.ref
        assert stores.applications.fields("k1")["case.on"].ref == opened
        with pytest.raises(ChangedElsewhere):
            stores.journal.append(a_change("k1", "case.customer", "enterprise", None))


def test_converted_it_is_the_same_application_with_every_answer(tmp_path: Path) -> None:
    with stores_in(tmp_path) as stores:
        noted(stores, **{"case.on": "2026-09-21"})
        saved = stores.journal.append(a_change("k1", "case.customer", "resident", None))

        stores.journal.append(conversion())

        row = stores.applications.by_short_code(CODE)
        assert (row.id, row.number, row.state, row.consultation) == ("k1", NUMBER, "open", False)
        assert row.opened_at == next(stores.journal.of("k1")).happened_at
        assert stores.applications.fields("k1")["case.customer"].value == "resident"
        stores.journal.append(a_change("k1", "case.customer", "enterprise", saved.ref))
        stores.journal.append(Act(Kind.MATERIALS_RECEIVED, {"on": "2026-09-21"}, CLERK, "k1"))
        stores.journal.append(Act(Kind.APPLICATION_ACCEPTED, {"on": "2026-09-21"}, CLERK, "k1"))
        assert stores.applications.get("k1").state == "accepted"


@pytest.mark.parametrize("again", [conversion(), conversion("JN1-0002"), conversion(code="ANOTHER"), an_opening("k1")])
def test_it_is_converted_once_under_its_own_number_and_code(tmp_path: Path, again: Act) -> None:
    with stores_in(tmp_path) as stores:
        noted(stores)
        if again == conversion():
            stores.journal.append(conversion())

        with pytest.raises(ApplicationExists):
            stores.journal.append(again)


def test_no_application_becomes_a_consultation(tmp_path: Path) -> None:
    with stores_in(tmp_path) as stores:
        stores.journal.append(an_opening("k1"))

        with pytest.raises(ApplicationExists):
            noted(stores)


def test_a_conversion_that_arrives_late_takes_no_state_back(tmp_path: Path) -> None:
    with stores_in(tmp_path) as stores:
        noted(stores)
        stores.journal.append(conversion())
        stores.journal.append(Act(Kind.MATERIALS_RECEIVED, {"on": "2026-09-21"}, CLERK, "k1"))
        again = stores.journal.append(Act(Kind.PERSONAL_DATA_SHOWN, {"fields": []}, CLERK, "k1"))
        late = replace(again, kind=str(Kind.APPLICATION_OPENED), written=canonical(conversion().payload))

        project_entry(stores.db, late)

        assert stores.applications.get("k1").state == "received"


def test_a_paper_says_whether_anything_was_taken_in(tmp_path: Path) -> None:
    with stores_in(tmp_path) as stores:
        noted(stores)
        with pytest.raises(PaperOfAnotherState):
            issued(stores)
        issued(stores, consultation=True)
        stores.journal.append(conversion())
        with pytest.raises(PaperOfAnotherState):
            issued(stores, consultation=True, version=2)
        issued(stores, version=2)

        assert [paper.consultation for paper in stores.papers.of("k1")] == [True, False]
        assert stores.papers.next_version("k1", "one_time_notice") == 3


def test_nobody_signs_for_a_paper_of_a_consultation_before_or_after(tmp_path: Path) -> None:
    with stores_in(tmp_path) as stores:
        noted(stores)
        delivered = Act(Kind.NOTICE_DELIVERED, {"ref": issued(stores, consultation=True), "how": "other"}, CLERK, "k1")

        with pytest.raises(OnlyConsulted):
            stores.journal.append(delivered)
        stores.journal.append(conversion())
        with pytest.raises(NoDelivery, match="不登记交付"):
            stores.journal.append(delivered)


def test_what_was_said_in_passing_pins_no_answer(tmp_path: Path) -> None:
    with stores_in(tmp_path) as stores:
        noted(stores)
        issued(stores, consultation=True, answer=an_answer())
        assert stores.db.execute("SELECT count(*) FROM answer").fetchone() == (0,)

        stores.journal.append(conversion())
        notice = issued(stores, version=2, answer=an_answer())
        assert stores.db.execute("SELECT ref FROM answer").fetchone() == (notice,)


def test_a_list_distinguishes_consultations_from_open_applications(tmp_path: Path) -> None:
    with stores_in(tmp_path) as stores:
        noted(stores)
        assert (marked(stores, CONSULTATION), marked(stores, UNDER_WAY)) == (["k1"], [])

        stores.journal.append(conversion())
        assert (marked(stores, CONSULTATION), marked(stores, UNDER_WAY)) == ([], ["k1"])


def test_a_rebuilt_record_is_the_same_before_and_after_the_conversion(tmp_path: Path) -> None:
    with stores_in(tmp_path) as stores:
        noted(stores, **{"case.on": "2026-09-21"})
        stores.journal.append(a_change("k1", "applicant.name", "样例面馆", None))
        issued(stores, consultation=True)
        assert stores.journal.rebuild().changed == ()

        stores.journal.append(conversion(**{"case.on": "2026-09-22"}))
        issued(stores, version=2)
        before = tables(stores.db)
        assert stores.journal.rebuild().changed == ()
        assert tables(stores.db) == before


def test_a_consultation_that_became_an_application_is_purged_whole(tmp_path: Path) -> None:
    with stores_in(tmp_path) as stores:
        noted(stores, **{"applicant.name": "样例面馆"})
        stores.journal.append(conversion())
        purge_all(stores, "k1")

        assert stores.journal.rebuild().changed == ()

        assert stores.db.execute("SELECT number, short_code, purged_on IS NOT NULL FROM application").fetchall() == [
            (NUMBER, CODE, 1)
        ]
        assert stores.applications.fields("k1") == {}
