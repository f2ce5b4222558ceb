package main

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/shopguide/shopguide/retrieval/embedding"
)

// figure is what an embedder reaches in one measurement.
type figure struct {
	name  string
	value float64
}

// measurement ranks one development set by cosine. None is trained on.
type measurement func(ctx context.Context, e embedding.Embedder, o options) ([]figure, error)

// short are the measurements that embed a few thousand short texts; long is the
// one that embeds some twenty thousand long ones, which takes a teacher hours.
var short, long = []measurement{psconEnglish, psconChinese, goods, relevance, languages}, []measurement{chorus}

func measureAll(ctx context.Context, e embedding.Embedder, o options, measurements []measurement) ([]figure, error) {
	var all []figure
	for _, measure := range measurements {
		figures, err := measure(ctx, e, o)
		if err != nil {
			return nil, err
		}
		all = append(all, figures...)
	}
	return all, nil
}

// readJSON reads a file of one JSON object a line.
func readJSON[T any](path string) ([]T, error) {
	lines, err := readLines(path)
	if err != nil {
		return nil, err
	}
	objects := make([]T, len(lines))
	for i, line := range lines {
		if err := json.Unmarshal([]byte(line), &objects[i]); err != nil {
			return nil, fmt.Errorf("%s, line %d: %w", path, i+1, err)
		}
	}
	return objects, nil
}

type product struct {
	ID, Title, Brand, Description string

	Texts map[string]struct{ Title string }
}

// question is a query and the texts, by index, that answer it.
type question struct {
	text   string
	answer []int
}

// retrieve returns MRR@10 and Recall@10 of the questions over the passages.
func retrieve(ctx context.Context, e embedding.Embedder, kind embedding.Kind, questions []question, passages []string) (mrr, recall float64, err error) {
	stored, err := e.Embed(ctx, embedding.Passage, passages)
	if err != nil {
		return 0, 0, err
	}
	for _, q := range questions {
		v, err := e.Embed(ctx, kind, []string{q.text})
		if err != nil {
			return 0, 0, err
		}
		found := 0
		for at, i := range nearest(v[0], stored, 10) {
			if slices.Contains(q.answer, i) {
				if found == 0 {
					mrr += 1 / float64(at+1)
				}
				found++
			}
		}
		recall += float64(found) / float64(min(10, len(q.answer)))
	}
	n := float64(len(questions))
	return mrr / n, recall / n, nil
}

func nearest(v []float32, among [][]float32, k int) []int {
	scores := make([]float32, len(among))
	order := make([]int, len(among))
	for i, x := range among {
		order[i] = i
		for j := range v {
			scores[i] += v[j] * x[j]
		}
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case scores[a] > scores[b]:
			return -1
		case scores[a] < scores[b]:
			return 1
		}
		return 0
	})
	return order[:min(k, len(order))]
}

func psconEnglish(ctx context.Context, e embedding.Embedder, o options) ([]figure, error) {
	return pscon(ctx, e, o, "en")
}

func psconChinese(ctx context.Context, e embedding.Embedder, o options) ([]figure, error) {
	return pscon(ctx, e, o, "zh")
}

// pscon searches the titles with the last keywords that people gave.
func pscon(ctx context.Context, e embedding.Embedder, o options, language string) ([]figure, error) {
	folder := filepath.Join(o.shared, "dialogues-pscon")
	products, err := readJSON[product](filepath.Join(folder, "products."+language+".jsonl"))
	if err != nil {
		return nil, err
	}
	dialogues, err := readJSON[struct {
		Relevant []string
		Messages []struct {
			Role     string
			Keywords []string
		}
	}](filepath.Join(folder, "dialogues."+language+".jsonl"))
	if err != nil {
		return nil, err
	}
	index := map[string]int{}
	var titles []string
	for i, p := range products {
		index[p.ID] = i
		titles = append(titles, p.Title)
	}
	var questions []question
	for _, d := range dialogues {
		var q question
		for _, m := range d.Messages {
			if m.Role == "user" && len(m.Keywords) > 0 {
				q.text = strings.Join(m.Keywords, " ")
			}
		}
		for _, id := range d.Relevant {
			if i, ok := index[id]; ok {
				q.answer = append(q.answer, i)
			}
		}
		if q.text != "" && len(q.answer) > 0 {
			questions = append(questions, q)
		}
	}
	mrr, recall, err := retrieve(ctx, e, embedding.Query, questions, titles)
	return []figure{{"PSCon " + language + " MRR@10", mrr}, {"PSCon " + language + " Recall@10", recall}}, err
}

