"""The install script in a temporary home: what it installs, replaces, and leaves unchanged."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from gridcounter import paths

ROOT = Path(__file__).resolve().parent.parent
LINUX = ROOT / "packaging" / "linux"
SH, SLEEP = shutil.which("sh") or "sh", shutil.which("sleep") or "sleep"


@pytest.fixture
def unpacked(tmp_path: Path) -> Path:
    """The frozen folder in small: programs that only wait, and what the script looks for."""
    folder = tmp_path / "下载 $1" / "gridcounter"
    icons = folder / "_internal" / "gridcounter" / "resources" / "icons"
    icons.mkdir(parents=True)
    shutil.copy(paths.icons() / "gridcounter.svg", icons)
    for name in ("gridcounter", "gridcounter-desk"):
        shutil.copy(SLEEP, folder / name)
    for name in ("install.sh", "gridcounter.desktop"):
        shutil.copy(LINUX / name, folder)
    return folder


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """With everything in its name that a desktop entry must escape."""
    folder = tmp_path / '样 例 "100%" $HOME'
    record = folder / ".local" / "share" / "gridcounter" / "office"
    record.mkdir(parents=True)
    (record / "record.db").write_bytes(b"invented")
    return folder


def install(unpacked: Path, home: Path, *arguments: str) -> tuple[int, str]:
    ours = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
    command = [SH, str(unpacked / "install.sh"), *arguments]
    done = subprocess.run(command, env={**ours, "HOME": str(home)}, capture_output=True, check=False, text=True)
    return done.returncode, done.stdout + done.stderr


def files(home: Path) -> set[str]:
    return {str(path.relative_to(home)) for path in home.rglob("*") if path.is_file() or path.is_symlink()}


def program(home: Path) -> Path:
    return home / ".local" / "lib" / "gridcounter"


def test_program_commands_entry_and_icon_are_there_after_it(unpacked: Path, home: Path) -> None:
    before = files(home)
    code, text = install(unpacked, home)
    assert (code, "已装好" in text) == (0, True)
    brought = {name for name in files(home) - before if not name.startswith(".local/lib/gridcounter/")}
    assert brought - {".local/share/applications/mimeinfo.cache"} == {
        ".local/bin/gridcounter",
        ".local/bin/gridcounter-desk",
        ".local/share/applications/gridcounter.desktop",
        ".local/share/icons/hicolor/scalable/apps/gridcounter.svg",
    }
    assert (home / ".local" / "bin" / "gridcounter-desk").resolve() == program(home) / "gridcounter-desk"


def test_the_entry_starts_the_installed_program_whatever_the_home_is_called(unpacked: Path, home: Path) -> None:
    install(unpacked, home)
    entry = home / ".local" / "share" / "applications" / "gridcounter.desktop"
    line = next(line for line in entry.read_text("utf-8").splitlines() if line.startswith("Exec="))
    assert started_by(line.removeprefix("Exec=")) == str(program(home) / "gridcounter-desk")
    judge = shutil.which("desktop-file-validate") or "true"
    assert subprocess.run([judge, str(entry)], check=False).returncode == 0


def started_by(value: str) -> str:
    """As the specification of desktop entries reads it: backslashes of the file, then those between the quotes."""
    read = value.replace("\\\\", "\\")
    inside = read.removeprefix('"').removesuffix('"')
    for char in ('"', "`", "$"):
        inside = inside.replace("\\" + char, char)
    return inside.replace("%%", "%")


def test_an_update_replaces_the_program_whole(unpacked: Path, home: Path) -> None:
    install(unpacked, home)
    (program(home) / "_internal" / "of the old version").write_text("", "utf-8")
    assert install(unpacked, home)[0] == 0
    assert not (program(home) / "_internal" / "of the old version").exists()
    assert sorted(path.name for path in program(home).parent.iterdir()) == ["gridcounter"]


def test_a_program_that_runs_is_not_replaced(unpacked: Path, home: Path) -> None:
    install(unpacked, home)
    with subprocess.Popen([str(program(home) / "gridcounter-desk"), "60"]) as running:
        before = files(home)
        code, text = install(unpacked, home)
        running.kill()
    assert (code, "正在运行" in text) == (1, True)
    assert files(home) == before


def test_uninstalling_leaves_the_records_alone(unpacked: Path, home: Path) -> None:
    before = files(home)
    install(unpacked, home)
    code, text = install(program(home), home, "--uninstall")
    assert (code, "台账没有动" in text) == (0, True)
    assert files(home) - {".local/share/applications/mimeinfo.cache"} == before


def test_it_refuses_to_run_in_the_wrong_place(home: Path) -> None:
    code, text = install(LINUX, home)
    assert (code, "请先解开整个安装包" in text) == (1, True)


def test_a_wrong_word_is_answered_with_the_right_ones(unpacked: Path, home: Path) -> None:
    code, text = install(unpacked, home, "--help")
    assert (code, text) == (1, "用法：sh install.sh 安装；sh install.sh --uninstall 卸载（台账保留）。\n")
