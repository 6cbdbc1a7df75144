package main

import (
	"context"
	"errors"
	"net/http"
	"time"

	flowcontrol "k8s.io/api/flowcontrol/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
)

const (
	throttled = "rig-throttled"
	// Who asks for the usage of such pods waits until the request ends.
	held = "rig-held"
)

// throttle has the API server refuse everything that dev asks, with 429 and Retry-After. Its priority and
// fairness is told that the share of dev is nothing; since it lets one request pass even then, one is held.
type throttle struct {
	masters kubernetes.Interface
	dev     kubernetes.Interface
	release context.CancelFunc
}

func newThrottle(masters kubernetes.Interface, certificates *pki, apiserver int) (*throttle, error) {
	dev, err := kubernetes.NewForConfig(asPart(certificates, "user-dev", apiserver))
	return &throttle{masters: masters, dev: dev, release: func() {}}, err
}

func (t *throttle) on(request *http.Request) (string, error) {
	ctx, cancel := context.WithTimeout(request.Context(), 30*time.Second)
	defer cancel()
	api := t.masters.FlowcontrolV1()
	_, err := api.PriorityLevelConfigurations().Create(ctx, nothing(), metav1.CreateOptions{})
	if err == nil {
		_, err = api.FlowSchemas().Create(ctx, everythingOf("dev"), metav1.CreateOptions{})
	}
	// The server knows of it a moment later, so that a request held too early is of the usual share.
	for err == nil && ctx.Err() == nil {
		t.hold()
		pause(ctx)
		if t.refused(ctx) {
			return "throttled", nil
		}
		t.release()
	}
	return "", errors.Join(err, ctx.Err())
}

func (t *throttle) off(request *http.Request) (string, error) {
	ctx, cancel := context.WithTimeout(request.Context(), 30*time.Second)
	defer cancel()
	api := t.masters.FlowcontrolV1()
	t.release()
	err := errors.Join(
		api.FlowSchemas().Delete(ctx, throttled, metav1.DeleteOptions{}),
		api.PriorityLevelConfigurations().Delete(ctx, throttled, metav1.DeleteOptions{}),
	)
	for err == nil && t.refused(ctx) {
		pause(ctx)
	}
	return "unthrottled", errors.Join(err, ctx.Err())
}

func (t *throttle) hold() {
	ctx, release := context.WithCancel(context.Background())
	t.release = release
	request := t.dev.Discovery().RESTClient().Get().MaxRetries(0).Param("labelSelector", held).
		AbsPath("/apis/metrics.k8s.io/v1beta1/namespaces/team-a/pods")
	go func() { _, _ = request.DoRaw(ctx) }()
}

// refused asks for what everybody may have, and whose share is not its own, as that of /readyz is.
func (t *throttle) refused(ctx context.Context) bool {
	_, err := t.dev.Discovery().RESTClient().Get().MaxRetries(0).AbsPath("/version").DoRaw(ctx)
	return apierrors.IsTooManyRequests(err)
}

func nothing() *flowcontrol.PriorityLevelConfiguration {
	none := int32(0)
	return &flowcontrol.PriorityLevelConfiguration{
		ObjectMeta: metav1.ObjectMeta{Name: throttled},
		Spec: flowcontrol.PriorityLevelConfigurationSpec{
			Type: flowcontrol.PriorityLevelEnablementLimited,
			Limited: &flowcontrol.LimitedPriorityLevelConfiguration{
				NominalConcurrencyShares: &none, LendablePercent: &none, BorrowingLimitPercent: &none,
				LimitResponse: flowcontrol.LimitResponse{Type: flowcontrol.LimitResponseTypeReject},
			},
		},
	}
}

func everythingOf(user string) *flowcontrol.FlowSchema {
	all := []string{"*"}
	return &flowcontrol.FlowSchema{
		ObjectMeta: metav1.ObjectMeta{Name: throttled},
		Spec: flowcontrol.FlowSchemaSpec{
			PriorityLevelConfiguration: flowcontrol.PriorityLevelConfigurationReference{Name: throttled},
			// Before every one that is there, but the one that exempts the masters.
			MatchingPrecedence: 2,
			Rules: []flowcontrol.PolicyRulesWithSubjects{{
				Subjects: []flowcontrol.Subject{{Kind: flowcontrol.SubjectKindUser, User: &flowcontrol.UserSubject{Name: user}}},
				ResourceRules: []flowcontrol.ResourcePolicyRule{{
					Verbs: all, APIGroups: all, Resources: all, ClusterScope: true, Namespaces: all,
				}},
				NonResourceRules: []flowcontrol.NonResourcePolicyRule{{Verbs: all, NonResourceURLs: all}},
			}},
		},
	}
}
