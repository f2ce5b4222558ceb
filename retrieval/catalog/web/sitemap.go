package web

import (
	"bufio"
	"compress/gzip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/net/html/charset"
)

// The bounds of one sitemap (sitemaps.org/protocol.html).
const (
	maxSitemapEntries = 50_000
	maxSitemapBytes   = 50 << 20
)

var errNoSitemap = errors.New("it is no sitemap: want the XML element urlset or sitemapindex")

// sitemap is what one file lists: addresses of pages, or of further sitemaps.
type sitemap struct {
	pages, sitemaps []string
}

// readSitemap reads a sitemap or a sitemap index, plain or packed with gzip, which
// may unpack to limit bytes. With an error it returns what came before it.
func readSitemap(r io.Reader, limit int64) (sitemap, error) {
	in := bufio.NewReader(r)
	if magic, _ := in.Peek(2); string(magic) == "\x1f\x8b" {
		unpacked, err := gzip.NewReader(in)
		if err != nil {
			return sitemap{}, fmt.Errorf("unpack the sitemap: %w", err)
		}
		bounded := &io.LimitedReader{R: unpacked, N: limit}
		s, err := readSitemapXML(bounded)
		if bounded.N <= 0 {
			err = fmt.Errorf("the sitemap unpacks to more than %d bytes", limit)
		}
		return s, err
	}
	return readSitemapXML(in)
}

func readSitemapXML(r io.Reader) (sitemap, error) {
	var s sitemap
	d := xml.NewDecoder(r) // it knows no entities but XML's five: none can grow
	d.CharsetReader = charset.NewReaderLabel
	var path []string
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) && len(path) == 0 && (s.pages != nil || s.sitemaps != nil) {
			return s, nil
		}
		if err != nil {
			return s, fmt.Errorf("read the sitemap: %w", err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			if path = append(path, token.Name.Local); len(path) == 1 {
				switch path[0] {
				case "urlset":
					s.pages = []string{}
				case "sitemapindex":
					s.sitemaps = []string{}
				default:
					return s, errNoSitemap
				}
			}
			if len(path) > 8 {
				return s, errors.New("read the sitemap: its elements nest too deep")
			}
		case xml.EndElement:
			path = path[:len(path)-1]
		case xml.CharData:
			address := strings.TrimSpace(string(token))
			if address == "" {
				continue
			}
			switch strings.Join(path, "/") {
			case "urlset/url/loc":
				s.pages = append(s.pages, address)
			case "sitemapindex/sitemap/loc":
				s.sitemaps = append(s.sitemaps, address)
			}
			if len(s.pages)+len(s.sitemaps) > maxSitemapEntries {
				return s, fmt.Errorf("the sitemap lists more than %d addresses", maxSitemapEntries)
			}
		}
	}
}
