package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
)

// part is one process of the cluster, which can be ended and started again with the same arguments.
type part struct {
	name   string
	args   []string
	folder string

	mutex   sync.Mutex
	process *exec.Cmd
	ended   chan struct{}
}

func (p *part) start() error {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if p.process != nil {
		return nil
	}
	log, err := os.OpenFile(filepath.Join(p.folder, p.name+".log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer log.Close()
	own, err := os.Executable()
	if err != nil {
		return err
	}
	process := exec.Command(own, append([]string{p.name}, p.args...)...)
	process.Stdout, process.Stderr, process.Dir = log, log, p.folder
	// However we end, it ends too.
	process.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := process.Start(); err != nil {
		return fmt.Errorf("starting %s: %w", p.name, err)
	}
	ended := make(chan struct{})
	go func() { _ = process.Wait(); close(ended) }()
	p.process, p.ended = process, ended
	return nil
}

// kill ends it at once, as a machine does that loses its power.
func (p *part) kill() {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if p.process != nil {
		_ = p.process.Process.Kill()
		<-p.ended
		p.process = nil
	}
}

func (p *part) running() bool {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if p.process == nil {
		return false
	}
	select {
	case <-p.ended:
		return false
	default:
		return true
	}
}

// lastWords is the end of what it wrote.
func (p *part) lastWords() string {
	text, err := os.ReadFile(filepath.Join(p.folder, p.name+".log"))
	if err != nil {
		return err.Error()
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	return strings.Join(lines[max(0, len(lines)-15):], "\n")
}

func etcdArgs(folder string, client, peer int) []string {
	at, with := loopback("http", client), loopback("http", peer)
	return []string{
		"--data-dir=" + filepath.Join(folder, "etcd"), "--name=rig", "--log-level=warn",
		"--listen-client-urls=" + at, "--advertise-client-urls=" + at,
		"--listen-peer-urls=" + with, "--initial-advertise-peer-urls=" + with, "--initial-cluster=rig=" + with,
		// A test's cluster need not outlive the machine it runs on.
		"--unsafe-no-fsync",
	}
}

func apiserverArgs(folder string, certificates *pki, port, etcd int) []string {
	at := certificates.path
	return []string{
		"--etcd-servers=" + loopback("http", etcd),
		// Only a test compacts, so that it knows what is gone.
		"--etcd-compaction-interval=0",
		"--bind-address=127.0.0.1", fmt.Sprintf("--secure-port=%d", port), "--advertise-address=127.0.0.1",
		"--endpoint-reconciler-type=none", "--service-cluster-ip-range=10.96.0.0/16",
		"--tls-cert-file=" + at("server.crt"), "--tls-private-key-file=" + at("server.key"),
		"--client-ca-file=" + at("ca.crt"), "--token-auth-file=" + filepath.Join(folder, "tokens.csv"),
		"--authorization-mode=RBAC",
		"--service-account-issuer=https://kubernetes.default.svc",
		"--service-account-key-file=" + at("accounts.crt"), "--service-account-signing-key-file=" + at("accounts.key"),
		"--kubelet-client-certificate=" + at("apiserver.crt"), "--kubelet-client-key=" + at("apiserver.key"),
		"--kubelet-certificate-authority=" + at("ca.crt"), "--kubelet-preferred-address-types=InternalIP",
		"--requestheader-client-ca-file=" + at("ca.crt"), "--requestheader-allowed-names=front-proxy",
		"--requestheader-username-headers=X-Remote-User", "--requestheader-group-headers=X-Remote-Group",
		"--requestheader-extra-headers-prefix=X-Remote-Extra-",
		"--proxy-client-cert-file=" + at("front-proxy.crt"), "--proxy-client-key-file=" + at("front-proxy.key"),
		"--audit-policy-file=" + filepath.Join(folder, "audit-policy.yaml"),
		"--audit-log-path=" + filepath.Join(folder, "audit.log"),
		// A request that is held outlives the test that needs it.
		"--request-timeout=15m",
		"--profiling=false",
	}
}

func controllersArgs(folder string, certificates *pki) []string {
	config := filepath.Join(folder, "controllers.kubeconfig")
	return []string{
		"--kubeconfig=" + config, "--authentication-kubeconfig=" + config, "--authorization-kubeconfig=" + config,
		"--bind-address=127.0.0.1", "--secure-port=0", "--leader-elect=false",
		"--service-account-private-key-file=" + certificates.path("accounts.key"),
		"--root-ca-file=" + certificates.path("ca.crt"),
		"--controllers=" + strings.Join([]string{
			"deployment-controller", "replicaset-controller", "statefulset-controller", "daemonset-controller",
			"job-controller", "cronjob-controller", "serviceaccount-controller", "namespace-controller",
			"garbage-collector-controller", "endpointslice-controller", "resourcequota-controller",
			"disruption-controller", "horizontal-pod-autoscaler-controller", "root-ca-certificate-publisher-controller",
		}, ","),
	}
}

func loopback(scheme string, port int) string { return fmt.Sprintf("%s://127.0.0.1:%d", scheme, port) }
