"""The manual agrees with the program: commands, command lines, pictures, links."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import manual_pictures
import pytest
from builders.books import BOOKS, MANUAL, PAGES, ROOT, blocks, inline_code, links, prose, text_of
from builders.city_builders import a_city, key_of
from builders.exchange_builders import a_line, filled
from builders.filing_builders import a_filing_desk, on_the_way
from builders.hub_server import HOST as HUB_HOST
from builders.hub_server import HubServer
from builders.record_builders import CHEAP, CLERK, DAY, PASSPHRASE, PIN, a_setup
from builders.told_builders import issued
from PIL import Image
from test_architecture import FILES, imports_of, layer_of

from gridcounter import paths
from gridcounter.cli import commands as listed
from gridcounter.cli.main import main
from gridcounter.core.policy.model import NoteKind, Track
from gridcounter.core.policy.sections import SECTIONS
from gridcounter.core.record.journal import Kind
from gridcounter.core.record.signing import fingerprint
from gridcounter.desktop.app import _parse as parse_desk
from gridcounter.desktop.help.window import contents
from gridcounter.services.custody.purging import set_rule
from gridcounter.services.office.clerks import Clerks
from gridcounter.services.office.roles import Role
from gridcounter.services.record.opening import create_record
from gridcounter.store.custody.manifest import MANIFEST_FILE

APPLICATION = paths.demo_applications() / "jining.json"
GRIDCOUNTER = SimpleNamespace(commands={name: listed.load(name) for name in listed.COMMANDS})
#: Lines of other programs that are not run here, and why.
NOT_RUN = {
    "python -m venv": "makes another environment; the one under test is made that way",
    "py -3.11 -m venv": "the same on Windows",
    "pip install": "fetches packages; the environment under test is filled that way",
    "python -m pytest": "is what runs this",
    "gridcounter-desk": "opens a window and waits; its words are parsed instead",
}

#: What is asked for in a terminal, answered: the passphrase, a new one, and whether it is meant.
ANSWERS = {
    "--passphrase-file": ("--passphrase-file", "口令.txt"),
    "--new-passphrase-file": ("--new-passphrase-file", "新口令.txt"),
    "--yes": ("--yes",),
    "--pin-file": ("--pin-file", "操作码.txt"),
    "--second-pin-file": ("--second-pin-file", "操作码.txt"),
}
#: A PIN is asked for where its clerk is named.
OF_WHOM = {"--pin-file": "--clerk", "--second-pin-file": "--second"}


def commands(group: Any = GRIDCOUNTER, way: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:  # noqa: ANN401  typer keeps its types
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, (*way, name))
        else:
            yield " ".join((*way, name)), command


COMMANDS = dict(commands())


def shell_lines(text: str) -> list[str]:
    """As on Linux, without the environment's folder and without what is set in front."""
    found = []
    for block in blocks(text):
        if block.language not in {"sh", "powershell"}:
            continue
        for line in block.text.replace("\\", "/").splitlines():
            bare = re.sub(r"^(?:[A-Z_]+=\S+ )*(?:\.venv/(?:bin|Scripts)/)?", "", line.split("  #")[0])
            if bare.strip():
                found.append(bare.strip())
    return found


def inline_lines(text: str) -> list[str]:
    return [code for code in inline_code(text) if code.startswith(("gridcounter ", "gridcounter-desk"))]


def command_of(words: Sequence[str]) -> tuple[Any, list[str]]:
    """The command these words begin with, and what is left for it; a group where they stop at one."""
    here, left = GRIDCOUNTER, list(words)
    while hasattr(here, "commands") and left:
        assert left[0] in here.commands or left[0].startswith("--"), f"no command {left[0]}"
        if left[0].startswith("--"):
            break
        here = here.commands[left.pop(0)]
    return here, left


LINES = [
    (path.relative_to(ROOT).as_posix(), line)
    for path in BOOKS
    for text in [path.read_text("utf-8")]
    for line in dict.fromkeys([*shell_lines(text), *inline_lines(text)])
]

WITH_COMMANDS = [page for page in PAGES if any(one.startswith("gridcounter ") for one in shell_lines(text_of(page)))]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_and_is_in_the_books(name: str) -> None:
    command = COMMANDS[name]
    assert (command.help or "").strip()
    for parameter in command.params:
        assert parameter.name == "help" or getattr(parameter, "help", None) or parameter.metavar, parameter.name
    assert any(f"gridcounter {name}" in path.read_text("utf-8") for path in BOOKS)


@pytest.mark.parametrize(("where", "line"), LINES)
def test_every_documented_command_line_is_one(where: str, line: str) -> None:
    """Inside a sentence a command may be named without what it needs."""
    program, *words = shlex.split(line)
    if program == "gridcounter":
        command, left = command_of(words)
        if left:
            command.make_context(program, ["1" if word == "N" else word for word in left])
    elif program == "gridcounter-desk":
        parse_desk(words)
    elif program == "make":
        targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
        assert set(words) <= set(targets), where
    elif program == "python" and words[0].endswith(".py"):
        assert (ROOT / words[0]).is_file(), where
    else:
        assert any(line.startswith(start) for start in NOT_RUN), f"{where}: {line}"


