package main

import (
	"io"
	"net/http"
	"strconv"
	"strings"

	etcd "go.etcd.io/etcd/client/v3"
)

// faults is what tests ask for over HTTP: README.md has the list.
func (c *cluster) faults() http.Handler {
	mux := http.NewServeMux()
	on := func(name string, do func(*http.Request) (string, error)) {
		mux.HandleFunc("/rig/"+name, func(writer http.ResponseWriter, request *http.Request) {
			said, err := do(request)
			if err != nil {
				http.Error(writer, err.Error(), http.StatusBadRequest)
				return
			}
			_, _ = io.WriteString(writer, said+"\n")
		})
	}
	on("cut", func(*http.Request) (string, error) { return strconv.Itoa(c.gate.cut()), nil })
	on("shut", func(*http.Request) (string, error) { return strconv.Itoa(c.gate.shut(true)), nil })
	on("open", func(*http.Request) (string, error) { return strconv.Itoa(c.gate.shut(false)), nil })
	on("kill", func(*http.Request) (string, error) { c.apiserver.kill(); return "killed", nil })
	on("start", func(request *http.Request) (string, error) { return "started", c.ready(request.Context()) })
	on("restart", func(request *http.Request) (string, error) {
		c.apiserver.kill()
		return "restarted", c.ready(request.Context())
	})
	on("compact", c.compact)
	on("throttle", c.throttle.on)
	on("unthrottle", c.throttle.off)
	on("log", c.log)
	on("ready", c.makeReady)
	on("crash", c.crash)
	on("finish", c.finish)
	on("usage", c.use)
	return mux
}

// compact forgets every revision before the present one. The API server's own memory of them lasts until it
// is restarted.
func (c *cluster) compact(request *http.Request) (string, error) {
	client, err := etcd.New(etcd.Config{Endpoints: []string{loopback("http", c.ports.etcd)}})
	if err != nil {
		return "", err
	}
	defer client.Close()
	now, err := client.Get(request.Context(), "compact_rev_key")
	if err != nil {
		return "", err
	}
	_, err = client.Compact(request.Context(), now.Header.Revision, etcd.WithCompactPhysical())
	return strconv.FormatInt(now.Header.Revision, 10), err
}

// log writes the lines of the body, or the one in the query, as a container would.
func (c *cluster) log(request *http.Request) (string, error) {
	of := named(request)
	if text := request.URL.Query().Get("line"); text != "" {
		c.output.write(of, text)
		return "1", nil
	}
	body, err := io.ReadAll(request.Body)
	if err != nil {
		return "", err
	}
	lines := strings.Split(strings.TrimSuffix(string(body), "\n"), "\n")
	c.output.write(of, lines...)
	return strconv.Itoa(len(lines)), nil
}

func (c *cluster) makeReady(request *http.Request) (string, error) {
	of, ready := named(request), request.FormValue("is") != "false"
	return strconv.FormatBool(ready), c.nodes.ready(request.Context(), of.namespace, of.pod, ready)
}

func (c *cluster) crash(request *http.Request) (string, error) {
	code, reason := number(request, "code", 137), request.FormValue("reason")
	if reason == "" {
		reason = "OOMKilled"
	}
	return reason, c.nodes.crash(request.Context(), named(request), reason, code)
}

func (c *cluster) finish(request *http.Request) (string, error) {
	of, code := named(request), number(request, "code", 0)
	return strconv.Itoa(code), c.nodes.finish(request.Context(), of.namespace, of.pod, code)
}

func (c *cluster) use(request *http.Request) (string, error) {
	return "set", c.usage.set(named(request), request.FormValue("cpu"), request.FormValue("memory"))
}

func named(request *http.Request) container {
	query := request.URL.Query()
	return container{query.Get("namespace"), query.Get("pod"), query.Get("container")}
}

func number(request *http.Request, name string, otherwise int) int {
	value, err := strconv.Atoi(request.URL.Query().Get(name))
	if err != nil {
		return otherwise
	}
	return value
}
