package main

import (
	"io"
	"net"
	"sync"
)

// gate stands before the API server for everybody but the parts of the cluster. It passes bytes on, and cuts
// connections when a test says so: to a client that is what a lost network looks like.
type gate struct {
	listener net.Listener
	to       string

	mutex  sync.Mutex
	open   map[net.Conn]struct{}
	closed bool
}

func newGate(listener net.Listener, to string) *gate {
	g := &gate{listener: listener, to: to, open: map[net.Conn]struct{}{}}
	go g.accept()
	return g
}

func (g *gate) accept() {
	for {
		from, err := g.listener.Accept()
		if err != nil {
			return
		}
		go g.pass(from)
	}
}

func (g *gate) pass(from net.Conn) {
	defer from.Close()
	if !g.keep(from) {
		return
	}
	defer g.forget(from)
	to, err := net.Dial("tcp", g.to)
	if err != nil {
		return
	}
	defer to.Close()
	go func() { _, _ = io.Copy(to, from); _ = to.Close() }()
	_, _ = io.Copy(from, to)
}

func (g *gate) keep(connection net.Conn) bool {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	if g.closed {
		return false
	}
	g.open[connection] = struct{}{}
	return true
}

func (g *gate) forget(connection net.Conn) {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	delete(g.open, connection)
}

// cut ends the connections there are, and says how many they were.
func (g *gate) cut() int {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	count := len(g.open)
	for connection := range g.open {
		_ = connection.Close()
	}
	clear(g.open)
	return count
}

// shut also refuses new ones, or takes them again.
func (g *gate) shut(closed bool) int {
	g.mutex.Lock()
	g.closed = closed
	g.mutex.Unlock()
	if closed {
		return g.cut()
	}
	return 0
}
