"""Which font prints a character, and which characters are refused by name."""

from __future__ import annotations

import shutil
from pathlib import Path

import pylopdf_fonts_zh_cn
import pytest
import reportlab

from gridcounter.documents.faces import (
    Face,
    Faces,
    Missing,
    Role,
    Unprintable,
    check_printable,
    face_for,
    find_faces,
    font_folders,
    font_of,
    packaged_faces,
    unprintable,
)
from gridcounter.documents.private_use import successor
from gridcounter.errors import WrongInput

SERIF = Path(pylopdf_fonts_zh_cn.serif_path())
SANS = Path(pylopdf_fonts_zh_cn.sans_path())
VERA = Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"


def test_packaged_faces_print_what_a_notice_needs() -> None:
    assert unprintable("10千伏 ✓①②㎡℃×≥≤—…“”‘’·〔2026〕№ 䶮㛃𬱖", packaged_faces()) == []


def test_a_character_no_face_has_is_named_once_by_its_code_point() -> None:
    assert unprintable("𠮷野家，李𠮷", packaged_faces()) == [("𠮷", "U+20BB7")]


def test_emoji_are_refused_unless_a_face_has_them() -> None:
    assert unprintable("好😀", packaged_faces()) == [("😀", "U+1F600")]


@pytest.mark.parametrize("char", ["\x00", "\x07", "\u200b", "\u202e", "\ufeff", "\ud83d", "\ue000", "\U000f0000"])
def test_what_is_no_character_to_print_is_refused(char: str) -> None:
    assert unprintable(f"李{char}", packaged_faces()) == [(char, f"U+{ord(char):04X}")]


@pytest.mark.parametrize("space", ["\n", "\r\n", "\t", "\u2028"])
def test_line_breaks_and_tabs_are_white_space(space: str) -> None:
    assert unprintable(f"一{space}二", packaged_faces()) == []


@pytest.mark.parametrize(
    ("old", "standard"),
    [
        ("\ue863", "䶮"),  # GBK FE9F
        ("\ue81e", "\u9fb4"),  # GB 18030-2022
        ("\ue864", "\u9fbb"),
        ("\ue815", "\u2e81"),  # the first and, after the gap in the second byte, the next one
        ("\ue844", "\u4723"),
        ("\ue831", "\U000215d7"),
        ("\ue7c7", "\u1e3f"),
        ("\ue000", None),
        ("李", None),
    ],
)
def test_a_private_character_of_old_encodings_has_its_standard_successor(old: str, standard: str | None) -> None:
    assert successor(old) == standard


def test_every_successor_is_a_standard_character() -> None:
    for codepoint in range(0xE815, 0xE865):
        found = successor(chr(codepoint))
        assert found is not None
        assert not 0xE000 <= ord(found) <= 0xF8FF


def test_the_refusal_names_each_character_and_offers_the_standard_one() -> None:
    with pytest.raises(Unprintable) as refused:
        check_printable(["李𠮷", "王\ue863", "\x07"], packaged_faces())

    assert isinstance(refused.value, WrongInput)
    assert refused.value.missing == (
        Missing("𠮷", "U+20BB7"),
        Missing("\ue863", "U+E863", "䶮"),
        Missing("\x07", "U+0007"),
    )
    assert refused.value.lines == (
        "字符“𠮷”（U+20BB7）没有字库可以印出，请改用其他写法或删去",
        "字符U+E863没有字库可以印出，请改用“䶮”（U+4DAE）",
        "字符U+0007没有字库可以印出，请改用其他写法或删去",
    )


def test_printable_texts_pass() -> None:
    check_printable(["供电企业", ""], packaged_faces())


def test_official_faces_come_before_the_packaged_ones(tmp_path: Path) -> None:
    for name in ("SIMFANG.TTF", "simhei.ttf", "FZXBSK.TTF"):
        shutil.copyfile(VERA, tmp_path / name)

    faces = find_faces([tmp_path])

    assert [face.path.name for face in faces.chain("text")] == [
        "SIMFANG.TTF",
        SERIF.name,
        "simhei.ttf",
        SANS.name,
        "FZXBSK.TTF",
    ]
    assert faces.chain("bold")[0].path.name == "simhei.ttf"
    assert faces.chain("title")[0].path.name == "FZXBSK.TTF"


def test_the_official_face_of_the_standard_is_taken_before_the_system_one(tmp_path: Path) -> None:
    for name in ("仿宋_GB2312.ttf", "simfang.ttf"):
        shutil.copyfile(VERA, tmp_path / name)

    assert [face.path.name for face in find_faces([tmp_path]).text] == ["仿宋_GB2312.ttf", SERIF.name]


