#!/usr/bin/env bash
# The live tests' Gitea. README.md beside this file says the rest.
#   run.sh install   build it (once; then instant)
#   run.sh start     start it empty, print "ready PORT TOKEN...", and end when standard input does
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
home=$PWD/.forge
export GOTOOLCHAIN=local LC_ALL=C GITEA_I_AM_BEING_UNSAFE_RUNNING_AS_ROOT=true

fail() { printf 'forge: %s\n' "$1" >&2; exit 1; }

need() {
  local tool
  for tool in "$@"; do
    command -v "$tool" >/dev/null || fail "the live tests need $tool, which cannot be found on PATH. Install it, on Debian: apt-get install golang (1.26 or newer) gcc git curl util-linux"
  done
}

version() { sed -n 's/^.*code.gitea.io\/gitea v//p' go.mod; }

# Whatever the program is made of.
mark() { { go version; cat go.mod go.sum ./*.go; } | sha256sum | cut -d' ' -f1; }

installed() { [ "$(cat "$home/ready" 2>/dev/null)" = "$1" ]; }

build() {
  # Behind others in the queue for the processors: it is some four minutes of them.
  nice -n 5 go build -tags 'sqlite sqlite_unlock_notify' -trimpath -buildvcs=false \
    -ldflags "-s -w -X main.version=$(version)" -o "$home/gitea.new" . &&
    mv "$home/gitea.new" "$home/gitea"
}

install() {
  need go gcc flock
  local mark
  mark=$(mark)
  installed "$mark" && return
  mkdir -p "$home"
  # Two test runs may come here at once: one installs, the other waits.
  exec 9>"$home/lock"
  flock 9
  if ! installed "$mark"; then
    echo 'forge: building Gitea from its Go module (once; some minutes)' >&2
    build >"$home/install.log" 2>&1 </dev/null || { tail -30 "$home/install.log" >&2; fail 'building failed'; }
    # Its templates and lists of words are files of its module.
    go mod download -json "code.gitea.io/gitea@v$(version)" | sed -n 's/^.*"Dir": "\(.*\)",*$/\1/p' >"$home/static"
    echo "$mark" >"$home/ready"
  fi
}

settings() { # folder, port
  cat <<INI
RUN_USER = $(id -un)
RUN_MODE = prod
WORK_PATH = $1
[server]
HTTP_ADDR = 127.0.0.1
HTTP_PORT = $2
ROOT_URL = http://127.0.0.1:$2/
DISABLE_SSH = true
OFFLINE_MODE = true
STATIC_ROOT_PATH = $(cat "$home/static")
[database]
DB_TYPE = sqlite3
PATH = $1/gitea.db
[security]
INSTALL_LOCK = true
SECRET_KEY = only-for-tests
PASSWORD_HASH_ALGO = pbkdf2_v2
[oauth2]
JWT_SECRET = $(head -c 32 /dev/urandom | base64 -w0 | tr '+/' '-_' | tr -d =)
[service]
DISABLE_REGISTRATION = true
[repository]
ROOT = $1/repositories
[indexer]
ISSUE_INDEXER_TYPE = db
[cron]
ENABLED = false
[log]
MODE = console
LEVEL = warn
INI
}

free_port() {
  local port
  for port in $(shuf -i 20000-32000 -n 50); do
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
  done
  fail 'no port is free'
}

user() { # name
  "$home/gitea" -c "$dir/app.ini" admin user create --username "$1" --password "pw-$1-12345" \
    --email "$1@example.com" --must-change-password=false --admin --access-token --access-token-scopes all 2>/dev/null |
    sed -n 's/^.*created\.\.\. //p'
}

start() {
  need git curl
  install
  dir=$(mktemp -d) port=$(free_port)
  settings "$dir" "$port" >"$dir/app.ini"
  "$home/gitea" -c "$dir/app.ini" web >"$dir/log" 2>&1 </dev/null &
  pid=$!
  local waited=0
  trap 'kill "$pid" 2>/dev/null; wait "$pid" 2>/dev/null; rm -rf "$dir"' EXIT
  until curl -sf "http://127.0.0.1:$port/api/v1/version" >/dev/null; do
    kill -0 "$pid" 2>/dev/null || { tail -20 "$dir/log" >&2; fail 'Gitea ended'; }
    [ $((waited += 1)) -lt 300 ] || { tail -20 "$dir/log" >&2; fail 'Gitea did not answer within a minute'; }
    sleep 0.2
  done
  # One who works and two who review; each is told by name and token.
  local tokens=() name
  for name in ada bob carol; do tokens+=("$(user "$name")"); done
  echo "ready $port ${tokens[*]}"
  cat >/dev/null
}

case "${1:-}" in
install) install ;;
start) start ;;
*) fail 'say install or start' ;;
esac
