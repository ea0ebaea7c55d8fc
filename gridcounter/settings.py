"""A user's settings on this computer: every setting with its default. No application data is stored here."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, ClassVar, Final, get_type_hints

from platformdirs import user_config_path
from pydantic import ConfigDict, Field, StrictBool, TypeAdapter, ValidationError

from gridcounter.errors import Fault

SETTINGS_FILE = "settings.json"
TEXT_PERCENTS = tuple(range(100, 201, 25))
LOCK_MINUTES = range(1, 121)
MOST_COPIES = 9
_LONGEST_PLACE = 400
_LAST_STEP = 5
#: Bytes; ours has some thousand.
_LONGEST = 4 * 1024 * 1024
#: Of a column of a table, in tenths of a character.
_WIDEST = 2_000
PROFILES = ("normal", "portable", "large")
_STRICT: Final = ConfigDict(strict=True, extra="forbid")


class Theme(StrEnum):
    """Colours of the window; SYSTEM follows the desktop."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class PaperPrinting:
    """The latest printing settings of one paper; an empty printer is the system's default."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    printer: str = ""
    copies: Annotated[int, Field(ge=1, le=MOST_COPIES)] = 1
    duplex: bool = True
    profile: Annotated[str, Field(pattern=f"^({'|'.join(PROFILES)})$")] = "normal"


@dataclass(frozen=True, slots=True)
class OpenTabs:
    """The open tabs: application ids, the page shown, the clerk of that time, and the open step of each, from 0."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    applications: tuple[str, ...] = ()
    current: str = ""
    page: str = ""
    clerk: str = ""
    steps: tuple[Annotated[int, Field(strict=True, ge=0, le=_LAST_STEP)], ...] = ()


