package main

import (
	"fmt"
	"os"
	"path/filepath"

	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/clientcmd/api"
)

// The users of the cluster. What each may is said in cluster/rbac.yaml.
var users = []struct{ name, token, group string }{
	{"admin", "stagedoor-rig-kubernetes-admin", "system:masters"},
	{"dev", "stagedoor-rig-kubernetes-dev", "developers"},
	{"nobody", "stagedoor-rig-kubernetes-nobody", "strangers"},
}

func writeCertificates(certificates *pki) error {
	if err := certificates.server("server"); err != nil {
		return err
	}
	// The parts of the cluster, as they know each other.
	for name, as := range map[string][2]string{
		"apiserver":   {"apiserver", "system:masters"},
		"controllers": {"system:kube-controller-manager", "system:masters"},
		"nodes":       {"system:rig-nodes", "system:masters"},
		"front-proxy": {"front-proxy", ""},
	} {
		if err := certificates.client(name, as[0], as[1]); err != nil {
			return err
		}
	}
	for _, user := range users {
		if err := certificates.client("user-"+user.name, user.name, user.group); err != nil {
			return err
		}
	}
	return nil
}

func writeTokens(folder string) error {
	text := ""
	for _, user := range users {
		text += fmt.Sprintf("%s,%s,%s,%q\n", user.token, user.name, user.name, user.group)
	}
	return os.WriteFile(filepath.Join(folder, "tokens.csv"), []byte(text), 0o600)
}

// writeKubeconfigs writes `kubeconfig`, whose contexts are every user by every way to sign in, and what the
// controllers read. Users go by the gate, which tests close; the parts of the cluster do not.
func writeKubeconfigs(folder string, certificates *pki, apiserver, gate int) error {
	own := clientConfig(certificates, apiserver)
	addContext(own, "controllers", certificateUser(certificates, "controllers"))
	if err := clientcmd.WriteToFile(*own, filepath.Join(folder, "controllers.kubeconfig")); err != nil {
		return err
	}
	config := clientConfig(certificates, gate)
	for _, user := range users {
		plugin, err := writePlugin(folder, user.name, user.token)
		if err != nil {
			return err
		}
		addContext(config, user.name, &api.AuthInfo{Token: user.token})
		addContext(config, user.name+"-certificate", certificateUser(certificates, "user-"+user.name))
		addContext(config, user.name+"-plugin", &api.AuthInfo{Exec: plugin})
	}
	config.CurrentContext = "dev"
	return clientcmd.WriteToFile(*config, filepath.Join(folder, "kubeconfig"))
}

func clientConfig(certificates *pki, port int) *api.Config {
	config := api.NewConfig()
	config.Clusters["rig"] = &api.Cluster{
		Server:               loopback("https", port),
		CertificateAuthority: certificates.path("ca.crt"),
	}
	return config
}

func certificateUser(certificates *pki, name string) *api.AuthInfo {
	return &api.AuthInfo{ClientCertificate: certificates.path(name + ".crt"), ClientKey: certificates.path(name + ".key")}
}

func addContext(config *api.Config, name string, user *api.AuthInfo) {
	config.AuthInfos[name] = user
	config.Contexts[name] = &api.Context{Cluster: "rig", AuthInfo: name, Namespace: "team-a"}
	config.CurrentContext = name
}

// writePlugin makes a credential plugin that says a token good for a quarter of an hour, and adds a line to
// plugin-NAME.log each time that it is asked. With a file plugin-NAME.broken beside it, it fails.
func writePlugin(folder, name, token string) (*api.ExecConfig, error) {
	path := filepath.Join(folder, "plugin-"+name)
	text := `#!/bin/sh
# Says who its user is, as programs of identity providers do.
echo "$KUBERNETES_EXEC_INFO" >>"` + path + `.log"
if [ -e "` + path + `.broken" ]; then echo "the identity provider is away" >&2; exit 3; fi
expires=$(date -u -d '+15 minutes' +%Y-%m-%dT%H:%M:%SZ)
echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"` + token + `","expirationTimestamp":"'"$expires"'"}}'
`
	plugin := &api.ExecConfig{
		APIVersion:         "client.authentication.k8s.io/v1",
		Command:            path,
		InteractiveMode:    api.NeverExecInteractiveMode,
		ProvideClusterInfo: true,
		InstallHint:        "this plugin is made when the cluster starts",
	}
	return plugin, os.WriteFile(path, []byte(text), 0o700)
}

// asPart is how a part of the cluster speaks to its API.
func asPart(certificates *pki, name string, apiserver int) *rest.Config {
	return &rest.Config{
		Host: loopback("https", apiserver),
		TLSClientConfig: rest.TLSClientConfig{
			CAFile:   certificates.path("ca.crt"),
			CertFile: certificates.path(name + ".crt"),
			KeyFile:  certificates.path(name + ".key"),
		},
		// The tests of large clusters write thousands of objects.
		QPS: -1,
	}
}
