"""The tests' own validator of PDF/A. A second one, of another maker, is in tests/system."""

from __future__ import annotations

import page

PROFILE = "2a"
#: It takes the default width of every CFF that is made of several parts for 0, and finds widths wrong by that much.
#: fontTools and PDFBox read them as they are written.
FALSE_ALARM = "GLYPH-WIDTH"


def faults_of(document: bytes) -> list[str]:
    report = page.validate_pdf_bytes(document, profile=PROFILE)
    return [str(failure) for failure in report.failures if FALSE_ALARM not in failure.rule_id]
