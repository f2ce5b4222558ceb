package main

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"

	"github.com/shopguide/shopguide/bot/console"
)

//go:embed chat.json
var chatWords []byte

// chatCommand opens a chat in the terminal.
type chatCommand struct {
	dataFlag
	catalogFlags
	searchFlags
	modelFlags
	JSON    bool   `help:"One JSON object a line, even on a terminal."`
	Lang    string `help:"Language to begin in, zh or en. Default: that of the locale." enum:"zh,en," default:""`
	Shopper string `help:"Who is chatting; preferences are kept by shopper." default:"local"`
}

// Run chats until the input ends.
func (c *chatCommand) Run(ctx context.Context, env environment) (err error) {
	folder, err := c.dataFlag.open(env.getenv)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, folder.Close()) }()
	logFile, err := os.OpenFile(folder.file("shopguide.log"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("open the log: %w", err)
	}
	defer func() { err = errors.Join(err, logFile.Close()) }()
	log := slog.New(slog.NewTextHandler(logFile, &slog.HandlerOptions{Level: slog.LevelWarn}))

	model, endModel, err := c.modelFlags.open(env.getenv, nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, endModel()) }()
	shop, err := c.catalogFlags.open(ctx, folder, c.searchFlags, model, env, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, shop.Close()) }()
	config, err := c.console(env, folder.Path, log)
	if err != nil {
		return err
	}
	hub, err := shop.hub(log, console.New(config))
	if err != nil {
		return err
	}
	return hub.Run(ctx)
}

// console returns the settings of the console adapter.
func (c *chatCommand) console(env environment, dir string, log *slog.Logger) (console.Config, error) {
	config := console.Config{
		In: env.stdin, Out: env.stdout, JSON: c.JSON, Shopper: c.Shopper, Chat: c.Shopper,
		Lang: c.language(env.getenv), Dir: dir, Log: log,
	}
	var words struct {
		Name, Nameless map[string]string // of the built-in shop, and for any other
		Examples       map[string][]string
		Commands       []console.Command
	}
	if err := json.Unmarshal(chatWords, &words); err != nil {
		return console.Config{}, fmt.Errorf("embedded chat.json: %w", err)
	}
	config.ShopName, config.Examples, config.Commands = words.Name, words.Examples, words.Commands
	if len(c.Catalog) > 0 {
		config.ShopName, config.Examples = words.Nameless, nil
	}
	return config, nil
}

// language returns the language to begin in.
func (c *chatCommand) language(getenv func(string) string) string {
	if c.Lang != "" {
		return c.Lang
	}
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if locale := getenv(name); locale != "" {
			if strings.HasPrefix(locale, "zh") {
				return "zh"
			}
			return "en"
		}
	}
	return "en"
}
