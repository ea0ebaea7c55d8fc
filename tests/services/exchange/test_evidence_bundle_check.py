"""The entries in an evidence bundle: those of one application, each once, complete, and none that names a person."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from builders.evidence_builders import NAME, NOW, Change, Made, a_bundle, a_file, resealed, unpacked
from builders.record_builders import CLERK, DAY, PDF, a_paper, a_record, an_answer

from gridcounter.bootstrap import open_application_service, open_assessor
from gridcounter.core.exchange.evidence import PackedEntry
from gridcounter.core.intake.conditions import conditions_field, stored
from gridcounter.core.record.journal import Act, Kind, entry_hash
from gridcounter.services.applications.correcting import Correction
from gridcounter.services.applications.intake import Intake
from gridcounter.services.exchange.evidence import gather
from gridcounter.services.exchange.evidence_check import BundleUnsound, check_bundle
from gridcounter.services.record.signing import signing_key

Entries = list[dict[str, Any]]

#: Every one of them may tell who it is; each value stands nowhere else.
PERSONAL = {
    "applicant.name": "样例甲乙丙",
    "applicant.id_number": "110101199003077934",
    "applicant.phone": "13800000021",
    "applicant.contact": "样例联系人",
    "applicant.legal_representative": "样例法人",
    "applicant.address": "样例通讯处 9 号",
    "agent.name": "样例代办人",
    "agent.id_number": "371302198505050039",
    "agent.phone": "13800000022",
    "premises.address": "样例路 99 号",
    "project.name": "样例甲乙丙家的外线",
    "project.owner.name": "样例建设单位",
    "project.owner.phone": "13800000023",
    "project.builder.site_manager": "样例工头",
    "project.builder.site_phone": "13800000024",
}
IMPERSONAL = {"case.customer": "enterprise", "case.supply.capacity": 631}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return a_bundle(tmp_path_factory.mktemp("evidence"))


def with_entries(change: Callable[[Entries], object]) -> Change:
    def changed(files: dict[str, bytes]) -> None:
        journal = json.loads(files["journal.json"])
        change(journal["entries"])
        files["journal.json"] = json.dumps(journal).encode()

    return changed


def problems_of(folder: Path, content: bytes) -> tuple[str, ...]:
    with pytest.raises(BundleUnsound) as wrong:
        check_bundle(a_file(folder, content))
    return wrong.value.problems


def ref(entry: dict[str, Any]) -> str:
    return f"{entry['device']}:{entry['seq']}"


def test_an_entry_of_another_application_is_refused_although_its_own_hashes_hold(made: Made, tmp_path: Path) -> None:
    for foreign in made.others:
        content = resealed(made.content, with_entries(lambda entries, one=foreign: entries.append(one)))  # type: ignore[misc]

        assert problems_of(tmp_path, content) == (f"journal.json：第 {ref(foreign)} 条：不是这份申请的",)


def test_the_same_entry_twice_is_refused(made: Made, tmp_path: Path) -> None:
    entries = json.loads(unpacked(made.content)["journal.json"])["entries"]
    for one in entries:
        content = resealed(made.content, with_entries(lambda all_of_them, one=one: all_of_them.append(one)))  # type: ignore[misc]

        assert f"journal.json：第 {ref(one)} 条：同一条有两份" in problems_of(tmp_path, content), one["kind"]


def test_an_entry_that_does_not_rest_on_the_one_before_it_is_refused(made: Made, tmp_path: Path) -> None:
    """Written anew with a hash that holds: so is what somebody would have to do who puts one in or takes one out."""

    def not_joined(entries: Entries) -> None:
        before, one, *_ = entries
        assert before["seq"] + 1 == one["seq"]
        one["prev"] = "0" * 64
        one["hash"] = entry_hash(PackedEntry(**one).entry())

    result = problems_of(tmp_path, resealed(made.content, with_entries(not_joined)))

    assert [line.partition("条：")[2] for line in result] == ["与前一条不相连"] * 2, "nor does the next one rest on it"


@pytest.mark.parametrize(
    ("kind", "text"),
    [(Kind.NOTICE_ISSUED, "与台账第"), (Kind.ATTACHMENT_ADDED, "台账里没有登记过这份附件")],
)
def test_an_entry_that_papers_or_attachments_rest_on_may_not_be_left_out(
    kind: Kind, text: str, made: Made, tmp_path: Path
) -> None:
    def leave_out(entries: Entries) -> None:
        entries[:] = [one for one in entries if one["kind"] != kind]

    assert any(text in line for line in problems_of(tmp_path, resealed(made.content, with_entries(leave_out))))


def test_a_paper_that_was_handed_out_may_not_be_left_out(made: Made, tmp_path: Path) -> None:
    def leave_out(files: dict[str, bytes]) -> None:
        for name in [name for name in files if name.startswith("papers/")]:
            del files[name]
        files["papers.json"] = b'{"papers": []}'

    (text,) = problems_of(tmp_path, resealed(made.content, leave_out))

    assert text.endswith("条出具的文书不在材料包里")


@pytest.mark.parametrize("part", ["seq", "hash", "device"])
def test_how_far_the_device_had_written_must_agree(part: str, tmp_path: Path) -> None:
    """Of the very last entry: one beyond what the device had written, one of another hash, one of no such device."""
    with a_record(tmp_path / "record") as record:
        desk = open_application_service(record, open_assessor())
        application = Intake(record, CLERK).open(DAY, {"case.locality": "jining", "case.on": "2026-09-21"})
        signing_key(record, CLERK)  # enters itself, and no application
        last = Intake(record, CLERK).receive(application, DAY)
        content = gather(desk, application, NOW).content
    check_bundle(a_file(tmp_path, content))

    def shift(files: dict[str, bytes]) -> None:
        journal = json.loads(files["journal.json"])
        (head,) = journal["heads"]
        assert (head["device"], head["seq"], head["hash"]) == (last.device, last.seq, last.hash)
        head[part] = last.seq - 1 if part == "seq" else "0" * 64
        files["journal.json"] = json.dumps(journal).encode()

    result = problems_of(tmp_path, resealed(content, shift))
    assert result[-1] == f"journal.json：第 {last.ref} 条：与登记的末尾不符"


def test_entries_of_two_devices_are_each_held_against_their_own(tmp_path: Path) -> None:
    """A record that went back to a backup writes on as another device."""
    with a_record(tmp_path / "record") as record:
        application = Intake(record, CLERK).open(DAY, {"case.locality": "jining", "case.on": "2026-09-21"})
        Intake(record, CLERK).open(DAY)
        record.write(lambda stores: stores.journal.begin_anew([stores.journal.device]))
        Intake(record, CLERK).receive(application, DAY)
        content = gather(open_application_service(record, open_assessor()), application, NOW).content

    sound = check_bundle(a_file(tmp_path, content))

    journal = json.loads(unpacked(content)["journal.json"])
    assert sound.entries == 2
    assert len({entry["device"] for entry in journal["entries"]}) == len(journal["heads"]) == 2


def test_each_field_that_may_name_a_person_is_withheld_although_it_was_changed_alone(tmp_path: Path) -> None:
    with a_record(tmp_path / "record") as record:
        intake = Intake(record, CLERK)
        application = intake.open(DAY, {"case.locality": "jining", "case.on": "2026-09-21"})
        for field, value in {**PERSONAL, **IMPERSONAL}.items():
            intake.save(application, {field: (value, None)})
        content = gather(open_application_service(record, open_assessor()), application, NOW).content

    files = unpacked(content)
    texts = b"".join(files[name] for name in files if name.endswith((".json", ".txt"))).decode()
    entries = json.loads(files["journal.json"])["entries"]
    assert [value for value in PERSONAL.values() if value in texts] == []
    assert sum(entry["withheld"] for entry in entries) == len(PERSONAL)
    assert [entry["contents"] is None for entry in entries] == [entry["withheld"] for entry in entries]
    assert '\\"to\\":631' in texts
    assert check_bundle(a_file(tmp_path, content)).withheld == len(PERSONAL)


def test_a_correction_in_a_bundle_names_its_field_and_reason_and_no_value_nor_own_words(tmp_path: Path) -> None:
    with a_record(tmp_path / "record") as record:
        desk = open_application_service(record, open_assessor())
        application = desk.begin(DAY)
        desk.save(application, "applicant.name", "样例甲店")
        name = "applicant.name"
        desk.correcting.correct(application, Correction({name: "样例乙店"}), "填写有误，原来是样例甲店", DAY)
        desk.correcting.correct(application, Correction({name: "样例丙店"}), "样例乙店转给样例丙店", DAY)
        desk.correcting.correct(application, Correction({"case.supply.capacity": 60.0}), "填写有误，少个零", DAY)
        content = gather(desk, application, NOW).content

    texts = b"".join(part for name, part in unpacked(content).items() if name.endswith((".json", ".txt"))).decode()
    for line in ("用电人名称（填写有误）", "用电人名称（原因见台账）", "用电容量（填写有误，少个零）"):
        assert f"更正{line}" in texts
    for name in ("样例甲店", "样例乙店", "样例丙店"):
        assert name not in texts
    assert check_bundle(a_file(tmp_path, content)).withheld == 3


def test_what_was_noted_with_a_condition_stays_and_whether_it_was_met_goes_out(tmp_path: Path) -> None:
    """The fault: a remark on who held the account before, and what he owes, goes out to the next one."""
    with a_record(tmp_path / "record") as record:
        desk = open_application_service(record, open_assessor())
        application = desk.begin(DAY)
        desk.save(application, "case.business", "transfer")
        lines = [
            replace(line, met=False, remark="原户样例甲某欠 120 元") for line in desk.state(application).conditions
        ]
        desk.acceptance.receive(application, DAY, DAY)
        desk.save(application, conditions_field("transfer"), stored(lines))
        desk.acceptance.accept(application, DAY, DAY)
        content = gather(desk, application, NOW).content
        kept = desk.acceptance.conditions_at_acceptance(application)

    texts = b"".join(part for name, part in unpacked(content).items() if name.endswith((".json", ".txt"))).decode()
    assert "样例甲某" not in texts
    assert f"{lines[0].text}，不符合；" in texts
    assert check_bundle(a_file(tmp_path, content)).withheld == 1
    assert list(kept) == lines


def test_the_whole_of_a_small_bundle(tmp_path: Path) -> None:
    """With a paper that was voided and the one that took its place."""
    with a_record(tmp_path / "record") as record:
        fields = {"applicant.name": NAME, "case.locality": "jining", "case.on": "2026-09-21"}
        application = Intake(record, CLERK).open(DAY, fields)
        number = record.applications.get(application).number
        record.archive.keep(PDF)
        first = record.journal.append(
            Act(Kind.NOTICE_ISSUED, a_paper(application, answer=an_answer()).payload, CLERK, application)
        ).ref
        record.journal.append(Act(Kind.PAPER_VOIDED, {"ref": first, "why": "写错"}, CLERK, application))
        again = a_paper(application, version=2, replaces=first, answer=an_answer()).payload
        second = record.journal.append(Act(Kind.NOTICE_ISSUED, again, CLERK, application)).ref
        record.journal.append(Act(Kind.NOTICE_DELIVERED, {"ref": second, "how": "in_person"}, CLERK, application))
        files = unpacked(gather(open_application_service(record, open_assessor()), application, NOW).content)

    names = [f"papers/one_time_notice_{place}_{one.replace(':', '-')}.pdf" for place, one in ((1, first), (2, second))]
    described = ["README.txt", "clauses.json", "journal.json", "manifest.json", "papers.json"]
    assert sorted(files) == [*described, *names, "signature.json", "timeline.json", "timeline.txt"]
    listed = json.loads(files["manifest.json"])
    assert sorted(one["path"] for one in listed["files"]) == sorted(set(files) - {"manifest.json", "signature.json"})
    assert [one["size"] for one in listed["files"]] == [len(files[one["path"]]) for one in listed["files"]]
    assert (listed["number"], listed["made_at"][:10]) == (number, "2026-09-28")
    papers = json.loads(files["papers.json"])["papers"]
    assert [(one["path"], one["version"], one["how"], one["why"], bool(one["voided_at"])) for one in papers] == [
        (names[0], 1, "", "写错", True),
        (names[1], 2, "当面交付", "", False),
    ]
    head, *lines = files["timeline.txt"].decode().splitlines()
    assert head == f"{number}　经过"
    assert [line.split("　")[1:3] for line in lines] == [
        ["王小明", f"登记申请，编号 {number}"],
        ["王小明", "出具《一次性告知书》第 1 版"],
        ["王小明", "《一次性告知书》第 1 版作废：写错"],
        ["王小明", "出具《一次性告知书》第 2 版，替换前一版"],
        ["王小明", "《一次性告知书》第 2 版：当面交付"],
    ]
    assert [line.rpartition("　")[2] for line in lines][1] == f"［{first}］"
