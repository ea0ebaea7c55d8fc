"""The search finds what a scan of all texts finds, and the index follows every act."""

from __future__ import annotations

import json
import tempfile
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from builders.every_kind import EXAMPLES
from builders.extent import examples
from builders.record_builders import CLERK, Clock, a_change, an_opening, purge_all, stores_in
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pypinyin import Style, lazy_pinyin
from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

from gridcounter.core.record.journal import Act, Kind
from gridcounter.store.custody.purge import clean
from gridcounter.store.search import search
from gridcounter.store.search.query import MOST_WAITING, put_in
from gridcounter.store.search.search import (
    CLOSED,
    CONSULTATION,
    DEFERRED,
    FILING,
    NOT_ENTERED,
    SEARCHED,
    UNDER_WAY,
    SearchStore,
    opened_by,
)
from gridcounter.store.search.tokens import initials, plain
from gridcounter.store.stores import WritingStores

NOODLES = {
    "applicant.name": "任城面馆",
    "applicant.phone": "138-0000 0011",
    "premises.address": "样例区建设路１２号（二楼）",
}


def found(stores: WritingStores, query: str, mark: str = "") -> list[str]:
    return [row.id for row in SearchStore(stores.db).find(query, mark=mark).rows]


def told(kind: Kind, payload: dict[str, Any], application: str = "a1") -> Act:
    return Act(kind, payload, CLERK, application)


@pytest.mark.parametrize(
    "query",
    [
        "面", "馆", "面馆", "任城面馆", "城面", "rcmg", "RCMG", "ｒｃｍｇ", "cm", "0011", "００１１", "13800000011",
        "138-0000", "138 0000 0011", "建设路12", "12号", "二楼", "(二楼)", "路１２号（二", "面馆 建设", "建设　0011",
        "ca1", "CA1", "JN1-0001", "jn10001", "0001", " 面馆 ", "面馆 ，",
    ],
)  # fmt: skip
def test_it_is_found_by(tmp_path: Path, query: str) -> None:
    with stores_in(tmp_path) as stores:
        stores.journal.append(an_opening("a1", fields=NOODLES))
        stores.journal.append(an_opening("b2", "X-9", {"applicant.name": "样例五金", "premises.address": "和平巷"}))

        assert found(stores, query) == ["a1"]


@pytest.mark.parametrize(
    "query", ["面管", "馆样", "0012", "馆任", "rcmh", "mgrc", "面馆 和平巷", "11样", "g任", "\x1f", '"', "*"]
)
def test_it_is_not_found_by_text_that_it_lacks(tmp_path: Path, query: str) -> None:
    with stores_in(tmp_path) as stores:
        stores.journal.append(an_opening("a1", fields=NOODLES))

        # what is punctuation alone asks for nothing, and shows all
        assert found(stores, query) == ([] if plain(query) else ["a1"])


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("单雄信", {"dxx", "sxx", "cxx"}),
        ("曾伟", {"zw", "cw"}),
        ("李德行", {"ldx", "ldh"}),
        ("孙建长", {"sjz", "sjc"}),
        ("尉迟恭", {"wcg", "ycg"}),
        ("万俟样", {"mqy", "wqy"}),
        ("Ａ１面馆", {"a1mg"}),
        ("阿卜杜拉·样例", {"abdlyl"}),
        ("㛃样", {"jy"}),
        ("abc", set()),
        ("", set()),
    ],
)
def test_initials_as_a_name_may_be_read(name: str, letters: set[str]) -> None:
    assert letters <= set(initials(name))
    assert len(initials(name)) == len(set(initials(name)))
    if not letters:
        assert initials(name) == ()


@given(
    st.lists(st.sampled_from([*PHRASES_DICT, *map(chr, PINYIN_DICT), *"a1\ue863"]), min_size=1, max_size=4).map("".join)
)
def test_a_name_is_read_as_the_dictionary_of_readings_reads_it(name: str) -> None:
    seen = plain(name)
    read = lazy_pinyin(seen, style=Style.TONE, errors=list)  # type: ignore[arg-type]  # a list is documented, not typed
    letters = "".join(unicodedata.normalize("NFD", part)[:1] for part in read)
    assert letters == seen or letters in initials(name)


