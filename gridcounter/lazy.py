"""Libraries that take long to load: each is loaded when its name is first used, as in `lazy.pypdf.PdfReader`.

They are imported for the type checker alone, where PyInstaller sees them as well; `MODULES` names the same ones.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import docx.table
    import lunar_python
    import markdown_it
    import psycopg
    import pypdf.generic
    import pypdfium2.raw
    import pypinyin.constants
    import pypinyin.seg.mmseg
    import pyrage
    import PySide6.QtDBus
    import rich.console
    import rich.table
    import zstandard
    import zxcvbn
    import zxingcpp

__all__ = [
    "PySide6",
    "docx",
    "lunar_python",
    "markdown_it",
    "psycopg",
    "pypdf",
    "pypdfium2",
    "pypinyin",
    "pyrage",
    "rich",
    "zstandard",
    "zxcvbn",
    "zxingcpp",
]

#: A name stands for its package together with the modules of it that are named here.
MODULES = (
    "PySide6.QtDBus",  # on Linux alone: the installed program of other systems goes without it
    "docx.table",  # for a policy paper from outside
    "lunar_python",  # a tenth of a second, and most cases never reach a year that is not published
    "markdown_it",  # for the manual; a twentieth of the start
    "psycopg",  # for an office that has a hub
    "pypdf.generic",  # for a PDF from outside
    "pypdfium2.raw",  # with the first page that is shown or printed
    "pypinyin.constants",  # its dictionaries take longer than showing the window; only the writer reads names
    "pypinyin.seg.mmseg",
    "pyrage",  # for what goes to other desks or comes from them
    "rich.console",  # to draw a table, which one command does
    "rich.table",
    "zstandard",  # a twentieth of a second, for the same
    "zxcvbn",  # its lists of words, where a passphrase is set
    "zxingcpp",  # for photographs of signed sheets, in the process for foreign files alone
)

if not TYPE_CHECKING:

    def __getattr__(name: str) -> ModuleType:
        """Called once for each name, in whatever thread uses it first. Raises AttributeError for any other."""
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        for module in MODULES:
            if module.partition(".")[0] == name:
                import_module(module)
        return globals().setdefault(name, import_module(name))
