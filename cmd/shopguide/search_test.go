package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/shopguide/shopguide/retrieval/embedding"
	"github.com/shopguide/shopguide/retrieval/index/milvus"
)

func TestMilvusIsToldWhatTheFlagsAndTheEnvironmentSay(t *testing.T) {
	f := searchFlags{
		MilvusAddress: "milvus.example:19530", MilvusUser: "shop", MilvusDatabase: "goods", MilvusCollection: "lanting",
		MilvusTLS: true, MilvusCAFile: "ca.pem", MilvusIndexType: "FLAT",
	}
	secrets := map[string]string{"SHOPGUIDE_MILVUS_PASSWORD": "rain", "SHOPGUIDE_MILVUS_API_KEY": "snow"}
	want := milvus.Config{
		Address: "milvus.example:19530", User: "shop", Password: "rain", APIKey: "snow", Database: "goods", Collection: "lanting",
		TLS: milvus.TLS{Enabled: true, CAFile: "ca.pem"}, ANN: milvus.ANN{Type: "FLAT"},
	}
	got := f.milvus(func(name string) string { return secrets[name] })
	if diff := cmp.Diff(want, got, cmp.Exporter(func(reflect.Type) bool { return true })); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestQuestionsAndPassagesAreToldApartAsTheServiceWants(t *testing.T) {
	var asked []string
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var request struct {
			Input     []string `json:"input"`
			InputType string   `json:"input_type"`
		}
		if err := json.NewDecoder(r.Body).Decode(&request); err != nil {
			t.Error(err)
		}
		data := make([]map[string]any, len(request.Input))
		for i, text := range request.Input {
			asked = append(asked, request.InputType+"|"+text)
			data[i] = map[string]any{"index": i, "embedding": []float32{1, 0}}
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"data": data})
	}))
	defer service.Close()
	for form, want := range map[string][]string{
		"none":       {"|lamp", "|灯"},
		"prefix":     {"|query: lamp", "|passage: 灯"},
		"input-type": {"query|lamp", "passage|灯"},
	} {
		t.Run(form, func(t *testing.T) {
			f := embedderFlags{Embedder: "service", EmbeddingURL: service.URL, EmbeddingModel: "m", EmbeddingForm: form, EmbeddingDim: 2}
			e, err := f.embedder(t.Context(), t.TempDir(), func(string) string { return "" })
			if err != nil {
				t.Fatal(err)
			}
			defer func() {
				if err := e.Close(); err != nil {
					t.Error(err)
				}
			}()
			asked = nil
			for kind, text := range map[embedding.Kind]string{embedding.Query: "lamp", embedding.Passage: "灯"} {
				if _, err := e.Embed(t.Context(), kind, []string{text}); err != nil {
					t.Fatal(err)
				}
			}
			slices.Sort(asked)
			slices.Sort(want)
			if diff := cmp.Diff(want, asked); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestDownloadsAreBoundedToTwoGigabytes(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "2147483649")
	}))
	defer server.Close()
	data := t.TempDir()
	status, _, stderr := inProcess(t.Context(), data, "index", "--allow-private", server.URL+"/feed.jsonl")
	if status != 1 || !strings.Contains(stderr, "more than 2147483648 bytes") {
		t.Errorf("a feed of a byte over 2 GiB ends with %d: %s", status, stderr)
	}
	if left, _ := filepath.Glob(filepath.Join(data, "download-*")); len(left) > 0 {
		t.Errorf("it leaves %q", left)
	}
}
