package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	core "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/kubernetes/scheme"
	corev1 "k8s.io/client-go/kubernetes/typed/core/v1"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/record"
)

const nodeName = "rig-node"

// nodes does what the scheduler and a kubelet do, without running anything: pods get a node, start, are ready,
// and are gone when they are deleted. An image with the tag `missing` cannot be pulled; one with the tag
// `unready` starts and is not ready until a test says so.
type nodes struct {
	client kubernetes.Interface
	events record.EventRecorder
	output *output
}

func newNodes(client kubernetes.Interface, output *output) *nodes {
	broadcaster := record.NewBroadcaster()
	broadcaster.StartRecordingToSink(&corev1.EventSinkImpl{Interface: client.CoreV1().Events("")})
	source := core.EventSource{Component: "kubelet", Host: nodeName}
	return &nodes{client, broadcaster.NewRecorder(scheme.Scheme, source), output}
}

// register makes the node, whose kubelet listens at a port.
func (n *nodes) register(ctx context.Context, port int) error {
	node := &core.Node{ObjectMeta: metav1.ObjectMeta{Name: nodeName}}
	if _, err := n.client.CoreV1().Nodes().Create(ctx, node, metav1.CreateOptions{}); err != nil {
		return err
	}
	capacity := core.ResourceList{"cpu": resource.MustParse("64"), "memory": resource.MustParse("256Gi"), "pods": resource.MustParse("20000")}
	return n.patch(ctx, "nodes", "", nodeName, map[string]any{
		"capacity": capacity, "allocatable": capacity,
		"addresses":       []core.NodeAddress{{Type: core.NodeInternalIP, Address: "127.0.0.1"}},
		"daemonEndpoints": core.NodeDaemonEndpoints{KubeletEndpoint: core.DaemonEndpoint{Port: int32(port)}},
		"conditions": []core.NodeCondition{{
			Type: core.NodeReady, Status: core.ConditionTrue, Reason: "KubeletReady",
			LastHeartbeatTime: metav1.Now(), LastTransitionTime: metav1.Now(),
		}},
	})
}

// watch follows the pods until the context ends.
func (n *nodes) watch(ctx context.Context) {
	pods := informers.NewSharedInformerFactory(n.client, 0).Core().V1().Pods().Informer()
	_, _ = pods.AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc:    func(pod any) { n.look(ctx, pod.(*core.Pod)) },
		UpdateFunc: func(_, pod any) { n.look(ctx, pod.(*core.Pod)) },
		DeleteFunc: func(gone any) {
			if pod, ok := gone.(*core.Pod); ok {
				n.output.forget(pod.Namespace, pod.Name)
			}
		},
	})
	go pods.Run(ctx.Done())
}

func (n *nodes) look(ctx context.Context, pod *core.Pod) {
	pods := n.client.CoreV1().Pods(pod.Namespace)
	var err error
	switch {
	case pod.DeletionTimestamp != nil:
		err = pods.Delete(ctx, pod.Name, *metav1.NewDeleteOptions(0))
	case pod.Spec.NodeName == "":
		target := core.ObjectReference{Kind: "Node", Name: nodeName}
		binding := &core.Binding{ObjectMeta: metav1.ObjectMeta{Name: pod.Name, UID: pod.UID}, Target: target}
		err = pods.Bind(ctx, binding, metav1.CreateOptions{})
		n.events.Eventf(pod, core.EventTypeNormal, "Scheduled", "Successfully assigned %s/%s to %s", pod.Namespace, pod.Name, nodeName)
	case pod.Spec.NodeName == nodeName && pod.Status.StartTime == nil:
		err = n.begin(ctx, pod)
	}
	if err != nil && ctx.Err() == nil {
		fmt.Printf("node: %s/%s: %v\n", pod.Namespace, pod.Name, err)
	}
}

func (n *nodes) begin(ctx context.Context, pod *core.Pod) error {
	var containers []core.ContainerStatus
	phase, ready := core.PodRunning, true
	for _, spec := range pod.Spec.Containers {
		status := n.container(pod, spec)
		if status.State.Waiting != nil {
			phase = core.PodPending
		}
		ready = ready && status.Ready
		containers = append(containers, status)
	}
	return n.say(ctx, pod, map[string]any{
		"phase": phase, "startTime": metav1.Now(), "hostIP": "127.0.0.1", "podIP": "10.0.0.7",
		"podIPs":            []core.PodIP{{IP: "10.0.0.7"}},
		"containerStatuses": containers, "conditions": podConditions(ready),
	})
}

