#!/bin/sh
# Installs the folder it lies in for the current user: no administrator is needed, nothing outside the home is touched.
#   sh install.sh              installs, or puts this version in the place of an older one
#   sh install.sh --uninstall  takes the program away again; records stay
set -eu

here=$(cd "$(dirname "$0")" && pwd -P)
data=${XDG_DATA_HOME:-$HOME/.local/share}
program=$HOME/.local/lib/gridcounter
commands=$HOME/.local/bin
entry=$data/applications/gridcounter.desktop
icon=$data/icons/hicolor/scalable/apps/gridcounter.svg

say() { printf '%s\n' "$1"; }
refuse() { say "$1" >&2; exit 1; }

# a running program keeps its memory to itself, and the system then shows nobody which file it was started from
refuse_while_running() {
  for running in /proc/[0-9]*; do
    case $(readlink "$running/exe" 2>/dev/null || true) in
      "$program"/*) ;;
      ?*) continue ;;
      *) is_mine_by_name "$running" || continue ;;
    esac
    refuse 'gridcounter 正在运行，请先关闭窗口，再做一次。'
  done
}

# the system cuts names after fifteen letters
is_mine_by_name() {
  case $(cat "$1/comm" 2>/dev/null || true) in
    gridcounter | gridcounter-des | gridcounter-exa) ;;
    *) return 1 ;;
  esac
  [ "$(sed -n 's/^Uid:[[:space:]]*\([0-9]*\).*/\1/p' "$1/status" 2>/dev/null || true)" = "$(id -u)" ]
}

tell_the_desktop() {
  update-desktop-database "$data/applications" >/dev/null 2>&1 || true
  touch "$data/icons/hicolor" 2>/dev/null || true
}

# a path as the Exec line of a desktop entry wants it; the file itself wants each backslash twice
quoted() { printf '%s' "$1" | sed -e 's/[\\"`$]/\\&/g' -e 's/\\/\\\\/g' -e 's/%/%%/g'; }

install_it() {
  [ -x "$here/gridcounter-desk" ] || refuse "$here 里没有 gridcounter-desk：请先解开整个安装包，再运行里面的 install.sh。"
  [ "$here" != "$program" ] || refuse '这就是装好的程序；要更新，请运行新安装包里的 install.sh。'
  refuse_while_running
  mkdir -p "$(dirname "$program")" "$commands" "$(dirname "$entry")" "$(dirname "$icon")"
  # whole or not at all: what stands is replaced only when the new one lies ready
  rm -rf "$program.new" "$program.old"
  trap 'rm -rf "$program.new"' EXIT
  cp -R "$here" "$program.new" || refuse '没有装成：磁盘空间不够或者文件夹写不进去；原来装的没有动。'
  [ ! -e "$program" ] || mv "$program" "$program.old"
  mv "$program.new" "$program"
  rm -rf "$program.old"
  for name in gridcounter gridcounter-desk; do
    ln -sf "$program/$name" "$commands/$name"
  done
  cp "$program/_internal/gridcounter/resources/icons/gridcounter.svg" "$icon"
  exec_line="Exec=\"$(quoted "$program/gridcounter-desk")\""
  while IFS= read -r line; do
    case $line in Exec=*) say "$exec_line" ;; *) say "$line" ;; esac
  done <"$program/gridcounter.desktop" >"$entry"
  tell_the_desktop
  say '已装好。在应用菜单里找“用电报装受理台”；命令行是 ~/.local/bin/gridcounter。'
}

uninstall_it() {
  refuse_while_running
  for name in gridcounter gridcounter-desk; do
    [ "$(readlink "$commands/$name" || true)" != "$program/$name" ] || rm "$commands/$name"
  done
  rm -rf "$program" "$program.new" "$program.old"
  rm -f "$entry" "$icon"
  tell_the_desktop
  say "已卸载。台账没有动，还在 $data/gridcounter。"
}

case ${1-} in
  '') install_it ;;
  --uninstall) uninstall_it ;;
  *) refuse '用法：sh install.sh 安装；sh install.sh --uninstall 卸载（台账保留）。' ;;
esac
