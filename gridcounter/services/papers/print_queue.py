"""Sends papers to a print queue of the system: the PDF goes to `lp`, whose answer is reported."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from gridcounter.errors import Refusal

TIMEOUT_S = 30
_LONGEST_QUOTE = 80
#: Messages of CUPS 2 in the C locale.
_REJECTS, _UNKNOWN, _NO_SERVER, _PAUSED = "not accepting", "does not exist", "not running", " disabled since "
_ITS_NAME = re.compile(r"^(\S*lp: )?(Error - )?")
_CHECK = "请检查打印机"
_MADE_UP = "已出具的文书不会变"


class Sides(StrEnum):
    """One or both sides, with the values of the IPP attribute `sides` (RFC 8011)."""

    ONE = "one-sided"
    LONG = "two-sided-long-edge"
    SHORT = "two-sided-short-edge"


@dataclass(frozen=True, slots=True)
class Printable:
    """One paper as PDF, with the clerk's name for it; the name is also shown in the queue."""

    name: str
    content: bytes


class NotPrinted(Refusal):
    """Some or all papers did not reach the queue; the message says which, and what to do.

    `sent`: so many, the first ones, are certain to have reached it.
    """

    def __init__(self, text: str, sent: int = 0) -> None:
        self.sent = sent
        super().__init__(text)


class _Trouble(Exception):
    """Why one paper was not sent: the fault, and what to do. `unsure`: it may have been sent."""

    def __init__(self, what: str, advice: str = _CHECK, *, unsure: bool = False) -> None:
        self.what, self.advice, self.unsure = what, advice, unsure
        super().__init__(what)


def lp() -> str | None:
    """The path of the `lp` program of CUPS; None on Windows and if it is not installed."""
    return None if sys.platform == "win32" else shutil.which("lp")


def send(queue: str, papers: Sequence[Printable], *, copies: int, sides: Sides) -> str:
    """Sends one job for each paper. Returns a sentence if they wait in a paused queue, else "". Raises NotPrinted.

    An accepted job is in the queue; whether it is printed is not known here.
    """
    waits = _waits(queue)
    for place, paper in enumerate(papers):
        try:
            _hand_over(queue, paper, copies, sides)
        except _Trouble as trouble:
            names = [f"《{each.name}》" for each in papers]
            text = _in_words(trouble, names[:place], names[place], names[place + 1 :])
            raise NotPrinted(text, sent=place) from None
    if not waits:
        return ""
    return f"打印机“{queue}”已暂停，任务在排队：在系统的打印机设置里恢复后会自动打出来，不用再点一次打印"


def _hand_over(queue: str, paper: Printable, copies: int, sides: Sides) -> None:
    """Sends the PDF by standard input: the only copy is in the spool of CUPS."""
    options = ["-n", str(copies), "-t", paper.name]
    for option in (f"sides={sides}", "print-scaling=none", "collate=true"):
        options += ["-o", option]
    try:
        done = _run("lp", "-d", queue, *options, "-", content=paper.content)
    except subprocess.TimeoutExpired:
        what = f"打印机“{queue}”{TIMEOUT_S} 秒没有答复"
        raise _Trouble(what, "请先看打印机有没有出纸", unsure=True) from None
    except OSError as wrong:
        raise _Trouble(f"系统的打印命令 lp 用不了（{wrong.strerror}）", "请管理员检查系统的打印服务（CUPS）") from wrong
    if done.returncode == 0:
        return
    said = _quote(done.stderr)
    if _REJECTS in said:
        raise _Trouble(f"打印机“{queue}”现在不接收任务（系统答复：{said}）")
    if not _answers():
        # without its server CUPS reports every printer as unknown
        raise _Trouble("系统的打印服务没有开，打印机都用不了", "请管理员启动打印服务（CUPS）")
    if _UNKNOWN in said:
        raise _Trouble(f"系统里没有打印机“{queue}”，可能被删掉或改了名（系统答复：{said}）", "请换一台打印机")
    raise _Trouble(f"打印机“{queue}”没有收下任务（系统答复：{said or f'代码 {done.returncode}'}）")


def _in_words(trouble: _Trouble, sent: Sequence[str], this: str, after: Sequence[str]) -> str:
    parts = [f"{''.join(sent)}已送打印机"] if sent else []
    if trouble.unsure:
        parts.append(f"{this}不知道打印了没有")
        parts += [f"{''.join(after)}没有打印"] if after else []
    else:
        parts.append(f"{this}{''.join(after)}没有打印")
    again = "再补打没有打印的" if sent or trouble.unsure else "再点一次打印"
    return f"{trouble.what}；{'，'.join(parts)}。{trouble.advice}，{again}；{_MADE_UP}"


def _waits(queue: str) -> bool:
    """False if unknown: `lp` itself reports a missing queue."""
    result = _status(f"-p{queue}")
    return any(line.startswith("printer ") and _PAUSED in line for line in result.splitlines())


def _answers() -> bool:
    return _NO_SERVER not in _status("-r")


def _status(question: str) -> str:
    try:
        return _run("lpstat", question).stdout.decode("utf-8", "replace")
    except (OSError, subprocess.TimeoutExpired):
        return ""


def _run(program: str, *arguments: str, content: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Without a shell; a queue name is never a separate argument that could be read as an option."""
    found = shutil.which(program) or program
    return subprocess.run(  # noqa: S603  the system's own program, found by name
        [found, *arguments], input=content, capture_output=True, check=False, timeout=TIMEOUT_S, env=_environment()
    )


def _environment() -> Mapping[str, str]:
    """English messages, so that they can be recognised; without the library paths of a frozen program."""
    environment = {**os.environ, "LC_ALL": "C"}
    if getattr(sys, "frozen", False):
        for name in ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"):
            # PyInstaller keeps the earlier value under this name
            before = environment.pop(f"{name}_ORIG", None)
            environment.pop(name, None)
            if before is not None:
                environment[name] = before
    return environment


def _quote(said: bytes) -> str:
    """The first message of `lp`, without its own name or path before it."""
    lines = [line.strip() for line in said.decode("utf-8", "replace").splitlines() if line.strip()]
    first = _ITS_NAME.sub("", lines[0]) if lines else ""
    return first[:_LONGEST_QUOTE].rstrip(".")
