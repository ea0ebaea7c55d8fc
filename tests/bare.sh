#!/usr/bin/env bash
# The last commit on a Debian that has nothing yet but Python, its venv, make and git: `make test-bare`, as root.
# TESTS narrows what `make test` runs, SUITE takes another release than this machine's.
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH=$PATH:/usr/sbin:/sbin
. tools/fresh_root.sh
SUITE=${SUITE:-$(. /etc/os-release && echo "$VERSION_CODENAME")}
#: What a window of ours loads of Qt, by the folders of the wheel.
LOADED="QtGui.abi3.so QtWidgets.abi3.so QtPrintSupport.abi3.so Qt/plugins/platforms/libqoffscreen.so
Qt/plugins/platforms/libqxcb.so Qt/plugins/platforms/libqwayland.so Qt/plugins/printsupport/libcupsprintersupport.so
Qt/plugins/platforminputcontexts/libibusplatforminputcontextplugin.so
Qt/plugins/platforminputcontexts/libcomposeplatforminputcontextplugin.so"

need_root "make test-bare"
if [ "${1:-}" = --inside ]; then
  root=$2
  mount_root "$root"
  run_in "$root" make run
  run_in "$root" test -s out/demo/jining/one_time_notice.pdf
  run_in "$root" make test TESTS="${TESTS:-}"
  run_in "$root" sh tools/setup.sh window
  run_in "$root" sh -ec 'cd .venv/lib/python3*/site-packages/PySide6; told=$(ldd "$@")
    case $told in *"not found"*) echo "$told" | grep -e "^[^ ]*:$" -e "not found"; exit 1;; esac' ldd $LOADED
  run_in "$root" make test-system
  exit
fi

root=$(mktemp -d "${TMPDIR:-/var/tmp}/bare.XXXXXX")
make_root "$root" "$SUITE" python3,python3-venv,make,git,ca-certificates
go_inside tests/bare.sh "$root"
