package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/apimachinery/pkg/util/yaml"
	"k8s.io/client-go/discovery"
	"k8s.io/client-go/discovery/cached/memory"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/restmapper"
)

var definitions = metav1.GroupVersionKind{Group: "apiextensions.k8s.io", Version: "v1", Kind: "CustomResourceDefinition"}

// applier has the server take manifests as they are: what it refuses is an error here, field by field.
type applier struct {
	client dynamic.Interface
	mapper *restmapper.DeferredDiscoveryRESTMapper
}

func newApplier(config *rest.Config) (*applier, error) {
	client, err := dynamic.NewForConfig(config)
	if err != nil {
		return nil, err
	}
	found, err := discovery.NewDiscoveryClientForConfig(config)
	if err != nil {
		return nil, err
	}
	return &applier{client, restmapper.NewDeferredDiscoveryRESTMapper(memory.NewMemCacheClient(found))}, nil
}

// apply takes every manifest of the folders, definitions first, and waits until those are served. Of two
// definitions of one name the first folder's stands.
func (a *applier) apply(ctx context.Context, folders []string) error {
	var objects []*unstructured.Unstructured
	for _, folder := range folders {
		found, err := readFolder(folder)
		if err != nil {
			return err
		}
		objects = append(objects, found...)
	}
	defined, others := split(objects)
	for _, object := range slices.Concat(defined, others) {
		if err := a.one(ctx, object); err != nil {
			return err
		}
	}
	return nil
}

func split(objects []*unstructured.Unstructured) (defined, others []*unstructured.Unstructured) {
	seen := map[string]bool{}
	for _, object := range objects {
		switch {
		case object.GetKind() != definitions.Kind:
			others = append(others, object)
		case !seen[object.GetName()]:
			seen[object.GetName()] = true
			defined = append(defined, object)
		}
	}
	return defined, others
}

func (a *applier) one(ctx context.Context, object *unstructured.Unstructured) error {
	// A definition that was just taken is served a moment later.
	err := wait.PollUntilContextTimeout(ctx, 50*time.Millisecond, 30*time.Second, true, func(ctx context.Context) (bool, error) {
		err := a.try(ctx, object)
		if meta.IsNoMatchError(err) {
			a.mapper.Reset()
			return false, nil
		}
		return err == nil, err
	})
	if err != nil {
		return fmt.Errorf("%s %s: %w", object.GetKind(), object.GetName(), err)
	}
	return nil
}

func (a *applier) try(ctx context.Context, object *unstructured.Unstructured) error {
	kind := object.GroupVersionKind()
	mapping, err := a.mapper.RESTMapping(kind.GroupKind(), kind.Version)
	if err != nil {
		return err
	}
	resource := a.client.Resource(mapping.Resource)
	var at dynamic.ResourceInterface = resource
	if mapping.Scope.Name() == meta.RESTScopeNameNamespace {
		at = resource.Namespace(object.GetNamespace())
	}
	text, err := object.MarshalJSON()
	if err != nil {
		return err
	}
	force := true
	options := metav1.PatchOptions{FieldManager: "rig", FieldValidation: metav1.FieldValidationStrict, Force: &force}
	_, err = at.Patch(ctx, object.GetName(), types.ApplyPatchType, text, options)
	return err
}

func readFolder(folder string) ([]*unstructured.Unstructured, error) {
	var objects []*unstructured.Unstructured
	err := filepath.WalkDir(folder, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".yaml") {
			return err
		}
		found, err := readFile(path)
		objects = append(objects, found...)
		return err
	})
	return objects, err
}

func readFile(path string) ([]*unstructured.Unstructured, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	var objects []*unstructured.Unstructured
	decoder := yaml.NewYAMLOrJSONDecoder(file, 4096)
	for {
		object := &unstructured.Unstructured{}
		err := decoder.Decode(&object.Object)
		if errors.Is(err, io.EOF) {
			return objects, nil
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		switch {
		case len(object.Object) == 0:
			// An empty document, as a file that begins with a licence has.
		case object.IsList():
			err = object.EachListItem(func(item runtime.Object) error {
				objects = append(objects, item.(*unstructured.Unstructured))
				return nil
			})
		default:
			objects = append(objects, object)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
	}
}