@pytest.mark.parametrize(
    ("role", "best_first"),
    [
        # the face the standard of official papers names, then those that systems bring
        ("text", ["仿宋_gb2312", "fangsong_gb2312", "simfang_gb2312", "simfang", "fangsong"]),
        ("title", ["方正小标宋_gbk", "方正小标宋简体", "fzxbsk", "fzxbsjw"]),
        ("bold", ["simhei"]),
    ],
)
def test_of_several_official_faces_the_best_is_taken_whatever_else_is_there(
    tmp_path: Path, role: Role, best_first: list[str]
) -> None:
    for name in best_first:
        shutil.copyfile(VERA, tmp_path / f"{name}.ttf")

    for name in best_first:
        assert find_faces([tmp_path]).chain(role)[0].path.name == f"{name}.ttf"
        (tmp_path / f"{name}.ttf").unlink()


def test_of_two_faces_of_one_name_that_of_the_system_is_taken_and_of_its_folders_the_first(tmp_path: Path) -> None:
    places = [tmp_path / place for place in ("system/a", "system/b", "user")]
    for place, name in zip(places, ("simfang.ttf", "SIMFANG.TTF", "simfang.ttf"), strict=True):
        place.mkdir(parents=True)
        shutil.copyfile(VERA, place / name)

    for place in places:
        (first, *_) = find_faces([tmp_path / "system", tmp_path / "user"]).text
        assert first.path.parent == place
        first.path.unlink()


def test_each_role_asks_its_own_faces_first_and_then_those_nearest_to_it(tmp_path: Path) -> None:
    text, bold, title, rare = (Face(tmp_path / name) for name in ("text", "bold", "title", "rare"))
    faces = Faces((text,), (bold,), (title,), (rare,))

    assert faces.chain("text") == (text, bold, title, rare)
    assert faces.chain("bold") == (bold, text, title, rare)
    assert faces.chain("title") == (title, bold, text, rare)


def test_rare_characters_are_looked_for_in_the_mainland_face_of_each_collection(tmp_path: Path) -> None:
    mainland = [
        ("simsun.ttc", 0), ("simsunb.ttf", 0), ("notoserifcjk-regular.ttc", 2), ("sourcehanserif-regular.ttc", 2),
        ("notosanscjk-regular.ttc", 2), ("sourcehansans-regular.ttc", 2), ("msyh.ttc", 0), ("dejavusans.ttf", 0),
    ]  # fmt: skip
    for name, _ in mainland:
        (tmp_path / name).write_bytes(b"")

    assert [(face.path.name, face.index) for face in find_faces([tmp_path]).rare] == mainland


def test_faces_for_rare_characters_come_last_and_from_their_index(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    shutil.copyfile(SERIF, tmp_path / "inner" / "NotoSerifCJK-Regular.ttc")

    faces = find_faces([tmp_path])

    assert faces.rare == (Face(tmp_path / "inner" / "NotoSerifCJK-Regular.ttc", 2),)
    assert faces.chain("bold")[-1] == faces.rare[0]


def test_a_damaged_installed_face_is_passed_over(tmp_path: Path) -> None:
    for name in ("simfang.ttf", "simsunb.ttf"):
        (tmp_path / name).write_bytes(b"damaged")

    faces = find_faces([tmp_path])

    assert [face.path for face in faces.text] == [SERIF]
    assert unprintable("𠮷", faces) == [("𠮷", "U+20BB7")]


def test_without_font_folders_only_the_packaged_faces_are_there() -> None:
    assert find_faces([]) == packaged_faces()


def test_the_system_folders_are_searched_when_none_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gridcounter.documents.faces.font_folders", lambda _: (tmp_path,))

    assert find_faces() == packaged_faces()


@pytest.mark.parametrize(
    ("platform", "variable", "below"),
    [
        ("win32", "WINDIR", "Fonts"),
        ("win32", "LOCALAPPDATA", "Microsoft/Windows/Fonts"),
        ("win32", "USERPROFILE", "AppData/Local/Microsoft/Windows/Fonts"),
        ("darwin", "HOME", "Library/Fonts"),
        ("linux", "HOME", ".local/share/fonts"),
        ("linux", "XDG_DATA_HOME", "fonts"),
    ],
)
def test_font_folders_of_system_and_user_are_known(tmp_path: Path, platform: str, variable: str, below: str) -> None:
    (tmp_path / below).mkdir(parents=True)

    assert tmp_path / below in font_folders({variable: str(tmp_path)}, platform)


def test_folders_that_do_not_exist_are_left_out(tmp_path: Path) -> None:
    assert tmp_path / "Fonts" not in font_folders({"WINDIR": str(tmp_path)}, "win32")


def test_a_face_falls_back_by_character() -> None:
    chain = Faces(text=(Face(VERA),), bold=(Face(SANS),)).chain("text")

    assert face_for("A", chain) == Face(VERA)
    assert face_for("国", chain) == Face(SANS)


def test_a_face_is_read_once() -> None:
    assert font_of(Face(VERA)) is font_of(Face(VERA))
