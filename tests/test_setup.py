"""tools/setup.sh on machines with missing tools: fake tools report what is installed and record the requests."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SCRIPT = ROOT / "tools" / "setup.sh"
SH = shutil.which("sh") or "sh"
#: What the script uses of any Unix.
PLAIN = ("basename", "cat", "dirname", "find", "mktemp", "rm", "tail", "touch")
#: library -> Debian's package, as the script has them
LIBRARIES = dict(re.findall(r"^(lib\S+\.so\.\d+) +(\S+)$", SCRIPT.read_text("utf-8"), re.MULTILINE))
WORKING_PYTHON = "exit 0"


class Machine:
    """One that lacks nothing and whose user is not root, until told otherwise. The script lies in it as a copy."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("bin", "tools", ".venv/bin"):
            (folder / name).mkdir(parents=True)
        shutil.copy(SCRIPT, folder / "tools")
        for name in PLAIN:
            (folder / "bin" / name).symlink_to(shutil.which(name) or name)
        self.tool("uname", '[ "$*" = -m ] && echo x86_64 || echo Linux')
        self.tool("ldconfig", f"cat {folder}/libraries")
        self.tool("id", "echo 1000")
        self.tool("python3", WORKING_PYTHON)
        self.has(LIBRARIES)
        (folder / "pyproject.toml").touch()
        os.utime(folder / "pyproject.toml", (0, 0))
        for name in (".venv/bin/pip", ".venv/.ready"):
            (folder / name).touch(0o755)

    def tool(self, name: str, body: str) -> None:
        path = self.folder / "bin" / name
        path.write_text(f"#!{SH}\n{body}\n", "utf-8")
        path.chmod(0o755)

    def has(self, libraries: dict[str, str]) -> None:
        text = "".join(f"\t{name} (libc6,x86-64) => /lib/{name}\n" for name in libraries)
        (self.folder / "libraries").write_text(text, "utf-8")

    def has_apt(self, body: str) -> None:
        self.tool("apt-get", f'echo "$*" >>{self.folder}/asked\n{body}')

    def run(self, purpose: str, **more: str) -> tuple[int, str]:
        done = subprocess.run(
            [SH, str(self.folder / "tools" / "setup.sh"), purpose],
            env={"PATH": str(self.folder / "bin"), **more},
            check=False,
            capture_output=True,
            text=True,
        )
        return done.returncode, done.stdout + done.stderr

    @property
    def asked(self) -> list[str]:
        """What apt-get was called with, without the options."""
        log = self.folder / "asked"
        lines = log.read_text("utf-8").splitlines() if log.exists() else []
        return [re.sub(r"(?:-o \S+|-\S+) ", "", line) for line in lines]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def without(*names: str) -> dict[str, str]:
    assert set(names) <= set(LIBRARIES)
    return {name: package for name, package in LIBRARIES.items() if name not in names}


@pytest.mark.parametrize("purpose", ["papers", "test", "window"])
def test_where_nothing_is_missing_nothing_is_done_and_nothing_said(machine: Machine, purpose: str) -> None:
    machine.has_apt("exit 0")
    machine.tool("id", "echo 0")
    assert machine.run(purpose) == (0, "")
    assert machine.asked == []


def test_without_root_the_one_command_for_what_is_missing_is_shown(machine: Machine) -> None:
    machine.has_apt("exit 0")
    machine.has(without("libGL.so.1", "libxcb-shape.so.0"))
    command = "sudo apt-get install --no-install-recommends"
    assert machine.run("window") == (1, f"缺少系统软件，请运行：{command} libgl1 libxcb-shape0\n")
    assert machine.run("test") == (1, f"Packages of the system are missing; run: {command} libgl1\n")
    assert machine.asked == []


def test_a_package_with_two_missing_libraries_is_named_once(machine: Machine) -> None:
    machine.has_apt("exit 0")
    machine.has(without("libglib-2.0.so.0", "libgthread-2.0.so.0"))
    assert machine.run("test")[1].endswith("--no-install-recommends libglib2.0-0\n")


def test_a_library_of_another_kind_of_machine_does_not_count(machine: Machine) -> None:
    machine.has_apt("exit 0")
    machine.has(without("libGL.so.1"))
    with (machine.folder / "libraries").open("a", encoding="utf-8") as text:
        text.write("\tlibGL.so.1 (libc6) => /usr/lib/i386-linux-gnu/libGL.so.1\n")
    assert machine.run("test")[0] == 1


