"""A record as a certain program wrote it, for the tests to open ever after.

`python tools/old_database.py NAME [COMMIT]`: NAME is the version that is released with this record, and a folder under
tests/old_databases/. With a commit, the program as it stood there writes the record.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from gridcounter.services.applications import demo
from gridcounter.store.custody import keys
from gridcounter.store.database import RECORD_FILE, open_database, schema_of
from gridcounter.store.papers import PAPERS_FILE

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "tests" / "old_databases"
#: What a reader must find: written once, with the record.
WHAT = "what.json"
#: Few lives, but of this seed they meet more than half of all kinds of entries.
_WRITE = """
import sys
from pathlib import Path
from sample_year import write_year
write_year(Path(sys.argv[1]), applications=4, seed=31).close()
"""


def write(name: str, commit: str) -> Path:
    target = KEPT / name
    with tempfile.TemporaryDirectory() as folder:
        program = _as_it_stood(commit, Path(folder)) if commit else ROOT
        record = Path(folder) / "record"
        path = os.pathsep.join([str(program), str(program / "tools")])
        command = [sys.executable, "-c", _WRITE, str(record)]
        subprocess.run(command, check=True, env={**os.environ, "PYTHONPATH": path}, cwd=program)  # noqa: S603  our own
        what = _pack(record)
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(parents=True)
        for file in (RECORD_FILE, PAPERS_FILE, keys.KEYS_FILE):
            shutil.copyfile(record / file, target / file)
    (target / WHAT).write_text(json.dumps(what, indent=1) + "\n", "utf-8")
    return target


def _as_it_stood(commit: str, folder: Path) -> Path:
    git = shutil.which("git") or "git"
    packed = subprocess.run([git, "archive", commit], check=True, capture_output=True, cwd=ROOT).stdout  # noqa: S603
    program = folder / "program"
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        archive.extractall(program, filter="data")
    return program


def _pack(record: Path) -> Mapping[str, object]:
    """Into one file each, without free pages; nothing is brought up to date."""
    key = keys.unlock(record, demo.PASSPHRASE)
    db = open_database(record / RECORD_FILE, key, one_file=True)
    try:
        db.execute("VACUUM")
        what = {
            "schema": schema_of(db),
            "kinds": dict(db.execute("SELECT kind, count(*) FROM journal GROUP BY kind ORDER BY kind").fetchall()),
            "states": dict(db.execute("SELECT state, count(*) FROM application GROUP BY state ORDER BY 1").fetchall()),
            "papers": dict(db.execute("SELECT ref, sha256 FROM paper ORDER BY ref").fetchall()),
        }
    finally:
        db.close()
    papers = open_database(record / PAPERS_FILE, key, one_file=True)
    try:
        papers.execute("VACUUM")
    finally:
        papers.close()
    return what


if __name__ == "__main__":
    sys.stdout.write(f"{write(sys.argv[1], ''.join(sys.argv[2:3]))}\n")
