package source

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/url"
	"os"
	"path"
	"slices"
	"strings"

	"github.com/shopguide/shopguide/retrieval/catalog/fetch"
)

// addressOf returns the address that a name is, if it is one.
func addressOf(name string) (*url.URL, bool) {
	u, err := url.Parse(strings.TrimSpace(name))
	return u, err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

// withheld stands in a name for what may be a secret in an address.
const withheld = "?…"

// Withheld reports whether the name is that of an address which it does not tell in
// full: who wants to open it again has to know it.
func Withheld(name string) bool { return strings.Contains(name, withheld) }

// Shown is a name as it was written, but of an address only what is no secret.
func Shown(name string) string {
	if address, ok := addressOf(name); ok && !Withheld(name) {
		return nameOf(address)
	}
	return name
}

// nameOf names an address. Its query and its user may be or hold a key: of these the
// name has only a digest, so that two addresses do not pass for one.
func nameOf(u *url.URL) string {
	if u.RawQuery == "" && u.User == nil {
		return publicPart(u).String()
	}
	secret := sha256.Sum256([]byte(u.User.String() + "?" + u.RawQuery))
	return publicPart(u).String() + withheld + hex.EncodeToString(secret[:4])
}

// publicPart is an address in one way of writing it, less what may be a secret.
func publicPart(u *url.URL) *url.URL {
	bare := *u
	bare.User, bare.RawQuery, bare.ForceQuery, bare.Fragment, bare.RawFragment = nil, "", false, "", ""
	bare.Host = strings.ToLower(u.Host)
	if port := u.Port(); port == "80" && u.Scheme == "http" || port == "443" && u.Scheme == "https" {
		bare.Host = strings.TrimSuffix(bare.Host, ":"+port)
	}
	if bare.Path == "" {
		bare.Path = "/"
	}
	return &bare
}

func openAddress(ctx context.Context, u *url.URL, o Options) (*Source, error) {
	s := &Source{Name: nameOf(u), Kind: o.Kind}
	if s.Kind == Auto {
		s.Kind = kindOfAddress(u)
	}
	switch s.Kind {
	case Site:
		s.Products, s.Sections, s.Gone = site(ctx, u, o)
		return s, nil
	case Shopify:
		s.Products = shopOf(ctx, u, o)
		return s, nil
	}
	f, err := s.fetch(ctx, u, o)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("download the source: %w", err), s.Close())
	}
	if s.Unchanged {
		return s, nil
	}
	return s, s.read(ctx, []file{f}, o)
}

// kindOfAddress tells the kind of an address by its path.
func kindOfAddress(u *url.URL) Kind {
	name := strings.ToLower(path.Base(u.Path))
	switch {
	case name == "products.json":
		return Shopify
	case strings.Contains(name, "sitemap"):
		return Site
	case slices.Contains(feedEndings, path.Ext(name)):
		return Products
	case slices.Contains([]string{".md", ".markdown", ".txt", ".pdf"}, path.Ext(name)):
		return Documents
	}
	return Site
}

// fetch downloads an address into a file: an archive can be read in no other way, and
// a server need not wait while the rows of a feed are compared.
func (s *Source) fetch(ctx context.Context, u *url.URL, o Options) (f file, err error) {
	etag, modified := o.Validators(s.Name, s.Kind)
	answer, err := o.Fetch.Fetch(ctx, fetch.Request{URL: u.String(), ETag: etag, LastModified: modified})
	if err != nil {
		return file{}, err
	}
	defer func() { err = errors.Join(err, answer.Body.Close()) }()
	if answer.NotModified {
		s.Unchanged, s.ETag, s.Modified = true, etag, modified
		return file{}, nil
	}
	to, err := os.CreateTemp(o.Folder, Downloads)
	if err != nil {
		return file{}, fmt.Errorf("make room for it: %w", err)
	}
	s.download, s.ETag, s.Modified = to.Name(), answer.ETag, answer.LastModified
	_, err = io.Copy(to, answer.Body)
	bare := publicPart(u).String()
	name := bare + endingOf(bare, answer.ContentType)
	return file{path: s.download, name: name, document: name, address: bare}, errors.Join(err, to.Close())
}

// Downloads is what the files are called (path.Match) that hold downloads. What a
// process left behind that was killed may be deleted.
const Downloads = "download-*"

// endings by media type, for addresses whose own says nothing.
var endings = map[string]string{
	"text/csv":                  ".csv",
	"text/tab-separated-values": ".tsv",
	"application/x-ndjson":      ".jsonl",
	"application/jsonl":         ".jsonl",
	"text/html":                 ".html",
	"text/markdown":             ".md",
	"text/plain":                ".txt",
	"application/pdf":           ".pdf",
}

// endingOf returns the ending that the name of an address lacks to tell its format.
func endingOf(name, contentType string) string {
	if slices.Contains(documentEndings, ending(name)) || slices.Contains(feedEndings, ending(name)) {
		return ""
	}
	media, _, _ := mime.ParseMediaType(contentType) // "" where it says nothing
	return endings[media]
}
