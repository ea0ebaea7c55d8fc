"""The clerk under whose name a command acts: the first active one with the right, or the named active one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from builders.command_line import run
from builders.record_builders import CHEAP, CLERK, PASSPHRASE, a_record, opened

from gridcounter.core.record.journal import Kind
from gridcounter.services.office.clerks import Clerks
from gridcounter.services.office.roles import Role

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def an_office(folder: Path) -> tuple[str | Path, ...]:
    """The first clerk has left; a clerk, a leader and an administrator are there, in this order."""
    with a_record(folder / "record") as record:
        clerks = Clerks(record, cost=CHEAP)
        clerks.add(CLERK, "孙在岗", Role.CLERK, "1357")
        clerks.add(CLERK, "周班长", Role.LEADER, "246802")
        last = clerks.add(CLERK, "李主管", Role.ADMINISTRATOR, "864208")
        clerks.leave(last, CLERK)
    secret = folder / "secret.txt"
    secret.write_text(PASSPHRASE, "utf-8")
    return "--data", folder / "record", "--passphrase-file", secret


def last_act(folder: Path) -> tuple[str, str]:
    with opened(folder / "record") as record:
        names = {clerk.id: clerk.name for clerk in Clerks(record).all()}
        entry = list(record.journal.all())[-1]
        return entry.kind, names[entry.clerk]


def test_a_list_is_exported_by_the_first_who_is_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    where = an_office(tmp_path)

    assert run(capsys, "record", "export", "--out", tmp_path / "a.xlsx", *where).code == 0
    assert last_act(tmp_path) == (Kind.LIST_EXPORTED, "孙在岗")


def test_who_is_named_acts_and_spaces_about_the_name_do_not_count(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = an_office(tmp_path)

    assert run(capsys, "record", "export", "--out", tmp_path / "a.xlsx", "--clerk", " 李主管 ", *where).code == 0
    assert last_act(tmp_path) == (Kind.LIST_EXPORTED, "李主管")


def test_what_not_everybody_may_is_done_by_the_first_who_may(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = an_office(tmp_path)

    assert run(capsys, "record", "affected", "--out", tmp_path / "a.xlsx", *where).code == 0
    assert last_act(tmp_path)[1] == "周班长"
    assert run(capsys, "record", "retention", "--months", "60", "--basis", "样例期限表", *where).code == 0
    assert last_act(tmp_path)[1] == "李主管"


def test_who_left_acts_no_more_and_is_not_among_those_to_choose_from(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = an_office(tmp_path)
    before = last_act(tmp_path)

    refused = run(capsys, "record", "export", "--out", tmp_path / "a.xlsx", "--clerk", "王小明", *where)

    assert (refused.code, refused.out) == (2, "")
    assert refused.complaints == ["--clerk：填写的是 “王小明”；应为名单上在岗的受理员：孙在岗、周班长、李主管"]
    assert not (tmp_path / "a.xlsx").exists()
    assert last_act(tmp_path) == before
