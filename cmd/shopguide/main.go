// Command shopguide is a conversational shopping guide: it talks with shoppers
// about a shop's products, policies and orders.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
)

// environment is what a command may touch of the world around it.
type environment struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	getenv         func(string) string
}

// commands are the subcommands; without any, the shop opens a chat.
type commands struct {
	Chat      chatCommand      `cmd:"" default:"withargs" help:"Chat with the shop in this terminal; JSON lines when piped or with --json."`
	Serve     serveCommand     `cmd:"" help:"Run the hub, the schedules and the health checks, for the chat platforms that are configured."`
	Index     indexCommand     `cmd:"" help:"Read feeds, pages, documents and exports, and build the search index of what was read."`
	Catalogue catalogueCommand `cmd:"" help:"Show and correct what was indexed."`
	Eval      evalCommand      `cmd:"" help:"Measure search and conversation on judged data."`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	status := run(ctx, os.Args[1:], environment{stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, getenv: os.Getenv})
	stop()
	os.Exit(status)
}

// run executes one command line and returns the exit status: 0 for success, 1
// for a failure, 2 for a command line that cannot be read.
func run(ctx context.Context, args []string, env environment) int {
	var cli commands
	exited := -1
	parser, err := kong.New(&cli,
		kong.Name("shopguide"),
		kong.Description("A conversational shopping guide, in Chinese and English."),
		kong.Writers(env.stdout, env.stderr),
		kong.Exit(func(code int) { exited = code }),
		kong.Resolvers(environmentVariables(env.getenv)),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(env),
	)
	if err != nil {
		fmt.Fprintln(env.stderr, "shopguide:", err)
		return 1
	}
	parsed, err := parser.Parse(args)
	if exited >= 0 { // help was asked for and shown
		return exited
	}
	if err != nil {
		fmt.Fprintln(env.stderr, "shopguide:", err)
		return 2
	}
	if err := parsed.Run(); err != nil && !errors.Is(err, context.Canceled) {
		fmt.Fprintln(env.stderr, "shopguide:", err)
		return 1
	}
	return 0
}
