"""The distribution: the recipe of the frozen folder, the Windows installer, the desktop entry, one version."""

from __future__ import annotations

import ast
import configparser
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

from gridcounter import __version__, paths

ROOT = Path(__file__).resolve().parent.parent
RECIPE = ast.parse((ROOT / "build.spec").read_text("utf-8"))
INSTALLER = ROOT / "packaging" / "windows" / "gridcounter.iss"
ENTRY = ROOT / "packaging" / "linux" / "gridcounter.desktop"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
#: The parts of an Inno Setup script, as far as ours has them.
PARTS = {"Setup", "Languages", "Tasks", "InstallDelete", "Files", "Icons", "Run"}


def value_in_recipe(name: str) -> object:
    return next(
        ast.literal_eval(node.value)
        for node in RECIPE.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == name
    )


def named_in_collect() -> dict[str, object]:
    collect = next(
        node.value
        for node in RECIPE.body
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and ast.unparse(node.value.func) == "COLLECT"
    )
    return {str(word.arg): ast.literal_eval(word.value) for word in collect.keywords if word.arg == "name"}


def script() -> dict[str, list[str]]:
    """Each section with its lines; comments, and what is for the preprocessor, under no name."""
    found: dict[str, list[str]] = {"": []}
    section = ""
    for line in INSTALLER.read_text("utf-8-sig").splitlines():
        if head := re.fullmatch(r"\[(\w+)\]", line):
            section = head.group(1)
            found[section] = []
        elif line.lstrip().startswith("#") or line.startswith(";"):
            found[""].append(line)
        elif line:
            found[section].append(line)
    return found


def settings() -> dict[str, str]:
    return dict(line.split("=", 1) for line in script()["Setup"])


def entries(section: str) -> list[dict[str, str]]:
    """`Source: "a"; Flags: b` as names and values."""
    return [
        {name: value.strip('"') for name, value in re.findall(r'(\w+): ("[^"]*"|[^;]+)', line)}
        for line in script()[section]
    ]


def test_the_frozen_program_ships_the_folders_that_paths_names() -> None:
    assert value_in_recipe("SHIPPED") == paths.SHIPPED


def test_the_recipe_takes_its_programs_from_the_project() -> None:
    assert set(PROJECT["project"]["scripts"] | PROJECT["project"]["gui-scripts"]) == {"gridcounter", "gridcounter-desk"}
    frozen = [node.args[0] for node in ast.walk(RECIPE) if isinstance(node, ast.Call) and called(node) == "program"]
    assert [ast.literal_eval(name) for name in frozen] == ["gridcounter-desk", "gridcounter", "gridcounter-examine"]


def called(call: ast.Call) -> str:
    return ast.unparse(call.func)


def test_the_window_program_has_no_console_and_the_command_line_has_one() -> None:
    consoles = {
        ast.literal_eval(node.args[0]): ast.literal_eval(node.keywords[0].value)
        for node in ast.walk(RECIPE)
        if isinstance(node, ast.Call) and called(node) == "program"
    }
    # a program without a console has no standard output on Windows; no window of it is opened
    assert consoles == {"gridcounter-desk": False, "gridcounter": True, "gridcounter-examine": True}


def test_inno_setup_reads_the_script_as_utf_8() -> None:
    assert INSTALLER.read_bytes().startswith(b"\xef\xbb\xbf")


def test_the_script_has_the_sections_it_needs_and_no_misspelt_one() -> None:
    assert set(script()) - {""} == PARTS
    for section in PARTS - {"Setup"}:
        assert all(entries(section)), section


def test_the_installer_asks_for_no_administrator() -> None:
    result = settings()
    assert result["PrivilegesRequired"] == "lowest"
    assert "PrivilegesRequiredOverridesAllowed" not in result
    assert result["DefaultDirName"].startswith("{localappdata}\\")
    places = [entry["Name"] for entry in entries("Icons")] + [entry["DestDir"] for entry in entries("Files")]
    assert all(place.startswith(("{userprograms}", "{userdesktop}", "{app}")) for place in places)