def test_as_root_what_is_missing_is_installed_and_reported(machine: Machine) -> None:
    machine.tool("id", "echo 0")
    machine.has(without("libGL.so.1", "libxcb-shape.so.0"))
    machine.has_apt(f"printf '\\tlib%s (libc6,x86-64) => x\\n' GL.so.1 xcb-shape.so.0 >>{machine.folder}/libraries")
    assert machine.run("window") == (0, "安装系统软件：libgl1 libxcb-shape0 …\n")
    assert machine.asked == ["install libgl1 libxcb-shape0"]


def test_old_package_lists_are_fetched_again_and_the_installation_is_retried(machine: Machine) -> None:
    machine.tool("id", "echo 0")
    machine.has(without("libGL.so.1"))
    machine.has_apt(
        f"""case "$*" in *update*) touch {machine.folder}/fresh; exit;; esac
        [ -e {machine.folder}/fresh ] || exit 100
        printf '\\tlibGL.so.1 (libc6,x86-64) => x\\n' >>{machine.folder}/libraries"""
    )
    assert machine.run("test")[0] == 0
    assert machine.asked == ["install libgl1", "update", "install libgl1"]


def test_an_installation_that_fails_ends_with_the_command_to_repeat(machine: Machine) -> None:
    machine.tool("id", "echo 0")
    machine.has(without("libGL.so.1"))
    machine.has_apt("echo 'E: no network' >&2; exit 100")
    code, text = machine.run("window")
    assert code == 1
    command = "apt-get update && apt-get install --no-install-recommends libgl1"
    assert text.splitlines()[-2:] == ["E: no network", f"系统软件没有装上，请查看网络和软件源，再运行：{command}"]


def test_an_installation_without_effect_is_a_failure(machine: Machine) -> None:
    machine.tool("id", "echo 0")
    machine.has(without("libGL.so.1"))
    machine.has_apt("exit 0")
    code, text = machine.run("window")
    assert (code, "装完仍缺少 libGL.so.1" in text) == (1, True)


def test_where_there_is_no_apt_the_libraries_are_named(machine: Machine) -> None:
    machine.has(without("libGL.so.1"))
    assert machine.run("window") == (1, "缺少 libGL.so.1：请用本系统的软件管理器装上，再运行一遍。\n")


@pytest.mark.parametrize("python", ["python3", "python3.12"])
def test_python_without_venv_is_reported_with_its_package(machine: Machine, python: str) -> None:
    machine.has_apt("exit 0")
    machine.tool(python, "exit 1")
    code, text = machine.run("papers", PYTHON=python)
    assert (code, text.endswith(f"sudo apt-get install --no-install-recommends {python}-venv\n")) == (1, True)


def test_no_python_is_reported_with_its_package(machine: Machine) -> None:
    machine.has_apt("exit 0")
    (machine.folder / "bin" / "python3").unlink()
    assert machine.run("papers")[1].endswith("--no-install-recommends python3 python3-venv\n")


def test_a_python_that_is_too_old_is_reported_with_its_version(machine: Machine) -> None:
    (machine.folder / ".venv" / ".ready").unlink()
    machine.tool("python3", 'case "$*" in *version_info*) exit 1;; *python_version*) echo 3.9.2;; esac')
    code, text = machine.run("papers")
    assert (code, text.count("\n"), "这里是 3.9.2" in text) == (1, 1, True)


def test_papers_need_no_library_of_a_window(machine: Machine) -> None:
    machine.has({"libstdc++.so.6": ""})
    assert machine.run("papers") == (0, "")


def test_a_changed_project_is_installed_again_and_each_step_is_said(machine: Machine) -> None:
    os.utime(machine.folder / "pyproject.toml")
    os.utime(machine.folder / ".venv" / ".ready", (0, 0))
    shutil.copy(machine.folder / "bin" / "python3", machine.folder / ".venv" / "bin" / "python")
    assert machine.run("papers") == (0, "准备运行环境（第一次约要一分钟，网络慢的要几分钟）…\n安装所需的 Python 包…\n")
    assert machine.run("papers") == (0, "")


def test_python_packages_that_cannot_be_had_end_in_a_sentence_and_are_tried_again(machine: Machine) -> None:
    (machine.folder / ".venv" / ".ready").unlink()
    python = machine.folder / ".venv" / "bin" / "python"
    python.write_text(f"#!{SH}\nexit 1\n", "utf-8")
    python.chmod(0o755)
    for _ in range(2):
        code, text = machine.run("papers")
        assert (code, text.splitlines()[-1]) == (
            1,
            "所需的 Python 包没有装上：请查看网络和 pip 的设置，再运行一遍。",
        )


def test_an_unknown_purpose_is_answered_with_those_there_are(machine: Machine) -> None:
    assert machine.run("all") == (2, "sh tools/setup.sh papers | test | window | system | bare\n")