#: The record of a desk that joins, and its passphrase.
OTHER_DESK = ["--data", "另一台", "--passphrase-file", "新口令.txt"]


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """What the lines of the manual speak of: a record with papers and a filing, and the files they name."""
    made = tmp_path_factory.mktemp("office")
    with a_filing_desk(made, "jining") as at:
        on_the_way(at, Kind.FILING_PREPARED)
        paper, *_ = issued(at.desk, at.application).values()
        row = at.record.applications.get(at.application)
        set_rule(at.record, CLERK, 60, "样例期限表", DAY)  # long ago: one that is set now holds in a week
        Clerks(at.record, cost=CHEAP).add(CLERK, "样例长", Role.LEADER, PIN)
    files = {
        "口令.txt": PASSPHRASE,
        "操作码.txt": PIN,
        "新口令.txt": "换过以后的另一句话",
        "案件.json": json.dumps(json.loads(APPLICATION.read_text("utf-8"))["case"], ensure_ascii=False),
        "申请.json": APPLICATION.read_text("utf-8"),
        "2027.json": next(block.text for block in blocks(text_of("admin/calendars")) if block.language == "json"),
    }
    for name, content in files.items():
        (made / name).write_text(content, "utf-8")
    a_city(made / "上报文件")
    (made / "交回来的文书.pdf").write_bytes(paper.content)
    filled(made / "填好的.xlsx", a_line())
    forgotten, recovery = create_record(made / "忘了口令的台账", PASSPHRASE, a_setup(), cost=CHEAP)
    forgotten.close()
    (made / "恢复码.txt").write_text(recovery, "utf-8")
    shutil.copytree(paths.policies() / "jining", made / "新政策包")
    (made / "样例县政策包").mkdir()
    for name, content in handbook_pack().items():
        (made / "样例县政策包" / name).write_text(content, "utf-8")
    shutil.copytree(made / "record", made / "台账")
    return Office(made, row.short_code, row.number)