@dataclass(frozen=True, slots=True)
class SecondFolder:
    """The off-site folder for backups; empty if there is none.

    `own_disk`: it was on another disk than the record when it was chosen.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    folder: str = ""
    own_disk: bool = True


@dataclass(frozen=True, slots=True)
class Settings:
    """`open_tabs` and `second_folders` by the folder of the record, `printing` by the paper.

    `window` is size and place of the window as Qt writes them; empty before it was closed once.
    `last_folder`: of the last file dialog, "" for none yet. `columns`: widths of the columns of 业务台账 that the user
    changed, by name, in tenths of a character.
    """

    theme: Theme = Theme.SYSTEM
    text_percent: Annotated[int, Field(strict=True, ge=TEXT_PERCENTS[0], le=TEXT_PERCENTS[-1], multiple_of=25)] = 100
    lock_after_minutes: Annotated[int, Field(strict=True, ge=LOCK_MINUTES.start, lt=LOCK_MINUTES.stop)] = 10
    remind: StrictBool = True
    window: Annotated[str, Field(pattern="^[0-9a-f]*$", max_length=_LONGEST_PLACE)] = ""
    last_folder: str = ""
    columns: Mapping[str, Annotated[int, Field(strict=True, ge=1, le=_WIDEST)]] = field(default_factory=dict)
    printing: Mapping[str, PaperPrinting] = field(default_factory=dict)
    open_tabs: Mapping[str, OpenTabs] = field(default_factory=dict)
    second_folders: Mapping[str, SecondFolder] = field(default_factory=dict)

    def printing_of(self, paper: str) -> PaperPrinting:
        """The defaults if the paper was never printed."""
        return self.printing.get(paper, PaperPrinting())

    def with_printing(self, paper: str, printing: PaperPrinting) -> Settings:
        """A copy with this printing stored for the paper."""
        return replace(self, printing={**self.printing, paper: printing})

    def open_tabs_in(self, folder: str) -> OpenTabs:
        """The tabs of the record in this folder; empty without open tabs."""
        return self.open_tabs.get(folder, OpenTabs())

    def with_open_tabs(self, folder: str, open_tabs: OpenTabs) -> Settings:
        """A copy with these tabs stored for the record in this folder."""
        return replace(self, open_tabs={**self.open_tabs, folder: open_tabs})

    def second_folder_of(self, folder: str) -> SecondFolder:
        """The off-site folder of the record in this folder; empty if none was chosen."""
        return self.second_folders.get(folder, SecondFolder())

    def with_second_folder(self, folder: str, place: SecondFolder) -> Settings:
        """A copy with this off-site folder stored for the record in this folder."""
        return replace(self, second_folders={**self.second_folders, folder: place})


class SettingsFile:
    """The settings file of one user; an unreadable setting falls back to its default and is named in `problems`."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or user_config_path("gridcounter") / SETTINGS_FILE
        self.problems: tuple[str, ...] = ()

    def load(self) -> Settings:
        """Never raises: defaults for a missing or unreadable file, reported in `problems`."""
        if self.path.exists() and not self._can_be_ours():
            self.problems = (f"设置文件 {self.path.name} 读不出来，已用默认设置",)
            return Settings()
        try:
            raw = json.loads(self.path.read_text("utf-8-sig"))
        except FileNotFoundError:
            return Settings()
        except UnicodeDecodeError:
            self.problems = (f"设置文件 {self.path.name} 不是 UTF-8 编码（可能是旧版记事本保存的），已用默认设置",)
            return Settings()
        except (OSError, ValueError, RecursionError):
            self.problems = (f"设置文件 {self.path.name} 读不出来，已用默认设置",)
            return Settings()
        settings, self.problems = read_settings(raw)
        return settings

    def _can_be_ours(self) -> bool:
        """False for a pipe, which would be waited for, and for what would fill the memory: on a stick others write."""
        try:
            return self.path.is_file() and self.path.stat().st_size <= _LONGEST
        except OSError:
            return True  # reading it says why

    def save(self, settings: Settings) -> None:
        """Replaces the file whole or not at all."""
        temporary = self.path.with_name(f".{secrets.token_hex(8)}.part")
        try:
            self.path.parent.mkdir(0o700, parents=True, exist_ok=True)
            with temporary.open("w", encoding="utf-8") as target:
                json.dump(asdict(settings), target, ensure_ascii=False, indent=1)
                target.flush()
                os.fsync(target.fileno())
            os.replace(temporary, self.path)  # noqa: PTH105  the one call that also replaces on Windows
        except OSError as wrong:
            raise Fault(f"设置没有存下来：{self.path} 写不进去，请检查磁盘空间和文件夹权限") from wrong
        finally:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)


def read_settings(raw: object) -> tuple[Settings, tuple[str, ...]]:
    """The readable settings, and the problems: each with its key and the allowed values."""
    if not isinstance(raw, Mapping):
        return Settings(), ("设置：应为一组设置，已用默认设置",)
    kinds = get_type_hints(Settings, include_extras=True)
    good: dict[str, Any] = {}
    problems = []
    for name, allowed in _ALLOWED.items():
        if name not in raw:
            continue
        try:
            good[name] = TypeAdapter(kinds[name]).validate_json(json.dumps(raw[name]))
        except ValidationError:
            problems.append(f"{name}：应为{allowed}，已用默认值")
    return Settings(**good), tuple(problems)


_ALLOWED: Mapping[str, str] = {
    "theme": "、".join(Theme),
    "text_percent": f"以下之一：{'、'.join(map(str, TEXT_PERCENTS))}",
    "lock_after_minutes": f"{LOCK_MINUTES.start} 至 {LOCK_MINUTES.stop - 1} 的整数",
    "remind": " true 或 false",
    "window": "窗口的大小和位置",
    "last_folder": "上次选文件或存文件的文件夹",
    "columns": "业务台账各列的宽度",
    "printing": "每种文书的打印机、份数、双面和版式",
    "open_tabs": "每份台账打开着的申请",
    "second_folders": "每份台账第二份备份的文件夹",
}
