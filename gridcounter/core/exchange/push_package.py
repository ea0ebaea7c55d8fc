"""The package for the authority: the data and its schema, the manifest, and which paths are plain."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from gridcounter.core.record.signing import Signer

FORMAT, SIGNED = "gridcounter-filing/1", "gridcounter-filing/2"
MANIFEST, DATA, SCHEMA, ATTACHMENTS = "manifest.json", "data.json", "schema.json", "attachments"
#: Beside every signed manifest.
SIGNATURE = "signature.json"
FORM_PDF, FORM_WORD = "form.pdf", "form.docx"
REQUIRED = (FORM_PDF, FORM_WORD, DATA, SCHEMA)
_LONGEST_NAME = 40


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PackedFile(_Part):
    """A file of the package: its path, SHA-256 in hex, size in bytes."""

    path: str
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    size: int = Field(ge=0)


class Manifest(_Part):
    """Every file of the package but this one and its signature. `/1` is not signed: it was packed by version 0.1.0."""

    format: Literal["gridcounter-filing/1", "gridcounter-filing/2"]
    files: tuple[PackedFile, ...]
    signed_by: Signer | None = None

    @model_validator(mode="after")
    def _says_who_signed(self) -> Self:
        if (self.signed_by is None) != (self.format == FORMAT):
            raise ValueError("a signed package names its signer")
        return self


class PackedAttachment(_Part):
    """An attached file: `type` is its media type, `added_on` an ISO date."""

    path: str
    title: str
    type: str
    added_on: str


class PackedPolicy(_Part):
    """The local policy document that the filing follows: place, document number, edition."""

    id: str
    number: str
    version: str


class PackedForm(_Part):
    """The form that was filled in; `content_hash` identifies its contents, `layout` the edition of the form."""

    id: str
    title: str
    layout: str
    content_hash: str


class PackedCondition(_Part):
    """A condition of the filing: what the project has, and whether it is met (null: not known)."""

    label: str
    value: str
    met: bool | None


class PackedChange(_Part):
    """A change on record: which version of the form it concerns, the ISO date, and what changed."""

    version: int
    on: str
    what: str


class PackedFiling(_Part):
    """`number` is the authority's, where a version before this one had got one."""

    version: int
    prepared_on: str
    signed_by: tuple[Literal["owner", "builder"], ...]
    number: str
    changes: tuple[PackedChange, ...]


class FilingData(_Part):
    """The values printed on the form; `application` uses the keys and words of the contract."""

    format: Literal["gridcounter-filing/1"]
    number: str
    official_number: str
    policy: PackedPolicy
    form: PackedForm
    filing: PackedFiling
    application: dict[str, Any]
    conditions: tuple[PackedCondition, ...]
    attachments: tuple[PackedAttachment, ...]


def as_json(value: BaseModel | Mapping[str, Any]) -> bytes:
    """UTF-8 with sorted keys, an indent of two and a final line break: equal values give equal bytes."""
    result = value.model_dump(mode="json") if isinstance(value, BaseModel) else value
    return (json.dumps(result, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()


def schema() -> bytes:
    """JSON Schema of `data.json`, as bytes. Docstrings of the classes are its descriptions."""
    return as_json(FilingData.model_json_schema())


def manifest(files: Mapping[str, bytes], signer: Signer) -> Manifest:
    """SHA-256 and size of every file, sorted by path."""
    rows = [
        PackedFile(path=path, sha256=hashlib.sha256(content).hexdigest(), size=len(content))
        for path, content in sorted(files.items())
    ]
    return Manifest(format=SIGNED, files=tuple(rows), signed_by=signer)


def attachment_path(place: int, title: str, suffix: str) -> str:
    """Numbered, and readable on every system: characters with a meaning in paths are removed."""
    name = re.sub(r"[^\w-]+", "_", title)[:_LONGEST_NAME].strip("_")
    return f"{ATTACHMENTS}/{place:02d}{'_' if name else ''}{name}{suffix}"


def is_plain_path(path: str) -> bool:
    """Whether the path stays inside the unpacking folder on every system, and keeps its name there."""
    parts = path.split("/")
    # Windows drops what is at the end: `form.pdf.` is written over `form.pdf`
    return bool(path) and "\\" not in path and ":" not in path and not any(
        not part or part[-1] in ". " or any(ord(char) < ord(" ") for char in part) for part in parts
    )  # fmt: skip


def as_unpacked(path: str) -> str:
    """Equal for paths that are the same file on some system: there capitals, or how a letter is composed, do not count.

    It is no path.
    """
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())