@pytest.fixture
def office(furnished: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    shutil.copytree(furnished.folder, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(paths, "office_record", lambda: tmp_path / "record")
    monkeypatch.setattr(paths, "own_calendars", lambda: tmp_path / "calendars")
    return Office(tmp_path, furnished.code, furnished.number)


@pytest.mark.parametrize("page", WITH_COMMANDS)
def test_every_documented_command_line_runs(
    page: str, office: Office, capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest
) -> None:
    """One after the other, as they stand on the page; where the passphrase would be asked for, it is given."""
    port = a_hub_to_make(office.folder, request) if page in {"admin/hub", "admin/desks"} else 0
    for line in shell_lines(text_of(page)):
        program, *words = shlex.split(line)
        if program != "gridcounter":
            assert any(line.startswith(start) for start in (*NOT_RUN, "make run")), line
            continue
        command, _ = command_of(words)
        options = {option for parameter in command.params for option in parameter.opts}
        asked = {option: text for option, text in ANSWERS.items() if option in options and option not in words}
        given = [
            each for option, text in asked.items() if OF_WHOM.get(option, option) in (option, *words) for each in text
        ]
        if "--template" in words or words[:2] == ["blank", "--place"]:  # opens no record
            given = []
        if "--recovery" in words:  # of a record whose code is known
            given += ["--data", "忘了口令的台账", "--passphrase-file", "恢复码.txt"]
        if "reset-pin" in words:
            given += ["--data", "忘了口令的台账", "--code-file", "恢复码.txt", "--pin-file", "操作码.txt"]
        if words[:2] == ["exchange", "join"]:  # at the other desk
            given = [*OTHER_DESK, "--code-file", "邀请码.txt"]
        if words[0] == "hub" and "--port" in options:
            given = ["--port", str(port)]
        code = main([*(office.named(word) for word in words), *given])
        said = capsys.readouterr()
        assert code == 0, f"{line}\n{said.out}{said.err}"
        if words[:2] == ["exchange", "invite"]:
            Path("邀请码.txt").write_text(said.out.partition("邀请码：")[2].splitlines()[0], "utf-8")
        if words[:2] == ["exchange", "join"]:
            acting = ["--clerk", office.named("姓名"), "--pin-file", "操作码.txt"]
            assert main(["exchange", "out", "--to", "U盘", *acting, *OTHER_DESK]) == 0
            capsys.readouterr()


def a_hub_to_make(folder: Path, request: pytest.FixtureRequest) -> int:
    """An empty database and an authority, in the files that the manual names; the port of the server.

    And the access of a desk to a hub that is there already.
    """
    server: HubServer = request.getfixturevalue("hub_server")
    (folder / "连接.txt").write_text(server.dsn(server.database()), "utf-8")
    (folder / "ca.pem").write_text(server.authority.pem, "ascii")
    (folder / "登录资料.gch").write_text(server.hub().office().to_json(), "ascii")
    return server.port


@dataclass(frozen=True)
class Office:
    folder: Path
    code: str
    number: str

    def named(self, word: str) -> str:
        """Codes and backups are named by the machine, clerks of the record by the tests."""
        if word == "hub.example.cn":
            return HUB_HOST
        if word in {"姓名", "样例员"}:
            return a_setup().clerk
        if word in {"查询码", "编号"}:
            return self.code if word == "查询码" else self.number
        if word in {"指纹", "单位代码"}:
            return fingerprint(key_of("KQ", "new").signer.public_key) if word == "指纹" else "DQ"
        if word.startswith("U盘/1号台-"):
            return next(str(each) for each in sorted(Path("U盘").iterdir()) if each.name.startswith("2号台-"))
        if word.endswith("/备份名"):
            return next(str(each) for each in sorted(Path(word).parent.iterdir()) if (each / MANIFEST_FILE).is_file())
        return word


def handbook_pack() -> dict[str, str]:
    """The worked example as it stands on its page, file by file."""
    found = {"pack.toml": "", "cases.toml": ""}
    for block in blocks(text_of("packs/example")):
        if block.language == "toml":
            found[block.text.splitlines()[0].removeprefix("# ")] += block.text
    return found


def test_the_worked_example_quotes_the_real_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Block by block: what the page says that the check says is what it says of all blocks up to there."""
    monkeypatch.chdir(tmp_path)
    folder = Path("样例县政策包")
    folder.mkdir()
    said = []
    for block in blocks(text_of("packs/example")):
        if block.language == "toml":
            with (folder / block.text.splitlines()[0].removeprefix("# ")).open("a", encoding="utf-8") as file:
                file.write(block.text)
        elif block.language == "text":
            said.append(main(["packs", "check", str(folder)]))
            result = capsys.readouterr()
            assert result.out + result.err == block.text
    assert said == [2, 2, 2, 0]


def test_the_reference_of_packs_names_all_that_can_be_written() -> None:
    text = text_of("packs/reference")
    wanted = [*SECTIONS, *NoteKind, *(track for track in Track if track not in {Track.NONE, Track.UNDETERMINED})]
    assert [word for word in wanted if f"`{word}`" not in text] == []
    for block in blocks(text):
        if block.language == "toml":
            tomllib.loads(block.text)


def test_every_page_is_listed_once_in_the_contents() -> None:
    listed = [target.removesuffix(".md") for _, target in links(text_of("index"))]
    assert sorted(listed) == [page for page in PAGES if page != "index"]


def test_every_page_bears_the_title_of_the_contents() -> None:
    for title, page in contents():
        if page:
            assert text_of(page).splitlines()[0] == f"# {title}"


@pytest.mark.parametrize("path", BOOKS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(path: Path) -> None:
    for picture, target in links(path.read_text("utf-8")):
        assert not target.startswith("http"), f"{target}: there is no network"
        name, _, anchor = target.partition("#")
        goal = (path.parent / name).resolve() if name else path
        assert goal.exists(), target
        assert not anchor or anchor in anchors(goal.read_text("utf-8")), target
        assert not picture or goal.suffix == ".png"
        if MANUAL in path.parents:
            assert MANUAL in goal.parents, f"{target} is not shipped"


def anchors(text: str) -> set[str]:
    heads = re.findall(r"^#+ (.+)$", prose(text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def test_every_picture_is_used() -> None:
    used = {(path.parent / target).resolve() for path in BOOKS for picture, target in links(path.read_text("utf-8"))}
    assert set((ROOT / "docs").rglob("*.png")) - used == set()


def test_the_pictures_of_the_manual_are_those_of_the_table_and_small() -> None:
    kept = {path.stem: path for path in (MANUAL / "pictures").iterdir()}
    assert set(kept) == set(manual_pictures.PICTURES)
    for path in kept.values():
        assert path.stat().st_size <= manual_pictures.MOST_BYTES
        with Image.open(path) as drawn:
            assert drawn.format == "PNG"
            assert drawn.mode == "P"


def test_the_picture_of_the_house_shows_the_imports_there_are() -> None:
    drawn = set()
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    block = next(block for block in blocks(text) if block.language == "mermaid")
    for line in block.text.splitlines()[1:]:
        room, _, others = line.strip().partition(" --> ")
        drawn |= {(room, other.strip()) for other in others.split("&")}
    there = {
        (layer_of(path), module.split(".")[1])
        for path in FILES
        for module in imports_of(path)
        if module.startswith("gridcounter.") and layer_of(path) != "__init__"
    }
    everybodys = {"errors", "lazy", "__version__"}
    assert drawn == {(one, other) for one, other in there if one != other and other not in everybodys}


def test_users_are_spoken_to_in_their_own_words() -> None:
    """Of what stands outside of commands and files: no word of ours."""
    foreign = re.compile(r"\b(?:json|api|bug|id|database|journal|hash|commit|bytes|widget)\b", re.IGNORECASE)
    for page in PAGES:
        if page.startswith("desk/"):
            result = re.sub(r"`[^`]*`|\([^)]*\)", "", prose(text_of(page)))
            assert foreign.findall(result) == [], page
            assert "你" not in result, page
