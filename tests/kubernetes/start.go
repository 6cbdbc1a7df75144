package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	core "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/client-go/kubernetes"
)

type ports struct{ etcd, peer, apiserver, gate, kubelet, faults int }

// cluster is what runs, in the order in which it starts.
type cluster struct {
	folder       string
	certificates *pki
	ports        ports
	listeners    map[string]net.Listener

	etcd, apiserver, controllers *part

	client   kubernetes.Interface
	gate     *gate
	output   *output
	usage    *usage
	nodes    *nodes
	throttle *throttle
}

// start runs a cluster in a folder until standard input ends or a signal comes.
func start(arguments []string) error {
	if len(arguments) < 1 {
		usageText()
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	c, err := newCluster(arguments[0])
	if err != nil {
		return err
	}
	defer c.end()
	if err := c.run(ctx, arguments[1:]); err != nil {
		return err
	}
	fmt.Printf("ready %d\n", c.ports.gate)
	closed := make(chan struct{})
	go func() { _, _ = io.Copy(io.Discard, os.Stdin); close(closed) }()
	select {
	case <-closed:
	case <-ctx.Done():
	}
	return nil
}

func newCluster(folder string) (*cluster, error) {
	folder, err := filepath.Abs(folder)
	if err != nil {
		return nil, err
	}
	certificates, err := newPKI(filepath.Join(folder, "pki"))
	if err != nil {
		return nil, err
	}
	c := &cluster{folder: folder, certificates: certificates, listeners: map[string]net.Listener{}, output: newOutput()}
	if err := c.listen(); err != nil {
		return nil, err
	}
	if err := errors.Join(writeCertificates(certificates), writeTokens(folder), c.writeAuditPolicy()); err != nil {
		return nil, err
	}
	if err := writeKubeconfigs(folder, certificates, c.ports.apiserver, c.ports.gate); err != nil {
		return nil, err
	}
	c.etcd = &part{name: "etcd", folder: folder, args: etcdArgs(folder, c.ports.etcd, c.ports.peer)}
	c.apiserver = &part{name: "apiserver", folder: folder, args: apiserverArgs(folder, certificates, c.ports.apiserver, c.ports.etcd)}
	c.controllers = &part{name: "controllers", folder: folder, args: controllersArgs(folder, certificates)}
	if c.client, err = kubernetes.NewForConfig(asPart(certificates, "nodes", c.ports.apiserver)); err != nil {
		return nil, err
	}
	c.throttle, err = newThrottle(c.client, certificates, c.ports.apiserver)
	return c, err
}

// listen takes the ports: what we serve ourselves listens at once, the others are free ones.
func (c *cluster) listen() error {
	wanted, _ := strconv.Atoi(os.Getenv("STAGEDOOR_RIG_PORT"))
	for name, port := range map[string]*int{
		"etcd": &c.ports.etcd, "peer": &c.ports.peer, "apiserver": &c.ports.apiserver,
		"gate": &c.ports.gate, "kubelet": &c.ports.kubelet, "faults": &c.ports.faults,
	} {
		at := 0
		if name == "gate" {
			at = wanted
		}
		listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", at))
		if err != nil {
			return err
		}
		*port = listener.Addr().(*net.TCPAddr).Port
		c.listeners[name] = listener
	}
	for _, of := range []string{"etcd", "peer", "apiserver"} {
		_ = c.listeners[of].Close()
	}
	return os.WriteFile(filepath.Join(c.folder, "faults-port"), []byte(strconv.Itoa(c.ports.faults)), 0o600)
}

func (c *cluster) run(ctx context.Context, manifests []string) error {
	if err := c.etcd.start(); err != nil {
		return err
	}
	c.gate = newGate(c.listeners["gate"], c.listeners["apiserver"].Addr().String())
	if err := c.ready(ctx); err != nil {
		return err
	}
	if err := c.serveKubelet(); err != nil {
		return err
	}
	c.nodes = newNodes(c.client, c.output)
	if err := c.nodes.register(ctx, c.ports.kubelet); err != nil {
		return fmt.Errorf("the node: %w", err)
	}
	if err := c.controllers.start(); err != nil {
		return err
	}
	applier, err := newApplier(asPart(c.certificates, "nodes", c.ports.apiserver))
	if err != nil {
		return err
	}
	if err := applier.apply(ctx, manifests); err != nil {
		return err
	}
	if err := c.serveMetrics(ctx, applier); err != nil {
		return err
	}
	c.nodes.watch(ctx)
	go func() { _ = http.Serve(c.listeners["faults"], c.faults()) }()
	return c.settled(ctx)
}

// ready starts the API server if it does not run, and waits until it says that it is ready.
func (c *cluster) ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	for ctx.Err() == nil {
		if err := c.apiserver.start(); err != nil {
			return err
		}
		said, err := c.client.Discovery().RESTClient().Get().AbsPath("/readyz").DoRaw(ctx)
		if err == nil && string(said) == "ok" {
			return nil
		}
		if !c.apiserver.running() {
			return fmt.Errorf("the API server ended; its last words:\n%s", c.apiserver.lastWords())
		}
		pause(ctx)
	}
	return fmt.Errorf("the API server is not ready; its last words:\n%s", c.apiserver.lastWords())
}

