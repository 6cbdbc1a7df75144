#!/bin/sh
# Holds the requests that stagedoor sends to Argo CD (requests.json, which a test keeps up to date) against Argo CD's
# own OpenAPI, as its Go module has it. Takes go, node and npm; the rest comes from the registries.
#
#   tests/argocd/run.sh [VERSION]     # v3.5.7 without one
set -eu
cd "$(dirname "$0")"
version="${1:-v3.5.7}"

[ -d node_modules ] || npm install --no-audit --no-fund --silent
work="$(mktemp -d)"
trap 'kill "$prism" 2>/dev/null || true; rm -rf "$work"' EXIT
prism=
cd "$work"
printf 'module x\ngo 1.22\n' > go.mod
dir="$(go mod download -json "github.com/argoproj/argo-cd/v3@$version" | sed -n 's/.*"Dir": "\(.*\)".*/\1/p')"
cp "$dir/assets/swagger.json" swagger.json
chmod u+w swagger.json
cd - > /dev/null

port=$((20000 + $$ % 20000))
node_modules/.bin/prism mock --host 127.0.0.1 --port "$port" "$work/swagger.json" > "$work/log" 2>&1 &
prism=$!
until grep -q "Prism is listening" "$work/log"; do
    kill -0 "$prism" || { cat "$work/log"; exit 1; }
    sleep 1
done
echo "Argo CD $version"
node check.mjs "http://127.0.0.1:$port" requests.json
