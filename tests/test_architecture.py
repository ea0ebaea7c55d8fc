"""The import table: imports run in one direction, and each layer uses only its allowed libraries."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from gridcounter import lazy

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "gridcounter"

#: layer -> (layers of ours it may import, packages of others); the standard library is open to all but the core
TABLE: dict[str, tuple[set[str], set[str]]] = {
    "errors": (set(), set()),
    "paths": ({"errors"}, {"platformdirs"}),
    "settings": ({"errors"}, {"platformdirs", "pydantic"}),
    "privacy": (set(), set()),
    # what a layer loads through it stands in the layer's own row
    "lazy": (
        set(),
        {"PySide6", "docx", "lunar_python", "markdown_it", "psycopg", "pypdf", "pypdfium2", "pypinyin", "pyrage"}
        | {"rich", "zstandard", "zxcvbn", "zxingcpp"},
    ),
    # a process of its own, which nobody imports
    "examiner": ({"services", "core", "privacy", "lazy"}, {"pypdf", "docx", "zxingcpp"}),
    "core": ({"core", "lazy", "errors"}, {"pydantic", "pydantic_core", "stdnum", "zxcvbn"}),
    "documents": (
        {"documents", "core", "errors"},
        # pylopdf_fonts_zh_cn holds the shipped faces and nothing else
        {"reportlab", "docx", "uharfbuzz", "fontTools", "segno", "lxml", "pylopdf_fonts_zh_cn"},
    ),
    "store": (
        {"store", "core", "lazy", "errors"},
        {"sqlite_utils", "sqlcipher3", "pypinyin", "argon2", "cryptography", "filelock", "psutil", "psycopg"}
        | {"pydantic"},
    ),
    "services": (
        {"services", "core", "documents", "store", "paths", "lazy", "errors"},
        {
            "chinese_calendar",
            "lunar_python",
            "pypinyin",
            "pydantic",
            "openpyxl",
            "defusedxml",
            "tomlkit",
            "PIL",
            "argon2",
            "pypdfium2",
            "pyrage",
            "zstandard",
        },
    ),
    "bootstrap": ({"services", "documents", "core", "paths", "errors"}, set()),
    "desktop": (
        # its pages show and change this user's settings
        {"desktop", "bootstrap", "services", "core", "settings", "paths", "privacy", "lazy", "errors"},
        {"PySide6", "shiboken6", "platformdirs", "markdown_it"},
    ),
    "cli": (
        {"cli", "bootstrap", "services", "core", "paths", "privacy", "lazy", "errors"},
        {"typer", "rich", "platformdirs"},
    ),
}

#: folder -> what lies in it, the lowest first: each imports only itself and what stands before it
ORDER: dict[str, tuple[str, ...]] = {
    "core": (
        *("validation", "statutory", "calendar_year", "calendar", "case", "case_reading", "local_key", "labels"),
        *("policy", "authoring", "wording", "deadlines", "parks"),
        *("retention", "backup_rotation", "road_stretches", "joint_parts", "application", "field_labels", "notice"),
        *("impact", "original", "field_changes", "record", "joint", "intake", "filing", "papers", "overview"),
        *("reports", "exchange"),
    ),
    "store": (
        *("files", "instance", "spool", "writer", "engine", "migrations", "database", "search", "journal", "queries"),
        *("papers", "awaited_papers", "signing", "desk_keys", "hub", "own_hub", "custody", "stores"),
    ),
    "store/journal": (
        *(
            "rows",
            "subjects",
            "knowledge",
            "projections",
            "announcements",
            "validators",
            "given_up",
            "apart",
            "office_conflicts",
        ),
        *("conflicts", "table_integrity", "ends", "entries", "append", "blanking", "arriving", "merge", "taking"),
        "fork",
    ),
    "services": (
        *("files", "record", "office", "applications", "papers", "custody", "policy", "reports", "ledger"),
        *("filing", "exchange", "desks", "parks"),
    ),
    "desktop": (
        *("runtime", "session", "pdf", "kit", "search", "help", "life", "papers", "deadlines", "custody", "exchange"),
        *("ledger", "policy", "desks"),
        *("intake", "authoring", "filing", "parks", "reports", "field", "home", "settings", "setup", "shell", "app"),
        "entry",
    ),
}
#: modules that a folder may hold; one more is a package of its own
MOST_MODULES = 24
#: lines of a file; a longer one holds two subjects
MOST_LINES = 350

#: file or folder -> why it imports some of ours inside functions; libraries are loaded late by lazy.py alone
LATER = {
    "bootstrap.py": "record, drawing and workbooks take up to half a second, and `assess` needs none of them",
    "cli": "the record takes 0.3 s; the help of a command and the refusal of an option need none",
    "desktop/app.py": "the dialogs of the first start and of a renewal are shown once in years",
    "desktop/entry.py": "garbage collection is switched off before",
    "desktop/shell/main_view.py": "each page is loaded when it is first opened",
    "desktop/shell/home_dialogs.py": "so is each dialog of the first page",
    "desktop/shell/session_tabs.py": "so are the page of an application and the dialog of corrections",
    "services/office/checked_packs.py": "the checks take 60 ms to load, and the shipped packs need none",
    "services/office/pack_check.py": "the fonts take half a second to load, and only a real check needs them",
    "services/office/assessment.py": "a bare case does not need the model of an application: 20 ms of each `assess`",
}

#: tooltips put together of our own words and numbers
OUR_OWN_TIPS = {
    "backup_status.py: f'打开 设置 › {BACKUPS}'": "a section",
    "hub_line.py: f'打开 设置 › {EXCHANGE}'": "a section",
    "page.py: f'工作台和新出的每份文书写上“{NOT_YET_CONFIRMED}”，启用新文件时自动撤下'": "a mark",
    "rail.py: label": "a page",
}

#: what the core must not touch although it is in the standard library: files, clocks, processes
BARRED_IN_CORE = {"sqlite3", "pathlib", "os", "io", "subprocess", "logging", "tempfile", "shutil", "socket"}

FILES = sorted(path for path in PACKAGE.rglob("*.py") if path.name != "__init__.py" or path.read_text("utf-8").strip())


def layer_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports_of(path: Path) -> list[str]:
    """Every module named by an import anywhere in the file, inside functions and for type checking too; and by lazy."""
    found = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            module = node.module or ""
            inner = [f"{module}.{alias.name}" for alias in node.names]
            found += [one if module == "gridcounter" or is_module(one) else module for one in inner]
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "lazy":
            found.append(node.attr)
    return found


def is_module(name: str) -> bool:
    return (ROOT / name.replace(".", "/")).with_suffix(".py").is_file()


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_imports_only_what_the_table_allows(path: Path) -> None:
    layer = layer_of(path)
    if layer == "__init__":
        return
    ours, others = TABLE[layer]
    for module in imports_of(path):
        top, *rest = module.split(".")
        if top == "gridcounter":
            wanted = rest[0] if rest else ""
            assert wanted in ours or wanted == "__version__", f"{layer} imports {module}"
        elif top in sys.stdlib_module_names:
            assert not (layer == "core" and top in BARRED_IN_CORE), f"core imports {module}"
        else:
            assert top in others, f"{layer} imports {module}"


@pytest.mark.parametrize("folder", ORDER)
def test_packages_of_a_layer_import_only_downward(folder: str) -> None:
    inside = f"gridcounter.{folder.replace('/', '.')}."
    order = ORDER[folder]
    for path in sorted((PACKAGE / folder).rglob("*.py")):
        own = path.relative_to(PACKAGE / folder).parts[0].removesuffix(".py")
        if own == "__init__":
            continue
        for module in imports_of(path):
            if module.startswith(inside):
                other = module.removeprefix(inside).split(".")[0]
                assert order.index(other) <= order.index(own), f"{path.relative_to(PACKAGE)} imports {module}"


@pytest.mark.parametrize("folder", ORDER)
def test_the_order_of_a_layer_names_all_that_lies_in_it(folder: str) -> None:
    lying = {path.relative_to(PACKAGE / folder).parts[0] for path in (PACKAGE / folder).rglob("*.py")}
    assert {name.removesuffix(".py") for name in lying} - {"__init__"} == set(ORDER[folder])


def test_no_folder_holds_more_modules_than_a_reader_takes_in() -> None:
    held = Counter(str(path.parent.relative_to(ROOT)) for path in PACKAGE.rglob("*.py") if path.name != "__init__.py")
    assert {folder: many for folder, many in held.items() if many > MOST_MODULES} == {}


def test_no_file_is_longer_than_one_subject_takes() -> None:
    lines = {str(path.relative_to(PACKAGE)): len(path.read_text("utf-8").splitlines()) for path in FILES}
    assert {name for name, many in lines.items() if many > MOST_LINES} == set()


def test_the_core_reads_no_clock_and_opens_no_file() -> None:
    for path in (PACKAGE / "core").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                assert called not in {"open", "print", "date.today", "datetime.now", "datetime.today"}, (
                    f"{path}: {called}"
                )


def imported_in_functions(path: Path) -> set[str]:
    functions = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.FunctionDef)]
    inside = [node for function in functions for node in ast.walk(function)]
    found = {alias.name for node in inside if isinstance(node, ast.Import) for alias in node.names}
    return found | {node.module or "" for node in inside if isinstance(node, ast.ImportFrom)}


def test_only_what_is_listed_with_its_reason_imports_inside_functions() -> None:
    found = {path: modules for path in FILES if (modules := imported_in_functions(path))}
    places = {str(path.relative_to(PACKAGE)) for path in found}
    assert {place if place in LATER else place.split("/", 1)[0] for place in places} == set(LATER)
    assert [module for modules in found.values() for module in modules if not module.startswith("gridcounter.")] == []


def test_what_is_loaded_late_is_what_the_type_checker_and_the_packager_see() -> None:
    tree = ast.parse((PACKAGE / "lazy.py").read_text("utf-8"))
    seen = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    assert sorted(lazy.MODULES) == sorted(seen)
    assert {module.split(".")[0] for module in lazy.MODULES} == set(lazy.__all__)


@pytest.mark.parametrize("name", lazy.__all__)
def test_a_name_of_lazy_is_its_library_with_all_that_is_listed_of_it(name: str) -> None:
    assert getattr(lazy, name) is sys.modules[name]
    assert {module for module in lazy.MODULES if module.split(".")[0] == name} <= set(sys.modules)


def test_the_start_of_the_command_line_loads_nothing_that_is_to_be_late() -> None:
    """A plain import of one of them anywhere on the way of `gridcounter --help` would go unnoticed."""
    code = "import sys, gridcounter.cli.main, gridcounter.cli.assess, gridcounter.lazy as lazy; "
    code += "print(*set(sys.modules) & (set(lazy.MODULES) | set(lazy.__all__)))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=ROOT)
    assert done.stdout.split() == []


def test_the_start_of_the_window_loads_nothing_that_is_to_be_late() -> None:
    """But for Qt; nor the page of an application, nor plugins of pydantic, which would see what is entered."""
    code = "import sys, os, gridcounter.desktop.app, gridcounter.lazy as lazy; "
    code += "print(*set(sys.modules) & (set(lazy.MODULES) | set(lazy.__all__)) - {'PySide6'}); "
    code += "print(*set(sys.modules) & {'gridcounter.desktop.intake.page', 'gridcounter.desktop.papers.page'}); "
    code += "print(os.environ['PYDANTIC_DISABLE_PLUGINS'])"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=ROOT)
    assert done.stdout.split() == ["__all__"]


def test_no_place_is_named_in_python() -> None:
    """A place, a number or a day count of a policy is data."""
    places = ("jining", "liangzihu", "lianyungang", "zaozhuang", "linyi", "济宁", "梁子湖", "连云港", "枣庄", "临沂")
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and "如 jining" not in node.value:
                assert not any(place in node.value for place in places), f"{path}: {node.value[:60]}"


def entries_written(node: ast.AST) -> int:
    """By a job of the writer; in a loop, more than one."""
    many = 2 if isinstance(node, ast.For | ast.While | ast.comprehension) else 1
    called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
    itself = called.endswith("journal.append") or called == "issue_in"
    return itself + many * sum(entries_written(inner) for inner in ast.iter_child_nodes(node))


def test_only_the_examiner_decodes_what_comes_from_outside() -> None:
    """What the window draws itself are papers that this program made."""
    decoding = re.compile(r"\bPdfDocument\(|\bloadFromData\(|\bQImageReader\(|\bpypdf\b|files\.pictures\b|\bPIL\b")
    found = {str(path.relative_to(PACKAGE)) for path in FILES if decoding.search(path.read_text("utf-8"))}
    assert found == {
        "examiner.py",
        "lazy.py",
        "services/files/pictures.py",
        "services/files/pdf_pages.py",
    }


def test_no_label_reads_what_it_shows_as_markup() -> None:
    """Qt's own guesses; all of ours are PlainLabel, which does not."""
    guessing = [path for path in FILES if re.search(r"\bQLabel\(|\(QLabel\)", path.read_text("utf-8"))]
    assert guessing == [PACKAGE / "desktop/kit/plain_label.py"]