def test_the_installer_packs_the_folder_that_is_built() -> None:
    folder = f"dist\\{named_in_collect()['name']}"
    assert [entry["Source"] for entry in entries("Files")] == [f"{folder}\\*"]
    assert "recursesubdirs" in entries("Files")[0]["Flags"]
    assert (INSTALLER.parent / settings()["SourceDir"].replace("\\", "/")).resolve() == ROOT
    programs = {entry["Filename"] for section in ("Icons", "Run") for entry in entries(section)}
    assert programs == {"{app}\\gridcounter-desk.exe"}


def test_the_records_of_an_office_lie_outside_of_what_the_installer_replaces() -> None:
    """%LOCALAPPDATA%\\gridcounter holds them; an update empties only a folder of the program's own."""
    assert settings()["DefaultDirName"] == "{localappdata}\\Programs\\gridcounter"
    assert [entry["Name"] for entry in entries("InstallDelete")] == ["{app}\\_internal"]
    assert "UninstallDelete" not in script()


def test_an_update_finds_what_it_updates() -> None:
    """By this number alone: it is never changed."""
    assert settings()["AppId"] == "{{6C0B1E5D-3A0F-4C52-9D55-7B1E0F5A9C31}"


def test_the_installer_speaks_chinese_and_nothing_else() -> None:
    assert [entry["MessagesFile"] for entry in entries("Languages")] == ["compiler:Languages\\ChineseSimplified.isl"]


def test_the_installer_gets_its_version() -> None:
    assert settings()["AppVersion"] == "{#AppVersion}"
    assert "#ifndef AppVersion" in script()[""]
    builder = (INSTALLER.parent / "build.ps1").read_text("utf-8")
    assert "gridcounter.__version__" in builder
    assert '"/DAppVersion=$version"' in builder


def test_the_version_is_in_one_place() -> None:
    """And in the changelog, whose newest entry is about it. RESULTS.md says which version a run measured."""
    written = [
        *(path for folder in ("gridcounter", "packaging", "benchmarks", "tools", "docs") for path in texts(folder)),
        *(ROOT / name for name in ("build.spec", "pyproject.toml", "Makefile", "README.md", ".ci/run")),
    ]
    written.remove(ROOT / "benchmarks" / "RESULTS.md")
    stated = [path for path in written if re.search(rf"(?<![\d.]){re.escape(__version__)}(?![\d.])", text_of(path))]
    assert stated == [ROOT / "gridcounter" / "__init__.py"]
    headings = re.findall(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert headings[0] == __version__
    assert PROJECT["tool"]["hatch"]["version"]["path"] == "gridcounter/__init__.py"


def texts(folder: str) -> list[Path]:
    kinds = {".py", ".md", ".toml", ".iss", ".ps1", ".sh", ".desktop"}
    return [path for path in sorted((ROOT / folder).rglob("*")) if path.suffix in kinds]


def text_of(path: Path) -> str:
    return path.read_text("utf-8-sig")


def test_the_desktop_entry_names_program_icon_and_window() -> None:
    parser = configparser.RawConfigParser()
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # its keys are not folded
    parser.read(ENTRY, "utf-8")
    values = dict(parser["Desktop Entry"])
    assert parser.sections() == ["Desktop Entry"]
    assert (values["Type"], values["Exec"], values["Terminal"]) == ("Application", "gridcounter-desk", "false")
    assert (paths.icons() / f"{values['Icon']}.svg").is_file()
    assert values["StartupWMClass"] == "gridcounter-desk"
    assert values["Name[zh_CN]"] == settings()["AppName"]


def test_the_desktop_entry_passes_the_validator() -> None:
    """Where the machine has no judge, the test above is all there is."""
    judge = shutil.which("desktop-file-validate") or "true"
    result = subprocess.run([judge, str(ENTRY)], capture_output=True, check=False, text=True)
    assert (result.returncode, result.stdout) == (0, "")
