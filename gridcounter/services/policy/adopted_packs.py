"""Editions that the office adopted. Their text is kept in the record, so that every computer answers alike.

An edition is checked with its example cases first. Adoption is one act with text, clerk and time; afterwards papers
carry the day on which the office confirmed it, or a line that it has not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from gridcounter.core.policy.compile import BASELINE
from gridcounter.core.policy.model import PolicyPack
from gridcounter.core.record.journal import Act, Kind
from gridcounter.errors import Refusal
from gridcounter.services.applications.application_service import ApplicationService
from gridcounter.services.files.progress import Progress, unwatched
from gridcounter.services.files.regular_files import read_regular
from gridcounter.services.office.clerks import Clerks
from gridcounter.services.office.office_packs import read_text, version_of
from gridcounter.services.office.offices import BANNER
from gridcounter.services.office.pack_check import read_checked
from gridcounter.services.office.packs import CASES_FILE, PACK_FILE
from gridcounter.services.office.roles import Right
from gridcounter.services.office.shipped_comparison import Standing, lost_cases_words, standing
from gridcounter.services.policy.impact import BaselineNotHere, Impact, impact
from gridcounter.services.policy.pack_workbook import SUFFIXES, pack_from_workbook, unpacked
from gridcounter.store.queries.office_rows import adopted_packs, clerk_names
from gridcounter.store.stores import Stores, WritingStores

#: The notice on the first page and every paper while the office studies a new policy paper.
NOT_YET_CONFIRMED = "新文件已到，本单位尚未确认"
_OFFICE, _CONFIRMED = "office", "policy_confirmed_on"


class AlreadyInForce(Refusal):
    """The same contents are already in force or shipped."""

    def __init__(self, number: str) -> None:
        super().__init__(f"{number} 的这一版已经装好，内容完全相同，不用再启用")


class ChangedMeanwhile(Refusal):
    """The file differs from the text that was checked."""

    def __init__(self) -> None:
        super().__init__("检查以后文件又被改动，没有启用；请重新载入")


@dataclass(frozen=True, slots=True)
class NewEdition:
    """A checked pack with the checked text. `replaces` is the edition of the same first day.

    `standing` compares it with the program's own pack of the place, `lost_cases` says which example cases it lost.
    """

    pack: PolicyPack
    files: dict[str, str]
    replaces: PolicyPack | None
    standing: Standing
    lost_cases: str


@dataclass(frozen=True, slots=True)
class AdoptedPack:
    """`pack` is None if this program cannot read the text any more."""

    pack: PolicyPack | None
    id: str
    number: str
    version: str
    at: str
    by: str


@dataclass(frozen=True, eq=False)
class PackAdoption:
    """Acts of one clerk on editions."""

    service: ApplicationService

    def load(self, path: Path) -> NewEdition:
        """Checks the folder of a pack, or a workbook that describes one.

        Raises WrongInput with all problems, AlreadyInForce, BaselineNotHere, ChangedMeanwhile.
        """
        packs = self.service.assessor.packs
        if path.suffix.lower() in SUFFIXES:
            made = pack_from_workbook(path, packs.baseline, self.service.assessor.calendar)
            with unpacked(made) as folder:
                return self.load(folder)
        pack = read_checked(path, packs.baseline, self.service.assessor.calendar)
        if pack.id == BASELINE:
            raise BaselineNotHere
        known = packs.editions.get(pack.id, ())
        if any(one.version == pack.version for one in known):
            raise AlreadyInForce(pack.header.number)
        folder = path if path.is_dir() else path.parent
        try:
            files = {name: read_regular(folder / name).decode() for name in (PACK_FILE, CASES_FILE)}
        except (OSError, UnicodeDecodeError) as wrong:
            raise ChangedMeanwhile from wrong
        if version_of(files[PACK_FILE]) != pack.version:
            raise ChangedMeanwhile
        begins = pack.header.in_force_from
        replaces = next((one for one in known if one.header.in_force_from == begins), None)
        return NewEdition(pack, files, replaces, standing(pack, packs), lost_cases_words(folder, pack, packs))

    def impact(self, new: NewEdition, stores: Stores, today: date, progress: Progress = unwatched) -> Impact:
        """Runs on any thread, over connections of its own."""
        assessor = self.service.assessor
        return impact(stores, assessor.packs, new.pack, assessor.calendar, today, progress)

    def adopt(self, new: NewEdition, confirmed_on: date | None) -> None:
        """In force by its own dates; without a day of confirmation every paper says so. Raises NotAllowed."""
        service = self.service
        Clerks(service.record).require(service.clerk, Right.SWITCH_PACK)
        pack = new.pack
        values = {"id": pack.id, "number": pack.header.number, "version": pack.version, "files": new.files}
        on = None if confirmed_on is None else confirmed_on.isoformat()

        def work(stores: WritingStores) -> None:
            with stores.db.atomic():
                stores.journal.append(Act(Kind.PACK_ADOPTED, values, service.clerk))
                if pack.id == service.place:
                    office = dict(stores.applications.office().get(_OFFICE) or {})
                    settled: dict[str, Any] = {_OFFICE: office | {_CONFIRMED: on}, BANNER: ""}
                    stores.journal.append(Act(Kind.OFFICE_SET, settled, service.clerk))

        service.record.write(work)

    def adopted(self) -> list[AdoptedPack]:
        """In the order of adoption."""
        names = clerk_names(self.service.record.db)
        return [
            AdoptedPack(
                read_text(one.files),
                one.pack,
                one.number,
                one.version,
                one.adopted_at,
                names.get(one.adopted_by, one.adopted_by),
            )
            for one in adopted_packs(self.service.record.db)
        ]

    def set_banner(self, *, on: bool) -> None:
        """Turns on or off the line 新文件已到 on screen and papers; adopting a pack also clears it.

        Raises NotAllowed.
        """
        Clerks(self.service.record).require(self.service.clerk, Right.SWITCH_PACK)
        values = {BANNER: NOT_YET_CONFIRMED if on else ""}
        self.service.record.journal.append(Act(Kind.OFFICE_SET, values, self.service.clerk))
