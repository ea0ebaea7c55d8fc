"""Signing for one open record: the key is made when the device first needs it, and its public part is entered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gridcounter.core.record.signing import PackedSignature, Signer, anchor_words, is_fingerprint, same_fingerprint
from gridcounter.core.validation.models import Problem
from gridcounter.core.validation.text import in_one_line
from gridcounter.errors import Refusal, WrongInput
from gridcounter.store import signing
from gridcounter.store.database import DiskRefused
from gridcounter.store.journal.validators.entries import ApplicationNotFound, Purged
from gridcounter.store.queries.desks import is_shared, writes_here
from gridcounter.store.signing import SigningKey

if TYPE_CHECKING:
    from gridcounter.services.record.record import Record
    from gridcounter.store.stores import Stores, WritingStores


class FingerprintDiffers(Refusal):
    """The file was signed by another key than that of the given fingerprint."""

    def __init__(self, found: str, given: str) -> None:
        super().__init__(f"签名指纹是 {found}，与给出的 {given} 不同：不是用那把钥匙签的，请向出具单位核对")


class NoFingerprint(Refusal):
    """The file is not signed, so that there is no fingerprint to compare."""

    sentence = "这个材料包没有签名，没有指纹可以核对；是否由本单位出具，请向本单位核对"


class NotOfThisRecord(Refusal):
    """The file was signed by a key that no device of the record has made, as far as its entries go back to."""

    def __init__(self, fingerprint: str) -> None:
        super().__init__(
            f"签名指纹 {fingerprint} 不是这份台账的：这个材料包不是由这份台账签出的，"
            "除非签出以后台账换成了更早的备份，少了那些登记"
        )


class NotOnRecord(Refusal):
    """The digest of the file is not on record."""

    def __init__(self, *, signed: bool) -> None:
        key = "签名的钥匙是这份台账的，但是" if signed else "这个材料包没有签名，"
        super().__init__(f"{key}台账没有登记过交出这个文件：可能另外打过包，请由本单位用台账重新生成")


class NotHereYet(NotOnRecord):
    """Desks share the record: another one may have handed the file out, and what it entered has not come here."""

    def __init__(self) -> None:
        Refusal.__init__(
            self,
            "本台没有登记过交出这个文件，签名的钥匙也不是本台的；几台共用一本台账，可能是别的台交出的。"
            "请先收入各台的交换文件再核对，或者到出具它的那一台核对",
        )


class NoLongerOnRecord(NotOnRecord):
    """The application was purged, and with it what said which files were handed out: nothing is known either way."""

    def __init__(self, number: str, *, signed: bool) -> None:
        key = "签名的钥匙是这份台账的；" if signed else "这个材料包没有签名；"
        Refusal.__init__(
            self, f"{key}申请 {number} 已按留存期清除，交出文件的登记也清空了，台账不能再核对是不是交出过这个文件"
        )


def signing_key(record: Record, clerk: str, stores: Stores | None = None) -> SigningKey:
    """The key of this device; made, and entered under this clerk, when there is none yet.

    `stores` are those of another thread.
    """

    def make(writing: WritingStores) -> SigningKey:
        return signing.make_signing_key(writing.db, writing.journal, clerk)

    return signing.signing_key((stores or record.stores).db) or record.write(make)


def anchor(record: Record, clerk: str, stores: Stores | None = None) -> str:
    """The line at the foot of a paper. Empty on a disk that refuses to be written: papers can still be looked at."""
    try:
        signer = signing_key(record, clerk, stores).signer
    except DiskRefused:
        return ""
    return anchor_words(signer, (stores or record.stores).journal.heads()[signer.device])


def signature(key: SigningKey, manifest: bytes) -> PackedSignature:
    """Over the exact bytes of the manifest."""
    return PackedSignature(signature=key.sign(manifest))


def compare_fingerprint(signer: Signer | None, given: str) -> None:
    """Raises WrongInput for what is no fingerprint, NoFingerprint, FingerprintDiffers."""
    if not is_fingerprint(given):
        raise WrongInput([Problem("指纹", f"“{in_one_line(given)}”", "告知书页脚上的 16 位，0 至 9 和 a 至 f")])
    if signer is None:
        raise NoFingerprint
    if not same_fingerprint(signer.fingerprint, given):
        raise FingerprintDiffers(signer.fingerprint, given)


def handed_out_at(record: Record, sha256: str, signer: Signer | None, number: str) -> str:
    """When the record says that it handed this file out, an ISO moment. `number` is the application's, as the file has
    it. Raises NotOfThisRecord, NotOnRecord, NotHereYet, NoLongerOnRecord.
    """
    on_its_way = signer is not None and is_shared(record.db) and not writes_here(record.db, signer.device)
    if signer is not None and signer not in signing.signers(record.db):
        raise NotHereYet if on_its_way else NotOfThisRecord(signer.fingerprint)
    found = signing.handed_out_at(record.db, sha256)
    if found is None:
        try:
            record.applications.by_number(number)
        except Purged as purged:
            raise NoLongerOnRecord(number, signed=signer is not None) from purged
        except ApplicationNotFound:
            pass  # the file may say any number
        raise NotHereYet if on_its_way else NotOnRecord(signed=signer is not None)
    return found