func (n *nodes) container(pod *core.Pod, spec core.Container) core.ContainerStatus {
	status := core.ContainerStatus{Name: spec.Name, Image: spec.Image}
	started := true
	if strings.HasSuffix(spec.Image, ":missing") {
		started = false
		text := fmt.Sprintf("Back-off pulling image %q: ErrImagePull: not found", spec.Image)
		status.State.Waiting = &core.ContainerStateWaiting{Reason: "ImagePullBackOff", Message: text}
		n.events.Eventf(pod, core.EventTypeWarning, "Failed", "Failed to pull image %q: not found", spec.Image)
	} else {
		status.State.Running = &core.ContainerStateRunning{StartedAt: metav1.Now()}
		status.Ready = !strings.HasSuffix(spec.Image, ":unready")
		status.ImageID, status.ContainerID = "rig://"+spec.Image, "rig://"+string(pod.UID)+"/"+spec.Name
		n.events.Eventf(pod, core.EventTypeNormal, "Started", "Started container %s", spec.Name)
		n.output.begin(container{pod.Namespace, pod.Name, spec.Name})
	}
	status.Started = &started
	return status
}

// ready makes every container of a pod ready, or none.
func (n *nodes) ready(ctx context.Context, namespace, name string, ready bool) error {
	return n.change(ctx, namespace, name, func(pod *core.Pod) map[string]any {
		for index := range pod.Status.ContainerStatuses {
			pod.Status.ContainerStatuses[index].Ready = ready
		}
		if !ready {
			n.events.Event(pod, core.EventTypeWarning, "Unhealthy", "Readiness probe failed: HTTP probe failed with statuscode: 503")
		}
		return map[string]any{"containerStatuses": pod.Status.ContainerStatuses, "conditions": podConditions(ready)}
	})
}

// crash ends a container with a reason, as OOMKilled and Error are, and has it start again.
func (n *nodes) crash(ctx context.Context, of container, reason string, code int) error {
	return n.change(ctx, of.namespace, of.pod, func(pod *core.Pod) map[string]any {
		for index := range pod.Status.ContainerStatuses {
			status := &pod.Status.ContainerStatuses[index]
			if status.Name == of.name {
				status.LastTerminationState = core.ContainerState{Terminated: terminated(status, reason, code)}
				status.State = core.ContainerState{Running: &core.ContainerStateRunning{StartedAt: metav1.Now()}}
				status.RestartCount++
			}
		}
		n.output.restart(of)
		n.output.begin(of)
		n.events.Eventf(pod, core.EventTypeWarning, "BackOff", "Back-off restarting failed container %s in pod %s", of.name, of.pod)
		return map[string]any{"containerStatuses": pod.Status.ContainerStatuses}
	})
}

// finish ends all containers of a pod for good, as those of a job end.
func (n *nodes) finish(ctx context.Context, namespace, name string, code int) error {
	phase, reason := core.PodSucceeded, "Completed"
	if code != 0 {
		phase, reason = core.PodFailed, "Error"
	}
	return n.change(ctx, namespace, name, func(pod *core.Pod) map[string]any {
		for index := range pod.Status.ContainerStatuses {
			status := &pod.Status.ContainerStatuses[index]
			status.State = core.ContainerState{Terminated: terminated(status, reason, code)}
			status.Ready = false
			n.output.end(container{namespace, name, status.Name})
		}
		return map[string]any{"phase": phase, "containerStatuses": pod.Status.ContainerStatuses, "conditions": podConditions(false)}
	})
}

func (n *nodes) change(ctx context.Context, namespace, name string, status func(*core.Pod) map[string]any) error {
	pod, err := n.client.CoreV1().Pods(namespace).Get(ctx, name, metav1.GetOptions{})
	if err != nil {
		return err
	}
	return n.say(ctx, pod, status(pod))
}

func (n *nodes) say(ctx context.Context, pod *core.Pod, status map[string]any) error {
	return n.patch(ctx, "pods", pod.Namespace, pod.Name, status)
}

func (n *nodes) patch(ctx context.Context, resource, namespace, name string, status map[string]any) error {
	text, err := json.Marshal(map[string]any{"status": status})
	if err != nil {
		return err
	}
	request := n.client.CoreV1().RESTClient().Patch(types.StrategicMergePatchType).Resource(resource).Name(name)
	if namespace != "" {
		request = request.Namespace(namespace)
	}
	return request.SubResource("status").Body(text).Do(ctx).Into(&runtime.Unknown{})
}

func terminated(status *core.ContainerStatus, reason string, code int) *core.ContainerStateTerminated {
	end := &core.ContainerStateTerminated{Reason: reason, ExitCode: int32(code), FinishedAt: metav1.Now(), ContainerID: status.ContainerID}
	if status.State.Running != nil {
		end.StartedAt = status.State.Running.StartedAt
	}
	return end
}

func podConditions(ready bool) []core.PodCondition {
	now, is := metav1.NewTime(time.Now()), core.ConditionFalse
	if ready {
		is = core.ConditionTrue
	}
	return []core.PodCondition{
		{Type: core.PodScheduled, Status: core.ConditionTrue, LastTransitionTime: now},
		{Type: core.PodInitialized, Status: core.ConditionTrue, LastTransitionTime: now},
		{Type: core.ContainersReady, Status: is, LastTransitionTime: now},
		{Type: core.PodReady, Status: is, LastTransitionTime: now},
	}
}
