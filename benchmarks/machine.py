"""What the figures were measured with. No name and no path of the machine."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import secrets
import shutil
import subprocess
import tempfile
from pathlib import Path

import psutil

from gridcounter.store.database import open_database

_PACKAGES = (
    *("gridcounter", "PySide6-Essentials", "sqlite-utils", "sqlcipher3-wheels", "reportlab", "uharfbuzz"),
    *("python-docx", "pydantic", "docxtpl"),
)


def the_machine() -> list[tuple[str, str]]:
    memory = f"{psutil.virtual_memory().total / 2**30:.0f} GiB"
    lines = [("processor", f"{_processor()}, {os.cpu_count()} cores"), ("memory", memory)]
    lines += [("system", f"{platform.system()} {platform.release()}"), ("Python", platform.python_version())]
    lines += [("SQLCipher, SQLite", ", ".join(_sqlite()))]
    lines += [(name, version) for name in _PACKAGES if (version := _version(name))]
    return [*lines, ("LibreOffice", _libreoffice())]


def load() -> str:
    return f"{psutil.getloadavg()[0]:.1f}"


def _processor() -> str:
    said = Path("/proc/cpuinfo")
    lines = said.read_text("utf-8").splitlines() if said.exists() else []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.processor() or platform.machine())


def _sqlite() -> tuple[str, str]:
    with tempfile.TemporaryDirectory() as folder:
        db = open_database(Path(folder) / "empty.db", secrets.token_bytes(32), new=True)
        try:
            (cipher,) = db.execute("PRAGMA cipher_version").fetchone()
            (plain,) = db.execute("SELECT sqlite_version()").fetchone()
        finally:
            db.close()
    return str(cipher), str(plain)


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return ""


def _libreoffice() -> str:
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        return "not installed"
    said = subprocess.run([office, "--version"], check=False, capture_output=True, text=True).stdout.split()
    return said[1] if len(said) > 1 else "of unknown version"
