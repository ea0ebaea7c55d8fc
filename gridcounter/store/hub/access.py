"""What a desk needs to reach the hub: address, login, password, and the authority that vouches for the server.

It lies in the encrypted record or in a file that nobody else can read; the password is shown and logged nowhere.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict, dataclass, field
from typing import Annotated, Literal

from cryptography.x509 import load_pem_x509_certificates
from pydantic import ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass as checked_dataclass

from gridcounter.store.hub.refusals import AccessUnreadable

FORMAT = "gridcounter-hub/1"
#: As the hub has them.
CODE = r"[a-z][a-z0-9]{1,19}"
#: One name or address: several, a socket or a whole connection string would each be something else to libpq.
HOST = r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|[0-9a-fA-F:]{2,45}"
_LONGEST = 128 * 1024
_PASSWORD_BYTES = 32
_LOGIN_DIGITS = 8
_Text = Annotated[str, Field(max_length=64 * 1024)]


@dataclass(frozen=True, slots=True)
class HubAddress:
    """Where desks reach the server, and the authority that vouches for it."""

    host: str
    port: int
    ca_pem: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class HubAccess:
    """`office` is "" for the city. `host` is the name that stands in the server's certificate."""

    host: str
    port: int
    database: str
    office: str
    login: str
    password: str = field(repr=False)
    ca_pem: str = field(repr=False)

    def to_json(self) -> str:
        """With the password: for the encrypted record, or a file of mode 0600."""
        return json.dumps({"format": FORMAT} | asdict(self), ensure_ascii=True)

    @classmethod
    def from_json(cls, text: str) -> HubAccess:
        """Raises AccessUnreadable."""
        try:
            if len(text) > _LONGEST:
                raise AccessUnreadable
            read = _WRITTEN.validate_json(text)
            if not is_authority(read.ca_pem):
                raise AccessUnreadable
        except (ValidationError, ValueError):
            # what is wrong with it may hold the password
            raise AccessUnreadable from None
        return cls(read.host, read.port, read.database, read.office, read.login, read.password, read.ca_pem)


@checked_dataclass(frozen=True, config=ConfigDict(extra="forbid", strict=True))
class _Written:
    format: Literal["gridcounter-hub/1"]
    host: Annotated[str, Field(pattern=rf"^(?:{HOST})$")]
    port: Annotated[int, Field(ge=1, le=65535)]
    database: Annotated[str, Field(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_-]{0,62}$")]
    office: Annotated[str, Field(pattern=rf"^(?:{CODE})?$")]
    login: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{2,62}$")]
    password: Annotated[str, Field(pattern=r"^[\x21-\x7e]{16,200}$")]
    ca_pem: _Text


_WRITTEN = TypeAdapter(_Written)


def is_authority(pem: str) -> bool:
    """Whether it holds certificates and no private key, which would go to every desk."""
    try:
        return "PRIVATE KEY" not in pem and bool(load_pem_x509_certificates(pem.encode("ascii")))
    except ValueError:
        return False


def new_password() -> str:
    """256 bits, in letters that libpq and JSON leave as they are."""
    return secrets.token_urlsafe(_PASSWORD_BYTES)


def new_desk_login(office: str) -> str:
    """A login of this office that nobody has yet, but by a chance of one in four thousand million."""
    return f"gc_{office}_{secrets.token_hex(_LOGIN_DIGITS // 2)}"


def new_city_login() -> str:
    """As `new_desk_login`, for the city."""
    return f"gccity_{secrets.token_hex(_LOGIN_DIGITS // 2)}"
