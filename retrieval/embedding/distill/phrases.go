package main

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
)

// concept is what one line of a lexicon names, in words of both languages.
type concept struct{ en, zh []string }

func readConcepts(lexicon, name string) ([]concept, error) {
	lines, err := readLines(filepath.Join(lexicon, name+".tsv"))
	if err != nil {
		return nil, err
	}
	var concepts []concept
	for _, line := range lines {
		if strings.HasPrefix(line, "#") {
			continue
		}
		fields := strings.Split(line, "\t")
		if len(fields) < 3 {
			return nil, fmt.Errorf("the lexicon's %s has a line without Chinese words: %q", name, line)
		}
		concepts = append(concepts, concept{en: strings.Split(fields[1], "|"), zh: strings.Split(fields[2], "|")})
	}
	return concepts, nil
}

func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

// pair is one text in both languages.
type pair struct{ en, zh string }

// phrases writes count wishes for things of the lexicon, each in both languages
// with the same choice of attributes but words drawn separately: "dark blue linen
// shirt for men" and 男士深蓝色亚麻衬衫.
func phrases(lexicon string, count int) ([]pair, error) {
	attributes := map[string][]concept{}
	for _, name := range []string{
		"product_type", "color", "material", "pattern", "gender", "age_group", "season", "style", "fit", "sleeve",
		"collar", "neck", "use", "flags", "label", "skin_type", "hair_type", "genre", "size",
	} {
		concepts, err := readConcepts(lexicon, name)
		if err != nil {
			return nil, err
		}
		attributes[name] = concepts
	}
	var pairs []pair
	for _, name := range []string{"product_type", "color", "material", "pattern", "season", "style", "use", "flags", "genre", "gender", "age_group"} {
		for _, c := range attributes[name] {
			for i := range max(len(c.en), len(c.zh)) {
				pairs = append(pairs, pair{en: c.en[i%len(c.en)], zh: c.zh[i%len(c.zh)]})
			}
		}
	}
	r := rand.New(rand.NewPCG(1, 1))
	for range count {
		pairs = append(pairs, phrase(r, attributes))
	}
	return pairs, nil
}

// phrase draws each attribute now and then. Before says on which side of the
// product's name English puts it; Chinese has all of them before it.
func phrase(r *rand.Rand, attributes map[string][]concept) pair {
	var p struct{ enBefore, enAfter, zh []string }
	for _, a := range []struct {
		name   string
		chance float64
		before bool
		link   string // English, between the product and an attribute after it
	}{
		{name: "label", chance: 0.05, before: true},
		{name: "season", chance: 0.08, link: "for "},
		{name: "gender", chance: 0.25, link: "for "},
		{name: "age_group", chance: 0.08, link: "for "},
		{name: "use", chance: 0.2, link: "for "},
		{name: "style", chance: 0.1, before: true},
		{name: "color", chance: 0.45, before: true},
		{name: "pattern", chance: 0.12, before: true},
		{name: "fit", chance: 0.05, before: true},
		{name: "sleeve", chance: 0.08, before: true},
		{name: "collar", chance: 0.03, link: "with "},
		{name: "neck", chance: 0.04, before: true},
		{name: "material", chance: 0.3, before: true},
		{name: "flags", chance: 0.08, before: true},
		{name: "size", chance: 0.04, link: "size "},
	} {
		if r.Float64() >= a.chance {
			continue
		}
		c := pick(r, attributes[a.name])
		if en := pick(r, c.en); a.before {
			p.enBefore = append(p.enBefore, en)
		} else {
			p.enAfter = append(p.enAfter, a.link+strings.TrimPrefix(strings.TrimPrefix(en, "for "), "size "))
		}
		p.zh = append(p.zh, pick(r, c.zh))
	}
	product := pick(r, attributes["product_type"])
	en := append(append(p.enBefore, pick(r, product.en)), p.enAfter...)
	return pair{en: strings.Join(en, " "), zh: strings.Join(append(p.zh, pick(r, product.zh)), "")}
}
