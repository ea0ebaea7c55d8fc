"""The list of people to notify when a copy of the record is lost, with the kinds of data held on each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from gridcounter.core.papers.form_model import (
    SIGNED_AND_DATED,
    Column,
    Field,
    FieldGrid,
    FormModel,
    Head,
    ItemRow,
    ItemTable,
    Party,
    Prose,
    Signatures,
    line,
    one_line,
)
from gridcounter.core.wording import day_in_full

TITLE = "受影响人员名单"
#: The office's duty. The law and the head of the office decide how to notify, not this program.
_TELL = (
    "丢失的电脑里有下列人员的个人信息。个人信息泄露要通知（《个人信息保护法》第57条）："
    "通知哪些部门、怎样通知本人，由单位负责人按该条和主管部门的要求决定，尽快办理。"
)
_SAY = (
    "告知本人时说清楚：丢了什么、里面有哪几类信息、可能有什么影响、本单位已经怎么补救、本人可以怎样防范、找谁联系。"
    "逐人登记告知日期。"
)
DUTY = (
    _TELL,
    _SAY,
    "台账是加密的，没有口令打不开；口令太简单、写在电脑上或者和电脑放在一起的，要当作别人能打开来处理。",
    "本名单含个人信息，只供告知使用；办完后按本单位规定保管或销毁。",
)
NUMBER, PHONE, ADDRESS, FILES, PAPERS = "证件号码", "电话", "地址", "附件", "文书"
_NAME = "姓名或名称"
_KINDS = (_NAME, PHONE, NUMBER, ADDRESS, PAPERS, FILES)

#: The fields of name, telephone, identity number and address for each person in an application.
_PEOPLE: tuple[tuple[str, str, str, str], ...] = (
    ("applicant.name", "applicant.phone", "applicant.id_number", "premises.address"),
    ("applicant.legal_representative", "applicant.phone", "", "applicant.address"),
    ("applicant.contact", "applicant.phone", "", "applicant.address"),
    ("agent.name", "agent.phone", "agent.id_number", ""),
    ("project.owner.name", "project.owner.phone", "project.owner.id_number", ""),
    ("project.owner.contact", "project.owner.phone", "", ""),
    ("project.builder.name", "", "project.builder.id_number", ""),
    ("project.builder.site_manager", "project.builder.site_phone", "", ""),
)


@dataclass(frozen=True, slots=True)
class HeldData:
    """The data of one application in the lost copy: its fields, and whether it had papers and attachments."""

    number: str
    fields: Mapping[str, Any]
    papers: bool
    files: bool


@dataclass(frozen=True, slots=True)
class AffectedPerson:
    """One person on the list of a data breach: the kinds of data on record, and the application numbers."""

    name: str
    phone: str
    kinds: tuple[str, ...]
    numbers: tuple[str, ...]


def affected(held: Iterable[HeldData]) -> list[AffectedPerson]:
    """One line for each person (same name and telephone), in order of first mention, with all applications that name
    them.
    """
    found: dict[tuple[str, str], tuple[dict[str, None], dict[str, None]]] = {}
    for one in held:
        for name, phone, kinds in _people(one):
            all_kinds, numbers = found.setdefault((name, phone), ({}, {}))
            all_kinds.update(dict.fromkeys(kinds))
            numbers[one.number] = None
    return [
        AffectedPerson(name, phone, tuple(kind for kind in _KINDS if kind in kinds), tuple(numbers))
        for (name, phone), (kinds, numbers) in found.items()
    ]


def _people(one: HeldData) -> Iterator[tuple[str, str, list[str]]]:
    """Each person of the application, with the kinds of data held on them."""
    for name_key, phone_key, number_key, address_key in _PEOPLE:
        name, phone = _text(one.fields, name_key), _text(one.fields, phone_key)
        if not name:
            continue
        kinds = [_NAME]
        kinds += [PHONE] if phone else []
        kinds += [NUMBER] if _text(one.fields, number_key) else []
        kinds += [ADDRESS] if _text(one.fields, address_key) else []
        kinds += [PAPERS] if one.papers else []
        kinds += [FILES] if one.files else []
        yield name, phone, kinds


def _text(fields: Mapping[str, Any], key: str) -> str:
    value = fields.get(key) if key else None
    return value.strip() if isinstance(value, str) else ""


def gone_words(gone: int) -> str:
    """The sentence on applications purged after the copy was made, whose people cannot be listed; "" if `gone` is 0."""
    return f"另有 {gone:,} 件申请在那以后已按留存期清除，本台账里已没有姓名和电话，列不出来。" if gone else ""


def affected_model(
    people: list[AffectedPerson], office: str, clerk: str, on: date, until: date, gone: int
) -> FormModel:
    """受影响人员名单, a paper of the archive.
    `until` is the day up to which entries are counted, `gone` the number of purged applications.

    The duty printed on it is article 57 of the Personal Information Protection Law (个人信息保护法).
    """
    grid = FieldGrid(
        2,
        (
            (Field("单位", one_line(office)), Field("制表日期", one_line(day_in_full(on)))),
            (Field("制表人", one_line(clerk)), Field("登记到", one_line(day_in_full(until)))),
        ),
    )
    columns = (
        Column("姓名或名称", 19),
        Column("电话", 15),
        Column("丢失的信息", 24),
        Column("申请编号", 29),
        Column("告知日期", 13),
    )
    rows = tuple(
        ItemRow(
            (
                one_line(person.name),
                one_line(person.phone or "没有登记"),
                one_line("、".join(person.kinds[1:]) or person.kinds[0]),
                tuple(line(number) for number in person.numbers),
                one_line(""),
            )
        )
        for person in people
    )
    listed = ItemTable(columns, rows) if rows else Prose((line("没有登记过个人信息。"),))
    return FormModel(
        paper="affected",
        title=TITLE,
        subtitle=f"共 {len(people):,} 人（户）",
        head=Head(issuer=(office,) if office else (), numbers=()),
        blocks=(
            grid,
            Prose(tuple(line(text) for text in DUTY), numbered=True, small=True),
            listed,
            *((Prose((line(gone_words(gone)),)),) if gone else ()),
            Signatures(
                (Party("制表人", SIGNED_AND_DATED, key="clerk"), Party("单位负责人", SIGNED_AND_DATED, key="head"))
            ),
        ),
        running=f"{TITLE} · {day_in_full(on)}",
        issued=on,
    )
