"""Collects what offices sent to their city, from a folder or from a hub, and says what does not fit together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeAlias

from gridcounter.core.record.signing import fingerprint, same_fingerprint
from gridcounter.core.reports.city import COUNTED, PROOFS, City, CityOffice, Proof, Reported, offices_by_code
from gridcounter.core.reports.month_figures import MonthFigures
from gridcounter.core.validation.text import in_one_line, take_text
from gridcounter.errors import Refusal, WrongInput
from gridcounter.services.files.regular_files import called
from gridcounter.services.reports.known_offices import KnownOffice, KnownOffices, read_known, write_known
from gridcounter.services.reports.month_file import SUFFIX, FiguresRefused, Sent, opened, read_file

#: What was sent, and a sentence about each that could not be read; asked for again whenever it is to be collected.
Came: TypeAlias = tuple[list[Sent], list[str]]
Source: TypeAlias = Callable[[], Came]

#: Of one folder; fifty offices send as many in sixteen years.
MOST_FILES = 10_000


class NoFolder(Refusal):
    """The folder is not there or cannot be read."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"文件夹 {called(folder)} 打不开，请核对是不是放各单位上报文件的那一个")


class TooManyFiles(Refusal):
    """More files than a city ever has."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"文件夹 {called(folder)} 里的上报文件超过 {MOST_FILES:,} 个，请只放要看的年份")


class NoSuchKey(Refusal):
    """None of the keys that are not trusted yet has this fingerprint."""

    def __init__(self, given: str) -> None:
        super().__init__(f"没有等着核对的钥匙是指纹 {in_one_line(given)}，请照页面上写的核对")


class NoSuchOffice(Refusal):
    """No office has this code, or several have."""

    def __init__(self, given: str, codes: Sequence[str]) -> None:
        listed = f"记着的单位代码有：{'、'.join(sorted(codes))}" if codes else "还没有记着任何单位"
        super().__init__(f"没有唯一的一个单位代码是“{in_one_line(given)}”；{listed}")


@dataclass
class _Found:
    """The best of each office and month, what is said about the others, and whose key was not known before."""

    known: dict[str, KnownOffice]
    best: dict[tuple[str, str], Reported] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    first: set[str] = field(default_factory=set)


def files_in(folder: Path) -> Came:
    """Every file of figures in the folder, and a sentence about each that cannot be read.

    Raises NoFolder, TooManyFiles.
    """
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix.lower() == SUFFIX)
    except OSError as wrong:
        raise NoFolder(folder) from wrong
    if len(paths) > MOST_FILES:
        raise TooManyFiles(folder)
    sent, said = [], []
    for path in paths:
        try:
            sent.append(read_file(path))
        except WrongInput as refused:
            said.append(str(refused))
        except OSError:
            said.append(f"{called(path)}：读不出来，请核对 U 盘和文件权限，或者请做文件的单位重新导出")
    return sent, said


def collect(sent: Iterable[Sent], known: KnownOffices, said: Sequence[str] = ()) -> tuple[City, KnownOffices]:
    """What came, and the offices and keys as they are known now; the caller keeps these.

    In the order in which the figures were made: of two unknown keys the one that signed first is trusted.
    """
    found = _Found(dict(known.offices), said=list(said))
    read: list[tuple[MonthFigures, Sent]] = []
    for one in sent:
        try:
            read.append((opened(one), one))
        except FiguresRefused as refused:
            found.said.append(str(refused))
    for figures, one in sorted(read, key=lambda pair: (pair[0].made_at, pair[1].source)):
        _take(found, figures, one)
    found.said += _same_codes(found.known)
    reported = sorted(found.best.values(), key=lambda one: (one.figures.month, _order(one.figures)))
    return City(_offices(found), tuple(reported), tuple(found.said)), KnownOffices(offices=found.known)


def collect_from(source: Source, keys: Path) -> City:
    """`keys` is the file of known offices, which is kept up. Raises KnownUnreadable, Fault, and as the source."""
    sent, said = source()
    known = read_known(keys)
    city, now = collect(sent, known, said)
    if now != known:
        write_known(keys, now)
    return city


def in_folder(folder: Path) -> Source:
    """The files of a folder. It raises NoFolder, TooManyFiles."""
    return partial(files_in, folder)


def forget_office(keys: Path, code: str) -> str:
    """An office that reports no longer: it is not missed, and its key is trusted anew should it come again; its name.

    Raises NoSuchOffice.
    """
    known = read_known(keys)
    found = [record for record, one in known.offices.items() if one.office.code == take_text(code)]
    if len(found) != 1:
        raise NoSuchOffice(code, [one.office.code for one in known.offices.values()])
    write_known(keys, KnownOffices(offices={key: one for key, one in known.offices.items() if key not in found}))
    return known.offices[found[0]].office.name


def accept_key(source: Source, keys: Path, given: str) -> City:
    """Trusts a key that is not the one of before, once its fingerprint was checked with the office.

    Raises NoSuchKey, and what `collect_from` does.
    """
    sent, said = source()
    write_known(keys, with_key(sent, read_known(keys), given))
    return collect_from(lambda: (sent, said), keys)


def with_key(sent: Sequence[Sent], known: KnownOffices, given: str) -> KnownOffices:
    """What is known, with the key of this fingerprint for the offices of which it signed figures. Raises NoSuchKey."""
    city, _ = collect(sent, known)
    waiting = {one.figures.record for one in city.reported if one.proof is Proof.OTHER_KEY}
    offices = dict(known.offices)
    for one in sent:
        with suppress(FiguresRefused):
            record = opened(one).record
            office = offices.get(record)
            wanted = one.signed_by and same_fingerprint(fingerprint(one.signed_by), given)
            if wanted and record in waiting and office is not None and one.signed_by not in office.keys:
                offices[record] = office.model_copy(update={"keys": (*office.keys, one.signed_by)})
    if offices == dict(known.offices):
        raise NoSuchKey(given)
    return KnownOffices(offices=offices)


def _take(found: _Found, figures: MonthFigures, sent: Sent) -> None:
    proof = _proof(found, figures, sent)
    now = Reported(figures, proof, fingerprint(sent.signed_by) if sent.signed_by else "", sent.source)
    key = figures.record, figures.month
    before = found.best.get(key)
    if proof not in COUNTED:
        found.said.append(_not_counted(now))
    elif before is not None and before.counts:
        found.said.append(_second(before, now))
    # what is not counted never takes the place of what is; else the one made later holds
    if before is None or now.counts or not before.counts:
        found.best[key] = now


def _proof(found: _Found, figures: MonthFigures, sent: Sent) -> Proof:
    """And notes the office, and its key if it is the first."""
    if not sent.signed_by:
        return Proof.UNSIGNED
    before = found.known.get(figures.record)
    if before is not None and before.keys and sent.signed_by not in before.keys:
        return Proof.OTHER_KEY
    if before is None or not before.keys:
        found.first.add(figures.record)
    keys = (sent.signed_by,) if before is None or not before.keys else before.keys
    newest = before is None or (before.last_month, before.last_made_at) <= (figures.month, figures.made_at)
    if newest:
        found.known[figures.record] = KnownOffice(
            office=figures.office, keys=keys, last_month=figures.month, last_made_at=figures.made_at
        )
    return Proof.FIRST_KEY if figures.record in found.first else Proof.SAME_KEY


def _named(figures: MonthFigures) -> str:
    return f"{figures.office.name}（{figures.office.code}）"


def _not_counted(one: Reported) -> str:
    what = f"{one.source}：{_named(one.figures)} {one.figures.month}，{PROOFS[one.proof]}"
    if one.proof is Proof.UNSIGNED:
        return f"{what}，谁都能做这样一个文件，列出但不计入合计；请这个单位用本程序重新导出"
    return (
        f"{what}（现在是 {one.signed_by}），列出但不计入合计；请打电话给这个单位核对指纹，"
        "对上了（换过电脑、换过钥匙，或者是另一台导出的）再认下这把钥匙"
    )


def _second(before: Reported, now: Reported) -> str:
    what = f"{_named(now.figures)} {now.figures.month}"
    if before.figures == now.figures:
        return f"{now.source} 和 {before.source} 是同一份（{what}），只用一份"
    return (
        f"{what} 有两份：{before.source}（{_at(before)} 做的）和 {now.source}（{_at(now)} 做的），"
        "用做得较晚的；不对的请问这个单位"
    )


def _at(one: Reported) -> str:
    return f"{one.figures.made_at.astimezone():%m-%d %H:%M}"


def _offices(found: _Found) -> tuple[CityOffice, ...]:
    listed = {
        record: CityOffice(
            record,
            one.office.code,
            one.office.name,
            one.office.place,
            one.office.place_name,
            one.last_month,
            one.last_made_at,
        )
        for record, one in found.known.items()
    }
    for (record, _), one in found.best.items():
        office = one.figures.office
        listed.setdefault(
            record,
            CityOffice(
                record,
                office.code,
                office.name,
                office.place,
                office.place_name,
                one.figures.month,
                one.figures.made_at,
            ),
        )
    return tuple(sorted(listed.values(), key=lambda one: (one.place, one.code, one.record)))


def _order(figures: MonthFigures) -> tuple[str, str, str]:
    return figures.office.place, figures.office.code, figures.record


def _same_codes(known: dict[str, KnownOffice]) -> list[str]:
    offices = [
        CityOffice(record, one.office.code, one.office.name, one.office.place, "", one.last_month, one.last_made_at)
        for record, one in known.items()
    ]
    return [
        f"{'、'.join(one.name for one in same)}是不同的台账，单位代码都是 {code}，请核对是不是同一个大厅建了两本台账"
        for (_, code), same in offices_by_code(offices).items()
        if len(same) > 1
    ]
