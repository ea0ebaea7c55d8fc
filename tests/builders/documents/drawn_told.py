"""What is drawn of a paper, page by page, as text: each run with its place, size and face; Word's parts likewise."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import docx
from docx.oxml.ns import qn
from pypdf import PdfReader

from builders.documents.pdf_looks import Frame, Looks, Text, looks_of


def pages_told(content: bytes) -> list[list[str]]:
    """Points from the lower left corner."""
    reader = PdfReader(BytesIO(content))
    lines = [list(_page(look)) for look in looks_of(content)]
    for number, page in enumerate(reader.pages):
        resources: Any = page["/Resources"]
        for font in resources["/Font"].values():
            lines[number].append(_font(font.get_object()))
        for annotation in page.get("/Annots", ()):
            field = annotation.get_object()
            box = " ".join(f"{float(one):.1f}" for one in field["/Rect"])
            lines[number].append(f"field {field.get('/T')} {field.get('/TU')} {box}")
    facts = {key: str(value) for key, value in (reader.metadata or {}).items() if key not in {"/Producer", "/Creator"}}
    lines[0].append(f"facts {facts}")
    return lines


def _font(font: Any) -> str:  # noqa: ANN401  pypdf's own objects
    """Without the tag of its subset; which glyphs are in it hangs on what is drawn."""
    under = font["/DescendantFonts"][0].get_object()
    kinds = (font["/Subtype"], font["/Encoding"], under["/Subtype"], under.get("/CIDToGIDMap", ""))
    return f"font {str(font['/BaseFont']).rpartition('+')[2]} {' '.join(map(str, kinds))}"


def digest_of(lines: list[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:10]


def _page(look: Looks) -> Iterator[str]:
    """What stands on one line is told on one; frames of one size beside each other as well."""
    rows: dict[tuple[float, float, str], list[Text]] = defaultdict(list)
    for text in look.texts:
        rows[round(text.y, 1), text.size, text.face + _how(text)].append(text)
    for (y, size, face), texts in rows.items():
        yield f"{y:6.1f} {size:g} {face}: " + " ".join(f"{text.x:.1f}“{text.text}”" for text in texts)
    for rule in look.rules:
        yield f"{rule.y:6.1f} rule {rule.x:.1f}–{rule.right:.1f}"
    frames: dict[tuple[float, float, str], list[Frame]] = defaultdict(list)
    code = [frame for frame in look.frames if frame.grey == 0]
    for frame in look.frames:
        if frame.grey != 0:
            kind = f"frame {frame.stroke:g}" if frame.grey is None else f"tint {frame.grey:g}"
            frames[round(frame.y, 1), round(frame.height, 1), kind].append(frame)
    for (y, height, kind), row in frames.items():
        yield f"{y:6.1f} {kind} {height:.1f} high: " + " ".join(f"{one.x:.1f}–{one.right:.1f}" for one in row)
    if code:
        squares = [f"{one.x:.2f} {one.y:.2f} {one.width:.2f} {one.height:.2f}" for one in code]
        left, low = min(one.x for one in code), min(one.y for one in code)
        yield f"code {len(code)} {digest_of(squares)} at {left:.1f} {low:.1f}"


def _how(text: Text) -> str:
    found = f" stroke {text.stroke:g}" if text.stroke else ""
    return found + (f" spread {text.spread:.3f}" if text.spread else "") + (" hidden" if text.hidden else "")


def word_told(content: bytes) -> list[str]:
    """Paragraphs, tables and sections in their order, then the styles that they use."""
    document = docx.Document(BytesIO(content))
    body = document.element.body
    lines = list(_blocks(body))
    for section in document.sections:
        for part in (section.header, section.footer):
            lines += [f"{type(part).__name__.strip('_')} {line}" for line in _blocks(part.part.element)]
    used = {str(one.get(qn("w:val"))) for one in body.iter(qn("w:pStyle"), qn("w:rStyle"), qn("w:tblStyle"))}
    for style in document.styles.element.iter(qn("w:style")):
        if style.get(qn("w:styleId")) in used or style.get(qn("w:default")) == "1":
            lines.append(f"style {_flat(style)}")
    return lines


def _blocks(parent: Any) -> Iterator[str]:  # noqa: ANN401  lxml's element
    for block in parent:
        kind = _name(block)
        if kind == "p":
            yield _paragraph(block)
        elif kind == "tbl":
            grid = " ".join(str(one.get(qn("w:w"))) for one in block.iter(qn("w:gridCol")))
            yield f"table {_flat(block.find(qn('w:tblPr')))} | {grid}"
            for row in block.iter(qn("w:tr")):
                yield f" row {_flat(row.find(qn('w:trPr')))}"
                for cell in row.iter(qn("w:tc")):
                    yield f"  cell {_flat(cell.find(qn('w:tcPr')))}"
                    yield from (f"   {line}" for line in _blocks(cell) if line)
        elif kind == "sdt":
            yield f"control {_flat(block.find(qn('w:sdtPr')))}"
            yield from _blocks(block.find(qn("w:sdtContent")))
        elif kind == "sectPr":
            yield _flat(block)


def _paragraph(paragraph: Any) -> str:  # noqa: ANN401  as above
    """Runs that look alike are told together."""
    parts: list[tuple[str, str]] = []
    for run in paragraph.iter(qn("w:r")):
        look = _flat(run.find(qn("w:rPr")))
        text = "".join(
            one.text or "" if _name(one) in {"t", "instrText"} else f"<{_name(one)}>"
            for one in run[:]
            if _name(one) != "rPr"
        )
        if parts and parts[-1][0] == look:
            parts[-1] = look, parts[-1][1] + text
        else:
            parts.append((look, text))
    return f"p {_flat(paragraph.find(qn('w:pPr')))}" + "".join(f" [{look}] “{text}”" for look, text in parts)


def _flat(element: Any) -> str:  # noqa: ANN401  as above
    """`jc=center spacing(before=60 line=280)`: one value plainly, more in brackets."""
    if element is None:
        return ""
    return " ".join(_one(child) for child in element)


def _one(element: Any) -> str:  # noqa: ANN401  as above
    values = {key.rpartition("}")[2]: value for key, value in element.attrib.items() if "rsid" not in key.lower()}
    name, inner = _name(element), _flat(element)
    if set(values) == {"val"} and not inner:
        return f"{name}={values['val']}"
    parts = [f"{key}={value}" for key, value in values.items()] + ([inner] if inner else [])
    return f"{name}({' '.join(parts)})" if parts else name


def _name(element: Any) -> str:  # noqa: ANN401  as above
    return str(element.tag).rpartition("}")[2]
