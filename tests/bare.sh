#!/usr/bin/env bash
# The last commit on a Debian that has nothing yet but Python, its venv, make and git: `make test-bare`, as root.
# TESTS narrows what `make test` runs, SUITE takes another release than this machine's.
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH=$PATH:/usr/sbin:/sbin
SUITE=${SUITE:-$(. /etc/os-release && echo "$VERSION_CODENAME")}
#: What a window of ours loads of Qt, by the folders of the wheel.
LOADED="QtGui.abi3.so QtWidgets.abi3.so QtPrintSupport.abi3.so Qt/plugins/platforms/libqoffscreen.so
Qt/plugins/platforms/libqxcb.so Qt/plugins/platforms/libqwayland.so Qt/plugins/printsupport/libcupsprintersupport.so
Qt/plugins/platforminputcontexts/libibusplatforminputcontextplugin.so
Qt/plugins/platforminputcontexts/libcomposeplatforminputcontextplugin.so"

if [ "$(id -u)" != 0 ]; then
  echo "make test-bare needs root: it makes a root of its own and changes into it." >&2
  exit 1
fi

inside() {  # the second half: in mounts and processes of its own, which end with it however it ends
  local root=$1
  mount -t proc proc "$root/proc"
  mount --rbind /dev "$root/dev"
  local passed=()
  mapfile -t passed < <(env | grep -E '^(PIP_|SSL_CERT_|REQUESTS_CA_BUNDLE=|([a-z]+|[A-Z]+)_(proxy|PROXY)=)')
  run() {
    echo "== in the bare root: $*"
    chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 CI=true "${passed[@]}" \
      sh -ec 'cd /srv/gridcounter; exec "$@"' sh "$@" </dev/null
  }
  run make run
  run test -s out/demo/jining/one_time_notice.pdf
  run make test TESTS="${TESTS:-}"
  run sh tools/setup.sh window
  run sh -ec 'cd .venv/lib/python3*/site-packages/PySide6; told=$(ldd "$@")
    case $told in *"not found"*) echo "$told" | grep -e "^[^ ]*:$" -e "not found"; exit 1;; esac' ldd $LOADED
  run make test-system
}

if [ "${1:-}" = --inside ]; then
  inside "$2"
  exit
fi

root=$(mktemp -d "${TMPDIR:-/var/tmp}/bare.XXXXXX")
trap 'rm -rf --one-file-system "$root"' EXIT
trap 'exit 1' INT TERM

# the mirror that apt is set up with here, whichever it is
targets() { apt-get indextargets --format "\$($1)" "Identifier: Packages" "Release: $2" "Component: main"; }
mirror=$(targets SITE "$SUITE" | head -n 1)
[ -n "$mirror" ] || mirror=$(targets SITE "$(. /etc/os-release && echo "$VERSION_CODENAME")" | head -n 1)
echo "== $SUITE in $root"
unshare --mount debootstrap --variant=minbase --include=python3,python3-venv,make,git,ca-certificates \
  "$SUITE" "$root" "$mirror" >"$root.log" 2>&1 || { tail "$root.log" >&2; rm "$root.log"; exit 1; }
rm "$root.log"

# how this machine reaches its package indexes: resolver, certificates, proxies, pip's settings
cp --dereference /etc/resolv.conf /etc/hosts "$root/etc/"
cp --dereference /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
apt-config dump | grep -i '^Acquire::.*proxy' >"$root/etc/apt/apt.conf.d/90proxy" || true
for settings in /etc/pip.conf /etc/xdg/pip "$HOME/.pip" "$HOME/.config/pip"; do
  [ ! -e "$settings" ] || { mkdir -p "$root$(dirname "$settings")"; cp -RL "$settings" "$root$settings"; }
done

git clone --quiet --no-local . "$root/srv/gridcounter"
unshare --mount --pid --fork --kill-child bash tests/bare.sh --inside "$root"
