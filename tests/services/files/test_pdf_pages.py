"""Pages drawn by PDFium: as large as asked for, the very part that was asked for, and nothing left open."""

from __future__ import annotations

import io
import subprocess
import sys
import threading

import pytest
from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfgen.canvas import Canvas

from gridcounter.services.files.pdf_pages import NotDrawn, draw_page, marked_between, page_sizes, page_text

WIDTH, HEIGHT = 200.0, 100.0
BLACK, WHITE = b"\x00\x00\x00", b"\xff\xff\xff"


def a_pdf(*sizes: tuple[float, float]) -> bytes:
    """A black block in the lower right quarter, and two lines of text in the upper half."""
    out = io.BytesIO()
    canvas = Canvas(out)
    for place, (width, height) in enumerate(sizes, 1):
        canvas.setPageSize((width, height))
        canvas.drawString(10, height - 20, f"first of {place}")
        canvas.drawString(10, height - 40, f"second of {place}")
        canvas.rect(width / 2, 0, width / 2, height / 2, fill=1)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def test_pages_are_as_many_and_as_large_as_they_lie() -> None:
    sizes = page_sizes(a_pdf(A4, landscape(A4)))
    assert [(round(width), round(height)) for width, height in sizes] == [(595, 842), (842, 595)]


def test_a_page_is_drawn_on_white_at_the_size_asked_for() -> None:
    drawn = draw_page(a_pdf((WIDTH, HEIGHT)), 0, (40, 20))
    assert (drawn.width, drawn.height, len(drawn.bgrx)) == (40, 20, 40 * 20 * 4)
    assert drawn.bgrx[:3] == WHITE
    assert drawn.bgrx[-4:-1] == BLACK


def test_a_part_is_what_the_whole_page_shows_there() -> None:
    content = a_pdf((WIDTH, HEIGHT))
    whole, part = draw_page(content, 0, (400, 200)), draw_page(content, 0, (400, 200), (150, 60, 100, 80))
    rows = [whole.bgrx[4 * (400 * row + 150) : 4 * (400 * row + 250)] for row in range(60, 140)]
    assert part.bgrx == b"".join(rows)
    assert len(set(rows)) > 1, "else nothing is compared"


@pytest.mark.parametrize("size", [(0, 10), (100_000, 100_000)])
def test_a_picture_of_no_size_or_beyond_memory_is_refused(size: tuple[int, int]) -> None:
    content = a_pdf((WIDTH, HEIGHT))
    with pytest.raises(NotDrawn):
        draw_page(content, 0, size)
    assert draw_page(content, 0, (100_000, 100_000), (0, 0, 10, 10)).width == 10


def test_text_is_that_of_the_page_alone_line_by_line() -> None:
    assert page_text(a_pdf(A4, A4), 1).splitlines() == ["first of 2", "second of 2"]


def test_what_lies_between_two_places_is_marked_whichever_comes_first() -> None:
    content = a_pdf((WIDTH, HEIGHT))
    above, below = (11.0, 18.0), (200.0, 38.0)
    marked = marked_between(content, 0, above, below)
    assert marked.text == "first of 1\nsecond of 1"
    assert marked_between(content, 0, below, above) == marked
    (left, top, width, height), second = marked.boxes
    assert left == pytest.approx(10, abs=2)
    assert 5 < top < 20 < second[1] < 40
    assert width > height > 0


def test_nothing_is_marked_where_no_letter_is_near() -> None:
    assert marked_between(a_pdf(A4), 0, (500, 700), (500, 720)).boxes == ()


@pytest.mark.parametrize("content", [b"", b"%PDF-1.4 and nothing of one", a_pdf(A4)[:400]])
def test_what_is_no_pdf_is_said_as_a_fault(content: bytes) -> None:
    for ask in (page_sizes, lambda given: draw_page(given, 0, (10, 10)), lambda given: page_text(given, 0)):
        with pytest.raises(NotDrawn, match="画不出来"):
            ask(content)


def test_a_page_that_is_not_there_is_said_as_a_fault() -> None:
    with pytest.raises(NotDrawn):
        draw_page(a_pdf(A4), 1, (10, 10))


def test_threads_draw_at_once_what_each_draws_alone() -> None:
    """PDFium is not made for threads: without the lock this ends the process or draws another's page."""
    contents = [a_pdf((WIDTH + each, HEIGHT)) for each in range(4)]
    alone = [draw_page(content, 0, (200, 100)) for content in contents]
    wrong: list[int] = []

    def draw(which: int) -> None:
        again = [draw_page(contents[which], 0, (200, 100)) for _ in range(20)]
        wrong.extend(which for each in again if each != alone[which])

    threads = [threading.Thread(target=draw, args=(which,)) for which in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


_WHOLE_LIFE = """
import sys
from gridcounter.services.files import pdf_pages as pages
assert not any(name.startswith("pypdfium2") for name in sys.modules), "a start waits for it"
import logging
from pypdfium2_cfg import DEBUG_AUTOCLOSE
DEBUG_AUTOCLOSE.value = logging.DEBUG
content = sys.stdin.buffer.read()
pages.page_sizes(content), pages.draw_page(content, 0, (20, 20)), pages.page_text(content, 0)
pages.marked_between(content, 0, (11, 18), (60, 38))
for broken in (content[:400], b""):
    try:
        pages.draw_page(broken, 0, (20, 20))
    except pages.NotDrawn:
        pass
try:
    pages.page_text(content, 7)
except pages.NotDrawn:
    pass
"""


def test_no_document_and_no_page_is_left_to_a_finalizer() -> None:
    """pypdfium2 names what closed each: a finalizer would do it in any thread, without the lock."""
    command = [sys.executable, "-c", _WHOLE_LIFE]
    done = subprocess.run(command, input=a_pdf((WIDTH, HEIGHT)), capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    closed = [line for line in done.stderr.decode().splitlines() if line.startswith("Close (")]
    assert {line.partition(")")[0].removeprefix("Close (") for line in closed} == {"explicit"}
    assert len(closed) > 8
    assert "still open" not in done.stderr.decode()
