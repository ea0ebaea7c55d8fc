"""The offices that this computer's user has seen figures of, and by which keys: a key is trusted when first seen.

Kept in this user's own folder, not beside the files that come from outside: whoever replaces those cannot replace the
keys with them. No record is needed for it, and none holds it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from gridcounter.core.reports.month_figures import Hex, Office
from gridcounter.errors import Fault
from gridcounter.services.files.regular_files import read_regular
from gridcounter.store.files import replace_file

_MOST_BYTES = 16 * 1024 * 1024


class KnownUnreadable(Fault):
    """The file is there and is not what the program writes."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"记着各单位钥匙的文件读不出来：{path}。请从备份恢复它；找不回来的，改个名字留着，"
            "再逐个单位核对签名指纹，程序会重新记"
        )


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class KnownOffice(_Part):
    """`keys` are public keys, the first one seen first; office, month and moment are those of the newest figures."""

    office: Office
    keys: Annotated[tuple[Hex, ...], Field(max_length=200)]
    last_month: str
    last_made_at: AwareDatetime


class KnownOffices(_Part):
    """By the id of the office's record."""

    format: Literal["gridcounter-known-offices/1"] = "gridcounter-known-offices/1"
    offices: Mapping[Hex, KnownOffice] = Field(default_factory=dict)


def read_known(path: Path) -> KnownOffices:
    """Empty before the first. Raises KnownUnreadable."""
    try:
        return KnownOffices.model_validate_json(read_regular(path, _MOST_BYTES))
    except FileNotFoundError:
        return KnownOffices()
    except (OSError, ValidationError) as wrong:
        raise KnownUnreadable(path) from wrong


def write_known(path: Path, known: KnownOffices) -> None:
    """Raises Fault."""
    replace_file(path, known.model_dump_json(indent=1).encode())
