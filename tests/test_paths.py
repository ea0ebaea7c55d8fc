from __future__ import annotations

import tomllib
from pathlib import Path

from gridcounter import paths

ROOT = Path(__file__).resolve().parent.parent


def test_the_wheel_ships_the_folders_that_paths_names() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    shipped = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert shipped == {folder: f"gridcounter/{folder}" for folder in paths.SHIPPED}


def test_from_source_the_shipped_folders_lie_beside_the_package() -> None:
    assert all(paths.shipped(folder) == ROOT / folder for folder in paths.SHIPPED)
    assert paths.policies().is_dir()
    assert paths.forms().is_dir()


def test_window_and_command_line_open_the_same_record() -> None:
    lines = [
        (ROOT / "gridcounter" / "desktop" / "app.py").read_text("utf-8"),
        (ROOT / "gridcounter" / "cli" / "record.py").read_text("utf-8"),
    ]
    assert all("paths.office_record()" in text and "user_data_path" not in text for text in lines)
    assert paths.office_record() != paths.demo_record()
