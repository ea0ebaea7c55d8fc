#!/bin/sh
# The oldest PySide6 that pyproject.toml allows, in .venv/oldest-qt: put before the others on PYTHONPATH, it is the one
# that is imported. `make test-qt` runs the window's tests with it; .venv itself has the newest.
set -eu
cd "$(dirname "$0")/.."
oldest=$(sed -n 's/^ *"PySide6-Essentials>=\([0-9.]*\),.*/\1/p' pyproject.toml)
kept=.venv/oldest-qt
[ "$(cat $kept/.oldest 2>/dev/null)" != "$oldest" ] || exit 0
rm -rf $kept
echo "installing PySide6 $oldest beside the newest"
.venv/bin/python -m pip install --quiet --no-deps --only-binary :all: --target $kept \
  "PySide6-Essentials==$oldest.*" "shiboken6==$oldest.*"
echo "$oldest" >$kept/.oldest
