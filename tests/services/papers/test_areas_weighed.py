"""A condition on an area is not confirmed where the same form prints another area, on the other side of the limit."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from builders.paper_builders import a_full_application

from gridcounter.bootstrap import open_assessor, open_paperwork
from gridcounter.core.papers.form_model import ItemRow, ItemTable
from gridcounter.core.papers.view import Printing

YICHUAN = Path(__file__).parents[2] / "packs" / "places" / "yichuan"
PAPERWORK = open_paperwork(open_assessor(YICHUAN))
LITTLE_GREEN = "绿地占用面积不超过15平方米"
DOUBTED = "待核对：与登记的开挖、占用情况不一致"
#: 150 m and 10 m² of green: a promise instead of a permit.
WORKS = {
    "kind": "customer_connection", "owner": "applicant", "length_m": 150, "occupies": ["footway", "green"],
    "green_area_m2": 10,
}  # fmt: skip


def weighed(**project: object) -> str:
    """What the form of the promise says of the area of green."""
    changes = {f"project.{name}": value for name, value in project.items()}
    raw = a_full_application(
        "lianyungang",
        **{
            "case.locality": "yichuan",
            "case.customer": "enterprise",
            "case.supply": {"voltage_kv": 10, "capacity": 400, "unit": "kVA"},
            "case.works": WORKS,
            "project.stretches": None,
            "project.green_area_m2": None,
            **changes,
        },
    )
    known = PAPERWORK.read_application(json.dumps(raw))
    (form,) = PAPERWORK.build(known, ["commitment_filing"], Printing())
    rows = [row for block in form.model.blocks if isinstance(block, ItemTable) for row in block.rows]
    cells = [["".join(map(str, cell)) for cell in row.cells] for row in rows if isinstance(row, ItemRow)]
    (line,) = [texts for texts in cells if texts and LITTLE_GREEN in "".join(texts[0].split())]
    return line[2]


def a_stretch(surface: str, width: float) -> dict[str, object]:
    return {"road": "样例路", "surface": surface, "length_m": 10, "width_m": width}


@pytest.mark.parametrize(
    "project", [{"green_area_m2": 40}, {"stretches": [a_stretch("green", 4)]}], ids=["entered", "by its stretches"]
)
def test_forty_metres_of_green_on_the_form_are_not_ten(project: dict[str, object]) -> None:
    assert DOUBTED in weighed(**project)


@pytest.mark.parametrize(
    "project",
    [{}, {"green_area_m2": 12}, {"stretches": [a_stretch("green", 1), a_stretch("footway", 9)]}],
    ids=["nothing beside", "another below the limit", "footway is no green"],
)
def test_an_area_on_the_same_side_is_as_it_was(project: dict[str, object]) -> None:
    assert "符合" in weighed(**project)
    assert DOUBTED not in weighed(**project)
