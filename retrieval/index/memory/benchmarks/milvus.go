package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/shopguide/shopguide/retrieval/index"
	"github.com/shopguide/shopguide/retrieval/index/milvus"
	"github.com/shopguide/shopguide/retrieval/peer"
)

// startMilvus starts milvus-lite 2.5.1, Milvus's own core in one process, with its
// data in folder.
func startMilvus(ctx context.Context, folder string) (*peer.Server, error) {
	environment, err := peer.Python(ctx, "milvus-lite-2.5.1", "--no-deps", "milvus-lite==2.5.1")
	if err != nil {
		return nil, err
	}
	found, err := filepath.Glob(filepath.Join(environment, "lib", "python*", "site-packages", "milvus_lite", "lib"))
	if err != nil || len(found) != 1 {
		return nil, errors.Join(err, fmt.Errorf("find the server of milvus-lite: %q", found))
	}
	port, err := peer.FreePort(ctx)
	if err != nil {
		return nil, err
	}
	address := fmt.Sprintf("127.0.0.1:%d", port)
	command := exec.CommandContext(ctx, filepath.Join(found[0], "milvus"), filepath.Join(folder, "milvus.db"), address, "ERROR") //nolint:gosec // the server that was just installed
	command.Env = append(os.Environ(), "LD_LIBRARY_PATH="+found[0])
	return peer.Start(ctx, command, address)
}

// fillMilvus returns an index in Milvus that holds the items.
func fillMilvus(ctx context.Context, address string, space index.Space, items []index.Item) (*milvus.Draft, error) {
	config := milvus.Config{Address: address, Collection: "benchmark", ANN: milvus.ANN{Type: "FLAT"}}
	draft, err := milvus.Build(ctx, config, space, "1")
	if err != nil {
		return nil, err
	}
	return draft, draft.Upsert(ctx, items)
}
