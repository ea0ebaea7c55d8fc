# Sourced by tests/bare.sh and packaging/linux/dist_old.sh: a Debian that has nothing yet, in a folder of its own.
# Both make the root first, then start themselves once more with --inside in mounts and processes that end with it.

need_root() {  # the command's name
  [ "$(id -u)" = 0 ] || { echo "$1 needs root: it makes a root of its own and changes into it." >&2; exit 1; }
}

mirror_of() {  # the mirror that apt is set up with here, whichever it is; another suite lies on the same one
  local targets
  for suite in "$1" "$(. /etc/os-release && echo "$VERSION_CODENAME")"; do
    targets=$(apt-get indextargets --format '$(SITE)' "Identifier: Packages" "Release: $suite" "Component: main")
    [ -z "$targets" ] || { head -n 1 <<<"$targets"; return; }
  done
}

make_root() {  # folder, suite, packages (with commas): the folder is removed when this shell ends, however it ends
  local root=$1 suite=$2 packages=$3
  trap 'rm -rf --one-file-system "'"$root"'" "'"$root"'.log"' EXIT
  trap 'exit 1' INT TERM
  echo "== $suite in $root"
  unshare --mount debootstrap --variant=minbase --include="$packages" "$suite" "$root" "$(mirror_of "$suite")" \
    >"$root.log" 2>&1 || { tail "$root.log" >&2; exit 1; }
  # how this machine reaches its package indexes: resolver, certificates, proxies, pip's settings
  cp --dereference /etc/resolv.conf /etc/hosts "$root/etc/"
  cp --dereference /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
  apt-config dump | grep -i '^Acquire::.*proxy' >"$root/etc/apt/apt.conf.d/90proxy" || true
  for settings in /etc/pip.conf /etc/xdg/pip "$HOME/.pip" "$HOME/.config/pip"; do
    [ ! -e "$settings" ] || { mkdir -p "$root$(dirname "$settings")"; cp -RL "$settings" "$root$settings"; }
  done
  git clone --quiet --no-local . "$root/srv/gridcounter"
}

go_inside() {  # the script, the root
  unshare --mount --pid --fork --kill-child bash "$1" --inside "$2"
}

mount_root() {  # the root
  mount -t proc proc "$1/proc"
  mount --rbind /dev "$1/dev"
  mapfile -t passed < <(env | grep -E '^(PIP_|SSL_CERT_|REQUESTS_CA_BUNDLE=|([a-z]+|[A-Z]+)_(proxy|PROXY)=)')
}

run_in() {  # the root, a command: in the checkout, with nothing of this machine's environment but the way to the indexes
  local root=$1
  shift
  echo "== in the root: $*"
  chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 CI=true "${passed[@]}" \
    sh -ec 'cd /srv/gridcounter; exec "$@"' sh "$@" </dev/null
}
