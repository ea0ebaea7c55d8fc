"""Photographs of sheets as a telephone takes them: tilted on a table, noisy, dark, upside down, as JPEG."""

from __future__ import annotations

import random
from dataclasses import dataclass
from io import BytesIO

import pypdfium2
from PIL import Image, ImageEnhance, ImageFilter

TABLE = (96, 84, 70)
#: A telephone's 12 megapixels.
LARGE = (3024, 4032)


@dataclass(frozen=True)
class Shot:
    """How a photograph was taken. `tilt` is the part by which the far edge is narrower."""

    size: tuple[int, int] = (1512, 2016)
    turned: float = 0.0
    tilt: float = 0.0
    light: float = 1.0
    noise: int = 0
    blur: float = 0.0
    quality: int = 75
    taken: str = ""


def sheet(content: bytes, page: int = 0, dpi: int = 150) -> Image.Image:
    """A page of a PDF as it comes out of the printer."""
    document = pypdfium2.PdfDocument(content)
    try:
        drawn: Image.Image = document[page].render(scale=dpi / 72).to_pil()
        return drawn.convert("RGB")
    finally:
        document.close()


def photographed(pages: list[Image.Image], shot: Shot | None = None) -> bytes:
    """Sheets beside each other on a table, as a JPEG."""
    shot = shot or Shot()
    wide, high = sum(page.width for page in pages), max(page.height for page in pages)
    table = Image.new("RGB", (int(wide * 1.15), int(high * 1.12)), TABLE)
    left = int(wide * 0.06)
    for page in pages:
        table.paste(page, (left, int(high * 0.05)))
        left += page.width + int(wide * 0.02)
    seen = table.rotate(shot.turned, Image.Resampling.BICUBIC, expand=True, fillcolor=TABLE)
    if shot.tilt:
        seen = _tilted(seen, shot.tilt)
    seen.thumbnail(shot.size, Image.Resampling.LANCZOS)
    if seen.width < shot.size[0] and seen.height < shot.size[1]:
        times = min(shot.size[0] / seen.width, shot.size[1] / seen.height)
        seen = seen.resize((int(seen.width * times), int(seen.height * times)), Image.Resampling.BICUBIC)
    if shot.blur:
        seen = seen.filter(ImageFilter.GaussianBlur(shot.blur))
    seen = ImageEnhance.Brightness(seen).enhance(shot.light)
    if shot.noise:
        grain = Image.frombytes("L", seen.size, random.Random(seen.width).randbytes(seen.width * seen.height))  # noqa: S311
        seen = Image.blend(seen, Image.merge("RGB", [grain] * 3), shot.noise / 255)
    return as_jpeg(seen, shot.quality, shot.taken)


def as_jpeg(picture: Image.Image, quality: int = 75, taken: str = "") -> bytes:
    """`taken` in the words of Exif; with a place on the earth as telephones add it."""
    exif, whole = Image.Exif(), BytesIO()
    if taken:
        exif.get_ifd(0x8769)[0x9003] = taken
        exif.get_ifd(0x8825)[1] = "N"
    picture.save(whole, "JPEG", quality=quality, exif=exif)
    return whole.getvalue()


def _tilted(picture: Image.Image, tilt: float) -> Image.Image:
    wide, high = picture.size
    inset = wide * tilt
    # the corners of the source for those of the result: upper left, lower left, lower right, upper right
    quad = (-inset, -inset / 2, 0, high, wide, high, wide + inset, -inset / 2)
    return picture.transform(picture.size, Image.Transform.QUAD, quad, Image.Resampling.BICUBIC, fillcolor=TABLE)
