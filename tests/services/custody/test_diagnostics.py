"""The findings of diagnostics: fonts and coverage, calendar years, packs, forms, versions."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

from builders.pack_builders import TEN_TIMES, edited_packs
from builders.paper_builders import PLACES, paperwork

from gridcounter.documents.faces import Faces
from gridcounter.services.custody.diagnostics import Diagnostics, Finding, _texts_of_packs
from gridcounter.services.office.packs import load_packs
from gridcounter.services.papers.forms import Forms


def findings(this_year: int = 2026, **changes: object) -> dict[str, Finding]:
    work = replace(paperwork(), **changes)  # type: ignore[arg-type]  # the fields of Paperwork
    return {finding.what: finding for finding in Diagnostics(work, this_year).examine()}


def test_a_sound_installation_works() -> None:
    assert all(finding.good or finding.optional for finding in findings().values())


def test_every_place_has_its_line() -> None:
    result = findings()

    for place in PLACES:
        number = paperwork().assessor.packs.editions[place][-1].header.number
        assert number in result[f"政策包 {place}"].text


def test_of_two_editions_of_a_place_the_newest_is_named() -> None:
    packs = paperwork().assessor.packs
    (known,) = packs.editions["jining"]
    later = replace(known, header=known.header.model_copy(update={"number": "样例〔2027〕1号"}))
    both = replace(packs, editions={**packs.editions, "jining": (known, later)})

    result = findings(assessor=replace(paperwork().assessor, packs=both))["政策包 jining"].text

    assert result == f"{known.header.place} 样例〔2027〕1号"


def test_the_packaged_faces_print_every_form_and_pack() -> None:
    assert findings()["字形"].good


def test_rare_characters_without_a_face_are_named_and_stop_nothing() -> None:
    rare = findings()["生僻字"]

    assert "𠮷" in rare.text
    assert not rare.good
    assert rare.optional


def test_a_year_without_calendar_is_a_hint() -> None:
    result = findings(this_year=2190)

    assert not result["放假安排"].good
    assert result["放假安排"].optional
    assert "2191" in result["下一年放假安排"].text
    assert "下一年放假安排" not in findings(this_year=2025)


def test_without_faces_or_forms_nothing_can_be_printed() -> None:
    result = findings(faces=Faces(text=(), bold=()), forms=Forms({}, {}))

    for what in ("正文字体", "标题字体", "字形", "表样"):
        assert not result[what].good
        assert not result[what].optional


def test_the_versions_of_the_libraries_are_reported() -> None:
    assert "reportlab" in findings()["部件"].text


def test_the_letters_of_every_edition_and_form_are_looked_at() -> None:
    """Papers go on resting on an edition that a newer one has followed."""
    shipped = paperwork()
    (pack,), form = shipped.assessor.packs.editions["jining"], next(iter(shipped.forms.definitions.values()))
    later = replace(pack, header=pack.header.model_copy(update={"number": "样例〔2027〕1号"}))
    packs = SimpleNamespace(editions={"jining": (pack, later)})
    result = SimpleNamespace(assessor=SimpleNamespace(packs=packs), forms=SimpleNamespace(definitions={"x": form}))
    texts = "".join(_texts_of_packs(result))  # type: ignore[arg-type]
    assert all(one in texts for one in (pack.header.number, "样例〔2027〕1号", form.title))


def test_a_pack_edited_in_the_folder_of_the_program_is_pointed_out(tmp_path: Path) -> None:
    edited = load_packs(edited_packs(tmp_path, TEN_TIMES, place="jining"))

    result = findings(assessor=replace(paperwork().assessor, packs=edited))

    mark = f"政策包 {edited.editions['jining'][0].version[7:15]} 不随程序附带"
    assert result["政策包 jining"] == Finding(
        "政策包 jining", f"济宁市 济能字〔2021〕22号；{mark}", good=False, optional=True
    )
    assert result["政策包 linyi"].good


def test_general_practice_that_was_edited_is_pointed_out(tmp_path: Path) -> None:
    edited = load_packs(edited_packs(tmp_path, (("产权人", "所有人"),), place="baseline"))

    result = findings(assessor=replace(paperwork().assessor, packs=edited))

    assert result["通用做法"].text == f"通用做法 {edited.baseline.version[7:15]} 与程序附带的不同"
    assert "通用做法" not in findings()
