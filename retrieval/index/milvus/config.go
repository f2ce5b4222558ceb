package milvus

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"regexp"
	"strings"
	"time"
)

// Config says where Milvus is and how it is used. Address alone is required; the
// zero value of everything else has a meaning of its own or the default named.
type Config struct {
	Address  string // host:port; https://host:port asks for TLS; never with a user or password
	User     string // with Password, or APIKey, or neither
	Password Secret
	APIKey   Secret
	Database string // "" is Milvus's default database
	TLS      TLS
	// Collection is the alias that readers open; 1 to 200 letters, digits and
	// underscores. The collections behind it are named Collection_version.
	Collection string // default "shopguide"

	ANN ANN
	// Depth is how many items, at least, a search with a dense vector takes from
	// each of words and meaning before it scores them exactly.
	Depth int // default 100
	// SearchTimeout bounds a Search or a Count, and each page of Facets.
	SearchTimeout time.Duration // default 5s
	// WriteTimeout bounds each batch that is written, and each change of a
	// collection or an alias.
	WriteTimeout time.Duration // default 60s
	// Strong makes every search wait until the changes of all clients are seen,
	// about 200 ms. Without it a search sees all changes made through the same
	// Index, and those of others within about a second.
	Strong bool
}

// TLS says how the connection is secured.
type TLS struct {
	Enabled    bool
	CAFile     string // certificates to trust, PEM, instead of the system's; implies Enabled
	ServerName string // name in the server's certificate, if not the address's
}

// ANN is the index over the dense vectors: its type and parameters in Milvus's own
// words. FLAT is exact and needs no parameters; milvus-lite 2.5 has no HNSW.
type ANN struct {
	Type   string            // default HNSW
	Build  map[string]string // for HNSW, default M 16 and efConstruction 200
	Search map[string]int    // for HNSW, ef is raised to the number of items asked for
}

// Secret is text that is never printed.
type Secret string

const redacted = "(redacted)"

// String keeps the secret out of logs and messages.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return redacted
}

// GoString keeps the secret out of what %#v prints.
func (s Secret) GoString() string { return fmt.Sprintf("%q", s.String()) }

// MarshalText keeps the secret out of JSON.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// LogValue keeps the secret out of structured logs.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// LogValue tells where Milvus is, without secrets.
func (c Config) LogValue() slog.Value {
	address := c.Address
	if c.confides() {
		address = redacted
	}
	return slog.GroupValue(
		slog.String("address", address), slog.Bool("tls", c.secured()),
		slog.String("user", c.User), slog.Any("password", c.Password), slog.Any("api_key", c.APIKey),
		slog.String("database", c.Database), slog.String("collection", c.Collection),
		slog.String("index", c.ANN.Type), slog.Bool("strong", c.Strong),
	)
}

// String tells where Milvus is, without secrets.
func (c Config) String() string { return c.LogValue().String() }

const (
	defaultCollection    = "shopguide"
	defaultDepth         = 100
	defaultSearchTimeout = 5 * time.Second
	defaultWriteTimeout  = time.Minute
)

var validName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]{0,199}$`)

// withDefaults returns the checked configuration with its defaults filled in.
func (c Config) withDefaults() (Config, error) {
	if c.Collection == "" {
		c.Collection = defaultCollection
	}
	if c.ANN.Type == "" {
		c.ANN.Type = hnsw
	}
	if c.ANN.Type == hnsw && c.ANN.Build == nil {
		c.ANN.Build = map[string]string{"M": "16", "efConstruction": "200"}
	}
	if c.Depth <= 0 {
		c.Depth = defaultDepth
	}
	if c.SearchTimeout <= 0 {
		c.SearchTimeout = defaultSearchTimeout
	}
	if c.WriteTimeout <= 0 {
		c.WriteTimeout = defaultWriteTimeout
	}
	_, _, err := net.SplitHostPort(c.host())
	switch {
	case c.confides():
		return c, errors.New("the address of Milvus is host:port without a user and password: take what is before the @ out of SHOPGUIDE_MILVUS_ADDRESS, and set SHOPGUIDE_MILVUS_USER and SHOPGUIDE_MILVUS_PASSWORD")
	case err != nil:
		return c, fmt.Errorf("the address of Milvus is host:port, not %q: %w; set SHOPGUIDE_MILVUS_ADDRESS", c.Address, err)
	case !validName.MatchString(c.Collection):
		return c, fmt.Errorf("the Milvus collection cannot be called %q: use up to 200 letters, digits and underscores", c.Collection)
	case c.APIKey != "" && (c.User != "" || c.Password != ""):
		return c, errors.New("there is a user or password for Milvus and an API key too, and it takes one of them: unset SHOPGUIDE_MILVUS_USER and SHOPGUIDE_MILVUS_PASSWORD, or SHOPGUIDE_MILVUS_API_KEY")
	}
	return c, nil
}

// confides reports whether the address holds a user or password, which messages that
// name the address would show.
func (c Config) confides() bool { return strings.Contains(c.Address, "@") }

func (c Config) secured() bool {
	return c.TLS.Enabled || c.TLS.CAFile != "" || strings.HasPrefix(c.Address, "https://")
}

// host returns the address without its scheme.
func (c Config) host() string {
	host := c.Address
	for _, scheme := range []string{"https://", "http://", "tcp://"} {
		host = strings.TrimPrefix(host, scheme)
	}
	host = strings.TrimSuffix(host, "/")
	if strings.HasPrefix(c.Address, "https://") && !strings.Contains(host, ":") {
		host += ":443"
	}
	return host
}

// tlsConfig returns nil for a connection in the clear.
func (c Config) tlsConfig() (*tls.Config, error) {
	if !c.secured() {
		return nil, nil
	}
	t := &tls.Config{MinVersion: tls.VersionTLS12, ServerName: c.TLS.ServerName}
	if c.TLS.CAFile == "" {
		return t, nil
	}
	pem, err := os.ReadFile(c.TLS.CAFile)
	if err != nil {
		return nil, fmt.Errorf("read the certificates that Milvus is trusted by: %w", err)
	}
	t.RootCAs = x509.NewCertPool()
	if !t.RootCAs.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("there is no certificate in %s; it wants PEM, \"-----BEGIN CERTIFICATE-----\"", c.TLS.CAFile)
	}
	return t, nil
}
