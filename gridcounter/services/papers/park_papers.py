"""Builds and checks the papers of the park book; touches neither the record nor any application."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from gridcounter.core.papers.build import BuiltForm, build_form
from gridcounter.core.papers.form_model import texts_of
from gridcounter.core.papers.view import Printing, View
from gridcounter.core.validation.models import Problem, shown
from gridcounter.documents.faces import Faces, unprintable
from gridcounter.documents.scripts import unset
from gridcounter.errors import WrongInput
from gridcounter.services.papers.forms import Forms, load_forms

#: Each with its own letterhead; in a folder of their own, since no application calls for them.
PARK_PAPERS = (
    *("visit_record", "visit_sheet", "request_reply", "request_transfer", "park_card", "visit_ledger", "day_plan"),
)
_FOLDER = "parks"


def load_park_forms(forms: Path) -> Forms:
    """`forms` is the folder of all forms. Raises WrongInput."""
    return load_forms(forms / _FOLDER)


@dataclass(frozen=True, eq=False)
class ParkPaperwork:
    """From a view of `core.papers.parks` to a paper that can be drawn."""

    forms: Forms
    faces: Faces

    def build(self, paper: str, view: View, on: date, printing: Printing = Printing()) -> BuiltForm:
        """`on` dates the file. Raises WrongInput for a character that cannot be printed."""
        form = build_form(paper, self.forms.definitions[paper], self.forms.head(paper), view, printing)
        problems: list[Problem] = []
        for text in texts_of(form.model):
            problems += [Problem(paper, f"{shown(part.found)}（{part.named}）", part.way_out) for part in unset(text)]
            problems += [
                Problem(paper, f"“{char}”（{codepoint}）", "能打印的字；请换一个写法")
                for char, codepoint in unprintable(text, self.faces)
            ]
        if problems:
            raise WrongInput(dict.fromkeys(problems))
        return replace(form, model=replace(form.model, issued=on))
