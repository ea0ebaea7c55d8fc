"""The push package: complete, reproducible, and accepted only after verification."""

from __future__ import annotations

import hashlib
import json
import stat
import zipfile
from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from builders.filing_builders import TODAY, FilingDesk, a_filing_desk, give_back, on_the_way

from gridcounter.bootstrap import open_assessor, open_paper_renderer
from gridcounter.core.exchange.push_package import attachment_path, is_plain_path
from gridcounter.core.record.journal import Kind
from gridcounter.errors import Refusal, WrongInput
from gridcounter.services.applications.correcting import Correction
from gridcounter.services.files.zip_entries import write_zip
from gridcounter.services.filing.filings import ActDay
from gridcounter.services.filing.package_check import check_package
from gridcounter.services.filing.push_package import FormReadsDifferently, gather, pack, write_package
from gridcounter.services.papers.attachments import Attachments
from gridcounter.services.papers.issuing import issue, prepare
from gridcounter.services.papers.rendering import PaperRenderer

SAID = ActDay(TODAY, TODAY)
A_PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"


@cache
def paper_renderer() -> PaperRenderer:
    return open_paper_renderer(open_assessor())


def packed(at: FilingDesk) -> bytes:
    on_the_way(at, Kind.FILING_SIGNED)
    Attachments(at.record, at.desk.clerk).add_content(at.application, A_PDF, "路径图")
    return pack(gather(at.desk, at.application), paper_renderer()).content


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    with a_filing_desk(tmp_path_factory.mktemp("sound")) as at:
        return packed(at)


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(files: dict[str, bytes]) -> bytes:
    """As the program writes it, so that only what was changed is wrong."""
    return write_zip(files)


def saved(folder: Path, content: bytes) -> Path:
    path = folder / "材料.zip"
    path.write_bytes(content)
    return path


def test_a_package_holds_form_data_schema_attachments_and_proves_itself(tmp_path: Path, sound: bytes) -> None:
    files = parts(sound)
    assert sorted(files) == [
        "attachments/01_路径图.pdf", "data.json", "form.docx", "form.pdf", "manifest.json", "schema.json",
        "signature.json",
    ]  # fmt: skip
    assert files["attachments/01_路径图.pdf"] == A_PDF
    assert files["form.pdf"].startswith(b"%PDF")
    data = json.loads(files["data.json"])
    assert (data["filing"]["version"], data["filing"]["signed_by"]) == (1, ["owner", "builder"])
    assert data["application"]["project"]["builder"]["name"] == "样例安装公司"
    assert "received" not in data["application"]
    found = check_package(saved(tmp_path, sound))
    assert (found.version, found.attachments, found.files) == (1, 1, 7)


def test_the_same_filing_is_the_same_bytes(tmp_path: Path) -> None:
    with a_filing_desk(tmp_path) as at:
        first = packed(at)
        assert pack(gather(at.desk, at.application), paper_renderer()).content == first


def test_a_package_carries_the_form_that_was_issued_and_none_that_reads_differently(tmp_path: Path) -> None:
    """The fault: of one number and version the owner had signed one form, and the authority got another."""
    with a_filing_desk(tmp_path) as at:
        on_the_way(at, Kind.FILING_SIGNED)
        form = gather(at.desk, at.application).form
        drawn = paper_renderer().draw(prepare(at.desk, at.application), "large", [form])
        issue(at.desk, at.application, drawn)
        assert parts(pack(gather(at.desk, at.application), paper_renderer()).content)["form.pdf"] == drawn[0].content

        at.desk.correcting.correct(at.application, Correction({"applicant.name": "样例别厂"}), "户名写错", TODAY)

        with pytest.raises(FormReadsDifferently, match="作废重出"):
            pack(gather(at.desk, at.application), paper_renderer())


def test_an_export_is_on_record_with_the_hash_of_what_was_written(tmp_path: Path) -> None:
    with a_filing_desk(tmp_path) as at:
        packed(at)
        package = pack(gather(at.desk, at.application), paper_renderer())
        out = tmp_path / "out" / "材料.zip"
        write_package(at.desk, at.application, package, out, SAID)
        ((digest,),) = at.told("SELECT json_extract(told, '$.sha256') FROM filing_act WHERE kind = 'filing_exported'")
        assert digest == hashlib.sha256(out.read_bytes()).hexdigest()


