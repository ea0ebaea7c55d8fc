"""Every character is printed right or refused by name, and a file gets its name only when it is complete."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from builders.other_scripts import PRINTED, REFUSED, faces_with_all
from builders.paper_builders import (
    a_full_application,
    an_application,
    as_pdf,
    as_word,
    built,
    paperwork,
    pdf_pages,
    pdf_text,
    plain,
    read,
    text_of,
    word_text,
    written,
)

from gridcounter.core.papers.view import Printing
from gridcounter.documents.profiles import NORMAL
from gridcounter.errors import Fault, WrongInput
from gridcounter.services.custody.diagnostics import Diagnostics
from gridcounter.services.papers.paperwork import FORMATS
from gridcounter.store.files import replace_file


@pytest.mark.parametrize("name", ["样例䶮", "㛃样例", "样例𬱖", "样例·㛃𬱖䶮"])
def test_a_rare_character_of_a_name_is_printed_right(name: str) -> None:
    form = built(an_application("jining", **{"applicant.name": name}), "one_time_notice")["one_time_notice"]

    assert f"用电人{name}" in pdf_pages(as_pdf(form.model))[0]
    assert f"用电人{name}" in word_text(as_word(form.model))


@pytest.mark.parametrize(
    ("key", "value", "codepoint"),
    [
        ("applicant.name", "样例𠮷", "U+20BB7"),
        ("applicant.name", "样例😀", "U+1F600"),
        ("premises.address", "样例路\ue816号", "U+E816"),
        ("project.builder.site_manager", "钱\ue000", "U+E000"),
        ("office.authorities.filing.name", "样例局𠮷", "U+20BB7"),
        ("agent.name", "褚𠮷", "U+20BB7"),
    ],
)
def test_a_character_no_face_prints_is_refused_with_code_point_and_key(key: str, value: str, codepoint: str) -> None:
    raw = an_application("jining", **{key: value})

    with pytest.raises(WrongInput) as refused:
        paperwork().build(read(raw))

    assert len(refused.value.lines) == 1
    assert refused.value.lines[0].startswith(f"{key}：")
    assert codepoint in refused.value.lines[0]


def test_every_unprintable_character_is_named_at_once() -> None:
    raw = an_application("jining", **{"applicant.name": "样例𠮷😀", "clerk": "𠮷"})

    with pytest.raises(WrongInput) as refused:
        paperwork().build(read(raw))

    assert [line.split("：")[0] for line in refused.value.lines] == ["applicant.name", "applicant.name", "clerk"]


def test_a_private_use_character_gets_its_standard_one_offered() -> None:
    with pytest.raises(WrongInput) as refused:
        paperwork().build(read(an_application("jining", **{"applicant.name": "样例\ue81e"})))

    assert "U+9FB4" in refused.value.lines[0]


@pytest.mark.parametrize(
    ("key", "value", "codepoint"),
    [
        ("applicant.name", "样例\x00", "U+0000"),
        ("premises.address", "样例\x1b[31m", "U+001B"),
        ("clerk", "李\x7f", "U+007F"),
        ("project.name", "样例\x85工程", "U+0085"),
        ("applicant.contact", "半\ud842", "U+D842"),
    ],
)
def test_a_control_character_is_refused_where_it_is_read(key: str, value: str, codepoint: str) -> None:
    with pytest.raises(WrongInput) as refused:
        read(an_application("jining", **{key: value}))

    assert len(refused.value.lines) == 1
    assert refused.value.lines[0].startswith(f"{key}：")
    assert codepoint in refused.value.lines[0]


@pytest.mark.parametrize("key", ["applicant.name", "premises.address", "office.supplier"])
@pytest.mark.parametrize("name", ["Uyghur", "Tibetan", "Mongolian", "a keycap", "a flag"])
def test_letters_that_cannot_be_set_are_refused_in_one_sentence_with_and_without_a_face(
    tmp_path: Path, key: str, name: str
) -> None:
    text, kind = REFUSED[name]
    application = read(an_application("jining", **{key: f"样例{text}"}))
    packaged = paperwork()
    lines = []
    for faces in (packaged.faces, faces_with_all(tmp_path)):
        with pytest.raises(WrongInput) as refused:
            replace(packaged, faces=faces).build(application)
        lines.append(refused.value.lines)

    (line,) = lines[0]
    assert lines == [(line,)] * 2
    assert line.startswith(f"{key}：填写的是 “")
    assert kind in line
    assert "字体" not in line


def test_the_refusal_of_a_name_says_what_to_write_and_where_the_name_may_be() -> None:
    with pytest.raises(WrongInput) as refused:
        paperwork().build(read(an_application("jining", **{"applicant.name": "ئۇيغۇر نۇر Ali"})))

    (line,) = refused.value.lines
    assert line == (
        "applicant.name：填写的是 “ئۇيغۇر نۇر”（阿拉伯字母，如维吾尔文、哈萨克文）；"
        "应为汉字或拉丁字母，姓名照证件上的汉字填写；本程序不能正确印出这种文字，原文字可手写在打印好的文书上"
    )


def test_several_kinds_and_a_missing_character_are_reported_together() -> None:
    raw = an_application("jining", **{"applicant.name": "𠮷ن", "clerk": "བོད x\u0301"})

    with pytest.raises(WrongInput) as refused:
        paperwork().build(read(raw))

    assert [line.split("；")[0] for line in refused.value.lines] == [
        "applicant.name：填写的是 “ن”（阿拉伯字母，如维吾尔文、哈萨克文）",
        "applicant.name：填写的是 “𠮷”（U+20BB7）",
        "clerk：填写的是 “བོད”（藏文）",
        "clerk：填写的是 “x\u0301”（叠加在字母上的符号 U+0301）",
    ]


def test_the_words_of_every_place_and_form_are_letters_that_can_be_set() -> None:
    (glyphs,) = (one for one in Diagnostics(paperwork(), 2026).examine() if one.what == "字形")

    assert glyphs.good


def test_letters_that_are_side_by_side_are_the_same_in_every_pdf_and_word_file(tmp_path: Path) -> None:
    """Those of every script in one name."""
    name, paper = (" ".join(column) for column in zip(*PRINTED.values(), strict=True))
    office = replace(paperwork(), faces=faces_with_all(tmp_path))
    shown = []

    for form in office.build(read(a_full_application(**{"applicant.name": name}))):
        pdf, word = office.write([("paper", form)], tmp_path, FORMATS, NORMAL)
        text = word_text(Path(word.path).read_bytes())
        assert plain(paper) in text or plain(name) not in text_of(form)
        shown.append(plain(paper) in text)
        assert pdf_text(form.model, Path(pdf.path).read_bytes(), expected=text) == text
    assert any(shown)


def test_what_the_command_line_adds_to_a_paper_is_checked_too() -> None:
    with pytest.raises(WrongInput) as refused:
        paperwork().build(read(an_application("jining")), ["info_sheet"], Printing(copy="存档联𠮷"))

    assert "U+20BB7" in str(refused.value)


def test_nothing_is_written_when_one_character_cannot_be_printed(tmp_path: Path) -> None:
    with pytest.raises(WrongInput):
        written(an_application("jining", **{"project.safety_measures": "围挡𠮷"}), tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_all_papers_are_written_in_both_formats_under_their_ids(tmp_path: Path) -> None:
    papers = built(an_application("jining"))

    assert written(an_application("jining"), tmp_path) == sorted(f"{p}.{s}" for p in papers for s in ("pdf", "docx"))


@pytest.mark.parametrize("broken", ["replace", "fsync"])
def test_a_failing_disk_is_a_fault_and_leaves_no_half_written_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    def failing(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path if broken == "replace" else os, broken, failing)

    with pytest.raises(Fault, match=r"one_time_notice\.pdf"):
        written(an_application("jining"), tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_an_older_file_is_untouched_when_the_disk_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "one_time_notice.pdf"
    replace_file(path, b"older")

    def failing(_: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "fsync", failing)
    with pytest.raises(Fault):
        replace_file(path, b"newer")

    assert path.read_bytes() == b"older"
    assert [file.name for file in tmp_path.iterdir()] == ["one_time_notice.pdf"]


def test_a_folder_in_the_place_of_the_file_is_a_fault_with_its_path(tmp_path: Path) -> None:
    (tmp_path / "info_sheet.pdf").mkdir()

    with pytest.raises(Fault, match=r"info_sheet\.pdf"):
        replace_file(tmp_path / "info_sheet.pdf", b"x")

    assert [file.name for file in tmp_path.iterdir()] == ["info_sheet.pdf"]


def test_a_file_replaces_the_one_before_it(tmp_path: Path) -> None:
    path = tmp_path / "new" / "paper.pdf"

    replace_file(path, b"older")
    replace_file(path, b"newer")

    assert path.read_bytes() == b"newer"


def test_nothing_is_written_when_a_later_paper_cannot_be_drawn(tmp_path: Path) -> None:
    good = built(an_application("jining"), "info_sheet")["info_sheet"]
    wrong = built(an_application("jining"), "one_time_notice", printing=Printing(marks=("样例",)))["one_time_notice"]
    object.__setattr__(wrong.model, "running", "样例𠮷")

    with pytest.raises(WrongInput, match=r"U\+20BB7"):
        paperwork().write([("a", good), ("b", wrong)], tmp_path, ("pdf", "docx"), NORMAL)

    assert list(tmp_path.iterdir()) == []


def test_a_character_without_a_face_is_reported_together_with_other_mistakes() -> None:
    raw = an_application("jining", clerk="\ue000", **{"case.customer": "zz", "project.finish_on": "2020-01-01"})
    with pytest.raises(WrongInput) as refused:
        paperwork().read_application(json.dumps(raw))
    assert {line.partition("：")[0] for line in refused.value.lines} == {"case.customer", "project.finish_on", "clerk"}


def test_a_deferral_before_acceptance_is_reported_together_with_a_mistake_in_the_case() -> None:
    later = [{"document": "premises", "until": "2020-09-01"}]
    raw = an_application("jining", deferred=later, received=None, **{"case.customer": "zz"})
    with pytest.raises(WrongInput) as refused:
        paperwork().read_application(json.dumps(raw))
    assert {line.partition("：")[0] for line in refused.value.lines} == {"case.customer", "deferred.0.until"}
