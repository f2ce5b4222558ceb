package milvus_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/milvus-io/milvus-proto/go-api/v2/commonpb"
	"github.com/milvus-io/milvus-proto/go-api/v2/milvuspb"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"github.com/shopguide/shopguide/retrieval/index/milvus"
)

// guarded is a Milvus without collections that lets in who knows the word.
type guarded struct {
	milvuspb.UnimplementedMilvusServiceServer
	word string // the authorization header
	seen chan metadata.MD
}

func (g *guarded) DescribeCollection(ctx context.Context, _ *milvuspb.DescribeCollectionRequest) (*milvuspb.DescribeCollectionResponse, error) {
	header, _ := metadata.FromIncomingContext(ctx)
	select {
	case g.seen <- header:
	default:
	}
	if got := header.Get("authorization"); len(got) != 1 || got[0] != g.word {
		return nil, status.Error(codes.Unauthenticated, "auth check failure")
	}
	return &milvuspb.DescribeCollectionResponse{Status: &commonpb.Status{Code: 100, Reason: "collection not found"}}, nil
}

// serve starts the server behind TLS and returns the configuration that reaches it,
// without a user. The certificate is for the name milvus.example alone.
func serve(t *testing.T, g *guarded) milvus.Config {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), DNSNames: []string{"milvus.example"}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := grpc.NewServer(grpc.Creds(credentials.NewServerTLSFromCert(&tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key})))
	milvuspb.RegisterMilvusServiceServer(server, g)
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	t.Cleanup(func() {
		server.Stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	config := configure(listener.Addr().String())
	config.TLS = milvus.TLS{CAFile: file, ServerName: "milvus.example"}
	return config
}

func TestTheConnectionIsSecured(t *testing.T) {
	word := base64.StdEncoding.EncodeToString([]byte("shop:open sesame"))
	g := &guarded{word: word, seen: make(chan metadata.MD, 1)}
	config := serve(t, g)
	for _, c := range []struct {
		name   string
		change func(*milvus.Config)
		says   string // that the server was reached and let us in, or what was wrong
	}{
		{"user and password", func(c *milvus.Config) { c.User, c.Password, c.Database = "shop", "open sesame", "goods" }, "there is none"},
		{"the wrong password", func(c *milvus.Config) { c.User, c.Password = "shop", "barley" }, "SHOPGUIDE_MILVUS_PASSWORD"},
		{"nobody", func(*milvus.Config) {}, "SHOPGUIDE_MILVUS_PASSWORD"},
		{"a certificate of somebody else", func(c *milvus.Config) { c.TLS.ServerName = "other.example" }, "certificate"},
		{"a certificate that nobody vouches for", func(c *milvus.Config) { c.TLS = milvus.TLS{Enabled: true, ServerName: "milvus.example"} }, "certificate"},
		{"no TLS", func(c *milvus.Config) { c.TLS = milvus.TLS{} }, "SHOPGUIDE_MILVUS_TLS"},
	} {
		t.Run(c.name, func(t *testing.T) {
			config := config
			c.change(&config)
			x, err := milvus.Open(t.Context(), config, space)
			if err == nil || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "sesame") {
				t.Errorf("%v, %v; want it to say %q", x, err, c.says)
			}
		})
	}
	if header := <-g.seen; len(header.Get("dbname")) != 1 || header.Get("dbname")[0] != "goods" {
		t.Errorf("the first call named the database %q", header.Get("dbname"))
	}
}

func TestAnAPIKeyTakesThePlaceOfAUser(t *testing.T) {
	g := &guarded{word: base64.StdEncoding.EncodeToString([]byte("key of the shop")), seen: make(chan metadata.MD, 1)}
	config := serve(t, g)
	config.APIKey = "key of the shop"
	if _, err := milvus.Open(t.Context(), config, space); err == nil || !strings.Contains(err.Error(), "there is none") {
		t.Errorf("%v, want it let in", err)
	}
}
