package main

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"time"

	"github.com/shopguide/shopguide/retrieval"
	"github.com/shopguide/shopguide/retrieval/build"
	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/catalog/store"
	"github.com/shopguide/shopguide/retrieval/index"
	"github.com/shopguide/shopguide/retrieval/index/memory"
	"github.com/shopguide/shopguide/retrieval/index/milvus"
	"github.com/shopguide/shopguide/retrieval/lexical"
	"github.com/shopguide/shopguide/retrieval/ranking"
)

// searchFlags choose where the index lives and what embeds texts. Passwords and keys
// come from the environment alone: flags can be seen in the list of processes.
type searchFlags struct {
	embedderFlags
	Index            string `help:"Where the index lives: memory or milvus." enum:"memory,milvus" default:"memory"`
	MilvusAddress    string `help:"Milvus, HOST:PORT; https://HOST:PORT asks for TLS." default:"127.0.0.1:19530" placeholder:"ADDRESS"`
	MilvusUser       string `help:"User; the password is read from $SHOPGUIDE_MILVUS_PASSWORD, an API key from $SHOPGUIDE_MILVUS_API_KEY." placeholder:"NAME"`
	MilvusDatabase   string `help:"Database. Default: Milvus's own default." placeholder:"NAME"`
	MilvusCollection string `help:"Collection; each data folder needs one of its own." default:"shopguide" placeholder:"NAME"`
	MilvusTLS        bool   `help:"Secure the connection." name:"milvus-tls"`
	MilvusCAFile     string `help:"Certificates to trust instead of the system's, PEM." name:"milvus-ca-file" type:"existingfile" placeholder:"FILE"`
	MilvusIndexType  string `help:"Index over the dense vectors: HNSW, or FLAT where Milvus has none." enum:"HNSW,FLAT,AUTOINDEX" default:"HNSW"`
}

const (
	milvusPassword = "SHOPGUIDE_MILVUS_PASSWORD" //nolint:gosec // the variable's name, not what it holds
	milvusAPIKey   = "SHOPGUIDE_MILVUS_API_KEY"  //nolint:gosec // likewise
)

func (f searchFlags) milvus(getenv func(string) string) milvus.Config {
	return milvus.Config{
		Address: f.MilvusAddress, User: f.MilvusUser, Password: milvus.Secret(getenv(milvusPassword)),
		APIKey: milvus.Secret(getenv(milvusAPIKey)), Database: f.MilvusDatabase, Collection: f.MilvusCollection,
		TLS: milvus.TLS{Enabled: f.MilvusTLS, CAFile: f.MilvusCAFile}, ANN: milvus.ANN{Type: f.MilvusIndexType},
	}
}

// home is where the flags say that the index of the folder's catalogue lives.
func (f searchFlags) home(dir string, getenv func(string) string) build.Home {
	if f.Index == "milvus" {
		return build.Milvus{Config: f.milvus(getenv)}
	}
	return build.Memory{Folder: dir}
}

// closer ends what was opened for a search.
type closer func() error

// over indexes a catalogue that is read anew each time, for searches with the weights:
// in memory, or in a Milvus collection that goes with the end.
func (f searchFlags) over(ctx context.Context, c *catalog.Catalog, w ranking.Weights, dir string, getenv func(string) string) (_ *retrieval.Engine, _ closer, err error) {
	embedder, err := f.embedder(ctx, dir, getenv)
	if err != nil {
		return nil, nil, err
	}
	end := closer(embedder.Close)
	defer func() {
		if err != nil {
			err = errors.Join(err, end())
		}
	}()
	var ix index.Index
	space := index.Space{Model: embedder.Model(), Dim: embedder.Dim()}
	if f.Index == "milvus" {
		if ix, err = (build.Milvus{Config: f.milvus(getenv)}).Scratch(ctx, space, time.Now()); err != nil {
			return nil, nil, err
		}
	} else {
		ix = memory.New(space)
	}
	end = func() error { return errors.Join(ix.Close(), embedder.Close()) }
	v := retrieval.NewVocabulary(retrieval.ProfileOf(c, lexical.Default()), lexical.Default(), catalog.DefaultRates())
	engine, err := retrieval.IndexCatalog(ctx, c, v, ix, embedder, w)
	if err != nil {
		return nil, nil, err
	}
	return engine, end, nil
}

const catalogueFile = "catalogue.db"

// builder works on the catalogue of a folder.
type builder struct {
	build.Builder
	service openEmbedder // the zero value where the table embeds
	tables  *dataFolder  // where tables are kept; nil where a service embeds
}

// builder opens the folder's catalogue.
func (f searchFlags) builder(ctx context.Context, folder *dataFolder, getenv func(string) string, log *slog.Logger) (_ *builder, err error) {
	b := &builder{Builder: build.Builder{
		Home: f.home(folder.Path, getenv), Lexicon: lexical.Default(), Rates: catalog.DefaultRates(), Now: time.Now,
	}}
	defer func() {
		if err != nil {
			err = errors.Join(err, b.Close())
		}
	}()
	if b.Store, err = store.Open(ctx, folder.file(catalogueFile), log); err != nil {
		return nil, err
	}
	if f.Embedder == "static" {
		b.tables = folder
		return b, b.takeTable(ctx)
	}
	if b.service, err = f.embedder(ctx, folder.Path, getenv); err != nil {
		return nil, err
	}
	b.Embedder = b.service
	return b, nil
}

// takeTable makes the embedder that of the current version, if it was a table that is
// still there.
func (b *builder) takeTable(ctx context.Context) error {
	if b.tables == nil {
		return nil
	}
	v, err := b.Store.Current(ctx)
	if err != nil && !errors.Is(err, store.ErrNoIndex) {
		return err
	}
	table, err := b.tables.table(v.Model)
	if err != nil {
		return err
	}
	b.Embedder = table
	return nil
}

// open opens the current version for searching.
func (b *builder) open(ctx context.Context) (*build.Shop, error) {
	if err := b.takeTable(ctx); err != nil {
		return nil, err
	}
	return b.Open(ctx, ranking.Default())
}

// Close closes the catalogue and the embedder.
func (b *builder) Close() error {
	var errs []error
	if b.Store != nil {
		errs = append(errs, b.Store.Close())
	}
	if b.service.close != nil {
		errs = append(errs, b.service.Close())
	}
	return errors.Join(errs...)
}

// indexed reports whether a catalogue was ever indexed in the folder.
func (d *dataFolder) indexed() (bool, error) {
	_, err := os.Stat(d.file(catalogueFile))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}
