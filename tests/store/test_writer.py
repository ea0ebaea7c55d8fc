"""One job after the other, from any thread; errors go to the caller, and nothing runs after the end."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import pytest

from gridcounter.store.writer import Writer, WriterClosed


@dataclass
class Book:
    """What is owned here."""

    lines: list[str] = field(default_factory=list)
    open: int = 0
    most_open: int = 0
    closed: int = 0

    def write(self, line: str) -> int:
        self.open += 1
        self.most_open = max(self.most_open, self.open)
        self.lines.append(line)
        count = len(self.lines)
        self.open -= 1
        return count

    def close(self) -> None:
        self.closed += 1


def test_jobs_of_many_threads_are_done_one_after_the_other() -> None:
    book = Book()
    writer = Writer(book)
    with ThreadPoolExecutor(8) as desks:
        numbers = sorted(desks.map(lambda number: writer.do(lambda b: b.write(str(number))), range(200)))
    writer.close()

    assert numbers == list(range(1, 201))
    assert book.most_open == 1


def test_a_job_is_done_in_the_thread_that_brings_it() -> None:
    assert Writer(Book()).do(lambda _: threading.get_ident()) == threading.get_ident()


@pytest.mark.parametrize("wrong", [ZeroDivisionError, SystemExit, KeyboardInterrupt])
def test_an_error_comes_out_where_it_was_brought_and_the_next_job_is_done(wrong: type[BaseException]) -> None:
    def fail(_: Book) -> None:
        raise wrong

    writer = Writer(Book())

    with pytest.raises(wrong):
        writer.do(fail)
    assert writer.do(lambda book: book.write("x")) == 1
    writer.close()


@pytest.mark.parametrize("at", [1, 2])
def test_what_may_not_be_written_is_not_acknowledged_before_the_job_or_after_it(at: int) -> None:
    book, looks = Book(), iter(range(1, 9))

    def check() -> None:
        if next(looks) == at:
            raise OSError

    writer = Writer(book, check)

    with pytest.raises(OSError):  # noqa: PT011  whichever it was
        writer.do(lambda book: book.write("x"))
    assert len(book.lines) == at - 1
    assert writer.do(lambda book: book.write("y")) == at
    writer.close()


def test_closing_waits_for_what_is_being_done() -> None:
    book, begun, gate = Book(), threading.Event(), threading.Event()
    writer = Writer(book)

    def slow(_: Book) -> None:
        begun.set()
        gate.wait()
        book.write("last")

    working, closing = threading.Thread(target=writer.do, args=(slow,)), threading.Thread(target=writer.close)
    working.start()
    begun.wait()
    closing.start()
    assert not book.closed
    gate.set()
    working.join()
    closing.join()

    assert (book.lines, book.closed) == (["last"], 1)


def test_nothing_is_taken_after_the_end_and_closing_twice_is_no_matter() -> None:
    book = Book()
    writer = Writer(book)
    writer.close()
    writer.close()

    with pytest.raises(WriterClosed, match="没有保存"):
        writer.do(lambda book: book.write("x"))
    assert (book.lines, book.closed) == ([], 1)


def test_what_cannot_be_closed_is_closed_all_the_same() -> None:
    class Stuck(Book):
        def close(self) -> None:
            raise OSError

    writer = Writer(Stuck())
    with pytest.raises(OSError):  # noqa: PT011  whichever it was
        writer.close()

    with pytest.raises(WriterClosed):
        writer.do(lambda book: book.write("x"))


def test_who_brings_one_job_after_the_other_lets_one_that_waits_go_between() -> None:
    """The fault: whoever had the lock took it again before the one who waited for it was awake."""
    writer, order = Writer(Book()), list[str]()

    def part(_: Book) -> None:
        order.append("part")
        if len(order) == 1:
            waiting.start()
            end = time.monotonic() + 10
            while not writer._next.locked():  # noqa: SLF001  until it waits in earnest
                assert time.monotonic() < end

    waiting = threading.Thread(target=lambda: writer.do(lambda _: order.append("save")))
    for _ in range(3):
        writer.do(part)
    waiting.join()

    assert order == ["part", "save", "part", "part"]
