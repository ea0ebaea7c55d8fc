"""原文 beside an edition that is in use: laid, renewed or taken away without a new edition of its pack."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from gridcounter.core.authoring.pack_sheets import in_titles
from gridcounter.core.original.check import check_original
from gridcounter.core.policy.comparison import SECTION_LABELS
from gridcounter.core.policy.model import PolicyPack
from gridcounter.core.policy.parse import PackProblem
from gridcounter.core.record.journal import Act, Kind
from gridcounter.core.record.of_office import PackAdopted
from gridcounter.errors import Refusal, WrongInput
from gridcounter.services.applications.application_service import ApplicationService
from gridcounter.services.office.clerks import Clerks
from gridcounter.services.office.originals import DIGEST_FILE, OriginalFile, original_beside, original_of, read_paper
from gridcounter.services.office.packs import TEXT_FILE
from gridcounter.services.office.roles import Right
from gridcounter.store.queries.office_rows import AdoptedRow, adopted_packs, clerk_names

#: Rules of one problem that are named.
_MOST_NAMED = 3


class SameOriginal(Refusal):
    """The text is the one that lies there already."""

    sentence = "旁边放着的就是这一份原文，文字完全相同，不用再放"


class NoOriginal(Refusal):
    """There is nothing to take away."""

    sentence = "这一份政策旁边没有原文"


@dataclass(frozen=True, slots=True)
class LaidOriginal:
    """What lies beside an edition: the name of its file, when it was laid, and by whom; "" where none of it is known.

    One that lies in the program's own folder was laid by nobody here.
    """

    name: str
    at: str
    by: str


@dataclass(frozen=True, slots=True)
class CheckedOriginal:
    """A paper that can be read, held against a pack; `clauses` are the different ones that the pack names."""

    pack: PolicyPack
    file: OriginalFile
    clauses: int
    problems: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Originals:
    """Acts of one clerk."""

    service: ApplicationService

    def laid(self, pack: PolicyPack) -> LaidOriginal | None:
        """What lies beside this edition now."""
        if original_beside(pack, self.service.assessor.packs) is None:
            return None
        row = self._last(pack)
        if row is None:
            return LaidOriginal("", "", "")
        by = clerk_names(self.service.record.db).get(row.adopted_by, row.adopted_by)
        name = str(json.loads(row.files).get(DIGEST_FILE, "")).partition("  ")[2].strip()
        return LaidOriginal(name, row.adopted_at[:16].replace("T", " "), by)

    def _last(self, pack: PolicyPack) -> AdoptedRow | None:
        rows = [one for one in adopted_packs(self.service.record.db) if one.version == pack.version]
        return next((one for one in reversed(rows) if TEXT_FILE in json.loads(one.files)), None)

    def check(self, pack: PolicyPack, path: Path) -> CheckedOriginal:
        """Reads a file and holds it against the pack; on any thread. Raises WrongInput, SameOriginal."""
        file, problem = read_paper(path)
        if file is None:
            raise WrongInput([] if problem is None else [problem])
        if self.service.assessor.packs.originals.get(pack.version) == file.text:
            raise SameOriginal
        clauses = {clause for rows in pack.sections.values() for rule, _ in rows for clause in rule.article}
        problems = check_original(pack, original_of(file.text))
        return CheckedOriginal(pack, file, len(clauses), tuple(_told(problems)))

    def lay(self, checked: CheckedOriginal) -> None:
        """Puts it beside the edition, in the stead of an earlier one; answers and what was told stay as they are.

        Raises NotAllowed, and WrongInput for one that does not fit, because F2 would show clauses of another paper.
        """
        if checked.problems:
            raise WrongInput(checked.problems)
        self._record(checked.pack, checked.file.kept)

    def take_away(self, pack: PolicyPack) -> None:
        """The clauses are named as before, without their words. Raises NotAllowed, NoOriginal."""
        if self.laid(pack) is None:
            raise NoOriginal
        self._record(pack, {TEXT_FILE: ""})

    def _record(self, pack: PolicyPack, files: dict[str, str]) -> None:
        Clerks(self.service.record).require(self.service.clerk, Right.SWITCH_PACK)
        act = PackAdopted(id=pack.id, number=pack.header.number, version=pack.version, files=files)
        values = act.model_dump(mode="json")
        self.service.record.journal.append(Act(Kind.PACK_ADOPTED, values, self.service.clerk))


def _told(problems: Iterable[PackProblem]) -> Iterator[str]:
    """Each once, with the rules that it concerns: a clause that is not found is often one of many rules."""
    rules: dict[str, list[str]] = {}
    for problem in problems:
        section, _, name = problem.rule.partition(".")
        label = SECTION_LABELS.get(section, "")
        named = f"{label} {name}" if label else problem.rule
        rules.setdefault(str(in_titles(problem.problem, section)), []).append(named)
    for words, concerned in rules.items():
        names = list(dict.fromkeys(concerned))
        more = f" 等 {len(names)} 项" if len(names) > _MOST_NAMED else ""
        yield f"{'、'.join(names[:_MOST_NAMED])}{more}　{words}"
