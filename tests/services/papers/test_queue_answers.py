"""The answers of `lp` are shown to the clerk; tests/system does the same with a real CUPS."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from builders.queue_builders import PAUSED, QUEUE, REJECTED, UNKNOWN, FakeQueue, a_fake_queue

from gridcounter.services.papers.print_queue import NotPrinted, Printable, Sides, lp, send

NOTICE, RECEIPT, FILING = (
    Printable("一次性告知书", b"%PDF-1"),
    Printable("受理回执", b"%PDF-2"),
    Printable("备案表", b"%PDF-3"),
)


@pytest.fixture
def queue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeQueue:
    return a_fake_queue(tmp_path / "queue", monkeypatch)


def sent(*papers: Printable, name: str = QUEUE, copies: int = 1, sides: Sides = Sides.ONE) -> str:
    return send(name, papers, copies=copies, sides=sides)


def refusal(*papers: Printable) -> str:
    with pytest.raises(NotPrinted) as refused:
        sent(*papers)
    return str(refused.value)


@pytest.mark.parametrize("sides", Sides)
def test_each_paper_is_a_job_of_its_very_bytes_with_what_was_chosen(queue: FakeQueue, sides: Sides) -> None:
    assert sent(NOTICE, RECEIPT, copies=3, sides=sides) == ""
    assert [job.content for job in queue.taken] == [NOTICE.content, RECEIPT.content]
    options = ["-o", f"sides={sides}", "-o", "print-scaling=none", "-o", "collate=true", "-"]
    assert queue.taken[0].asked == ["C", "-d", QUEUE, "-n", "3", "-t", "一次性告知书", *options]
    assert queue.taken[1].asked[5:7] == ["-t", "受理回执"]


@pytest.mark.parametrize("name", ["-o raw", "a; touch x", "$(touch x)", "-h"])
def test_the_name_of_a_queue_is_never_an_option_nor_a_command(queue: FakeQueue, tmp_path: Path, name: str) -> None:
    assert sent(NOTICE, name=name) == ""
    assert queue.taken[0].asked[1:3] == ["-d", name]
    assert not (tmp_path / "x").exists()


def test_a_queue_that_refuses_is_named_with_its_answer_and_what_to_do(queue: FakeQueue) -> None:
    queue.refuse(REJECTED)
    assert refusal(NOTICE) == (
        f'打印机“{QUEUE}”现在不接收任务（系统答复：Destination "{QUEUE}" is not accepting jobs）；'
        "《一次性告知书》没有打印。请检查打印机，再点一次打印；已出具的文书不会变"
    )
    assert queue.taken == []


def test_a_queue_that_is_gone_is_distinguished_from_a_server_that_is_down(queue: FakeQueue) -> None:
    queue.refuse(UNKNOWN)
    queue.stand(printer="")
    gone = refusal(NOTICE)
    assert f"系统里没有打印机“{QUEUE}”" in gone
    assert "请换一台打印机" in gone
    queue.stand(printer="", scheduler="scheduler is not running")
    down = refusal(NOTICE)
    assert "系统的打印服务没有开" in down
    assert "没有打印" in down
    assert "没有打印机" not in down


def test_any_other_answer_is_quoted_short(queue: FakeQueue) -> None:
    queue.refuse(f"lp: Error - Too many active jobs. {'x' * 500}\nand more\n")
    result = refusal(NOTICE)
    assert f"打印机“{QUEUE}”没有收下任务（系统答复：Too many active jobs." in result
    assert "and more" not in result
    assert len(result) < 200
    queue.refuse("")
    assert "（系统答复：代码 1）" in refusal(NOTICE)


def test_of_several_it_says_which_were_sent_and_which_were_not(queue: FakeQueue) -> None:
    queue.refuse(REJECTED, after=1)
    result = refusal(NOTICE, RECEIPT, FILING)
    assert "；《一次性告知书》已送打印机，《受理回执》《备案表》没有打印。" in result
    assert "再补打没有打印的" in result
    assert "再点一次打印" not in result, "the first would come out twice"
    assert [job.content for job in queue.taken] == [NOTICE.content]


def test_in_a_paused_queue_papers_wait_and_that_is_said(queue: FakeQueue) -> None:
    queue.stand(printer=PAUSED)
    result = sent(NOTICE)
    assert f"打印机“{QUEUE}”已暂停，任务在排队" in result
    assert "不用再点一次打印" in result
    assert len(queue.taken) == 1


def test_a_queue_that_does_not_answer_may_have_printed(queue: FakeQueue, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = subprocess.run

    def run(command: list[str], **value: object) -> object:
        if command[0].endswith("lp") and value["input"] == RECEIPT.content:
            raise subprocess.TimeoutExpired(command, 30)
        return ours(command, **value)  # type: ignore[call-overload]

    monkeypatch.setattr(subprocess, "run", run)
    value = refusal(NOTICE, RECEIPT, FILING)
    assert f"打印机“{QUEUE}”30 秒没有答复" in value
    assert "《一次性告知书》已送打印机，《受理回执》不知道打印了没有，《备案表》没有打印" in value
    assert "请先看打印机有没有出纸，再补打没有打印的" in value
    assert len(queue.taken) == 1


def test_an_lp_that_cannot_be_run_is_said(queue: FakeQueue) -> None:
    (queue.folder / "lp").write_bytes(b"")
    assert "系统的打印命令 lp 用不了" in refusal(NOTICE)


def test_where_there_is_no_lp_or_it_is_windows_nothing_is_found(
    queue: FakeQueue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert lp() == str(queue.folder / "lp")
    monkeypatch.setattr(sys, "platform", "win32")
    assert lp() is None
    monkeypatch.undo()
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    assert lp() is None


def test_a_frozen_program_does_not_lend_its_libraries_to_the_system(
    queue: FakeQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = queue.folder / "lp"
    script.write_text(script.read_text("utf-8").replace('"$LC_ALL"', '"$LD_LIBRARY_PATH"'), "utf-8")
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setenv("LD_LIBRARY_PATH", "/sample/bundle")
    sent(NOTICE)
    monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", "/sample/system")
    sent(NOTICE)
    assert [job.asked[0] for job in queue.taken] == ["", "/sample/system"]
    assert os.environ["LD_LIBRARY_PATH"] == "/sample/bundle"
