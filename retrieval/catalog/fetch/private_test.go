package fetch

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"golang.org/x/net/dns/dnsmessage"
)

func TestOnlyPublicAddressesAreDialled(t *testing.T) {
	dial := guard(false)
	for _, c := range []struct {
		name, address string
		refused       bool
	}{
		{"a public address", "93.184.215.14:443", false},
		{"a public address of IPv6", "[2606:2800:21f:cb07:6820:80da:af6b:8b2c]:443", false},
		{"any port of one", "93.184.215.14:8443", false},
		{"loopback", "127.0.0.1:80", true},
		{"another loopback", "127.8.9.10:80", true},
		{"loopback of IPv6", "[::1]:80", true},
		{"unspecified", "0.0.0.0:80", true},
		{"unspecified of IPv6", "[::]:80", true},
		{"private, 10/8", "10.1.2.3:80", true},
		{"private, 172.16/12", "172.31.255.255:80", true},
		{"beside 172.16/12", "172.32.0.1:80", false},
		{"private, 192.168/16", "192.168.0.1:80", true},
		{"private of IPv6", "[fd00::1]:80", true},
		{"link-local, where clouds tell secrets", "169.254.169.254:80", true},
		{"link-local of IPv6", "[fe80::1]:80", true},
		{"link-local with a zone", "[fe80::1%eth0]:80", true},
		{"shared by a carrier", "100.64.0.1:80", true},
		{"multicast", "224.0.0.1:80", true},
		{"multicast of IPv6", "[ff02::1]:80", true},
		{"reserved", "240.0.0.1:80", true},
		{"broadcast", "255.255.255.255:80", true},
		{"IPv4 mapped to IPv6", "[::ffff:127.0.0.1]:80", true},
		{"IPv4 in IPv6 of old", "[::127.0.0.1]:80", true},
		{"NAT64", "[64:ff9b::7f00:1]:80", true},
		{"NAT64 of a network's own", "[64:ff9b:1::7f00:1]:80", true},
		{"6to4", "[2002:7f00:1::]:80", true},
		{"Teredo", "[2001:0:7f00:1::]:80", true},
		{"nonsense", "shop.example:80", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			network := "tcp4"
			if strings.HasPrefix(c.address, "[") {
				network = "tcp6"
			}
			if err := dial(network, c.address, nil); errors.Is(err, ErrPrivate) != c.refused {
				t.Errorf("dialling %s gives %v, want a refusal: %t", c.address, err, c.refused)
			}
		})
	}
}

func TestEveryWayToAPrivateServerIsRefused(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		t.Error("the private server was reached")
	}))
	defer server.Close()
	_, port, err := net.SplitHostPort(server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	named := resolver(t, [4]byte{127, 0, 0, 1})
	for name, host := range map[string]string{
		"its address":                      "127.0.0.1",
		"its address in IPv6":              "[::ffff:127.0.0.1]",
		"the address of no one":            "0.0.0.0",
		"a name that resolves to it":       "shop.example",
		"a name that resolves, with a dot": "shop.example.",
		"localhost":                        "localhost",
	} {
		t.Run(name, func(t *testing.T) {
			client := New(Options{Resolver: named})
			defer client.Close()
			_, err := client.Get(t.Context(), "http://"+host+":"+port+"/feed.xml")
			if !errors.Is(err, ErrPrivate) || !strings.Contains(err.Error(), "allow private addresses") {
				t.Errorf("got %v, want a refusal that says what to do", err)
			}
		})
	}
	// Resolvers differ in whether they read these as numbers at all.
	for name, host := range map[string]string{
		"the short form of its address": "127.1",
		"its address as one number":     "2130706433",
		"its address in hexadecimal":    "0x7f.0.0.1",
		"its address in octal":          "0177.0.0.1",
	} {
		t.Run(name, func(t *testing.T) {
			for _, r := range []*net.Resolver{named, nil} {
				client := New(Options{Resolver: r})
				defer client.Close()
				if _, err := client.Get(t.Context(), "http://"+host+":"+port+"/feed.xml"); err == nil {
					t.Error("no error")
				}
			}
		})
	}
}

func TestNoProxyGoesRoundTheRefusal(t *testing.T) {
	for _, o := range []Options{{}, {AllowPrivate: true}} {
		client := New(o)
		defer client.Close()
		if client.transport.Proxy != nil { // what the environment names is read once in a process
			t.Errorf("%+v: a proxy would be asked", o)
		}
	}
}

func TestARedirectToAPrivateServerIsRefused(t *testing.T) {
	inner := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		t.Error("the private server was reached")
	}))
	defer inner.Close()
	outer := httptest.NewServer(http.RedirectHandler(inner.URL+"/admin", http.StatusFound))
	defer outer.Close()
	client := New(Options{})
	defer client.Close()
	// The first server is as private as the second: only its own address passes.
	guarded := client.transport.DialContext
	client.transport.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		if address == outer.Listener.Addr().String() {
			return new(net.Dialer).DialContext(ctx, network, address)
		}
		return guarded(ctx, network, address)
	}
	if _, err := client.Get(t.Context(), outer.URL); !errors.Is(err, ErrPrivate) {
		t.Errorf("got %v, want a refusal", err)
	}
}

// resolver answers every question for an IPv4 address with the same one.
func resolver(t *testing.T, address [4]byte) *net.Resolver {
	t.Helper()
	conn, err := new(net.ListenConfig).ListenPacket(t.Context(), "udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		packet := make([]byte, 1500)
		for {
			n, from, err := conn.ReadFrom(packet)
			if err != nil {
				return
			}
			if answer, err := resolved(packet[:n], address); err == nil {
				_, _ = conn.WriteTo(answer, from)
			}
		}
	}()
	t.Cleanup(func() {
		_ = conn.Close()
		<-done
	})
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "udp", conn.LocalAddr().String())
	}}
}

func resolved(question []byte, address [4]byte) ([]byte, error) {
	var m dnsmessage.Message
	if err := m.Unpack(question); err != nil {
		return nil, err
	}
	m.Response = true
	m.Additionals = nil
	for _, q := range m.Questions {
		if q.Type == dnsmessage.TypeA {
			m.Answers = append(m.Answers, dnsmessage.Resource{
				Header: dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class, TTL: 1},
				Body:   &dnsmessage.AResource{A: address},
			})
		}
	}
	return m.Pack()
}