// settled waits until what a test needs for a pod is there: the controllers made the accounts of the namespaces.
func (c *cluster) settled(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	for ctx.Err() == nil {
		_, err := c.client.CoreV1().ServiceAccounts("team-a").Get(ctx, "default", metav1.GetOptions{})
		if err == nil && c.client.Discovery().RESTClient().Get().AbsPath("/apis/metrics.k8s.io/v1beta1").Do(ctx).Error() == nil {
			return nil
		}
		pause(ctx)
	}
	return fmt.Errorf("the controllers do nothing; their last words:\n%s", c.controllers.lastWords())
}

// serveKubelet listens for the API server alone, as kubelets and metrics servers do.
func (c *cluster) serveKubelet() error {
	pair, err := tls.LoadX509KeyPair(c.certificates.path("server.crt"), c.certificates.path("server.key"))
	if err != nil {
		return err
	}
	known := x509.NewCertPool()
	known.AddCert(c.certificates.ca)
	c.usage = newUsage(c.client)
	mux := http.NewServeMux()
	mux.Handle("GET /containerLogs/{namespace}/{pod}/{container}", c.output)
	c.usage.routes(mux)
	config := &tls.Config{Certificates: []tls.Certificate{pair}, ClientCAs: known, ClientAuth: tls.RequireAndVerifyClientCert, NextProtos: []string{"h2", "http/1.1"}}
	server := &http.Server{Handler: mux, TLSConfig: config}
	go func() { _ = server.ServeTLS(c.listeners["kubelet"], "", "") }()
	return nil
}

// serveMetrics tells the API server that metrics.k8s.io is served here.
func (c *cluster) serveMetrics(ctx context.Context, applier *applier) error {
	authority, err := os.ReadFile(c.certificates.path("ca.crt"))
	if err != nil {
		return err
	}
	service := object("v1", "Service", metricsName, map[string]any{"type": string(core.ServiceTypeExternalName), "externalName": "localhost"})
	service.SetNamespace("kube-system")
	api := object("apiregistration.k8s.io/v1", "APIService", "v1beta1.metrics.k8s.io", map[string]any{
		"group": "metrics.k8s.io", "version": "v1beta1", "groupPriorityMinimum": int64(100), "versionPriority": int64(100),
		"caBundle": authority,
		"service":  map[string]any{"name": metricsName, "namespace": "kube-system", "port": int64(c.ports.kubelet)},
	})
	return errors.Join(applier.one(ctx, service), applier.one(ctx, api))
}

func object(version, kind, name string, spec map[string]any) *unstructured.Unstructured {
	made := &unstructured.Unstructured{Object: map[string]any{"spec": spec}}
	made.SetAPIVersion(version)
	made.SetKind(kind)
	made.SetName(name)
	return made
}

// The audit log tells what users asked, request by request; what the parts of the cluster ask is left out.
func (c *cluster) writeAuditPolicy() error {
	text := `apiVersion: audit.k8s.io/v1
kind: Policy
rules:
  - level: Metadata
    users: [admin, dev, nobody]
  - level: None
`
	return os.WriteFile(filepath.Join(c.folder, "audit-policy.yaml"), []byte(text), 0o600)
}

func (c *cluster) end() {
	for _, part := range []*part{c.controllers, c.apiserver, c.etcd} {
		part.kill()
	}
}

func pause(ctx context.Context) {
	select {
	case <-ctx.Done():
	case <-time.After(100 * time.Millisecond):
	}
}