def test_no_dialog_and_no_tooltip_reads_a_value_as_markup() -> None:
    """Boxes are made by kit/confirm.py; a tooltip that is no sentence of ours goes through `whole_text`."""
    boxes, tips = [], []
    for path in sorted((PACKAGE / "desktop").rglob("*.py")):
        text = path.read_text("utf-8")
        boxes += [path.name for _ in re.findall(r"\b(?:QMessageBox|QInputDialog)[(.]\w*", text)]
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and "ToolTip" in node.func.attr:
                said = node.args[-1] if node.args else ast.Constant("")
                ours = isinstance(said, ast.Constant) or (isinstance(said, ast.Name) and said.id.isupper())
                if not ours and "whole_text" not in ast.unparse(said):
                    tips.append(f"{path.name}: {ast.unparse(said)}")
    assert set(boxes) == {"confirm.py"}
    assert set(tips) == set(OUR_OWN_TIPS)


def test_markup_is_written_only_for_what_reads_it() -> None:
    """In a label it would stand there as it is: once every ✓ was a `<span style=…>✓</span>` on the screen."""
    marked = {path.name for path in (PACKAGE / "desktop").rglob("*.py") if "<span" in path.read_text("utf-8")}
    assert marked == {"changed_lines.py", "guidance_text.py", "policy_text.py"}


