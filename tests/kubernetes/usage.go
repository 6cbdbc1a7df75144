package main

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"sync"

	authorization "k8s.io/api/authorization/v1"
	core "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/metrics/pkg/apis/metrics/v1beta1"
)

const metricsName = "rig-metrics"

// usage is the server behind metrics.k8s.io: each container uses what a test said, or else a little.
type usage struct {
	client kubernetes.Interface
	mutex  sync.Mutex
	of     map[container]core.ResourceList
}

func newUsage(client kubernetes.Interface) *usage {
	return &usage{client: client, of: map[container]core.ResourceList{}}
}

func (u *usage) set(of container, cpu, memory string) error {
	processor, err := resource.ParseQuantity(cpu)
	if err != nil {
		return err
	}
	bytes, err := resource.ParseQuantity(memory)
	if err != nil {
		return err
	}
	u.mutex.Lock()
	defer u.mutex.Unlock()
	u.of[of] = core.ResourceList{"cpu": processor, "memory": bytes}
	return nil
}

// resources is what the API server asks for to know what is served here.
func (u *usage) resources(writer http.ResponseWriter, _ *http.Request) {
	answer(writer, metav1.APIResourceList{
		TypeMeta:     metav1.TypeMeta{Kind: "APIResourceList", APIVersion: "v1"},
		GroupVersion: v1beta1.SchemeGroupVersion.String(),
		APIResources: []metav1.APIResource{{Name: "pods", Kind: "PodMetrics", Namespaced: true, Verbs: []string{"get", "list"}}},
	})
}

func (u *usage) pods(writer http.ResponseWriter, request *http.Request) {
	namespace, name := request.PathValue("namespace"), request.PathValue("pod")
	if !u.allowed(request, namespace, name) {
		failure := metav1.Status{
			TypeMeta: metav1.TypeMeta{Kind: "Status", APIVersion: "v1"},
			Status:   metav1.StatusFailure, Reason: metav1.StatusReasonForbidden, Code: http.StatusForbidden,
			Message: "pods.metrics.k8s.io is forbidden",
		}
		writer.Header().Set("Content-Type", "application/json")
		writer.WriteHeader(http.StatusForbidden)
		_ = json.NewEncoder(writer).Encode(failure)
		return
	}
	if request.URL.Query().Get("labelSelector") == held {
		<-request.Context().Done()
		return
	}
	selector := metav1.ListOptions{LabelSelector: request.URL.Query().Get("labelSelector")}
	found, err := u.client.CoreV1().Pods(namespace).List(request.Context(), selector)
	if err != nil {
		http.Error(writer, err.Error(), http.StatusInternalServerError)
		return
	}
	list := v1beta1.PodMetricsList{TypeMeta: metav1.TypeMeta{Kind: "PodMetricsList", APIVersion: "metrics.k8s.io/v1beta1"}}
	for _, pod := range found.Items {
		if pod.Status.Phase == core.PodRunning && (name == "" || pod.Name == name) {
			list.Items = append(list.Items, u.measure(&pod))
		}
	}
	switch {
	case name == "":
		answer(writer, list)
	case len(list.Items) == 1:
		answer(writer, list.Items[0])
	default:
		http.NotFound(writer, request)
	}
}

func (u *usage) measure(pod *core.Pod) v1beta1.PodMetrics {
	u.mutex.Lock()
	defer u.mutex.Unlock()
	metrics := v1beta1.PodMetrics{
		TypeMeta:   metav1.TypeMeta{Kind: "PodMetrics", APIVersion: "metrics.k8s.io/v1beta1"},
		ObjectMeta: metav1.ObjectMeta{Name: pod.Name, Namespace: pod.Namespace, Labels: pod.Labels, CreationTimestamp: metav1.Now()},
		Timestamp:  metav1.Now(),
	}
	for _, spec := range pod.Spec.Containers {
		used, said := u.of[container{pod.Namespace, pod.Name, spec.Name}]
		if !said {
			used = core.ResourceList{"cpu": resource.MustParse("1234567n"), "memory": resource.MustParse("8192Ki")}
		}
		metrics.Containers = append(metrics.Containers, v1beta1.ContainerMetrics{Name: spec.Name, Usage: used})
	}
	return metrics
}

// allowed asks the API server whether its user may, as metrics-server does.
func (u *usage) allowed(request *http.Request, namespace, name string) bool {
	verb := "list"
	if name != "" {
		verb = "get"
	}
	review := &authorization.SubjectAccessReview{Spec: authorization.SubjectAccessReviewSpec{
		User: request.Header.Get("X-Remote-User"), Groups: request.Header.Values("X-Remote-Group"),
		ResourceAttributes: &authorization.ResourceAttributes{
			Group: "metrics.k8s.io", Resource: "pods", Verb: verb, Namespace: namespace, Name: name,
		},
	}}
	said, err := u.client.AuthorizationV1().SubjectAccessReviews().Create(context.Background(), review, metav1.CreateOptions{})
	return err == nil && said.Status.Allowed
}

func (u *usage) routes(to *http.ServeMux) {
	root := "/apis/" + strings.ToLower(v1beta1.SchemeGroupVersion.String())
	to.HandleFunc("GET "+root, u.resources)
	to.HandleFunc("GET "+root+"/pods", u.pods)
	to.HandleFunc("GET "+root+"/namespaces/{namespace}/pods", u.pods)
	to.HandleFunc("GET "+root+"/namespaces/{namespace}/pods/{pod}", u.pods)
}

func answer(writer http.ResponseWriter, value any) {
	writer.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(writer).Encode(value)
}
