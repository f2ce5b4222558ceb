package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"iter"

	"github.com/shopguide/shopguide/retrieval/catalog/document"
	"github.com/shopguide/shopguide/retrieval/sqlite"
)

func sectionEntries(stream iter.Seq2[document.Section, error]) iter.Seq2[entry, error] {
	return func(yield func(entry, error) bool) {
		for section, err := range stream {
			var refusal *document.Refusal
			switch {
			case errors.As(err, &refusal):
				if !yield(entry{group: refusal.Name}, err) {
					return
				}
			case err != nil:
				yield(entry{}, err)
				return
			default:
				if !yield(sectionEntry(section)) {
					return
				}
			}
		}
	}
}

func sectionEntry(section document.Section) (entry, error) {
	if section.ID == "" {
		return entry{}, &document.Refusal{Name: section.Source, Reason: "a section of it has no id"}
	}
	body, err := json.Marshal(section)
	if err != nil {
		return entry{}, fmt.Errorf("section %q: %w", section.ID, err)
	}
	hash := sha256.Sum256(body)
	return entry{key: section.ID, group: section.Source, page: section.Source, hash: hash[:], body: body}, nil
}

// Sections streams the sections of documents in the order of their sources, as All
// does products.
func (s *Store) Sections(ctx context.Context) iter.Seq2[document.Section, error] {
	return explained(s, "read the sections", sqlite.Each(ctx, s.read, scanSection, `
		select i.key, b.body from items i join bodies b on b.item = i.id
		where i.kind = 'section' order by i.source, i.position`))
}

func scanSection(rows *sql.Rows) (section document.Section, err error) {
	var id string
	var body sql.RawBytes
	if err := rows.Scan(&id, &body); err != nil {
		return section, err
	}
	if err := json.Unmarshal(body, &section); err != nil {
		return section, fmt.Errorf("section %q: %w (%w)", id, ErrDamaged, err)
	}
	return section, nil
}
