"""收照片: photographs of a real issued paper find it, and nothing else is taken for it.

Each catches that a code is not read, or believed too much: a paper of another record, a second sheet, a code of
something else, a moment that cannot be.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
import segno
from builders.photographed import LARGE, Shot, as_jpeg, photographed, sheet
from builders.told_builders import NOTICE, a_desk, issued, taken_in
from PIL import Image

from gridcounter.core.validation.attachments import NotAnAttachment, TwoFilesInOne
from gridcounter.core.validation.paper_code import PaperCode, read_code
from gridcounter.services.applications.application_service import ApplicationService
from gridcounter.services.ledger.photos import HeicPhoto, Photos, moment_of_delivery, photos_in, read_photo
from gridcounter.services.ledger.signed_copies import NotHandedOver
from gridcounter.services.papers.attachments import AlreadyAttached, Attachments
from gridcounter.services.papers.issued_papers import IssuedPapers, IssuedRow

NOW = datetime.now().astimezone()


@contextmanager
def a_told_desk(folder: Path, who: str = "样例面粉厂") -> Iterator[tuple[ApplicationService, str, IssuedRow]]:
    with a_desk(folder) as desk:
        application = taken_in(desk, {"applicant.name": who})
        issued(desk, application)
        notice = next(row for row in IssuedPapers(desk).of(application) if row.paper == NOTICE)
        yield desk, application, notice


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[ApplicationService, str, IssuedRow]]:
    with a_told_desk(tmp_path_factory.mktemp("told")) as made:
        yield made


@pytest.fixture(scope="module")
def page(told: tuple[ApplicationService, str, IssuedRow]) -> Image.Image:
    desk, _, notice = told
    return sheet(IssuedPapers(desk).content(notice.ref))


def kept(folder: Path, content: bytes, name: str = "IMG_0001.jpg") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


SHOTS = {
    "as it lies": Shot(),
    "upside down": Shot(turned=180),
    "sideways": Shot(turned=90),
    "tilted, much compressed": Shot(turned=7, tilt=0.12, quality=50),
    "from the other side": Shot(turned=-12, tilt=0.08, quality=85),
    "dark and noisy": Shot(light=0.35, noise=30, quality=60),
    "12 megapixels": Shot(size=LARGE, noise=15, turned=3),
    "small": Shot(size=(810, 1080)),
}


@pytest.mark.parametrize("shot", SHOTS.values(), ids=SHOTS)
def test_a_photograph_of_a_paper_finds_it(
    told: tuple[ApplicationService, str, IssuedRow], page: Image.Image, tmp_path: Path, shot: Shot
) -> None:
    desk, _, notice = told
    photo = read_photo(kept(tmp_path, photographed([page], shot)))
    found = Photos(desk).find(photo.codes)
    assert [target.ref for target in found.targets] == [notice.ref]
    assert found.refused == ""
    assert photo.picture is not None


def test_a_scan_as_pdf_finds_it_too(told: tuple[ApplicationService, str, IssuedRow], tmp_path: Path) -> None:
    desk, _, notice = told
    path = kept(tmp_path, IssuedPapers(desk).content(notice.ref), "scan.pdf")
    assert [target.ref for target in Photos(desk).find(read_photo(path).codes).targets] == [notice.ref]


def test_what_is_too_blurred_is_left_to_a_person_who_is_offered_the_papers_without_a_copy(
    told: tuple[ApplicationService, str, IssuedRow], page: Image.Image, tmp_path: Path
) -> None:
    desk, _, notice = told
    found = Photos(desk).find(read_photo(kept(tmp_path, photographed([page], Shot(blur=12)))).codes)
    assert found.targets == ()
    assert found.refused == ""
    offered = Photos(desk).choices()
    assert notice.ref in [target.ref for target in offered]
    assert "样例面粉厂" in offered[0].name


def test_other_codes_on_the_table_are_passed_over(
    told: tuple[ApplicationService, str, IssuedRow], tmp_path: Path
) -> None:
    """A payment code beside the sheet is no paper."""
    whole = BytesIO()
    segno.make("https://pay.example/1", micro=False).save(whole, kind="png", scale=8, border=4)
    code = Image.open(whole).convert("RGB")
    assert read_photo(kept(tmp_path, photographed([code]))).codes == ()
    assert Photos(told[0]).find(()).targets == ()


def test_two_papers_in_one_photograph_are_both_named(
    told: tuple[ApplicationService, str, IssuedRow], page: Image.Image, tmp_path: Path
) -> None:
    desk, application, notice = told
    other = next(row for row in IssuedPapers(desk).of(application) if row.paper != NOTICE and not row.internal)
    pages = [page, sheet(IssuedPapers(desk).content(other.ref))]
    found = Photos(desk).find(read_photo(kept(tmp_path, photographed(pages, Shot(size=LARGE)))).codes)
    assert {target.ref for target in found.targets} == {notice.ref, other.ref}


def test_a_paper_of_another_record_is_refused_with_its_code(
    told: tuple[ApplicationService, str, IssuedRow], tmp_path: Path
) -> None:
    desk, _, _ = told
    with a_told_desk(tmp_path, "样例别厂") as (elsewhere, application, notice):
        content = photographed([sheet(IssuedPapers(elsewhere).content(notice.ref))])
        code = elsewhere.record.applications.get(application).short_code
    photo = read_photo(kept(tmp_path, content))
    found = Photos(desk).find(photo.codes)
    assert found.targets == ()
    assert found.refused == f"不是这份台账的文书：查询码 {code}，《一次性告知书》第 1 版，没有收"


def test_a_code_of_ours_with_other_contents_names_no_paper(told: tuple[ApplicationService, str, IssuedRow]) -> None:
    """Two records may give one query code."""
    desk, application, notice = told
    code = desk.record.applications.get(application).short_code
    found = Photos(desk).find([PaperCode(code, notice.paper, notice.version, "0" * 16)])
    assert found.targets == ()
    assert code in found.refused


def test_the_telephones_own_form_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path = kept(tmp_path, b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"\0" * 64, "IMG_1.HEIC")
    with pytest.raises(HeicPhoto, match="手机里改成 JPEG"):
        read_photo(path)


def test_what_is_no_photograph_is_refused_as_any_attachment(tmp_path: Path) -> None:
    with pytest.raises(NotAnAttachment):
        read_photo(kept(tmp_path, b"MZ" + b"\0" * 100))
    hidden = as_jpeg(Image.new("RGB", (60, 60))) + b"PK\x01\x02" + b"PK\x05\x06" + b"\0" * 18
    with pytest.raises(TwoFilesInOne):
        read_photo(kept(tmp_path, hidden))


def test_a_photograph_is_filed_once_and_hands_the_paper_over_at_its_own_moment(
    tmp_path: Path,
) -> None:
    with a_told_desk(tmp_path) as (desk, application, notice):
        papers = IssuedPapers(desk)
        issued_at = datetime.fromisoformat(notice.issued_at)
        later = issued_at + timedelta(hours=2)
        content = photographed(
            [sheet(papers.content(notice.ref))], Shot(taken=later.astimezone().strftime("%Y:%m:%d %H:%M:%S"))
        )
        photo = read_photo(kept(tmp_path, content))
        (target,) = Photos(desk).find(photo.codes).targets
        assert not target.delivered

        said = Photos(desk).filing(target.ref, photo.checked, photo.taken, later + timedelta(hours=3))()

        row = next(row for row in papers.of(application) if row.ref == notice.ref)
        assert said == "签收件已存"
        assert row.how == "当面交付"
        assert datetime.fromisoformat(row.delivered_at) == later.replace(microsecond=0)
        assert row.signed
        (attached,) = Attachments(desk.record, desk.clerk).of(application)
        assert attached.paper == notice.ref
        assert Attachments(desk.record, desk.clerk).content(attached.ref) == content, "with all that a camera adds"

        (again,) = Photos(desk).find(photo.codes).targets
        assert again.delivered
        with pytest.raises(AlreadyAttached):
            Photos(desk).filing(again.ref, photo.checked, photo.taken, NOW)()


def test_a_photograph_that_is_refused_hands_nothing_over(tmp_path: Path) -> None:
    """Both or none: a paper must not count as handed over because of a copy that was not kept."""
    with a_told_desk(tmp_path) as (desk, application, notice):
        photo = read_photo(kept(tmp_path, photographed([sheet(IssuedPapers(desk).content(notice.ref))])))
        other = next(row for row in IssuedPapers(desk).of(application) if row.ref != notice.ref and row.awaited)
        Photos(desk).filing(notice.ref, photo.checked, None, NOW)()
        with pytest.raises(AlreadyAttached):
            Photos(desk).filing(other.ref, photo.checked, None, NOW)()
        row = next(row for row in IssuedPapers(desk).of(application) if row.ref == other.ref)
        assert row.delivered_at == ""


def test_a_void_paper_takes_no_photograph(tmp_path: Path) -> None:
    with a_told_desk(tmp_path) as (desk, _, notice):
        photo = read_photo(kept(tmp_path, photographed([sheet(IssuedPapers(desk).content(notice.ref))])))
        IssuedPapers(desk).deliver(notice.ref, "in_person")
        IssuedPapers(desk).void(notice.ref, "写错")
        with pytest.raises(NotHandedOver):
            Photos(desk).filing(notice.ref, photo.checked, None, NOW)


@pytest.mark.parametrize(
    ("taken", "at"),
    [
        (None, "now"),
        (datetime(2026, 11, 30, 14, 5), "2026-11-30T14:05:00+00:00"),  # noqa: DTZ001  a camera has no zone
        (datetime(2026, 11, 30, 8, 50), "2026-11-30T09:00:00+00:00"),  # noqa: DTZ001  its clock is behind
        (datetime(2026, 11, 29, 14, 5), "now"),  # noqa: DTZ001  before the paper was made
        (datetime(2031, 1, 1), "now"),  # noqa: DTZ001  its battery was out
    ],
)
def test_the_moment_of_a_photograph_counts_where_it_can_be(taken: datetime | None, at: str) -> None:
    zone = datetime(2026, 11, 30, 9).astimezone().tzinfo
    issued_at, now = datetime(2026, 11, 30, 9, tzinfo=zone), datetime(2026, 12, 1, 10, tzinfo=zone)
    found = moment_of_delivery(taken, issued_at, now)
    assert (found == now) if at == "now" else found.replace(tzinfo=None).isoformat() == at.partition("+")[0]


def test_a_folder_gives_its_pictures_and_pdfs_in_the_order_of_their_names(tmp_path: Path) -> None:
    for name in ("IMG_2.JPG", "IMG_1.heic", "notes.txt", "b.pdf", "a.png"):
        (tmp_path / name).touch()
    (tmp_path / "more.jpg").mkdir()
    assert [path.name for path in photos_in(tmp_path)] == ["IMG_1.heic", "IMG_2.JPG", "a.png", "b.pdf"]


@pytest.mark.parametrize("text", ["", "GC1:A:b:1", "GC1:A B:b:1:ff", "GC2:A:b:1:ff", "GC1:A:b:9999999:ff", "https://x"])
def test_only_codes_of_papers_are_read_as_such(text: str) -> None:
    assert read_code(text) is None


def test_a_code_is_read_as_guns_and_cameras_give_it() -> None:
    assert read_code(" gc1:K7M3QX:ONE_TIME_NOTICE:2:0A1B ") == PaperCode("K7M3QX", "one_time_notice", 2, "0a1b")
