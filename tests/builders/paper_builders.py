"""Invented applications and the texts of their papers, for the tests of services, command line and papers."""

from __future__ import annotations

import copy
import json
import random
from functools import cache
from io import BytesIO
from pathlib import Path
from types import EllipsisType
from typing import TYPE_CHECKING, Any

import docx
from docx.oxml.ns import qn
from pypdf import PdfReader

from gridcounter import paths
from gridcounter.core.application import Application
from gridcounter.core.papers.build import BuiltForm
from gridcounter.core.papers.form_model import FormModel, ItemTable, texts_of
from gridcounter.core.papers.view import Printing
from gridcounter.documents.faces import packaged_faces
from gridcounter.documents.pdf import PdfRenderer
from gridcounter.documents.profiles import NORMAL
from gridcounter.documents.word import WordRenderer
from gridcounter.services.office.assessment import Assessor
from gridcounter.services.office.calendars import load_calendar
from gridcounter.services.office.packs import load_packs
from gridcounter.services.papers.forms import load_forms
from gridcounter.services.papers.paperwork import Paperwork

if TYPE_CHECKING:
    from gridcounter.documents.profiles import Profile

Raw = dict[str, Any]

DEMO: dict[str, Raw] = {
    path.stem: json.loads(path.read_text("utf-8")) for path in sorted(paths.demo_applications().glob("*.json"))
}
PLACES = tuple(DEMO)

#: Invented, with valid check digits.
RESIDENT_ID = "371302198505050039"
CREDIT_CODE = "91370811MA0000023A"
_SIGNS = str.maketrans("☑☐", "✓□")
#: In front of 95598 there is no other way to name the supervisor.
SUPERVISION = "能源监管热线（国家能源局派出机构）"


@cache
def paperwork() -> Paperwork:
    """With the packaged faces only: the same on every machine."""
    assessor = Assessor(load_packs(paths.policies()), load_calendar(paths.calendars()))
    return Paperwork(assessor, load_forms(paths.forms()), packaged_faces())


def an_application(place: str = "jining", **changes: object) -> Raw:
    """The demonstration of the place; a change is named by its dotted key, `...` leaves the key out."""
    raw = copy.deepcopy(DEMO[place])
    for path, value in changes.items():
        change(raw, path, value)
    return raw


def change(raw: Raw, path: str, value: object) -> None:
    *parts, last = path.split(".")
    for part in parts:
        if not isinstance(raw.get(part), dict):
            raw[part] = {}
        raw = raw[part]
    if isinstance(value, EllipsisType):
        raw.pop(last, None)
    else:
        raw[last] = value


def a_full_application(place: str = "jining", **changes: object) -> Raw:
    """Every key is filled, each with a value of its own: `test_the_full_application_leaves_no_field_empty`."""
    full: Raw = {
        "official_number": "样例业务系统0001",
        "issued_on": "2026-09-29",
        "agent": {"name": "褚测试", "id_kind": "resident_id", "id_number": RESIDENT_ID, "phone": "000-0000003"},
        "premises": {"address": "样例路77号", "ownership": "rented"},
        "applicant.legal_representative": "孙样例法人",
        "applicant.contact": "王样例经办",
        "applicant.address": "样例路78号通讯处",
        "project": {
            **copy.deepcopy(DEMO["jining"]["project"]),
            "owner": {"name": "样例建设公司", "id_number": CREDIT_CODE, "contact": "吴测试", "phone": "000-0000004"},
            "green_area_m2": 3.25,
        },
        "office.supplier": "样例供电公司",
        "clerk": "李测试员",
    }
    return an_application(place, **{**full, **changes})


def a_noodle_shop(**changes: object) -> Raw:
    """个体工商户 handled as a micro enterprise: 60 kW, low voltage, works up to the meter."""
    shop: Raw = {
        "case.customer": "sole_proprietor",
        "case.sole_proprietor_as_micro": True,
        "case.supply": {"voltage_kv": 0.4, "capacity": 60, "unit": "kW", "sources": 1, "connection": "works"},
        "case.works": {"kind": "customer_connection", "length_m": 40, "road_crossing_m": 0, "occupies": ["footway"]},
        "case.online": [],
        "applicant.name": "样例面馆",
        "project": None,
        "received": None,
        "deferred": None,
    }
    return an_application("jining", **{**shop, **changes})


def read(raw: Raw) -> Application:
    return paperwork().assessor.read_application(json.dumps(raw))


def built(raw: Raw, *wanted: str, printing: Printing | None = None) -> dict[str, BuiltForm]:
    forms = paperwork().build(read(raw), wanted, printing or Printing())
    return {form.model.paper: form for form in forms}


def text_of(form: BuiltForm) -> str:
    """All that stands on the paper above its foot, without white space."""
    return plain("".join(texts_of(form.model)))


def texts(raw: Raw, *wanted: str) -> dict[str, str]:
    return {paper: text_of(form) for paper, form in built(raw, *wanted).items()}


def plain(text: str) -> str:
    return "".join(text.split())


