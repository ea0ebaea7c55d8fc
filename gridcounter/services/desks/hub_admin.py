"""Preparing a hub and letting offices in, from the command line; what a desk is handed is a file for it alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from gridcounter.core.validation.models import Problem
from gridcounter.errors import Refusal, WrongInput
from gridcounter.store.files import read_text, replace_file
from gridcounter.store.hub import admin
from gridcounter.store.hub.access import CODE, HOST, HubAccess, HubAddress, is_authority
from gridcounter.store.hub.soundness import Finding, check, check_access

#: Of a file with an access.
SUFFIX = ".gch"


class AccessFileThere(Refusal):
    """It may hold the only copy of a password."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} 已经有了，没有覆盖，也没有加登录；请换一个文件名")


@dataclass(frozen=True, slots=True)
class LetIn:
    """The file that was written, and the login in it."""

    path: Path
    login: str


def prepare(dsn: str) -> bool:
    """False where it was prepared already. Raises as `admin.init`."""
    return admin.init(dsn)


def let_office_in(dsn: str, code: str, address: HubAddress, out: Path) -> LetIn:
    """A new office; the file is for its first desk. Raises as `admin.add_office`, and AccessFileThere, Fault."""
    return _written(out, lambda keep: admin.add_office(dsn, _code(code), address, keep))


def let_desk_in(dsn: str, code: str, address: HubAddress, out: Path) -> LetIn:
    """One more desk of an office, where none of its own can invite it."""
    return _written(out, lambda keep: admin.add_desk_login(dsn, _code(code), address, keep))


def let_city_in(dsn: str, address: HubAddress, out: Path) -> LetIn:
    """Who reads the figures of all offices."""
    return _written(out, lambda keep: admin.add_city(dsn, address, keep))


def look(dsn: str) -> list[Finding]:
    """From inside the server."""
    return check(dsn)


def look_as(path: Path) -> list[Finding]:
    """With the access of a desk or the city, over the line that it has."""
    return check_access(read_access(path))


def read_access(path: Path) -> HubAccess:
    """Raises WrongInput, AccessUnreadable."""
    return HubAccess.from_json(_text(path))


def address_of(host: str, port: int, authority: Path) -> HubAddress:
    """`authority` is a file of PEM. Raises WrongInput."""
    if not re.fullmatch(HOST, host):
        raise WrongInput([Problem("--host", f"“{host}”", "服务器证书上写的那个名字，例如 hub.example.cn")])
    pem = _text(authority)
    if not is_authority(pem):
        raise WrongInput([Problem("--ca", authority.name, "签发服务器证书的 CA 证书（PEM），里面没有私钥")])
    return HubAddress(host, port, pem)


def connection_text(given: str | None, path: Path | None) -> str:
    """What libpq connects by; "" leaves it to its environment variables. Raises WrongInput."""
    if given is not None and path is not None:
        raise WrongInput(["--dsn 和 --dsn-file 只能写一个"])
    if path is not None:
        return _text(path).strip()
    return given or ""


def _written(out: Path, let_in: Callable[[admin.Keep], HubAccess]) -> LetIn:
    if out.exists():
        raise AccessFileThere(out)
    access = let_in(lambda made: replace_file(out, made.to_json().encode()))
    return LetIn(out, access.login)


def _code(code: str) -> str:
    if not re.fullmatch(CODE, code):
        raise WrongInput([Problem("单位代号", f"“{code}”", "小写字母开头，2 至 20 个小写字母或数字，例如 hall01")])
    return code


def _text(path: Path) -> str:
    try:
        return read_text(path)
    except (OSError, ValueError) as wrong:
        why = "找不到" if isinstance(wrong, FileNotFoundError) else "读不出来"
        raise WrongInput([f"{path}：{why}这个文件；请核对路径"]) from wrong
