#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Installs what this package needs and the machine lacks: libpq with its headers, pkg-config (SwiftPM finds libpq
# through it) and a PostgreSQL server, which the tests and the demo start throwaway clusters with.
# With the argument `tests`, what only the tests need, too: nginx and openssl. With `peers`, what routed reads are
# compared with: pgbouncer, HAProxy and pgpool-II (the last not through Homebrew).
# Silent where nothing is missing. Writes to stderr only. Exits 1, naming the packages, where it may not install.
#
# Uses apt-get (as root, or through sudo where that asks for no password) or Homebrew, and nothing else.

set -eu

purpose=${1:-run}
drop_in_folder=/etc/postgresql-common/createcluster.d
drop_in=$drop_in_folder/swift-replica-routing.conf
wrote_drop_in=
log=

say() {
    printf 'bootstrap: %s\n' "$*" >&2
}

die() {
    say "$*"
    exit 1
}

clean_up() {
    [ -z "$log" ] || rm -f "$log"
    [ -z "$wrote_drop_in" ] || remove_drop_in
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi
}

can_be_root() {
    [ "$(id -u)" -eq 0 ] || { command -v sudo && sudo -n true; } >/dev/null 2>&1
}

# Where Homebrew keeps libpq.pc. Its libpq is keg-only, so pkg-config does not look there by itself.
brew_pkg_config_path() {
    for folder in /opt/homebrew/opt/libpq/lib/pkgconfig /usr/local/opt/libpq/lib/pkgconfig; do
        if [ -f "$folder/libpq.pc" ]; then
            printf '%s\n' "$folder"
            return 0
        fi
    done
    return 1
}

has_pkg_config() {
    command -v pkg-config >/dev/null 2>&1
}

has_libpq() {
    if brew_pkg_config_path >/dev/null; then return 0; fi
    if has_pkg_config; then
        pkg-config --exists libpq
    else
        headers=$(pg_config --includedir 2>/dev/null) && [ -f "$headers/libpq-fe.h" ]
    fi
}

has_server() {
    on_path=$(command -v initdb 2>/dev/null || true)
    for folder in \
        "${REPLICACTL_PG_BIN:-}" \
        /usr/lib/postgresql/*/bin \
        /usr/pgsql-*/bin \
        /opt/homebrew/opt/postgresql*/bin \
        /usr/local/opt/postgresql*/bin \
        "${on_path%/*}"; do
        # All three: Homebrew's libpq brings an initdb without a server.
        if [ -x "$folder/initdb" ] && [ -x "$folder/postgres" ] && [ -x "$folder/pg_basebackup" ]; then return 0; fi
    done
    return 1
}

# Debian keeps some programs where only root's PATH looks.
has_program() {
    command -v "$1" >/dev/null 2>&1 || [ -x "/usr/sbin/$1" ]
}

# The names, in the terms of package manager $1, of the packages that are missing.
missing_packages() {
    packages=
    case $1 in
        brew) libpq=libpq server=postgresql@17 pkg_config=pkgconf ;;
        *) libpq=libpq-dev server=postgresql pkg_config=pkg-config ;;
    esac
    if [ "$purpose" = tests ]; then
        has_program nginx || packages="$packages nginx"
        command -v openssl >/dev/null 2>&1 || packages="$packages openssl"
    fi
    if [ "$purpose" = peers ]; then
        has_program pgbouncer || packages="$packages pgbouncer"
        has_program haproxy || packages="$packages haproxy"
        [ "$1" = brew ] || has_program pgpool || packages="$packages pgpool2"
    fi
    has_libpq || packages="$packages $libpq"
    has_server || packages="$packages $server"
    has_pkg_config || packages="$packages $pkg_config"
    printf '%s\n' "${packages# }"
}

# Debian's server package creates a cluster and starts it on port 5432. Nobody asked for one, so a file in the folder
# of settings that postgresql-common includes says no. It is there for the time of the installation only; packages
# look at it when they are first installed, not when they are upgraded.
write_drop_in() {
    [ ! -e "$drop_in" ] || return 0
    wrote_drop_in=yes
    as_root mkdir -p "$drop_in_folder"
    printf 'create_main_cluster = false\n' | as_root tee "$drop_in" >/dev/null
}

remove_drop_in() {
    as_root rm -f "$drop_in"
    as_root rmdir "$drop_in_folder" "${drop_in_folder%/*}" 2>/dev/null || true
}

apt_get() {
    as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL="${RUNLEVEL:-}" apt-get -q -y \
        -o DPkg::Lock::Timeout=120 -o Acquire::Retries=1 \
        -o Acquire::http::Timeout=20 -o Acquire::https::Timeout=20 \
        "$@" </dev/null >>"$log" 2>&1
}

install_with_apt() {
    can_be_root || die "not root, and sudo is missing or asks for a password; install by hand: apt-get install $missing"
    say "installing $missing with apt-get"
    case " $missing " in *" postgresql "*) write_drop_in ;; esac
    apt_get update || say "apt-get update failed; trying with the package lists at hand"
    # RUNLEVEL: some come as services that start at once, and nobody asked for one.
    # shellcheck disable=SC2086 # one word a package
    if ! RUNLEVEL=1 apt_get install --no-install-recommends $missing; then
        tail -n 10 "$log" >&2
        die "apt-get could not install them; install by hand: apt-get install $missing"
    fi
    for service in nginx pgbouncer haproxy pgpool2; do
        case " $missing " in
            *" $service "*) as_root systemctl disable --now "$service" >/dev/null 2>&1 || true ;;
        esac
    done
}

install_with_brew() {
    say "installing $missing with Homebrew"
    # shellcheck disable=SC2086 # one word a package
    if ! brew install $missing </dev/null >>"$log" 2>&1; then
        tail -n 10 "$log" >&2
        die "Homebrew could not install them; install by hand: brew install $missing"
    fi
    if folder=$(brew_pkg_config_path); then
        say "outside make, builds find libpq with: export PKG_CONFIG_PATH=$folder"
    fi
}

command -v swift >/dev/null 2>&1 ||
    die "swift is not on the PATH; install Swift 6.2 or newer: https://www.swift.org/install"

manager=none
if [ "$(uname -s)" = Darwin ]; then
    if command -v brew >/dev/null 2>&1; then manager=brew; fi
elif command -v apt-get >/dev/null 2>&1; then
    manager=apt
fi

missing=$(missing_packages "$manager")
[ -n "$missing" ] || exit 0

trap clean_up EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
log=$(mktemp)

case $manager in
    apt) install_with_apt ;;
    brew) install_with_brew ;;
    none) die "neither apt-get nor Homebrew is here; install by hand what Debian calls: $missing" ;;
esac

still_missing=$(missing_packages "$manager")
[ -z "$still_missing" ] || die "installed, but not found afterwards; install by hand: $still_missing"