def test_sql_lives_in_the_store_alone() -> None:
    """Rows and column names never leave it: a query elsewhere would be found by nobody who changes a table."""
    said = re.compile(r"\.execute\(|\b(SELECT|INSERT INTO|UPDATE|DELETE FROM)\b.*\b(FROM|SET|VALUES|WHERE)\b")
    elsewhere = [path for path in FILES if layer_of(path) != "store" and said.search(path.read_text("utf-8"))]
    assert elsewhere == []


def test_a_job_that_writes_several_entries_writes_all_or_none() -> None:
    found = 0
    for path in (PACKAGE / "services").rglob("*.py"):
        for function in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(function, ast.FunctionDef) and "stores" in {one.arg for one in function.args.args}:
                several = entries_written(function) > 1
                found += several
                assert not several or ".atomic()" in ast.unparse(function), f"{path.name}: {function.name}"
    assert found


def test_modules_do_not_import_each_other_in_a_circle() -> None:
    graph: dict[str, set[str]] = {}
    names = {
        str(path.relative_to(ROOT).with_suffix("")).replace("/", ".").removesuffix(".__init__"): path for path in FILES
    }
    for name, path in names.items():
        graph[name] = {module for module in imports_of(path) if module in names and module != name}
    done: set[str] = set()

    def visit(name: str, way: tuple[str, ...]) -> None:
        assert name not in way, " -> ".join((*way, name))
        if name in done:
            return
        for other in sorted(graph[name]):
            visit(other, (*way, name))
        done.add(name)

    for name in graph:
        visit(name, ())