def test_the_newest_comes_first_and_the_total_counts_what_is_left_out(tmp_path: Path) -> None:
    with stores_in(tmp_path) as stores:
        for number in range(5):
            stores.journal.append(an_opening(f"a{number}", f"N-{number}", {"applicant.name": "面馆"}))
        shown = SearchStore(stores.db).find("面", limit=2)
        everything = SearchStore(stores.db).find(limit=3)

        assert ([row.id for row in shown.rows], shown.total) == (["a4", "a3"], 5)
        assert ([row.id for row in everything.rows], everything.total) == (["a4", "a3", "a2"], 5)


def test_counting_stops_at_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "MOST_COUNTED", 2)
    with stores_in(tmp_path) as stores:
        for number in range(1, 6):
            stores.journal.append(an_opening(f"a{number}", f"N-{number}", {"applicant.name": "面馆"}))
            store = SearchStore(stores.db)
            by_words = [(found.total, found.more) for found in (store.find("面"), store.find("馆", mark=UNDER_WAY))]
            assert by_words == [(min(number, 2), number > 2)] * 2
            whole = [(found.total, found.more) for found in (store.find(), store.find(mark=UNDER_WAY))]
            assert whole == [(number, False)] * 2


def test_the_last_changed_comes_first_where_that_is_asked(tmp_path: Path) -> None:
    with stores_in(tmp_path) as stores:
        for number in range(3):
            stores.journal.append(an_opening(f"a{number}", f"N-{number}", NOODLES))
        stores.journal.append(an_opening("empty", "N-3"))  # nothing was entered in it
        stores.journal.append(a_change("a0", "case.on", "2026-09-21", None))

        assert [row.id for row in SearchStore(stores.db).recent(2)] == ["a0", "a2"]


def test_a_changed_name_is_found_and_the_old_one_is_not(tmp_path: Path) -> None:
    with stores_in(tmp_path) as stores:
        entry = stores.journal.append(an_opening(fields=NOODLES))
        stores.journal.append(a_change("a1", "applicant.name", "样例五金", entry.ref))

        assert found(stores, "面馆") == found(stores, "rcmg") == []
        assert found(stores, "五金") == found(stores, "ylwj") == found(stores, "建设路") == ["a1"]
        row = SearchStore(stores.db).get("a1")
        assert row is not None
        assert (row.name, row.address) == ("样例五金", NOODLES["premises.address"])


def test_marks_follow_the_acts(tmp_path: Path) -> None:
    with stores_in(tmp_path) as stores:

        def marked(*more: Act) -> set[str]:
            for act in more:
                stores.journal.append(act)
            every = (UNDER_WAY, NOT_ENTERED, CLOSED, DEFERRED, CONSULTATION, opened_by(CLERK), opened_by("c2"))
            return {mark for mark in every if found(stores, "", mark)} - {opened_by(CLERK)}

        consulted = {"number": "JN1-0001", "short_code": "CA1"}
        assert marked(told(Kind.CONSULTATION_NOTED, consulted)) == {CONSULTATION}
        assert marked(told(Kind.APPLICATION_OPENED, consulted)) == {UNDER_WAY}
        assert marked(told(Kind.APPLICATION_ACCEPTED, {"on": "2026-09-21"})) == {UNDER_WAY, NOT_ENTERED}
        assert marked(told(Kind.DOCUMENT_DEFERRED, {"document": "premises"})) == {UNDER_WAY, NOT_ENTERED, DEFERRED}
        assert marked(told(Kind.OFFICIAL_NUMBER_ENTERED, {"number": "3708-99"})) == {UNDER_WAY, DEFERRED}
        assert found(stores, "370899") == ["a1"]
        assert marked(told(Kind.DOCUMENT_RECEIVED, {"document": "premises"})) == {UNDER_WAY}
        again = told(Kind.DOCUMENT_DEFERRED, {"document": "identity"})
        assert marked(again) == {UNDER_WAY, DEFERRED}
        taken_back = told(Kind.DOCUMENT_DEFERRED, {"document": "identity", "taken_back": True})
        assert marked(taken_back) == {UNDER_WAY}
        assert marked(told(Kind.APPLICATION_CLOSED, {"why": "withdrawn"})) == {CLOSED}
        assert found(stores, "", opened_by(CLERK)) == ["a1"]


