package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/google/renameio/v2"

	"github.com/shopguide/shopguide/retrieval/source"
)

// feedFlags are what some feeds leave out.
type feedFlags struct {
	Currency string `json:"currency,omitempty" help:"Currency of prices that state none, such as CNY." placeholder:"CODE"`
	Lang     string `json:"lang,omitempty" help:"Language of Shopify's texts, zh or en." enum:"zh,en," default:"" placeholder:"LANG"`
}

// settingFlags are what has to be known to read a source. They are kept with it, for
// the times when it is read again without being named.
type settingFlags struct {
	feedFlags
	Zone     string        `json:"zone,omitempty" help:"Time zone of times without one. Default: UTC." placeholder:"AREA/CITY"`
	MaxPages int           `json:"max_pages,omitempty" help:"Most pages to read of a site or a shop." placeholder:"N"`
	Delay    time.Duration `json:"delay,omitempty" help:"Pause between two pages of a site or a shop. Default: 1s." placeholder:"TIME"`
}

// or returns the settings, with others where they say nothing.
func (s settingFlags) or(other settingFlags) settingFlags {
	return settingFlags{
		feedFlags: feedFlags{Currency: cmp.Or(s.Currency, other.Currency), Lang: cmp.Or(s.Lang, other.Lang)},
		Zone:      cmp.Or(s.Zone, other.Zone),
		MaxPages:  cmp.Or(s.MaxPages, other.MaxPages), Delay: cmp.Or(s.Delay, other.Delay),
	}
}

// apply puts the settings into o.
func (s settingFlags) apply(o source.Options) (source.Options, error) {
	var err error
	switch o.Zone, err = time.LoadLocation(s.Zone); { // "" is UTC
	case err != nil:
		return o, fmt.Errorf("--zone: %w; name one such as Asia/Shanghai", err)
	case s.MaxPages < 0:
		return o, fmt.Errorf("--max-pages %d: name a number above 0", s.MaxPages)
	case s.Delay < 0:
		return o, fmt.Errorf("--delay %v: name a time such as 2s", s.Delay)
	}
	o.Currency, o.Lang, o.MaxPages, o.Delay = s.Currency, s.Lang, s.MaxPages, s.Delay
	return o, nil
}

const settingsFile = "sources.json"

// settings returns those that are kept, by the names of sources.
func (d *dataFolder) settings() (map[string]settingFlags, error) {
	kept := map[string]settingFlags{}
	text, err := os.ReadFile(d.file(settingsFile))
	if errors.Is(err, fs.ErrNotExist) {
		return kept, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &kept)
	}
	if err != nil {
		return nil, fmt.Errorf("read the settings of sources in %s: %w; delete it, and name the sources again with their flags", d.file(settingsFile), err)
	}
	return kept, nil
}

// keepSettings keeps the settings of a source if they are others than before.
func (x *indexing) keepSettings(name string, s settingFlags) error {
	if x.settings[name] == s {
		return nil
	}
	x.settings[name] = s
	text, err := json.MarshalIndent(x.settings, "", "\t")
	if err != nil {
		return fmt.Errorf("keep the settings of %s: %w", name, err)
	}
	if err := renameio.WriteFile(x.folder.file(settingsFile), text, 0o600); err != nil {
		return fmt.Errorf("keep the settings of %s: %w", name, err)
	}
	return nil
}
