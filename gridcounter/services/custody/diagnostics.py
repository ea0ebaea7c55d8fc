"""Checks this machine: fonts and the characters they cover, calendar years, packs, forms, versions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from gridcounter.documents.faces import unprintable
from gridcounter.services.files.file_access import warning_of
from gridcounter.services.office.office_packs import packs_of
from gridcounter.services.record.record import Record
from gridcounter.services.record.rollback import lineage_words

if TYPE_CHECKING:
    from gridcounter.services.papers.paperwork import Paperwork

#: Characters of real names that some fonts lack.
RARE = "𠮷䶮㛃𬱖"
_LIBRARIES = (
    "reportlab",
    "python-docx",
    "uharfbuzz",
    "fonttools",
    "pydantic",
    "chinesecalendar",
    "lunar_python",
    "PySide6-Essentials",
)


@dataclass(frozen=True, slots=True)
class Finding:
    """`optional`: the program works without it."""

    what: str
    text: str
    good: bool
    optional: bool = False


@dataclass(frozen=True, eq=False)
class Diagnostics:
    """`this_year` is the calendar year to check for, `record` the folder of the record, if there is one."""

    paperwork: Paperwork
    this_year: int
    record: Path | None = None

    def examine(self) -> list[Finding]:
        """All findings, good ones included, in display order."""
        return [*self._faces(), *self._calendar(), *self._packs(), self._forms(), self._versions(), *self._readers()]

    def _faces(self) -> Iterator[Finding]:
        faces = self.paperwork.faces
        for role, name in (("text", "正文字体"), ("bold", "标题字体")):
            chain = faces.chain(role)  # type: ignore[arg-type]  # the two roles
            yield Finding(name, "、".join(face.path.name for face in chain), good=bool(chain))
        texts = "".join(_texts_of_packs(self.paperwork))
        missing = sorted({found[0] for found in unprintable(texts, faces)})
        text = "政策包和表样的字都能打印" if not missing else f"缺字：{''.join(missing)}"
        yield Finding("字形", text, good=not missing)
        rare = [char for char in RARE if unprintable(char, faces)]
        text = (
            "𠮷䶮㛃𬱖 都能打印"
            if not rare
            else f"本机没有字体能打印：{' '.join(rare)}，遇到时会指出；可安装含生僻字的字体"
        )
        yield Finding("生僻字", text, good=not rare, optional=True)

    def _calendar(self) -> Iterator[Finding]:
        years = self.paperwork.assessor.calendar.years
        text = f"{min(years)}—{max(years)} 年"
        yield Finding("放假安排", text, good=self.this_year in years, optional=True)
        for one in self.paperwork.assessor.calendar.left_out:
            yield Finding("放假安排", str(one), good=False, optional=True)
        if self.this_year + 1 not in years:
            text = f"{self.this_year + 1} 年尚未公布或尚未载入，跨年的日期为暂估"
            yield Finding("下一年放假安排", text, good=False, optional=True)

    def _packs(self) -> Iterator[Finding]:
        packs = self.paperwork.assessor.packs
        for place in packs.localities:
            pack = packs.editions[place][-1]
            mark = packs.mark_of(pack)
            text = f"{pack.header.place} {pack.header.number}" + (f"；{mark}" if mark else "")
            yield Finding(f"政策包 {place}", text, good=not mark, optional=bool(mark))
        for place, left_out in packs.left_out.items():
            yield Finding(f"政策包 {place}", left_out.words, good=False)
        practice = packs.mark_of(packs.baseline)
        if practice:
            yield Finding("通用做法", practice, good=False, optional=True)

    def _forms(self) -> Finding:
        return Finding(
            "表样", f"{len(self.paperwork.forms.definitions)} 种", good=bool(self.paperwork.forms.definitions)
        )

    def _readers(self) -> Iterator[Finding]:
        """Of the user's own record; one elsewhere is looked at when it is opened."""
        if self.record is not None and self.record.is_dir():
            warning = warning_of(self.record)
            yield Finding("台账文件夹", warning or "只有自己能看", good=not warning, optional=True)

    def of_record(self, record: Record) -> Iterator[Finding]:
        """What only an open record tells: whether an earlier file was put in its place, and the editions it adopted."""
        text, good = lineage_words(record.db, record.folder)
        yield Finding("台账的来历", text, good=good, optional=True)
        packs = packs_of(record, self.paperwork.assessor.packs)
        for place in packs.localities:
            for pack in packs.editions[place]:
                if pack.version in packs.adopted:
                    mark = packs.mark_of(pack)
                    text = f"{pack.header.place} {pack.header.number}" + (f"；{mark}" if mark else "")
                    yield Finding(f"台账启用的政策包 {place}", text, good=not mark, optional=True)

    def unopened(self) -> Iterator[Finding]:
        """Where the user has a record that was not opened for this."""
        if self.record is not None and self.record.is_dir():
            text = "存在台账里，这次没有打开台账，没有检查；要一起检查的，加 --passphrase-file 文件"
            yield Finding("台账启用的政策包", text, good=False, optional=True)

    def _versions(self) -> Finding:
        return Finding("部件", "、".join(f"{name} {version(name)}" for name in _LIBRARIES), good=True)


def _texts_of_packs(paperwork: Paperwork) -> Iterator[str]:
    packs = paperwork.assessor.packs
    for editions in packs.editions.values():
        for pack in editions:
            yield pack.header.model_dump_json()
            for rows in pack.sections.values():
                yield from (rule.model_dump_json() for rule, _ in rows)
    for definition in paperwork.forms.definitions.values():
        yield definition.model_dump_json()
