"""Dotted fields of an application -> Chinese labels, the same in every question, list, table and refusal."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from gridcounter.core.labels import KEY_LABELS
from gridcounter.core.stretches import STRETCH_LABELS
from gridcounter.core.validation.models import Problem

FIELD_LABELS: Mapping[str, str] = {
    "applicant.name": "用电人名称",
    "applicant.id_kind": "证件类型",
    "applicant.id_number": "证件号码",
    "applicant.legal_representative": "法定代表人",
    "applicant.contact": "联系人",
    "applicant.phone": "联系电话",
    "applicant.address": "通讯地址",
    "agent.name": "代理人姓名",
    "agent.id_kind": "代理人证件类型",
    "agent.id_number": "代理人证件号码",
    "agent.phone": "代理人电话",
    "premises.address": "用电地址",
    "premises.ownership": "房屋权属",
    "project.name": "工程名称",
    "project.route_from": "线路起点",
    "project.route_to": "线路终点",
    "project.laying": "敷设方式",
    "project.start_on": "计划开工日期",
    "project.finish_on": "计划完工日期",
    "project.restore_by": "恢复原状日期",
    "project.dig_area_m2": "挖掘面积",
    "project.green_area_m2": "占用绿地面积",
    "project.road_built_on": "道路建成或大修日期",
    "project.stretches": "占用路段",
    "project.safety_measures": "安全和交通疏导措施",
    "project.builder.name": "施工单位",
    "project.builder.id_number": "施工单位信用代码",
    "project.builder.qualification": "施工单位资质",
    "project.builder.site_manager": "现场负责人",
    "project.builder.site_phone": "现场负责人电话",
    "project.owner.name": "建设单位",
    "project.owner.id_number": "建设单位信用代码",
    "project.owner.contact": "建设单位联系人",
    "project.owner.phone": "建设单位联系电话",
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
    "desk.temporary_until": "临时用电到期日",
    "desk.temporary_outcome": "临时用电到期后的办法",
}
#: Labels of parts, for fields without a label of their own.
PART_LABELS: Mapping[str, str] = {
    "project": "外线工程资料",
    "agent": "代理人资料",
    "applicant": "申请人资料",
    "premises": "用电地址资料",
}
#: Answers of the office alone. Not in FIELD_LABELS: filling them in stands on no timeline, only correcting them.
_OWN = {"desk.meter": "现有电表", "desk.agent": "有没有代理人"}
_CASE = "用电情形"
_ROW = re.compile(rf"(project\.stretches)\.(\d+)(?:\.({'|'.join(STRETCH_LABELS)}))?")


def field_label(path: str) -> str:
    """The label of the field, or of its part.

    Never a key; a path that is no field of an application is returned unchanged.
    """
    row = _ROW.fullmatch(path)
    if row:
        return f"{FIELD_LABELS[row[1]]}第 {int(row[2]) + 1} 段" + (f"的{STRETCH_LABELS[row[3]]}" if row[3] else "")
    found = path
    while found:
        label = (
            FIELD_LABELS.get(found)
            or _OWN.get(found)
            or KEY_LABELS.get(found.removeprefix("case."))
            or PART_LABELS.get(found)
        )
        if label:
            return label
        found = found.rpartition(".")[0]
    return _CASE if path.partition(".")[0] == "case" else path


def in_words(problem: object) -> str:
    """With labels for the clerk; the command line keeps the path."""
    return str(replace(problem, path=field_label(problem.path)) if isinstance(problem, Problem) else problem)