def test_a_filing_is_marked_from_the_form_to_the_answer_of_the_authority(tmp_path: Path) -> None:
    with stores_in(tmp_path) as stores:
        stores.journal.append(an_opening(fields=NOODLES))
        for kind, marked in (
            (Kind.WORKS_STARTED, []),
            (Kind.FILING_PREPARED, ["a1"]),
            (Kind.FILING_PUSHED, ["a1"]),
            (Kind.FILING_RETURNED, ["a1"]),
            (Kind.FILING_PREPARED, ["a1"]),
            (Kind.FILING_CONFIRMED, []),
        ):
            stores.journal.append(told(kind, {**EXAMPLES[kind], "on": "2026-09-21"}))
            assert found(stores, "", FILING) == marked, kind


def test_what_is_rolled_back_leaves_the_index_alone(tmp_path: Path) -> None:
    with stores_in(tmp_path) as stores:
        stores.journal.append(an_opening(fields=NOODLES))

        def undone() -> None:
            with stores.db.atomic():
                stores.journal.append(an_opening("b2", "N-2", {"applicant.name": "样例五金"}))
                assert found(stores, "五金") == ["b2"]
                raise RuntimeError

        with pytest.raises(RuntimeError):
            undone()

        assert found(stores, "五金") == []
        assert found(stores, "面馆") == ["a1"]


def test_a_purged_application_is_found_no_more_and_its_tokens_are_gone(tmp_path: Path) -> None:
    sizes = []
    for name, fields in (("empty", {}), ("filled in", NOODLES)):
        (tmp_path / name).mkdir()
        with stores_in(tmp_path / name) as stores:
            stores.journal.append(an_opening("b2", "N-2", {"applicant.name": "样例五金"}))
            stores.journal.append(an_opening(fields=fields))
            purge_all(stores, "a1")
            clean(stores.db, stores.archive)

            assert stores.journal.rebuild().changed == ()

            assert found(stores, "面馆") == found(stores, "rcmg") == []
            assert found(stores, "五金") == ["b2"]
            sizes.append(_size_of_index(stores))
    assert sizes[0] == sizes[1]


def _size_of_index(stores: WritingStores) -> tuple[int, ...]:
    """Pages and bytes: a row that was only marked as deleted keeps its tokens here."""
    put_in(stores.db)
    (size,) = stores.db.execute("SELECT count(*), sum(length(block)) FROM search_index_data WHERE id > 10").fetchall()
    return tuple(size)


def test_a_row_that_goes_takes_its_tokens_along(tmp_path: Path) -> None:
    with stores_in(tmp_path) as stores:
        for name in ("a1", "b2", "c3"):
            stores.journal.append(an_opening(name, name, NOODLES))
            if name != "c3":
                put_in(stores.db)
        stores.db.execute("DELETE FROM searched WHERE application IN ('b2', 'c3')")

        assert SearchStore(stores.db).find("面馆").total == 1
        assert _waiting(stores) == 0


def test_what_waits_for_the_index_goes_in_with_others_and_is_found_before_and_after(tmp_path: Path) -> None:
    with stores_in(tmp_path) as stores:
        for number in range(MOST_WAITING):
            stores.journal.append(an_opening(f"a{number}", f"N-{number}", NOODLES))
        assert (SearchStore(stores.db).find("rcmg").total, _waiting(stores)) == (MOST_WAITING, MOST_WAITING)

        stores.journal.append(an_opening("b2", "X-9", NOODLES))

        assert (SearchStore(stores.db).find("rcmg").total, _waiting(stores)) == (MOST_WAITING + 1, 0)


def test_of_a_text_that_waits_once_more_the_old_one_is_found_no_longer(tmp_path: Path) -> None:
    with stores_in(tmp_path) as stores:
        entry = stores.journal.append(an_opening(fields=NOODLES))
        stores.journal.append(told(Kind.APPLICATION_ACCEPTED, {"on": "2026-09-21"}))
        put_in(stores.db)
        stores.journal.append(a_change("a1", "applicant.name", "样例五金", entry.ref))

        assert found(stores, "面馆") == found(stores, "rcmg") == found(stores, "五金", CLOSED) == []
        assert found(stores, "五金 建设路", NOT_ENTERED) == found(stores, "ylwj") == ["a1"]
        assert _waiting(stores) == 1