def test_nothing_is_exported_where_no_form_was_filled_in_or_the_version_has_ended(tmp_path: Path) -> None:
    with a_filing_desk(tmp_path) as at:
        with pytest.raises(Refusal, match="还没有填写"):
            gather(at.desk, at.application)
        on_the_way(at, Kind.FILING_PUSHED)
        give_back(at, ["补图"], SAID)
        with pytest.raises(Refusal, match="已经结束"):
            gather(at.desk, at.application)
        changed = Correction({"case.works.length_m": 400, "case.supply.dedicated_line": True})
        at.desk.correcting.correct(at.application, changed, "申请人改方案", TODAY)
        with pytest.raises(Refusal, match="没有要备案的表"):
            gather(at.desk, at.application)


def _with(name: str, content: bytes) -> Callable[[dict[str, bytes]], bytes]:
    return lambda files: zipped({**files, name: content})


def _without(name: str) -> Callable[[dict[str, bytes]], bytes]:
    return lambda files: zipped({path: content for path, content in files.items() if path != name})


def _linked(files: dict[str, bytes]) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
        link = zipfile.ZipInfo("link")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    return target.getvalue()


def _twice(files: dict[str, bytes]) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("data.json", b"{}")
    return target.getvalue()


def _bomb(files: dict[str, bytes]) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
        archive.writestr("bomb", bytes(10_000_000))
    return target.getvalue()


def _data(change: Callable[[dict[str, Any]], object], name: str = "data.json") -> Callable[[dict[str, bytes]], bytes]:
    """What stands in one of the files was changed, with a manifest that agrees and no signature."""

    def made(files: dict[str, bytes]) -> bytes:
        data = json.loads(files[name])
        change(data)
        content = json.dumps(data).encode()
        listed = json.loads(files["manifest.json"])
        for file in listed["files"]:
            if file["path"] == name:
                file |= {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
        listed["format"] = "gridcounter-filing/1"
        del listed["signed_by"]
        kept = {path: held for path, held in files.items() if path != "signature.json"}
        return zipped({**kept, name: content, "manifest.json": json.dumps(listed).encode()})

    return made


def _listed(change: Callable[[list[dict[str, Any]]], object]) -> Callable[[dict[str, bytes]], bytes]:
    """As `_data`, for the list of files in the manifest itself."""

    def made(files: dict[str, bytes]) -> bytes:
        kept = {path: held for path, held in files.items() if path != "signature.json"}
        listed = json.loads(kept["manifest.json"])
        change(listed["files"])
        listed["format"] = "gridcounter-filing/1"
        del listed["signed_by"]
        return zipped({**kept, "manifest.json": json.dumps(listed).encode()})

    return made


def _more(name: str) -> Callable[[dict[str, bytes]], bytes]:
    """One more file, listed as the others are."""
    row = {"path": name, "sha256": hashlib.sha256(b"%PDF other").hexdigest(), "size": 10}
    return lambda files: _listed(lambda rows: rows.append(row))({**files, name: b"%PDF other"})


def _mended_alone(files: dict[str, bytes]) -> bytes:
    """The manifest agrees with the form put in, and the signature is the old one."""
    content = b"%PDF other"
    listed = json.loads(files["manifest.json"])
    for file in listed["files"]:
        if file["path"] == "form.pdf":
            file |= {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
    return zipped({**files, "form.pdf": content, "manifest.json": json.dumps(listed).encode()})


def test_a_package_with_anything_around_its_files_is_refused(sound: bytes, tmp_path: Path) -> None:
    """Another name in an extra field: zipfile passes over it, other programs unpack under it."""
    at = sound.index(b"README.txt") - 30 if b"README.txt" in sound else 0
    for changed in (sound + b"\0", b"MZ" + sound, sound[: at + 10] + b"\x21" + sound[at + 11 :]):
        with pytest.raises(Refusal, match="夹带了别的内容"):
            check_package(saved(tmp_path, changed))


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_mended_alone, "signature.json：签名与清单不符"),
        (_without("signature.json"), "signature.json：清单写明已经签名，签名却不在"),
        (_with("signature.json", b"{}"), "signature.json：读不出来"),
        (_with("form.pdf", b"%PDF other"), "form.pdf：内容与清单的校验值不符"),
        (_without("form.docx"), "form.docx：缺少这个文件"),
        (_without("attachments/01_路径图.pdf"), "attachments/01_路径图.pdf：缺少这个文件"),
        (_with("more.txt", b"x"), "more.txt：清单里没有这个文件"),
        (_with("../evil.txt", b"x"), "../evil.txt：路径会写到别的地方"),
        (_with("/etc/evil", b"x"), "路径会写到别的地方"),
        (_with("C:/evil", b"x"), "路径会写到别的地方"),
        (_with("a\\..\\evil", b"x"), "路径会写到别的地方"),
        (_with("manifest.json", b"{}"), "manifest.json：读不出来"),
        # where capitals do not count, or the end of a name is dropped, the second is written over the first
        (_more("FORM.pdf"), "form.pdf：同一个名字有两份"),
        (_more("attachments/01_路径图.PDF"), "01_路径图.pdf：同一个名字有两份"),
        (_more("form.pdf."), "form.pdf.：路径会写到别的地方"),
        (_more("form.pdf "), "form.pdf ：路径会写到别的地方"),
        (_listed(lambda rows: rows.insert(0, rows[0] | {"sha256": "0" * 64})), "manifest.json：同一个文件列了不止一次"),
        (_listed(lambda rows: rows[0].update(size=1)), "大小与清单不符"),
        (_linked, "link：不是普通文件"),
        (_twice, "data.json：同一个名字有两份"),
        (_bomb, "bomb：解开后过大"),
        (_data(lambda data: data.pop("number")), r"data.json：不合格式（number）"),
        (_data(lambda data: data["attachments"][0].update(path="attachments/02.pdf")), "登记的附件不在材料包里"),
        (
            _data(lambda told: told["properties"].pop("number"), "schema.json"),
            "schema.json：不是 gridcounter-filing",
        ),
        (lambda files: zipped({f"f{place}": b"" for place in range(600)} | files), "文件太多"),
    ],
)
def test_a_package_that_was_tampered_with_is_refused_and_the_file_named(
    tmp_path: Path, sound: bytes, spoil: Callable[[dict[str, bytes]], bytes], said: str
) -> None:
    folder = tmp_path / "outer" / "inner"  # a path that leads out of it would write beside it
    folder.mkdir(parents=True)
    with pytest.raises(Refusal, match=said):
        check_package(saved(folder, spoil(parts(sound))))
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [folder / "材料.zip"]


