"""A hall's own sealing program: electronic seals in the fields of a paper, under a certificate made here."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

from asn1crypto import keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

if TYPE_CHECKING:
    from pyhanko.sign.validation.status import PdfSignatureStatus

#: Long enough for these tests never to depend on the day.
FROM, UNTIL = datetime(2020, 1, 1, tzinfo=UTC), datetime(2120, 1, 1, tzinfo=UTC)


@cache
def _signer() -> signers.SimpleSigner:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "样例电子印章")])
    uses = dict.fromkeys(
        (
            "key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign", "encipher_only",
            "decipher_only",
        ),
        False,
    )  # fmt: skip
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(FROM)
        .not_valid_after(UNTIL)
        .add_extension(x509.KeyUsage(digital_signature=True, content_commitment=True, **uses), critical=True)
        .sign(key, SHA256())
    )
    no_others: Any = SimpleCertificateStore  # which says nothing of its types
    own = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return signers.SimpleSigner(
        signing_cert=asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER)),
        signing_key=keys.PrivateKeyInfo.load(own),
        cert_registry=no_others(),
    )


def sealed(paper: bytes, field: str) -> bytes:
    """Nothing is drawn for it: what a seal looks like is the affair of the program that seals."""
    target = BytesIO()
    result = signers.PdfSignatureMetadata(field_name=field)
    signers.sign_pdf(
        IncrementalPdfFileWriter(BytesIO(paper)), result, signer=_signer(), existing_fields_only=True, output=target
    )
    return target.getvalue()


def seals_of(document: bytes) -> dict[str, PdfSignatureStatus]:
    """By the names of their fields, each checked against the certificate."""
    trusted = ValidationContext(trust_roots=[_signer().signing_cert])
    found = PdfFileReader(BytesIO(document)).embedded_signatures
    return {seal.field_name: validate_pdf_signature(seal, trusted) for seal in found}
