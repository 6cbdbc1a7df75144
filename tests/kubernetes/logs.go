package main

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"
)

// container names one container of a pod.
type container struct{ namespace, pod, name string }

type line struct {
	at   time.Time
	text string
}

// output is what the containers wrote: since they started last, and in the life before.
type output struct {
	mutex    sync.Mutex
	now      map[container][]line
	previous map[container][]line
	ended    map[container]bool
	// Closed and made anew with each change: who follows waits for it.
	changed chan struct{}
}

func newOutput() *output {
	return &output{
		now: map[container][]line{}, previous: map[container][]line{}, ended: map[container]bool{},
		changed: make(chan struct{}),
	}
}

func (o *output) change(do func()) {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	do()
	close(o.changed)
	o.changed = make(chan struct{})
}

func (o *output) write(to container, texts ...string) {
	o.change(func() {
		for _, text := range texts {
			o.now[to] = append(o.now[to], line{time.Now().UTC(), text})
		}
	})
}

// restart makes what was written the life before.
func (o *output) restart(of container) {
	o.change(func() { o.previous[of] = o.now[of]; delete(o.now, of) })
}

// end says that nothing more will be written: who follows is told.
func (o *output) end(of container) {
	o.change(func() { o.ended[of] = true })
}

func (o *output) forget(namespace, pod string) {
	o.change(func() {
		for of := range o.now {
			if of.namespace == namespace && of.pod == pod {
				delete(o.now, of)
				delete(o.previous, of)
				o.ended[of] = true
			}
		}
	})
}

// begin is called when a container starts, so that one of an earlier name begins anew.
func (o *output) begin(of container) {
	o.change(func() { delete(o.ended, of) })
	o.write(of, "started "+of.name)
}

// from gives the lines from an index on, whether more can come, and what to wait for.
func (o *output) from(of container, index int) ([]line, bool, <-chan struct{}) {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	lines := o.now[of]
	return lines[min(index, len(lines)):], !o.ended[of], o.changed
}

// ServeHTTP answers as a kubelet does: /containerLogs/NAMESPACE/POD/CONTAINER with the API's own query.
func (o *output) ServeHTTP(writer http.ResponseWriter, request *http.Request) {
	of := container{request.PathValue("namespace"), request.PathValue("pod"), request.PathValue("container")}
	query := request.URL.Query()
	if query.Get("previous") == "true" {
		o.mutex.Lock()
		lines, there := o.previous[of]
		o.mutex.Unlock()
		if !there {
			text := fmt.Sprintf("previous terminated container %q in pod %q not found", of.name, of.pod)
			http.Error(writer, text, http.StatusBadRequest)
			return
		}
		printer(writer, query).all(chosen(lines, query))
		return
	}
	o.stream(writer, request, of, query)
}

func (o *output) stream(writer http.ResponseWriter, request *http.Request, of container, query url.Values) {
	lines, more, changed := o.from(of, 0)
	out, next := printer(writer, query), len(lines)
	if !out.all(chosen(lines, query)) || query.Get("follow") != "true" {
		return
	}
	for more {
		select {
		case <-request.Context().Done():
			return
		case <-changed:
		}
		lines, more, changed = o.from(of, next)
		next += len(lines)
		if !out.all(lines) {
			return
		}
	}
}

// chosen are the lines that sinceTime, sinceSeconds and tailLines leave.
func chosen(lines []line, query url.Values) []line {
	var since time.Time
	if at, err := time.Parse(time.RFC3339Nano, query.Get("sinceTime")); err == nil {
		since = at
	}
	if seconds, err := strconv.Atoi(query.Get("sinceSeconds")); err == nil {
		since = time.Now().Add(-time.Duration(seconds) * time.Second)
	}
	for len(lines) > 0 && lines[0].at.Before(since) {
		lines = lines[1:]
	}
	if tail, err := strconv.Atoi(query.Get("tailLines")); err == nil && tail < len(lines) {
		lines = lines[len(lines)-tail:]
	}
	return lines
}

type logPrinter struct {
	to    io.Writer
	flush func()
	times bool
	left  int
}

func printer(to http.ResponseWriter, query url.Values) *logPrinter {
	to.Header().Set("Content-Type", "text/plain")
	to.WriteHeader(http.StatusOK)
	left, err := strconv.Atoi(query.Get("limitBytes"))
	if err != nil {
		left = -1
	}
	flush := func() { _ = http.NewResponseController(to).Flush() }
	flush()
	return &logPrinter{to, flush, query.Get("timestamps") == "true", left}
}

// all prints lines, and says whether more may be printed.
func (p *logPrinter) all(lines []line) bool {
	text := strings.Builder{}
	for _, line := range lines {
		if p.times {
			text.WriteString(line.at.Format(time.RFC3339Nano) + " ")
		}
		text.WriteString(line.text + "\n")
	}
	out := text.String()
	if p.left >= 0 {
		out = out[:min(p.left, len(out))]
		p.left -= len(out)
	}
	_, err := io.WriteString(p.to, out)
	p.flush()
	return err == nil && p.left != 0
}
