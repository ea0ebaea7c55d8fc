#!/bin/sh
# Makes this machine ready for one purpose: the system's packages, then .venv. What is there already is left alone.
#   sh tools/setup.sh papers | test | window | system | bare        PYTHON=python3.12 takes another Python
# Each line below: a library, program or file that is looked for, and Debian's package that brings it. Later Debian and
# Ubuntu releases call some of them …t64; apt finds them by the old name too.
set -eu
cd "$(dirname "$0")/.."

PAPERS='
libstdc++.so.6             libstdc++6
'
# Qt without a screen
TEST="$PAPERS"'
libGL.so.1                 libgl1
libEGL.so.1                libegl1
libX11.so.6                libx11-6
libxkbcommon.so.0          libxkbcommon0
libglib-2.0.so.0           libglib2.0-0
libgthread-2.0.so.0        libglib2.0-0
libfreetype.so.6           libfreetype6
libfontconfig.so.1         libfontconfig1
libdbus-1.so.3             libdbus-1-3
libzstd.so.1               libzstd1
libgssapi_krb5.so.2        libgssapi-krb5-2
'
# Qt on X11 or Wayland, and its printing
WINDOW="$TEST"'
libX11-xcb.so.1            libx11-xcb1
libxcb.so.1                libxcb1
libxcb-cursor.so.0         libxcb-cursor0
libxcb-icccm.so.4          libxcb-icccm4
libxcb-image.so.0          libxcb-image0
libxcb-keysyms.so.1        libxcb-keysyms1
libxcb-randr.so.0          libxcb-randr0
libxcb-render.so.0         libxcb-render0
libxcb-render-util.so.0    libxcb-render-util0
libxcb-shape.so.0          libxcb-shape0
libxcb-shm.so.0            libxcb-shm0
libxcb-sync.so.1           libxcb-sync1
libxcb-util.so.1           libxcb-util1
libxcb-xfixes.so.0         libxcb-xfixes0
libxcb-xkb.so.1            libxcb-xkb1
libxkbcommon-x11.so.0      libxkbcommon-x11-0
libwayland-client.so.0     libwayland-client0
libwayland-cursor.so.0     libwayland-cursor0
libwayland-egl.so.1        libwayland-egl1
libcups.so.2               libcups2
'
# tests/system: a screen, a print queue, an input method, a screen reader's view, judges of PDF, a database
SYSTEM="$WINDOW"'
Xvfb                       xvfb
openbox                    openbox
xdotool                    xdotool
dbus-daemon                dbus-daemon
cupsd                      cups
lp                         cups-client
/usr/lib/cups/filter/pdftopdf              cups-filters
/usr/lib/cups/backend/cups-pdf             printer-driver-cups-pdf
ibus-daemon                ibus
/usr/share/ibus/component/libpinyin.xml    ibus-libpinyin
/usr/libexec/at-spi2-registryd             at-spi2-core
/usr/lib/python3/dist-packages/pyatspi     python3-pyatspi
qpdf                       qpdf
pdffonts                   poppler-utils
java                       default-jre-headless
/usr/share/java/preflight.jar              libpdfbox2-java
/usr/share/java/commons-io.jar             libcommons-io-java
/usr/share/java/javax.activation.jar       libactivation-java
/usr/share/java/jaxb-api.jar               libjaxb-api-java
/usr/lib/postgresql        postgresql
'
# tests/bare.sh
BARE="$PAPERS"'
debootstrap                debootstrap
'

purpose=${1:-}
python=${PYTHON:-python3}
case $purpose in
  papers) list=$PAPERS ;;
  test) list=$TEST ;;
  window) list=$WINDOW ;;
  system) list=$SYSTEM ;;
  bare) list=$BARE ;;
  *) echo "sh tools/setup.sh papers | test | window | system | bare" >&2; exit 2 ;;
esac
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin

say() {  # in Chinese to whoever starts the program, in English to whoever works on it
  case $purpose in papers | window) printf '%s\n' "$1" ;; *) printf '%s\n' "$2" ;; esac
}

stop() { say "$@" >&2; exit 1; }

# ---- what is missing

case $(uname -m) in x86_64) kind=,x86-64 ;; aarch64) kind=,AArch64 ;; *) kind= ;; esac

is_there() {
  case $1 in
    lib*.so.*) case $libraries in *"	$1 (libc6$kind"*) ;; *) return 1 ;; esac ;;
    /*) [ -e "$1" ] ;;
    *) command -v "$1" >/dev/null ;;
  esac
}

look() {  # sets missing (as looked for) and packages (as Debian calls them)
  missing= packages=
  if ! command -v "$python" >/dev/null; then
    missing=" $python" packages=" $(basename "$python")"
  fi
  if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    missing="$missing $python-venv" packages="$packages $(basename "$python")-venv"
  fi
  libraries=
  [ "$(uname)" = Linux ] && libraries=$(ldconfig -p) || list=
  while read -r what package; do
    [ -z "$what" ] || is_there "$what" && continue
    missing="$missing $what"
    case "$packages " in *" $package "*) ;; *) packages="$packages $package" ;; esac
  done <<END
$list
END
  missing=${missing# } packages=${packages# }
}

# ---- what the system brings

as_root() { [ "$(id -u)" = 0 ]; }

install_packages() {
  log=$(mktemp)
  # quick where the lists are fresh; with old or no lists, once more with new ones
  for fresh in no yes; do
    { [ "$fresh" = no ] || apt-get -qq update; } >>"$log" 2>&1 &&
      DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends \
        -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 install $packages >>"$log" 2>&1 && { rm "$log"; return 0; }
  done
  tail -n 5 "$log" >&2
  rm "$log"
  return 1
}

system_packages() {
  look
  [ -n "$missing" ] || return 0
  command -v apt-get >/dev/null ||
    stop "缺少 $missing：请用本系统的软件管理器装上，再运行一遍。" \
      "Missing: $missing. Install them with the package manager of this system, then run this again."
  command="apt-get install --no-install-recommends $packages"
  as_root || stop "缺少系统软件，请运行：sudo $command" "Packages of the system are missing; run: sudo $command"
  say "安装系统软件：$packages …" "installing $packages"
  install_packages ||
    stop "系统软件没有装上，请查看网络和软件源，再运行：apt-get update && $command" \
      "The packages could not be installed; look at the network and apt's sources, then run: apt-get update && $command"
  look
  [ -z "$missing" ] || stop "装完仍缺少 $missing：请另外装上，再运行一遍。" \
    "Still missing after the installation: $missing. Install them by hand, then run this again."
}

# ---- .venv

python_packages() {
  if [ -x .venv/bin/pip ] && [ -n "$(find .venv/.ready -newer pyproject.toml 2>/dev/null)" ]; then return 0; fi
  if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    version=$("$python" -c 'import platform; print(platform.python_version())')
    stop "需要 Python 3.11 或更新的版本，这里是 $version：装上以后运行 make run PYTHON=python3.11" \
      "Python 3.11 or newer is needed, this is $version: install one and name it: make $purpose PYTHON=python3.11"
  fi
  say "准备运行环境（第一次约要一分钟，网络慢的要几分钟）…" "preparing .venv"
  [ -x .venv/bin/pip ] && clear= || clear=--clear
  "$python" -m venv $clear .venv
  say "安装所需的 Python 包…" "installing the Python packages"
  { .venv/bin/python -m pip install --quiet --upgrade pip &&
    .venv/bin/python -m pip install --quiet --editable '.[test]'; } ||
    stop "所需的 Python 包没有装上：请查看网络和 pip 的设置，再运行一遍。" \
      "The Python packages could not be installed: look at the network and pip's settings, then run this again."
  touch .venv/.ready
}

system_packages
[ "$purpose" = bare ] || python_packages