def test_a_package_says_by_which_key_it_is_signed_and_one_of_before_that_it_is_not(
    tmp_path: Path, sound: bytes
) -> None:
    signer = check_package(saved(tmp_path, sound)).signer
    assert signer is not None
    assert signer.public_key == json.loads(parts(sound)["manifest.json"])["signed_by"]["public_key"]
    assert check_package(saved(tmp_path, _data(lambda _: None)(parts(sound)))).signer is None


def test_all_that_is_wrong_is_reported_at_once(tmp_path: Path, sound: bytes) -> None:
    files = parts(sound)
    spoiled = zipped({**{name: content for name, content in files.items() if name != "form.docx"}, "form.pdf": b"x"})
    with pytest.raises(Refusal) as refused:
        check_package(saved(tmp_path, spoiled))
    assert "form.docx：缺少" in str(refused.value)
    assert "form.pdf：内容" in str(refused.value)


@pytest.mark.parametrize("content", [b"", b"not a zip", A_PDF, zipped({"a.txt": b"x"})])
def test_what_is_no_package_is_wrong_input(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(WrongInput, match="不是推送材料包"):
        check_package(saved(tmp_path, content))


def test_a_file_that_is_not_there_is_wrong_input(tmp_path: Path) -> None:
    with pytest.raises(WrongInput, match="不是推送材料包"):
        check_package(tmp_path / "nothing.zip")


@pytest.mark.parametrize("title", ["路径图", "../../x", "C:\\x", "a/b", "  ", "名" * 60, "x\u0000y"])
def test_the_path_of_an_attachment_is_plain_whatever_its_title(title: str) -> None:
    assert is_plain_path(attachment_path(1, title, ".pdf"))
