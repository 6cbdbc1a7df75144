#!/usr/bin/env bash
# The live tests' Keycloak. README.md beside this file says the rest.
#   run.sh install   fetch and unpack it (once; then instant)
#   run.sh start     start, print "ready PORT", and end when standard input does
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
version=26.7.3
sum=27a6535553c3cdcd083872ba40629efafb3475e3b758e0c6f691395561dd0f1f
home=$PWD/.keycloak/keycloak-$version
# Little memory, and no compiling for a server that lives a minute.
export JAVA_OPTS_KC_HEAP='-Xms64m -Xmx384m' JAVA_OPTS_APPEND='-XX:TieredStopAtLevel=1' LC_ALL=C

fail() { printf 'keycloak: %s\n' "$1" >&2; exit 1; }

need() {
  local tool
  for tool in "$@"; do
    command -v "$tool" >/dev/null || fail "the live tests need $tool, which cannot be found on PATH. Install it, on Debian: apt-get install default-jre-headless maven python3 curl"
  done
}

installed() { [ -f "$home/.stagedoor-ready" ]; }

fetch() {
  # The client's own cache stays here too, so that nothing in the home folder changes.
  mvn -q -B "-Dmaven.repo.local=$PWD/.keycloak/maven" dependency:get -Dtransitive=false \
    "-Dartifact=org.keycloak:keycloak-quarkus-dist:$version:zip" &&
    zip=.keycloak/maven/org/keycloak/keycloak-quarkus-dist/$version/keycloak-quarkus-dist-$version.zip &&
    echo "$sum  $zip" | sha256sum --check --quiet &&
    python3 -m zipfile -e "$zip" .keycloak &&
    bash "$home/bin/kc.sh" build --db=dev-mem &&
    rm -r .keycloak/maven
}

install() {
  need java mvn python3 curl
  installed && return
  mkdir -p .keycloak
  # Two test runs may come here at once: one installs, the other waits.
  exec 9>.keycloak/lock
  flock 9
  if ! installed; then
    rm -rf "$home"
    echo 'keycloak: fetching it as a Maven artifact (once, half a minute)' >&2
    fetch >.keycloak/install.log 2>&1 </dev/null || { tail -30 .keycloak/install.log >&2; fail 'installing failed'; }
    touch "$home/.stagedoor-ready"
  fi
  exec 9>&-
}

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

start() {
  install >&2
  local port=${STAGEDOOR_RIG_PORT:-$(free_port)} log=${STAGEDOOR_RIG_DIR:-$PWD/.keycloak}/keycloak.log
  mkdir -p "$home/data/import" "$(dirname "$log")"
  cp realm.json "$home/data/import/"
  # One process without a cluster, everything in memory: a start is a clean slate.
  setsid bash "$home/bin/kc.sh" start --optimized --cache=local --import-realm --http-enabled=true \
    --http-host=127.0.0.1 "--http-port=$port" "--hostname=http://127.0.0.1:$port" >"$log" 2>&1 </dev/null &
  server=$!
  trap 'kill -- "-$server" 2>/dev/null || true' EXIT
  trap 'exit 0' TERM INT HUP
  local left=1200
  until curl -sfo /dev/null "http://127.0.0.1:$port/realms/stagedoor/.well-known/openid-configuration"; do
    kill -0 "$server" 2>/dev/null && [ $((left -= 1)) -gt 0 ] || { tail -30 "$log" >&2; fail "not ready; the log is $log"; }
    sleep 0.1
  done
  echo "ready $port"
  # Whoever started it keeps our standard input open for as long as it lives.
  cat >/dev/null
}

case ${1:-} in
  install | start) "$1" ;;
  *) fail 'usage: run.sh install|start' ;;
esac
