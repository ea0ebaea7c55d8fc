"""Settings of a user: written, read again, and repaired after manual edits."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gridcounter.errors import Fault
from gridcounter.settings import OpenTabs, PaperPrinting, SecondFolder, Settings, SettingsFile, Theme, read_settings


def test_what_was_set_is_there_again(tmp_path: Path) -> None:
    settings = (
        Settings(theme=Theme.DARK, text_percent=150, lock_after_minutes=3)
        .with_printing("one_time_notice", PaperPrinting("窗口打印机", 2, duplex=False, profile="large"))
        .with_open_tabs("/office", OpenTabs(("a1", "a2"), "a2", "intake", "c1"))
        .with_second_folder("/office", SecondFolder("/media/stick", own_disk=False))
    )
    SettingsFile(tmp_path / "deep" / "settings.json").save(settings)
    assert SettingsFile(tmp_path / "deep" / "settings.json").load() == settings


def test_without_a_file_everything_has_its_default(tmp_path: Path) -> None:
    file = SettingsFile(tmp_path / "settings.json")
    assert file.load() == Settings()
    assert file.problems == ()


@pytest.mark.parametrize("content", ["", "{", "[1]", '"x"', "[" * 100_000])
def test_a_damaged_file_is_said_and_replaced_by_the_defaults(tmp_path: Path, content: str) -> None:
    file = SettingsFile(tmp_path / "settings.json")
    file.path.write_text(content, "utf-8")
    assert file.load() == Settings()
    assert len(file.problems) == 1
    assert "默认" in file.problems[0]


def test_a_file_that_would_fill_the_memory_is_not_read(tmp_path: Path) -> None:
    """The fault: on a stick, where the settings lie beside the record, whoever laid it kept the program closed."""
    path = tmp_path / "settings.json"
    with path.open("wb") as laid:
        laid.truncate(1 << 42)
    file = SettingsFile(path)
    assert file.load() == Settings()
    assert file.problems == ("设置文件 settings.json 读不出来，已用默认设置",)


def test_the_mark_of_a_windows_editor_is_no_damage(tmp_path: Path) -> None:
    file = SettingsFile(tmp_path / "settings.json")
    file.path.write_text('{"text_percent": 125}', "utf-8-sig")
    assert file.load().text_percent == 125
    assert file.problems == ()


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16"])
def test_another_encoding_is_reported(tmp_path: Path, encoding: str) -> None:
    file = SettingsFile(tmp_path / "settings.json")
    file.path.write_bytes('{"样例": 1}'.encode(encoding))
    assert file.load() == Settings()
    assert file.problems == ("设置文件 settings.json 不是 UTF-8 编码（可能是旧版记事本保存的），已用默认设置",)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("theme", "pink"),
        ("theme", 1),
        ("text_percent", 110),
        ("text_percent", "150"),
        ("lock_after_minutes", 0),
        ("lock_after_minutes", True),
        ("lock_after_minutes", 121),
        ("printing", []),
        ("printing", {"x": {"copies": 0}}),
        ("printing", {"x": {"duplex": "yes"}}),
        ("printing", {"x": {"profile": "huge"}}),
        ("printing", {"x": {"ink": 1}}),
        ("open_tabs", {"x": {"applications": "a1"}}),
        ("open_tabs", {"x": []}),
        ("second_folders", {"x": {"folder": 1}}),
        ("second_folders", {"x": {"own_disk": "yes"}}),
        ("open_tabs", {"\ud800": {}}),
    ],
)
def test_one_bad_setting_leaves_the_others_alone(key: str, value: object) -> None:
    raw: dict[str, object] = {"theme": "dark", "lock_after_minutes": 5}
    settings, problems = read_settings({**raw, key: value})
    assert [problem.partition("：")[0] for problem in problems] == [key]
    assert settings.theme is (Theme.SYSTEM if key == "theme" else Theme.DARK)
    assert getattr(settings, key) == getattr(Settings(), key)


def test_what_is_left_out_of_a_part_has_its_default() -> None:
    """Files of older programs: a part that is there need not be whole."""
    settings, problems = read_settings({"printing": {"x": {}}, "open_tabs": {"x": {}}, "second_folders": {"x": {}}})
    assert problems == ()
    assert (settings.printing, settings.open_tabs, settings.second_folders) == (
        {"x": PaperPrinting()},
        {"x": OpenTabs()},
        {"x": SecondFolder()},
    )


def test_a_setting_of_a_newer_program_is_passed_over() -> None:
    assert read_settings({"theme": "dark", "font": "song"}) == (Settings(theme=Theme.DARK), ())


def test_nothing_half_written_is_left_behind(tmp_path: Path) -> None:
    file = SettingsFile(tmp_path / "settings.json")
    file.save(Settings())
    file.save(Settings(theme=Theme.LIGHT))
    assert [path.name for path in tmp_path.iterdir()] == ["settings.json"]
    assert json.loads(file.path.read_text("utf-8"))["theme"] == "light"


def test_a_place_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("x", "utf-8")
    with pytest.raises(Fault, match="设置没有存下来"):
        SettingsFile(tmp_path / "taken" / "settings.json").save(Settings())