def _waiting(stores: WritingStores) -> int:
    return int(stores.db.execute("SELECT count(*) FROM searched WHERE waiting").fetchone()[0])


def test_small_letters_half_width_and_no_punctuation() -> None:
    assert plain("（任城）Ａ－1 Straße\u200b") == "任城a1strasse"


def test_an_index_that_was_spoilt_is_made_good_by_a_rebuild(tmp_path: Path) -> None:
    with stores_in(tmp_path) as stores:
        stores.journal.append(an_opening(fields=NOODLES))
        put_in(stores.db)
        stores.db.execute("DELETE FROM search_index")
        stores.db.execute("UPDATE searched SET name = '另一个'")
        assert found(stores, "面馆") == []

        assert stores.journal.rebuild().changed == ("searched",)

        assert found(stores, "面馆") == ["a1"]


# few letters, so that they meet; and whatever else there is
characters = st.sampled_from("王任城面馆单 样a1Ａ０0-（·\ue000㛃") | st.characters(exclude_categories=["Cs"])
texts = st.text(characters, max_size=8)
applications = st.lists(
    st.dictionaries(st.sampled_from(SEARCHED), texts | st.none() | st.integers(), max_size=4), min_size=1, max_size=4
)
queries = st.lists(st.text(characters, min_size=1, max_size=4), min_size=1, max_size=3).map(" ".join)


@settings(derandomize=True, deadline=None, max_examples=examples(50))
@given(applications, st.lists(queries, min_size=1, max_size=8), st.integers(0, 4), st.data())
@example([{"applicant.name": "任城面馆"}], ["rcmg", "城", "cm 馆", "n1"], 0, None)
@example([{"applicant.name": "任城面馆"}], ["rcmg", "城", "cm 馆", "n1"], 1, None)
def test_the_index_finds_what_a_scan_finds(
    opened: Sequence[dict[str, Any]], asked: Sequence[str], indexed: int, data: st.DataObject | None
) -> None:
    with tempfile.TemporaryDirectory() as folder, stores_in(Path(folder), Clock()) as stores:
        for place, fields in enumerate(opened):
            stores.journal.append(an_opening(f"a{place}", f"N-{place}", fields))
            if place + 1 == indexed:
                put_in(stores.db)
        if data is not None:
            name = data.draw(texts)
            read = stores.applications.fields("a0").get("applicant.name")
            stores.journal.append(a_change("a0", "applicant.name", name, read.ref if read else None))
            asked = [*asked, *(data.draw(_part_of(text)) for text in _told(stores, "a0"))]
        for query in asked:
            scanned = [f"a{place}" for place in range(len(opened)) if _stands_in(query, _told(stores, f"a{place}"))]
            assert sorted(found(stores, query)) == scanned, query


def _told(stores: WritingStores, application: str) -> list[str]:
    """Every text of an application, and the initials of its names."""
    fields = dict(stores.db.execute("SELECT field, value FROM field WHERE application = ?", [application]).fetchall())
    values = {field: json.loads(value) for field, value in fields.items()}
    said = [value for value in values.values() if isinstance(value, str)]
    names = [value for field, value in values.items() if isinstance(value, str) and not _no_name(field)]
    row = stores.applications.get(application)
    return [*said, row.number, row.short_code, *(letters for name in names for letters in initials(name))]


def _no_name(field: str) -> bool:
    return field.endswith(("phone", "address"))


def _stands_in(query: str, said: Sequence[str]) -> bool:
    """The stated semantics, with nothing of the index: every word in one of the texts, punctuation aside."""
    return all(any(_bare(word) in _bare(text) for text in said) for word in query.split())


def _bare(text: str) -> str:
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return "".join(char for char in folded if unicodedata.category(char) not in _DROPPED)


_DROPPED = {"Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Zs", "Zl", "Zp", "Cc", "Cf"}


def _part_of(text: str) -> st.SearchStrategy[str]:
    size = len(text)
    return st.tuples(st.integers(0, size), st.integers(0, size)).map(lambda ends: text[min(ends) : max(ends)])
