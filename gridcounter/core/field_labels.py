"""Dotted fields of an application -> Chinese labels, the same in every question, list, table and refusal."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from pydantic import BaseModel

from gridcounter.core.application import PARTS
from gridcounter.core.case import Customer
from gridcounter.core.joint_parts import labels as joint_labels
from gridcounter.core.labels import KEY_LABELS
from gridcounter.core.local_key import LocalKey
from gridcounter.core.road_stretches import STRETCH_LABELS
from gridcounter.core.validation.models import Problem


def _labels(part: type[BaseModel], path: str) -> Iterator[tuple[str, str]]:
    for name, field in part.model_fields.items():
        yield from ((f"{path}.{name}", label) for label in field.metadata if isinstance(label, str))


LEGAL_REPRESENTATIVE = "applicant.legal_representative"
#: Those of the parts stand at their fields.
FIELD_LABELS: Mapping[str, str] = {
    **{field: label for path, part in PARTS.items() for field, label in _labels(part, path)},
    **dict(joint_labels()),
    "case.on": "日期",
    "case.applied_on": "申请日期",
    "case.locality": "所在地",
    "case.online": "电子证照",
    "number": "编号",
    "official_number": "业务系统编号",
    "received_on": "收件日期",
    "issued_on": "出具日期",
    "received": "已收资料",
    "deferred": "后补资料",
    "office": "单位资料",
    "clerk": "受理员",
    "desk.account_number": "用电户号",
    "desk.wanted_on": "申请从哪一天起",
    "desk.temporary_until": "临时用电到期日",
    "desk.temporary_outcome": "临时用电到期后的办法",
}
#: Labels of parts, for fields without a label of their own.
PART_LABELS: Mapping[str, str] = {
    "project": "外线工程资料",
    "agent": "代理人资料",
    "applicant": "申请人资料",
    "premises": "用电地址资料",
    "joint": "联合报装资料",
    # its own words are those of one policy: whoever knows the place gives a LocalKey
    "case.local": "本地文件的问题",
}
#: Answers of the office alone. Not in FIELD_LABELS: filling them in stands on no timeline, only correcting them;
#: but for the conditions, which somebody looked at.
_OWN = {"desk.meter": "现有电表", "desk.agent": "有没有代理人", "desk.conditions": "办理条件"}
_CASE = "用电情形"
_ROW = re.compile(rf"(project\.stretches)\.(\d+)(?:\.({'|'.join(STRETCH_LABELS)}))?")


def field_label(path: str) -> str:
    """The label of the field, or of its part.

    Never a key; a path that is no field of an application is returned unchanged.
    """
    row = _ROW.fullmatch(path)
    if row:
        return f"{FIELD_LABELS[row[1]]}第 {int(row[2]) + 1} 段" + (f"的{STRETCH_LABELS[row[3]]}" if row[3] else "")
    if isinstance(path, LocalKey):
        return path.label
    found = path
    while found:
        if label := _label_of(found):
            return label
        found = found.rpartition(".")[0]
    return _CASE if path.partition(".")[0] == "case" else path


def _label_of(field: str) -> str | None:
    return (
        FIELD_LABELS.get(field)
        or FIELD_LABELS.get(f"desk.{field}")  # an application has it by itself
        or _OWN.get(field)
        or KEY_LABELS.get(field.removeprefix("case."))
        or PART_LABELS.get(field)
    )


def in_words(problem: object) -> str:
    """With labels for the clerk; the command line keeps the path."""
    return str(replace(problem, path=field_label(problem.path)) if isinstance(problem, Problem) else problem)


def label_for(field: str, customer: object) -> str:
    """The label at a field, for this kind of customer: a sole proprietor is run by one person, and has no other."""
    sole = str(customer) == Customer.SOLE_PROPRIETOR
    return "经营者" if sole and field == LEGAL_REPRESENTATIVE else FIELD_LABELS[field]
