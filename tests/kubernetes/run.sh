#!/usr/bin/env bash
# The live tests' Kubernetes. README.md beside this file says the rest.
#   run.sh install   build it and fetch the vendors' definitions (once; then instant)
#   run.sh start     start, print "ready PORT", and end when standard input does
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
argocd=v3.5.7
strimzi=0.45.0
home=$PWD/.kubernetes
export GOTOOLCHAIN=local LC_ALL=C

fail() { printf 'kubernetes: %s\n' "$1" >&2; exit 1; }

need() {
  local tool
  for tool in "$@"; do
    command -v "$tool" >/dev/null || fail "the live tests need $tool, which cannot be found on PATH. Install it, on Debian: apt-get install golang (1.26 or newer) util-linux"
  done
}

# Whatever the program and the definitions are made of.
mark() { { echo "$argocd $strimzi"; go version; cat go.mod go.sum ./*.go; } | sha256sum | cut -d' ' -f1; }

installed() { [ "$(cat "$home/ready" 2>/dev/null)" = "$1" ]; }

build() {
  local version
  version=$(sed -n 's/^\tk8s.io\/kubernetes v//p' go.mod)
  # What a release is stamped with: clients ask for it.
  local stamp=-X=k8s.io/component-base/version
  stamp="$stamp.gitVersion=v$version $stamp.gitMajor=1 $stamp.gitMinor=$(cut -d. -f2 <<<"$version")"
  # Behind others in the queue for the processors: it is some ten minutes of them.
  nice -n 2 go build -trimpath -buildvcs=false -ldflags "-s -w $stamp" -o "$home/kubernetes.new" . &&
    mv "$home/kubernetes.new" "$home/kubernetes"
}

# The vendors' own definitions, as far as registries have them. Those in crds/ stand in for the others.
vendors() {
  rm -rf "$home/vendors" && mkdir -p "$home/vendors"
  argocd_definitions && strimzi_definitions
}

argocd_definitions() {
  local folder
  folder=$(cd "$home" && go mod download -json "github.com/argoproj/argo-cd/v3@$argocd" |
    sed -n 's/^.*"Dir": "\(.*\)",*$/\1/p') &&
    cp "$folder"/manifests/crds/{application,appproject}-crd.yaml "$home/vendors/"
}

# Strimzi's own generator makes them from its own classes.
strimzi_definitions() {
  if ! command -v java >/dev/null || ! command -v mvn >/dev/null; then
    echo 'kubernetes: without java and mvn Strimzi'"'"'s definitions are our own'
    return
  fi
  local jars model=io.strimzi.api.kafka.model
  mvn -q -B "-Dmaven.repo.local=$home/maven" dependency:get "-Dartifact=io.strimzi:crd-generator:$strimzi" &&
    mvn -q -B "-Dmaven.repo.local=$home/maven" dependency:get "-Dartifact=io.strimzi:api:$strimzi" &&
    jars=$(find "$home/maven" -name '*.jar' -printf '%p:') &&
    java -cp "$jars" io.strimzi.crdgenerator.CrdGenerator --yaml \
      "$model.topic.KafkaTopic=$home/vendors/kafkatopics.yaml" \
      "$model.connector.KafkaConnector=$home/vendors/kafkaconnectors.yaml" \
      "$model.user.KafkaUser=$home/vendors/kafkausers.yaml" &&
    rm -r "$home/maven"
}

install() {
  need go flock
  local mark
  mark=$(mark)
  installed "$mark" && return
  mkdir -p "$home"
  # Two test runs may come here at once: one installs, the other waits.
  exec 9>"$home/lock"
  flock 9
  if ! installed "$mark"; then
    echo 'kubernetes: building it from its Go modules (once; some minutes)' >&2
    { build && vendors; } >"$home/install.log" 2>&1 </dev/null || { tail -30 "$home/install.log" >&2; fail 'installing failed'; }
    echo "$mark" >"$home/ready"
  fi
  exec 9>&-
}

start() {
  install >&2
  local folder=${STAGEDOOR_RIG_DIR:-}
  if [ -z "$folder" ]; then
    folder=$(mktemp -d "${TMPDIR:-/tmp}/kubernetes.XXXXXX")
    echo "kubernetes: its folder is $folder" >&2
  fi
  mkdir -p "$folder"
  # The vendors' definitions come first: of two of one name the first stands.
  exec "$home/kubernetes" start "$folder" "$home/vendors" crds cluster
}

case ${1:-} in
  install | start) "$1" ;;
  *) fail 'usage: run.sh install|start' ;;
esac