def as_pdf(model: FormModel, profile: Profile = NORMAL) -> bytes:
    target = BytesIO()
    PdfRenderer(packaged_faces(), profile).render(model, target)
    return target.getvalue()


def as_word(model: FormModel, profile: Profile = NORMAL) -> bytes:
    target = BytesIO()
    WordRenderer(profile).render(model, target)
    return target.getvalue()


def word_text(content: bytes) -> str:
    """The body's text without white space; Word repeats a table's head only while it shows the page."""
    body = docx.Document(BytesIO(content)).element.body
    return plain("".join(_as_in_pdf(part) for part in body.iter(qn("w:t"))))


def _as_in_pdf(part: Any) -> str:  # noqa: ANN401  lxml's element
    """The signs of a control have the box around them, the PDF draws it."""
    text = part.text or ""
    return text.translate(_SIGNS) if part.getparent().getparent().tag == qn("w:sdtContent") else text


def pdf_pages(content: bytes) -> list[str]:
    return [plain(page.extract_text()) for page in PdfReader(BytesIO(content), strict=True).pages]


def pdf_text(model: FormModel, content: bytes, profile: Profile = NORMAL, *, expected: str) -> str:
    """The pages' text without feet, and without a table's head where it stands on a page only as a repetition."""
    pages = pdf_pages(content)
    heads = {plain("".join(column.title for column in b.columns)) for b in model.blocks if isinstance(b, ItemTable)}
    text = ""
    for number, page in enumerate(pages, start=1):
        foot = plain(f"{profile.foot}{model.running}第{number}页共{len(pages)}页")
        assert page.endswith(foot), page[-80:]
        body = page.removesuffix(foot)
        rest = expected[len(text) :]
        repeated = [head for head in heads if body.startswith(head) and not rest.startswith(body)]
        text += next((body.removeprefix(h) for h in repeated if rest.startswith(body.removeprefix(h))), body)
    return text


def written(raw: Raw, out: Path, *wanted: str, formats: tuple[str, ...] = ("pdf", "docx")) -> list[str]:
    """Write the papers; the names of all files that then stand in the folder."""
    forms = built(raw, *wanted)
    paperwork().write(forms.items(), out, formats, NORMAL)
    return sorted(path.name for path in out.iterdir())


_CHOICES: dict[str, tuple[object, ...]] = {
    "case.business": ("new_connection", "capacity_increase", "temporary"),
    "case.customer": ("resident", "sole_proprietor", "micro_enterprise", "enterprise", "other"),
    "case.sole_proprietor_as_micro": (True, False),
    "case.supply.voltage_kv": (0.22, 0.4, 10, 35, 110),
    "case.supply.capacity": (8, 100, 160.5, 200, 630, 1600, 31500),
    "case.supply.unit": ("kW", "kVA"),
    "case.supply.sources": (1, 2),
    "case.supply.critical": (True, False),
    "case.supply.dedicated_line": (True, False),
    "case.site.area": ("urban", "town", "rural"),
    "case.site.park": ("none", "other", "municipal", "provincial", "national"),
    "case.site.key_project": (True, False),
    "case.site.new_residential_estate": (True, False),
    "case.works": (None, ..., {}),
    "case.works.kind": ("customer_connection", "public_grid_for_customer", "public_grid_capacity"),
    "case.works.owner": ("applicant", "grid_company", "government", "park"),
    "case.works.length_m": (0, 150, 200, 600, 1000, 2400),
    "case.works.road_crossing_m": (0, 12, 30, 35),
    "case.works.occupies": ([], ["footway"], ["footway", "cycle_lane"], ["carriageway"], ["green", "footway"]),
    "case.works.cycle_lane_passable": (True, False),
    "case.works.new_pole_box_or_duct": (True, False),
    "case.works.third_party_interest": (True, False),
    "premises.ownership": ("owned", "rented", "other"),
    "agent": (None, {"name": "褚测试"}),
    "office.role": ("supplier_hall", "government_hall", "park_team"),
    "office.policy_confirmed_on": (None, "2026-01-05"),
    "received": (None, [{"document": "identity"}], [{"document": "premises", "copies": 2, "original_seen": False}]),
    "deferred": (None, [{"document": "design_documents"}], [{"document": "authorization", "until": "2026-11-20"}]),
}


def random_applications(seed: int, count: int) -> list[Raw]:
    """Cases of every place, about a third of the keys unknown."""
    chance = random.Random(seed)  # noqa: S311  cases, no secrets
    return [_a_random_one(chance, PLACES[number % len(PLACES)]) for number in range(count)]


def _a_random_one(chance: random.Random, place: str) -> Raw:
    raw = an_application(place, **{"case.supply": {}, "case.site": {}, "case.business": ..., "case.customer": ...})
    works = chance.random() < 0.75
    for path, values in _CHOICES.items():
        if path.startswith("case.works") and works != (path != "case.works"):
            continue
        change(raw, path, chance.choice(values) if chance.random() < 0.67 or path == "case.works" else ...)
    return raw
