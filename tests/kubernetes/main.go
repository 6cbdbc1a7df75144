// The Kubernetes of the live tests: etcd, kube-apiserver and kube-controller-manager as they are
// published, in one program, and beside them what the nodes of a cluster would do. README.md says the rest.
package main

import (
	"fmt"
	"os"
	_ "time/tzdata" // CronJobs name time zones, and a small machine has no list of them

	"go.etcd.io/etcd/server/v3/etcdmain"
	"k8s.io/component-base/cli"
	_ "k8s.io/component-base/logs/json/register"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	controllers "k8s.io/kubernetes/cmd/kube-controller-manager/app"
)

// The program starts itself once for each part of the cluster: a part that is killed takes no other with it.
func main() {
	if len(os.Args) < 2 {
		usageText()
	}
	part := os.Args[1]
	os.Args = append(os.Args[:1], os.Args[2:]...)
	switch part {
	case "etcd":
		etcdmain.Main(os.Args)
	case "apiserver":
		os.Exit(cli.Run(apiserver.NewAPIServerCommand()))
	case "controllers":
		os.Exit(cli.Run(controllers.NewControllerManagerCommand()))
	case "start":
		if err := start(os.Args[1:]); err != nil {
			fmt.Fprintf(os.Stderr, "kubernetes: %v\n", err)
			os.Exit(1)
		}
	default:
		usageText()
	}
}

func usageText() {
	fmt.Fprintln(os.Stderr, "usage: kubernetes start FOLDER MANIFEST-FOLDER...")
	os.Exit(2)
}
