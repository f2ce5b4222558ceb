package document

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/klippa-app/go-pdfium"
	pdfiumerrors "github.com/klippa-app/go-pdfium/errors"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
)

// maxPDFMemory bounds what the parser of one PDF may hold, in pages of 64 KiB.
const maxPDFMemory = 128 << 20 >> 16

// readPDF reads a PDF with PDFium, the parser in Chrome, compiled to WebAssembly:
// it understands the fonts of Chinese documents, and in a sandbox of its own
// neither a crash nor an endless page nor a leak in it outlives the document. The
// sandbox is interpreted: compiling it first takes 3.5 s and another 100 MiB, and
// pays only beyond a dozen pages.
func readPDF(ctx context.Context, d *draft, data []byte) (err error) {
	limited, cancel := context.WithTimeout(ctx, MaxReading)
	defer cancel()
	pool, err := sandbox(limited)
	if err != nil {
		return fmt.Errorf("start the PDF parser: %w", err)
	}
	defer func() {
		err = errors.Join(err, pool.Close())
		switch {
		case err == nil:
		case ctx.Err() != nil:
			err = ctx.Err() // whatever the parser made of being stopped
		case limited.Err() != nil:
			err = refuse(limited.Err(), "reading it takes more than %s; divide it", MaxReading)
		}
	}()
	parser, err := pool.GetInstanceWithContext(limited)
	if err != nil {
		return fmt.Errorf("start the PDF parser: %w", err)
	}
	opened, err := parser.OpenDocument(&requests.OpenDocument{File: &data})
	if err != nil {
		return unopened(err)
	}
	return d.pdf(parser, opened.Document)
}

// sandbox starts a parser that sees no file and ends with the context.
func sandbox(ctx context.Context) (pdfium.Pool, error) {
	return webassembly.Init(webassembly.Config{
		Context: ctx, MaxTotal: 1, Stdout: io.Discard, Stderr: io.Discard, FSConfig: wazero.NewFSConfig(),
		RuntimeConfig: wazero.NewRuntimeConfigInterpreter().
			WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling).
			WithMemoryLimitPages(maxPDFMemory).
			WithCloseOnContextDone(true),
	})
}

func unopened(err error) error {
	switch {
	case errors.Is(err, pdfiumerrors.ErrPassword), errors.Is(err, pdfiumerrors.ErrSecurity):
		return refuse(err, "it is locked with a password; save it without one")
	case errors.Is(err, pdfiumerrors.ErrFormat), errors.Is(err, pdfiumerrors.ErrFile):
		return refuse(err, "it is a damaged PDF; save it anew from where it was written")
	}
	return refuse(err, "it is a PDF that cannot be read; save it anew from where it was written")
}

func (d *draft) pdf(parser pdfium.Pdfium, document references.FPDF_DOCUMENT) error {
	count, err := parser.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: document})
	switch {
	case err != nil:
		return unopened(err)
	case count.PageCount > MaxPages:
		return refuse(nil, "it has more than %d pages; divide it", MaxPages)
	}
	d.describePDF(parser, document)
	var pages [][]pdfLine
	for i := range count.PageCount {
		page, err := parser.GetPageTextStructured(&requests.GetPageTextStructured{
			Page:                   requests.Page{ByIndex: &requests.PageByIndex{Document: document, Index: i}},
			Mode:                   requests.GetPageTextStructuredModeRects,
			CollectFontInformation: true,
		})
		if err != nil {
			return refuse(err, "page %d of it cannot be read; save it anew from where it was written", i+1)
		}
		pages = append(pages, pageLines(page.Rects))
	}
	if !d.typeset(pages) {
		return refuse(nil, "its pages are pictures of text, such as scans; run text recognition on it first, or type the text")
	}
	return nil
}

// describePDF takes the title and the date of the last change. Both are optional,
// and a title that is a file's name is none.
func (d *draft) describePDF(parser pdfium.Pdfium, document references.FPDF_DOCUMENT) {
	value := func(tag string) string {
		answer, err := parser.FPDF_GetMetaText(&requests.FPDF_GetMetaText{Document: document, Tag: tag})
		if err != nil {
			return ""
		}
		return answer.Value
	}
	if title := oneLine(value("Title")); title != "untitled" && !strings.Contains(title, ".") {
		d.title = shorten(title, maxTitle)
	}
	// PDF 32000-1, 7.9.4: D:20261123101500+08'00'
	stamp := strings.TrimPrefix(strings.NewReplacer("'", "").Replace(value("ModDate")), "D:")
	for _, layout := range []string{"20060102150405-0700", "20060102150405Z0700", "20060102150405", "20060102"} {
		if at, err := time.Parse(layout, strings.Replace(stamp, "Z0000", "Z", 1)); err == nil {
			d.updated = at
			return
		}
	}
}