// goods searches the titles of Chinese goods with their descriptions, which most
// of them share no words with.
func goods(ctx context.Context, e embedding.Embedder, o options) ([]figure, error) {
	var titles []string
	var questions []question
	for _, name := range []string{"litemall.jsonl", "newbee.jsonl"} {
		products, err := readJSON[product](filepath.Join(o.shared, "goods-zh", name))
		if err != nil {
			return nil, err
		}
		for _, p := range products {
			if p.Description != "" {
				questions = append(questions, question{text: p.Description, answer: []int{len(titles)}})
			}
			titles = append(titles, p.Title)
		}
	}
	mrr, recall, err := retrieve(ctx, e, embedding.Query, questions, titles)
	return []figure{{"goods-zh, title by description MRR@10", mrr}, {"goods-zh, title by description Recall@10", recall}}, err
}

// relevance tells relevant from irrelevant titles by the cosine to the query, and
// returns the area under the ROC curve.
func relevance(ctx context.Context, e embedding.Embedder, o options) ([]figure, error) {
	rows, err := readJSON[struct{ Task, Prompt, GT string }](filepath.Join(o.shared, "qa-zh-ecom", "questions.jsonl"))
	if err != nil {
		return nil, err
	}
	var good, bad []float64
	for _, row := range rows {
		verdict := strings.TrimSpace(row.GT)
		if row.Task != "RLC" || verdict != "相关" && verdict != "不相关" {
			continue
		}
		_, rest, _ := strings.Cut(row.Prompt, "***query***：")
		query, rest, _ := strings.Cut(rest, "\n")
		_, rest, _ = strings.Cut(rest, "***商品信息***：")
		title, _, _ := strings.Cut(rest, "\n")
		q, err := e.Embed(ctx, embedding.Query, []string{strings.Trim(query, ",， ")})
		if err != nil {
			return nil, err
		}
		t, err := e.Embed(ctx, embedding.Passage, []string{title})
		if err != nil {
			return nil, err
		}
		var cosine float64
		for i := range q[0] {
			cosine += float64(q[0][i]) * float64(t[0][i])
		}
		if verdict == "相关" {
			good = append(good, cosine)
		} else {
			bad = append(bad, cosine)
		}
	}
	var above float64
	for _, g := range good {
		for _, b := range bad {
			switch {
			case g > b:
				above++
			case g == b:
				above += 0.5
			}
		}
	}
	return []figure{{fmt.Sprintf("ChineseEcomQA AUC (%d + %d)", len(good), len(bad)), above / float64(len(good)*len(bad))}}, nil
}

// languages searches the titles of one language with those of the other.
func languages(ctx context.Context, e embedding.Embedder, _ options) ([]figure, error) {
	paths, err := filepath.Glob(filepath.Join(builtinFolder, "*.jsonl"))
	if err != nil {
		return nil, err
	}
	titles := map[string][]string{}
	seen := map[string]bool{}
	for _, path := range paths {
		products, err := readJSON[product](path)
		if err != nil {
			return nil, err
		}
		for _, p := range products {
			if zh, en := p.Texts["zh"].Title, p.Texts["en"].Title; !seen[zh] {
				seen[zh] = true
				titles["zh"] = append(titles["zh"], zh)
				titles["en"] = append(titles["en"], en)
			}
		}
	}
	var all []figure
	for _, d := range []struct{ from, to string }{{"zh", "en"}, {"en", "zh"}} {
		var questions []question
		for i, t := range titles[d.from] {
			questions = append(questions, question{text: t, answer: []int{i}})
		}
		mrr, recall, err := retrieve(ctx, e, embedding.Query, questions, titles[d.to])
		if err != nil {
			return nil, err
		}
		name := fmt.Sprintf("%s → %s of %d titles ", d.from, d.to, len(questions))
		all = append(all, figure{name + "MRR@10", mrr}, figure{name + "Recall@10", recall})
	}
	return all, nil
}
