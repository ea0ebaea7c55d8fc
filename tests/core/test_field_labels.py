"""Every field of an application has a Chinese label; the paths themselves stay with the contract."""

from __future__ import annotations

import pytest

from gridcounter.core.application import PARTS
from gridcounter.core.field_labels import FIELD_LABELS, field_label, in_words
from gridcounter.core.validation.models import Problem


def test_each_field_that_a_clerk_fills_in_has_a_label_of_its_own() -> None:
    fields = {f"{part}.{name}" for part, model in PARTS.items() for name in model.model_fields} - set(PARTS)

    assert fields <= set(FIELD_LABELS), f"without a label: {fields - set(FIELD_LABELS)}"
    assert len({FIELD_LABELS[field] for field in fields}) == len(fields)


@pytest.mark.parametrize(
    ("path", "label"),
    [
        ("applicant.id_number", "证件号码"),
        ("case.supply.capacity", "用电容量"),
        ("received.0.document", "已收资料"),
        ("office.authorities.x.name", "单位资料"),
        ("project.unknown", "外线工程资料"),
        ("case.unknown", "用电情形"),
        ("--copy", "--copy"),
    ],
)
def test_a_path_without_a_label_has_the_label_of_its_part(path: str, label: str) -> None:
    assert field_label(path) == label


def test_a_problem_is_reported_by_the_label_and_keeps_its_path() -> None:
    problem = Problem("applicant.id_number", "“913***”", "18 位统一社会信用代码")

    assert in_words(problem) == "证件号码：填写的是 “913***”；应为18 位统一社会信用代码"
    assert str(problem).startswith("applicant.id_number：")
