#!/usr/bin/env bash
# The installable folder for systems as old as Debian 11 (glibc 2.31; Kylin V10 SP1 has the same): `make dist-old`, as root.
# The folder is built and rehearsed in a Debian 11 of its own, from the last commit; what comes out lies in dist-old/.
# Debian 11 has no Python new enough: it is built from the source package of Debian 12.
set -euo pipefail
cd "$(dirname "$0")/../.."
export PATH=$PATH:/usr/sbin:/sbin
. tools/fresh_root.sh
OLD=bullseye
SOURCE=bookworm
#: The newest symbol of the C library that a file of the folder may ask for.
export GRIDCOUNTER_GLIBC=2.31
BUILT_WITH="build-essential dpkg-dev git make file binutils zlib1g-dev libssl-dev libffi-dev libsqlite3-dev libbz2-dev
liblzma-dev libreadline-dev uuid-dev libncurses-dev libexpat1-dev xvfb"

need_root "make dist-old"
if [ "${1:-}" = --inside ]; then
  root=$2
  mount_root "$root"
  run_in "$root" sh -ec 'apt-get -qq update
    DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install "$@" >/dev/null' sh $BUILT_WITH
  # As Debian builds it: pip comes with each venv alone, and the reader of XML must be told that it belongs to Python
  run_in "$root" sh -ec 'mkdir /srv/python; cd /srv/python; apt-get -qq source --download-only python3.11
    dpkg-source --no-check -x ./*.dsc source >/dev/null; cd source
    sed -i "1i #define Py_BUILD_CORE_MODULE 1" Modules/pyexpat.c
    ./configure --quiet --prefix=/opt/python --enable-shared --with-system-expat --without-ensurepip \
      LDFLAGS=-Wl,-rpath,/opt/python/lib
    make --silent -j"$(nproc)" >/dev/null; make --silent install >/dev/null
    /opt/python/bin/python3.11 -c "import ctypes, ensurepip, lzma, sqlite3, ssl, venv, xml.parsers.expat"'
  run_in "$root" env GRIDCOUNTER_GLIBC="$GRIDCOUNTER_GLIBC" make dist PYTHON=/opt/python/bin/python3.11
  exit
fi

root=$(mktemp -d "${TMPDIR:-/var/tmp}/dist-old.XXXXXX")
make_root "$root" "$OLD" ca-certificates
mirror=$(mirror_of "$OLD")
printf 'deb %s %s main\ndeb-src %s %s main\n' "$mirror" "$OLD" "$mirror" "$SOURCE" >"$root/etc/apt/sources.list"
go_inside packaging/linux/dist_old.sh "$root"
mkdir -p dist-old
cp "$root"/srv/gridcounter/dist/*.tar.gz dist-old/
ls -l dist-old
