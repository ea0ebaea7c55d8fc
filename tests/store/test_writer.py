"""One thread owns what is written: jobs in their order, errors back to whoever asked, nothing after the end."""

from __future__ import annotations

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

import pytest

from gridcounter.store.writer import Writer, WriterClosed


@dataclass
class Book:
    """What the thread owns here."""

    lines: list[str] = field(default_factory=list)
    threads: set[int] = field(default_factory=set)
    closed: bool = False

    def write(self, line: str) -> int:
        self.threads.add(threading.get_ident())
        self.lines.append(line)
        return len(self.lines)

    def close(self) -> None:
        self.threads.add(threading.get_ident())
        self.closed = True


def test_jobs_are_done_one_after_the_other_in_one_thread() -> None:
    book = Book()
    writer = Writer(lambda: book)
    with ThreadPoolExecutor(8) as desks:
        waiting = [desks.submit(writer.submit, lambda b, n=n: b.write(str(n))) for n in range(200)]
        numbers = sorted(future.result().result() for future in waiting)
    writer.close()

    assert numbers == list(range(1, 201))
    assert len(book.threads) == 1
    assert threading.get_ident() not in book.threads


def test_an_error_travels_back_and_the_next_job_is_done() -> None:
    def fail(_: Book) -> None:
        raise ZeroDivisionError

    writer = Writer(Book)
    failed, done = writer.submit(fail), writer.submit(lambda book: book.write("x"))

    assert isinstance(failed.exception(), ZeroDivisionError)
    assert done.result() == 1
    writer.close()


def test_even_an_exit_inside_a_job_does_not_end_the_thread() -> None:
    def leave(_: Book) -> None:
        raise SystemExit

    writer = Writer(Book)

    assert isinstance(writer.submit(leave).exception(), SystemExit)
    assert writer.submit(lambda book: book.write("x")).result() == 1
    writer.close()


def test_an_error_while_opening_comes_out_where_it_was_opened() -> None:
    def fail() -> Book:
        raise PermissionError

    with pytest.raises(PermissionError):
        Writer(fail)

    assert not [thread for thread in threading.enumerate() if thread.name == "record-writer"]


def test_closing_does_what_was_submitted_first() -> None:
    book, gate = Book(), threading.Event()
    writer = Writer(lambda: book)
    writer.submit(lambda _: gate.wait())
    last = writer.submit(lambda b: b.write("last"))
    closing = threading.Thread(target=writer.close)
    closing.start()
    gate.set()
    closing.join()

    assert last.result() == 1
    assert book.closed


def test_nothing_is_taken_after_the_end_and_closing_twice_is_no_matter() -> None:
    writer = Writer(Book)
    writer.close()
    writer.close()

    with pytest.raises(WriterClosed, match="没有保存"):
        writer.submit(lambda book: book.write("x"))


def test_a_job_that_was_taken_back_is_not_done() -> None:
    book, gate = Book(), threading.Event()
    writer = Writer(lambda: book)
    writer.submit(lambda _: gate.wait())
    back: Future[int] = writer.submit(lambda b: b.write("x"))
    assert back.cancel()
    gate.set()
    writer.close()

    assert book.lines == []
