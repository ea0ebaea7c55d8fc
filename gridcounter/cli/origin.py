"""Who made a file that left the office: what its signature proves, in sentences and as JSON."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gridcounter.cli.record import opened_record

if TYPE_CHECKING:
    from gridcounter.core.record.signing import Signer

Fingerprint = Annotated[
    str | None,
    typer.Option("--fingerprint", metavar="指纹", help="与这个签名指纹（另外拿到的纸质告知书页脚上印的）核对。"),
]
OwnRecord = Annotated[
    Path | None, typer.Option("--data", metavar="文件夹", help="再打开这份台账核对：是不是由它签出、登记交出的。")
]
#: Characters of an application's number that are shown; ours have half of it.
LONGEST_NUMBER = 60
_UNSIGNED = "没有签名，只说明文件彼此相符；是否由本单位出具，请向本单位核对。"


@dataclass(frozen=True, slots=True)
class Origin:
    """`agreed`: the fingerprint is the given one. `handed_out_at` by the record, "" if it was not asked."""

    signer: Signer | None
    agreed: bool
    handed_out_at: str

    @property
    def values(self) -> dict[str, Any]:
        """For JSON."""
        signer = self.signer
        return {
            "signed": signer is not None,
            "fingerprint": "" if signer is None else signer.fingerprint,
            "device": "" if signer is None else signer.device,
            "fingerprint_agreed": self.agreed,
            "handed_out_at": self.handed_out_at,
        }

    def lines(self) -> Iterator[str]:
        """What is proved, and no more."""
        on_record = f"台账登记 {self.handed_out_at[:16].replace('T', ' ')} 交出的就是这个文件（整包校验值相同）。"
        if self.signer is None:
            yield f"没有签名；{on_record}" if self.handed_out_at else _UNSIGNED
            return
        named = self.signer.fingerprint
        if self.handed_out_at:
            yield f"由这份台账（签名指纹 {named}）签出，内容相符；{on_record}"
        elif self.agreed:
            yield f"由签名指纹 {named}（与给出的相同）的钥匙签出，内容相符。"
            yield "给出的指纹抄自本单位的告知书的，就是本单位签出的。"
        else:
            yield f"签名指纹 {named}，签出以后没有改动。"
            yield "是不是本单位的钥匙，请与另外拿到的纸质告知书页脚上印的指纹核对，包里的文书不算。"


def origin(
    file: Path,
    number: str,
    signer: Signer | None,
    fingerprint: str | None,
    data: Path | None,
    passphrase_file: Path | None,
    *,
    recovery: bool,
) -> Origin:
    """Compares with what is given; `number` is the application's, as the file has it.

    Raises NoFingerprint, FingerprintDiffers, NotOfThisRecord, NotOnRecord, NotHereYet, NoLongerOnRecord.
    """
    from gridcounter.services.record.signing import compare_fingerprint, handed_out_at

    if fingerprint is not None:
        compare_fingerprint(signer, fingerprint)
    at = ""
    if data is not None:
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        with opened_record(data, passphrase_file, recovery=recovery) as opened:
            at = handed_out_at(opened, digest, signer, number)
    return Origin(signer, fingerprint is not None, at)
