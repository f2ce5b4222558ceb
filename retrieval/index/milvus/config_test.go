package milvus

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

func TestSecretsAreNeverPrinted(t *testing.T) {
	c := Config{Address: "milvus:19530", User: "shop", Password: "hunter2", APIKey: "hunter2"}
	var logged bytes.Buffer
	slog.New(slog.NewJSONHandler(&logged, nil)).Info("open", "config", c, "password", c.Password)
	encoded, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	for _, printed := range []string{
		fmt.Sprint(c), fmt.Sprintf("%v %+v %#v %s %q", c, c, c, c.Password, c.APIKey), fmt.Sprintf("%+v", &c),
		logged.String(), string(encoded), c.String(),
	} {
		if strings.Contains(printed, "hunter2") {
			t.Errorf("printed: %s", printed)
		}
		if !strings.Contains(printed, "milvus:19530") && !strings.Contains(printed, redacted) {
			t.Errorf("says nothing: %s", printed)
		}
	}
}

func TestAPasswordInTheAddressIsRefusedAndNeverPrinted(t *testing.T) {
	for _, address := range []string{"http://root:hunter2@127.0.0.1:1", "https://root:hunter2@milvus", "root:hunter2@milvus:19530/", "http://hunter2@%zz"} {
		c := Config{Address: address}
		x, err := connect(t.Context(), c)
		if err == nil {
			t.Fatal("no error", x.close())
		}
		for _, setting := range []string{"SHOPGUIDE_MILVUS_ADDRESS", "SHOPGUIDE_MILVUS_USER", "SHOPGUIDE_MILVUS_PASSWORD"} {
			if !strings.Contains(err.Error(), setting) {
				t.Errorf("%v, want it to name %s", err, setting)
			}
		}
		var logged bytes.Buffer
		slog.New(slog.NewJSONHandler(&logged, nil)).Info("open", "config", c, "error", err)
		for _, printed := range []string{err.Error(), logged.String(), c.String(), fmt.Sprintf("%v %+v", c, c)} {
			if strings.Contains(printed, "hunter2") {
				t.Errorf("printed: %s", printed)
			}
		}
	}
}

func TestConfigurationsThatCannotBeAreRefused(t *testing.T) {
	for _, c := range []struct {
		name   string
		config Config
		says   string
	}{
		{"no address", Config{}, "SHOPGUIDE_MILVUS_ADDRESS"},
		{"no port", Config{Address: "milvus"}, "SHOPGUIDE_MILVUS_ADDRESS"},
		{"a collection with a dash", Config{Address: "m:1", Collection: "my-shop"}, "my-shop"},
		{"a collection that begins with a digit", Config{Address: "m:1", Collection: "1"}, "letters"},
		{"two ways to be someone", Config{Address: "m:1", User: "a", Password: "b", APIKey: "c"}, "SHOPGUIDE_MILVUS_API_KEY"},
		{"certificates that are not there", Config{Address: "m:1", TLS: TLS{CAFile: "testdata/none.pem"}}, "none.pem"},
		{"certificates that are none", Config{Address: "m:1", TLS: TLS{CAFile: "config.go"}}, "PEM"},
	} {
		t.Run(c.name, func(t *testing.T) {
			x, err := connect(t.Context(), c.config)
			if err == nil {
				t.Fatal("no error", x.close())
			}
			if !strings.Contains(err.Error(), c.says) {
				t.Errorf("%v, want it to say %q", err, c.says)
			}
		})
	}
}

func TestAnAddressWithHTTPSAsksForTLS(t *testing.T) {
	for _, c := range []struct {
		address, host string
		secured       bool
	}{
		{"milvus:19530", "milvus:19530", false},
		{"http://milvus:19530", "milvus:19530", false},
		{"https://shop.example.com", "shop.example.com:443", true},
		{"https://shop.example.com:19530/", "shop.example.com:19530", true},
		{"[::1]:19530", "[::1]:19530", false},
	} {
		config := Config{Address: c.address}
		if config.host() != c.host || config.secured() != c.secured {
			t.Errorf("%s is %s, secured %t", c.address, config.host(), config.secured())
		}
	}
}
