"""Editions that the office adopted. Their text is kept in the record, so that every computer answers alike.

An edition is checked with its example cases first. Adoption is one act with text, clerk and time; afterwards papers
carry the day on which the office confirmed it, or a line that it has not.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from gridcounter.core.policy.model import PolicyPack
from gridcounter.core.record.journal import Act, Kind
from gridcounter.errors import Refusal
from gridcounter.services.applications.application_service import ApplicationService
from gridcounter.services.files.progress import Progress, unwatched
from gridcounter.services.office.clerks import Clerks
from gridcounter.services.office.office_packs import is_paper_alone, read_text
from gridcounter.services.office.offices import BANNER
from gridcounter.services.office.packs import TEXT_FILE, InstalledPacks
from gridcounter.services.office.roles import Right
from gridcounter.services.office.shipped_comparison import Standing, lost_cases_words, standing
from gridcounter.services.policy.impact import Impact, impact
from gridcounter.services.policy.pack_files import CheckedPack, read_to_adopt
from gridcounter.services.policy.pack_workbook import SUFFIXES, pack_folder
from gridcounter.store.queries.office_rows import adopted_packs, any_accepted, clerk_names, places_named
from gridcounter.store.stores import Stores, WritingStores

#: The notice on the first page and every paper while the office studies a new policy paper.
NOT_YET_CONFIRMED = "新文件已到，本单位尚未确认"
_OFFICE, _CONFIRMED, _LOCALITY = "office", "policy_confirmed_on", "case.locality"


class AlreadyInForce(Refusal):
    """The same contents are already in force or shipped."""

    def __init__(self, number: str) -> None:
        super().__init__(f"{number} 的这一版已经装好，内容完全相同，不用再启用")


class OtherPlace(Refusal):
    """The pack is of another place than the office, whose applications were accepted under its own."""

    def __init__(self, place: str, own: str) -> None:
        super().__init__(f"这个政策包是 {place} 的，本单位是 {own}：只能用来比较，不能启用")


@dataclass(frozen=True, slots=True)
class NewEdition:
    """A checked pack with the checked text. `replaces` is the edition of the same first day.

    `standing` compares it with the program's own pack of the place, `lost_cases` says which example cases it lost.
    `moves_from` is the name of the office's place if adopting the pack changes it; "" where it is the same place.
    `only_original`: the pack is installed already, and what is new is the paper itself beside it.
    """

    checked: CheckedPack
    replaces: PolicyPack | None
    standing: Standing
    lost_cases: str
    moves_from: str = ""
    only_original: bool = False

    @property
    def pack(self) -> PolicyPack:
        """The edition itself."""
        return self.checked.pack


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
        """Checks the folder of a pack, or a workbook that describes one; on any thread.

        Raises WrongInput with all problems, AlreadyInForce, OtherPlace, BaselineNotHere, ChangedMeanwhile.
        """
        service, packs = self.service, self.service.assessor.packs
        if path.suffix.lower() in SUFFIXES:
            with pack_folder(path, packs.baseline, service.assessor.calendar) as folder:
                return self.load(folder)
        checked = read_to_adopt(path, packs, service.assessor.calendar)
        pack, folder = checked.pack, path if path.is_dir() else path.parent
        moves_from = "" if pack.id == service.place else service.header.place
        if moves_from:
            with service.record.reading() as stores:
                if any_accepted(stores.db):
                    raise OtherPlace(pack.header.place, moves_from)
        known = packs.editions.get(pack.id, ())
        only_original = not moves_from and any(one.version == pack.version for one in known)
        if only_original and not _brings_more(checked, packs):
            raise AlreadyInForce(pack.header.number)
        lost = lost_cases_words(folder, pack, packs)
        return NewEdition(checked, _replaced(pack, known), standing(pack, packs), lost, moves_from, only_original)

    def impact(self, new: NewEdition, stores: Stores, today: date, progress: Progress = unwatched) -> Impact:
        """Runs on any thread, over connections of its own."""
        assessor = self.service.assessor
        return impact(stores, assessor.packs, new.pack, assessor.calendar, today, progress)

    def adopt(self, new: NewEdition, confirmed_on: date | None) -> None:
        """In force by its own dates; without a day of confirmation every paper says so.

        A pack of another place makes that the place of the office, and of what was begun there. Raises NotAllowed,
        PlaceFixed.
        """
        service = self.service
        Clerks(service.record).require(service.clerk, Right.SWITCH_PACK)
        if new.moves_from:
            Clerks(service.record).require(service.clerk, Right.CHANGE_OFFICE)
        values = new.checked.contents.model_dump(mode="json")
        on = None if confirmed_on is None else confirmed_on.isoformat()

        def work(stores: WritingStores) -> None:
            with stores.db.atomic():
                office = dict(stores.applications.office().get(_OFFICE) or {})
                settled: dict[str, Any] = {_OFFICE: office | {_CONFIRMED: on}, BANNER: ""}
                if new.moves_from:
                    settled["place"] = new.pack.id
                stores.journal.append(Act(Kind.PACK_ADOPTED, values, service.clerk))
                if confirmed_on or not new.only_original:
                    stores.journal.append(Act(Kind.OFFICE_SET, settled, service.clerk))
                for application, ref in places_named(stores.db).items() if new.moves_from else ():
                    moved = {"fields": {_LOCALITY: {"to": new.pack.id, "over": ref}}}
                    stores.journal.append(Act(Kind.FIELDS_CHANGED, moved, service.clerk, application))

        service.record.write(work)

    def adopted(self) -> list[AdoptedPack]:
        """In the order of adoption; not what laid only the paper itself beside one."""
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
            if not is_paper_alone(one.files)
        ]

    def set_banner(self, *, on: bool) -> None:
        """Turns on or off the line 新文件已到 on screen and papers; adopting a pack also clears it.

        Raises NotAllowed.
        """
        Clerks(self.service.record).require(self.service.clerk, Right.SWITCH_PACK)
        values = {BANNER: NOT_YET_CONFIRMED if on else ""}
        self.service.record.journal.append(Act(Kind.OFFICE_SET, values, self.service.clerk))


def _brings_more(checked: CheckedPack, packs: InstalledPacks) -> bool:
    """Whether the paper itself lies beside a pack that is installed without it, or with another text of it."""
    text = checked.files.get(TEXT_FILE)
    return text is not None and text != packs.originals.get(checked.pack.version)


def _replaced(pack: PolicyPack, known: Iterable[PolicyPack]) -> PolicyPack | None:
    """The other edition that is in force from the same day."""
    begins = pack.header.in_force_from
    return next((one for one in known if one.header.in_force_from == begins and one.version != pack.version), None)
