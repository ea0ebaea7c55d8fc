"""The type of a file by its contents, never by its name: PDF, JPEG or PNG, complete, and nothing else besides."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum

from gridcounter.errors import Refusal

#: The limits of one file, and of all files of one application.
MOST_BYTES = 20 * 1024 * 1024
MOST_BYTES_TOGETHER = 200 * 1024 * 1024
#: A photograph of a large telephone camera is accepted; a picture made to exhaust the memory is not.
MOST_PIXELS = 64_000_000

#: Where programs still look for the beginning of a PDF, and for its end.
_PDF_SEARCHED, _PDF_TAIL = 1024, 2048
#: A ZIP is read from its end: the end record and the longest comment after it.
_ZIP_TAIL = 22 + 65535


class FileType(StrEnum):
    """The accepted file types; the values are media types."""

    PDF = "application/pdf"
    JPEG = "image/jpeg"
    PNG = "image/png"


class PaperType(StrEnum):
    """Documents of which only the text is read, in the process for foreign files."""

    PDF = "pdf"
    WORD = "docx"


SUFFIXES: Mapping[FileType, str] = {FileType.PDF: ".pdf", FileType.JPEG: ".jpg", FileType.PNG: ".png"}
TYPE_NAMES: Mapping[FileType, str] = {FileType.PDF: "PDF", FileType.JPEG: "照片", FileType.PNG: "图片"}
_STARTS: Mapping[FileType, bytes] = {
    FileType.PDF: b"%PDF-",
    FileType.JPEG: b"\xff\xd8\xff",
    FileType.PNG: b"\x89PNG\r\n\x1a\n",
}
_PNG_END = b"\x00\x00\x00\x00IEND\xaeB`\x82"


class Carried(StrEnum):
    """What a file holds besides what it shows; UNKNOWN: it could not be examined.

    POSSIBLE: a name of these stands in the bytes, where the file's own list of objects does not lead.
    """

    SCRIPT = "script"
    PROGRAM = "program"
    OUTSIDE = "outside"
    FILES = "files"
    POSSIBLE = "possible"
    UNKNOWN = "unknown"


_CARRIED: Mapping[Carried, str] = {
    Carried.SCRIPT: "含脚本",
    Carried.PROGRAM: "会启动别的程序",
    Carried.OUTSIDE: "会打开外面的文件或向外发送",
    Carried.FILES: "夹带别的文件",
    Carried.POSSIBLE: "可能含脚本或别的会动的内容",
    Carried.UNKNOWN: "没能检查完有没有脚本",
}


def carried_words(carries: Collection[Carried]) -> str:
    """What a clerk should know before opening the file, such as 含脚本、夹带别的文件; "" where there is nothing."""
    return "、".join(words for one, words in _CARRIED.items() if one in carries)


class NotAnAttachment(Refusal):
    """The bytes are none of PDF, JPEG, PNG; the file name is not considered."""

    sentence = "这不是 PDF、JPEG 或 PNG 文件（按内容认，不看文件名），请转成其中一种再添加"


class AttachmentCutOff(Refusal):
    """The file begins as one of the known kinds and does not end as one."""

    sentence = "文件不完整，打不开：请重新扫描或重新拷贝再添加"


class TwoFilesInOne(Refusal):
    """It also contains a file that another program would open: a ZIP, a PDF in a picture, a script."""

    sentence = "文件里还夹带着别的内容，为安全起见不能收：请重新扫描，或者打开后另存一份再添加"


class AttachmentTooLarge(Refusal):
    """One file is above MOST_BYTES."""

    sentence = f"文件超过 {MOST_BYTES // 1024 // 1024} MB：请降低扫描精度，或者分成几份添加"


class AttachmentsTooLarge(Refusal):
    """The files of one application are together above MOST_BYTES_TOGETHER."""

    sentence = f"这份申请的附件合计超过 {MOST_BYTES_TOGETHER // 1024 // 1024} MB：请移除不用的，或者降低扫描精度"


class PictureTooLarge(Refusal):
    """A picture has more pixels than can be opened safely, however small its file is."""

    sentence = "图片的尺寸太大：请把拍照或扫描精度调低，再添加"


def recognise(content: bytes) -> FileType:
    """The type of the contents.

    Raises the refusal that says why they are not accepted; a decoder checks the picture itself.
    """
    if len(content) > MOST_BYTES:
        raise AttachmentTooLarge
    found = next((kind for kind, start in _STARTS.items() if content.startswith(start)), None)
    if found is None:
        raise NotAnAttachment
    if not _whole(found, content):
        raise AttachmentCutOff
    if _holds_another(found, content):
        raise TwoFilesInOne
    return found


def _whole(kind: FileType, content: bytes) -> bool:
    match kind:
        case FileType.PDF:
            tail = content[-_PDF_TAIL:]
            return b"%%EOF" in tail and b"startxref" in tail
        case FileType.PNG:
            return _PNG_END in content
        case FileType.JPEG:
            return b"\xff\xd9" in content


def _holds_another(kind: FileType, content: bytes) -> bool:
    """Cameras append notes of their own to a photograph: only what another program would open as a file counts."""
    if b"PK\x05\x06" in content[-_ZIP_TAIL:] and b"PK\x01\x02" in content:
        return True
    if kind is FileType.PDF:
        return False
    if _STARTS[FileType.PDF] in content[:_PDF_SEARCHED]:
        return True
    if kind is FileType.PNG:
        return not content.endswith(_PNG_END)
    return any(mark in content[:_PDF_SEARCHED].lower() for mark in (b"<script", b"<html", b"<?php"))
