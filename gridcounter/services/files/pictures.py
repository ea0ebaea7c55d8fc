"""Pictures from outside: checked before decoding, and scaled down. Only `gridcounter.examiner` may call this."""

from __future__ import annotations

import warnings
from io import BytesIO

from PIL import Image, UnidentifiedImageError

from gridcounter.core.validation.attachments import MOST_PIXELS, AttachmentCutOff, FileType, PictureTooLarge

#: Exif: the part about taking the picture, and the moment in it.
_EXIF, _TAKEN = 0x8769, 0x9003
_FORMATS = {FileType.JPEG: "JPEG", FileType.PNG: "PNG"}


def check_picture(content: bytes, kind: FileType) -> None:
    """Checks the size in pixels before decoding. Raises PictureTooLarge, AttachmentCutOff."""
    try:
        with _open(content, kind) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise PictureTooLarge
            picture.verify()
        with _open(content, kind) as picture:
            picture.draft("RGB", (256, 256))
            picture.load()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as wrong:
        raise AttachmentCutOff from wrong


def _open(content: bytes, kind: FileType) -> Image.Image:
    with warnings.catch_warnings():
        # without this filter the library would only warn, not refuse
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            return Image.open(BytesIO(content), formats=[_FORMATS[kind]])
        except (Image.DecompressionBombWarning, Image.DecompressionBombError) as wrong:
            raise PictureTooLarge from wrong


def small_picture(content: bytes, kind: FileType, pixels: int) -> Image.Image:
    """In colours of three bytes, fitting into a square of `pixels`, rotated by the camera's orientation.

    Raises PictureTooLarge, OSError.
    """
    with _open(content, kind) as picture:
        picture.draft("RGB", (pixels, pixels))
        turned = _upright(picture)
        turned.thumbnail((pixels, pixels))
        return turned.convert("RGB")


def grey_picture(content: bytes, kind: FileType) -> Image.Image:
    """In one byte for each point, as large as it is, and as it lies in the file. Raises PictureTooLarge, OSError."""
    with _open(content, kind) as picture:
        picture.draft("L", picture.size)
        return picture.convert("L")


def taken_at(content: bytes, kind: FileType) -> str:
    """When a camera says that it took the picture, in the words of Exif, 2026:11:30 14:05:09; "" without.

    Where it was taken is not read.
    """
    with _open(content, kind) as picture:
        found = picture.getexif().get_ifd(_EXIF).get(_TAKEN, "")
    return found if isinstance(found, str) else ""


def _upright(picture: Image.Image) -> Image.Image:
    """Rotated by the camera's orientation."""
    turn = {
        3: Image.Transpose.ROTATE_180,
        6: Image.Transpose.ROTATE_270,
        8: Image.Transpose.ROTATE_90,
    }.get(picture.getexif().get(0x0112, 1))
    return picture.copy() if turn is None else picture.transpose(turn)
