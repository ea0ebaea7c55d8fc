"""One command line, run in this process: its exit code, its output, its error output."""

from __future__ import annotations

import io
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from builders.record_builders import PIN
from gridcounter.cli.main import main


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str

    @property
    def said(self) -> Any:  # noqa: ANN401  whatever the JSON holds
        return json.loads(self.out)

    @property
    def complaints(self) -> list[str]:
        return self.err.splitlines()


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> Ran:
    capsys.readouterr()
    code = main([str(argument) for argument in arguments])
    result = capsys.readouterr()
    assert "Traceback" not in result.out + result.err
    return Ran(code, result.out, result.err)


def a_file(folder: Path, content: object, name: str = "case.json") -> Path:
    path = folder / name
    path.write_text(json.dumps(content, ensure_ascii=False), "utf-8")
    return path


def on_standard_input(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))


def signed(folder: Path, name: str = "王小明", pin: str = PIN, option: str = "--clerk") -> tuple[str, ...]:
    """The options by which this clerk says who he is; the PIN lies in a file of the folder."""
    path = folder / f"pin-{pin}"
    path.write_text(pin, "utf-8")
    return option, name, "--pin-file" if option == "--clerk" else f"{option}-pin-file", str(path)
