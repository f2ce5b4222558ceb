package catalog

import (
	"archive/zip"
	"bufio"
	"bytes"
	"cmp"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"unicode"
)

// Limits bound what a compressed feed may become. A zero field takes its default.
type Limits struct {
	Expanded int64 // bytes of all that one file holds; 2 GiB
	Ratio    int64 // expanded bytes for each compressed one, past the first MiB; 200
}

func (l Limits) orDefaults() Limits {
	return Limits{Expanded: cmp.Or(l.Expanded, 2<<30), Ratio: cmp.Or(l.Ratio, 200)}
}

// File is one feed, expanded, with the name to report its errors under. It can be
// read until the iteration that gave it goes on.
type File struct {
	Name string
	io.Reader
}

// Open gives the feeds that a file holds: the file itself, the content of a gzip
// file, or the members of a zip archive in their order. Content that outgrows the
// limits fails while it is read. An error of Open itself ends the iteration.
func Open(name string, limits Limits) iter.Seq2[File, error] {
	return func(yield func(File, error) bool) {
		stopped := false
		err := open(name, limits.orDefaults(), func(f File) bool {
			stopped = !yield(f, nil)
			return !stopped
		})
		if err != nil && !stopped {
			yield(File{}, fmt.Errorf("open %s: %w", name, err))
		}
	}
}

func open(name string, limits Limits, yield func(File) bool) (err error) {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	start := make([]byte, 4)
	n, _ := f.ReadAt(start, 0) // an error comes again below
	if bytes.HasPrefix(start[:n], []byte(zipMagic)) {
		return openZip(name, f, limits, yield)
	}
	content, err := decompress(f, limits)
	if err != nil {
		return err
	}
	yield(File{Name: name, Reader: content})
	return nil
}

const (
	gzipMagic = "\x1F\x8B"
	zipMagic  = "PK\x03\x04"
)

// unreadable are the formats that nothing here expands, by the bytes they begin with.
var unreadable = []struct{ magic, reason string }{
	{zipMagic, "it is a zip archive, which can only be read as a file of its own"},
	{"BZh", "it is compressed by bzip2: use gzip or zip"},
	{"\xFD7zXZ", "it is compressed by xz: use gzip or zip"},
	{"\x28\xB5\x2F\xFD", "it is compressed by zstd: use gzip or zip"},
	{"7z\xBC\xAF\x27\x1C", "it is a 7z archive: use gzip or zip"},
	{"Rar!", "it is a RAR archive: use gzip or zip"},
	{"\xD0\xCF\x11\xE0", officeReason},
}

const officeReason = "it is an Excel or Word document: export it as CSV"

// decompress expands a stream that is compressed by gzip, and passes any other on. It
// refuses what is compressed otherwise or twice; what outgrows the limits fails while
// it is read.
func decompress(r io.Reader, limits Limits) (io.Reader, error) {
	in := bufio.NewReader(r)
	start, _ := in.Peek(8) // an error comes again at the first read
	if !bytes.HasPrefix(start, []byte(gzipMagic)) {
		return in, refuseUnreadable(start)
	}
	packed := &meter{r: in}
	unpacked, err := gzip.NewReader(bufio.NewReader(packed))
	if err != nil {
		return nil, fmt.Errorf("gzip: %w", err)
	}
	limits = limits.orDefaults()
	return single(&expanding{r: unpacked, limits: limits, packed: &packed.n, expanded: new(int64)})
}

// single returns the expanded stream unless it is compressed once more.
func single(r io.Reader) (io.Reader, error) {
	out := bufio.NewReader(r)
	start, _ := out.Peek(8) // an error comes again at the first read
	if bytes.HasPrefix(start, []byte(gzipMagic)) {
		return nil, errors.New("it is compressed twice")
	}
	return out, refuseUnreadable(start)
}

func refuseUnreadable(start []byte) error {
	for _, f := range unreadable {
		if bytes.HasPrefix(start, []byte(f.magic)) {
			return errors.New(f.reason)
		}
	}
	return nil
}

// openZip yields the members of an archive.
func openZip(name string, f *os.File, limits Limits, yield func(File) bool) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	directory := &directory{ReaderAt: f, left: maxDirectory}
	archive, err := zip.NewReader(directory, info.Size())
	if err != nil {
		return err
	}
	directory.left = -1
	packed, expanded := info.Size(), int64(0)
	for _, member := range archive.File {
		base := filepath.Base(member.Name)
		switch {
		case base == "[Content_Types].xml":
			return errors.New(officeReason)
		case strings.HasSuffix(member.Name, "/"), strings.HasPrefix(base, "."), strings.HasPrefix(member.Name, "__MACOSX/"):
			continue
		case member.Flags&1 != 0:
			return fmt.Errorf("%s in it is encrypted", printable(member.Name))
		}
		content, err := member.Open()
		if err != nil {
			return fmt.Errorf("%s: %w", printable(member.Name), err)
		}
		bounded, err := single(&expanding{r: content, limits: limits, packed: &packed, expanded: &expanded})
		if err != nil {
			return errors.Join(fmt.Errorf("%s: %w", printable(member.Name), err), content.Close())
		}
		more := yield(File{Name: name + "/" + printable(member.Name), Reader: bounded})
		if err := content.Close(); err != nil || !more {
			return err
		}
	}
	return nil
}

// maxDirectory bounds the directory of an archive, which archive/zip holds in memory
// several times over.
const maxDirectory = 4 << 20

// directory bounds what is read of an archive while left is not negative.
type directory struct {
	io.ReaderAt
	left int
}

func (d *directory) ReadAt(p []byte, off int64) (int, error) {
	if d.left >= 0 && len(p) > d.left {
		return 0, fmt.Errorf("its directory takes more than %d MiB", maxDirectory>>20)
	}
	if d.left >= 0 {
		d.left -= len(p)
	}
	return d.ReaderAt.ReadAt(p, off)
}

// printable keeps the name of a member from writing anything but text.
func printable(name string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return unicode.ReplacementChar
		}
		return r
	}, name)
}

// meter counts what is read.
type meter struct {
	r io.Reader
	n int64
}

func (m *meter) Read(p []byte) (int, error) {
	n, err := m.r.Read(p)
	m.n += int64(n)
	return n, err
}

// expanding fails once what it reads outgrows the limits.
type expanding struct {
	r        io.Reader
	limits   Limits
	packed   *int64
	expanded *int64
}

func (e *expanding) Read(p []byte) (int, error) {
	n, err := e.r.Read(p)
	*e.expanded += int64(n)
	switch {
	case *e.expanded > e.limits.Expanded:
		return 0, fmt.Errorf("it expands to more than %d MiB", e.limits.Expanded>>20)
	case *e.expanded > 1<<20 && *e.expanded / *e.packed > e.limits.Ratio:
		return 0, fmt.Errorf("it expands to more than %d times its size, as no feed does", e.limits.Ratio)
	}
	return n, err
}
