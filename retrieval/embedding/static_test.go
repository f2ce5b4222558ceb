package embedding_test

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/shopguide/shopguide/retrieval/embedding"
	"github.com/shopguide/shopguide/retrieval/embedding/embeddingtest"
)

func TestDefault(t *testing.T) {
	table := builtin(t)

	t.Run("it keeps the contract", func(t *testing.T) {
		embeddingtest.Run(t, func(*testing.T) embedding.Embedder { return table })
	})
	t.Run("names its teacher, licence and sources", func(t *testing.T) {
		card := table.Card()
		if card.Teacher == "" || card.Licence == "" || len(card.Sources) == 0 {
			t.Errorf("the card leaves something out: %+v", card)
		}
	})
	t.Run("its contents have the hash that its card says", func(t *testing.T) {
		if _, err := embedding.ReadStatic(text(t, table)); err != nil {
			t.Error(err)
		}
	})
	t.Run("its model names the table and its contents", func(t *testing.T) {
		if want := table.Card().Name + "@" + table.Card().Contents[:12]; table.Model() != want {
			t.Errorf("got %q, want %q", table.Model(), want)
		}
	})
	t.Run("every vector has Dim numbers and the length 1", func(t *testing.T) {
		for i, v := range vectors(t, table, embedding.Passage, "亚麻衬衫", "linen shirt", "Bluetooth 耳机 5.3", "zqxjkvb") {
			if len(v) != table.Dim() || math.Abs(cosine(v, v)-1) > 1e-5 {
				t.Errorf("vector %d has %d numbers and the squared length %v", i, len(v), cosine(v, v))
			}
		}
	})
	t.Run("a text in which it knows nothing has zeros", func(t *testing.T) {
		for i, v := range vectors(t, table, embedding.Query, "", " …！", "👍❤️", "\xff\xfe") {
			if slices.ContainsFunc(v, func(x float32) bool { return x != 0 }) || len(v) != table.Dim() {
				t.Errorf("text %d has the vector %v", i, v[:4])
			}
		}
	})
	t.Run("the same text has the same vector, whatever stands beside it", func(t *testing.T) {
		alone := vectors(t, table, embedding.Query, "红色连衣裙")[0]
		beside := vectors(t, table, embedding.Query, "running shoes", "红色连衣裙")[1]
		if diff := cmp.Diff(alone, beside); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("case, width and plural do not matter", func(t *testing.T) {
		got := vectors(t, table, embedding.Query, "Ｌinen SHIRTS", "linen shirt")
		if diff := cmp.Diff(got[0], got[1]); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("nothing to embed is no vectors", func(t *testing.T) {
		if got := vectors(t, table, embedding.Query); len(got) != 0 {
			t.Errorf("got %d", len(got))
		}
	})
}

// Each phrase must be nearer to its own translation than to any other.
func TestBothLanguagesShareOneSpace(t *testing.T) {
	pairs := []struct{ zh, en string }{
		{"男士短袖衬衫", "men's short-sleeved shirt"},
		{"女士红色连衣裙", "red dress for women"},
		{"无线降噪耳机", "wireless noise-cancelling headphones"},
		{"不锈钢保温杯", "stainless steel vacuum flask"},
		{"儿童雨靴", "rain boots for kids"},
		{"笔记本电脑双肩包", "laptop backpack"},
		{"敏感肌保湿面霜", "moisturising cream for sensitive skin"},
		{"轻便跑步鞋", "lightweight running shoes"},
		{"纯棉床上四件套", "cotton bedding set"},
		{"机械键盘", "mechanical keyboard"},
		{"防水户外帐篷", "waterproof outdoor tent"},
		{"真皮钱包", "leather wallet"},
		{"电动牙刷", "electric toothbrush"},
		{"陶瓷咖啡杯", "ceramic coffee mug"},
	}
	var zh, en []string
	for _, p := range pairs {
		zh, en = append(zh, p.zh), append(en, p.en)
	}
	table := builtin(t)
	chinese, english := vectors(t, table, embedding.Query, zh...), vectors(t, table, embedding.Passage, en...)
	for i, p := range pairs {
		t.Run(p.zh+" is "+p.en, func(t *testing.T) {
			if got := nearest(chinese[i], english); got != i {
				t.Errorf("%s is nearest to %s", p.zh, en[got])
			}
			if got := nearest(english[i], chinese); got != i {
				t.Errorf("%s is nearest to %s", p.en, zh[got])
			}
		})
	}
}

func TestAMisspeltWordIsNearTheWord(t *testing.T) {
	words := []string{"headphones", "backpack", "moisturizer", "umbrella", "toothbrush", "refrigerator", "keyboard", "blanket"}
	misspelt := []string{"headfones", "bakcpack", "moisturzer", "umbrlla", "toothbrsh", "refrigrator", "keybord", "blankett"}
	table := builtin(t)
	right, wrong := vectors(t, table, embedding.Passage, words...), vectors(t, table, embedding.Query, misspelt...)
	for i := range words {
		t.Run(misspelt[i]+" is "+words[i], func(t *testing.T) {
			if got := nearest(wrong[i], right); got != i {
				t.Errorf("it is nearest to %s", words[got])
			}
		})
	}
}

func TestATableIsReadAsItWasWritten(t *testing.T) {
	written := small(t)
	read, err := embedding.ReadStatic(text(t, written))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(written.Card(), read.Card()); diff != "" {
		t.Error(diff)
	}
	want, got := vectors(t, written, embedding.Query, "红鞋 red shoe"), vectors(t, read, embedding.Query, "红鞋 red shoe")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestATableThatIsNotWholeIsRefused(t *testing.T) {
	whole := text(t, small(t))
	for name, broken := range map[string]string{
		"nothing":                         "",
		"another file":                    "PK\x03\x04",
		"one cut short":                   whole[:len(whole)-1],
		"one with more behind it":         whole + "x",
		"one with a changed byte":         whole[:len(whole)-3] + "\x55" + whole[len(whole)-2:],
		"one whose card says another dim": strings.Replace(whole, `"dim":2`, `"dim":3`, 1),
		"one whose card is no JSON":       strings.Replace(whole, `{"name"`, `["name"`, 1),
		"one whose card has no hash":      strings.Replace(whole, `"contents":"`, `"contains":"`, 1),
		"one whose card is huge":          strings.Replace(whole, `"tokens":3`, `"tokens":9223372036854775807`, 1),
	} {
		t.Run(name, func(t *testing.T) {
			if broken == whole {
				t.Fatal("the case breaks nothing")
			}
			if _, err := embedding.ReadStatic(broken); !errors.Is(err, embedding.ErrTable) {
				t.Errorf("got %v, want ErrTable", err)
			}
		})
	}
}

func TestAMatrixOfAnotherShapeIsRefused(t *testing.T) {
	v := embedding.NewVocabulary([]string{"red"}, 0)
	if _, err := embedding.NewStatic(embedding.Card{Name: "t", Dim: 2}, v, make([]float32, 3)); err == nil {
		t.Error("no error")
	}
}

func FuzzStatic(f *testing.F) {
	for _, s := range []string{"男士短袖衬衫", "256GB iPhone 壳", "\xff", "a\u0301", "１．５ｋｇ", "…", strings.Repeat("x", 300)} {
		f.Add(s)
	}
	table, err := embedding.Default()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, s string) {
		v := vectors(t, table, embedding.Query, s)[0]
		if squares := cosine(v, v); squares != 0 && math.Abs(squares-1) > 1e-4 {
			t.Errorf("the squared length of %q is %v", s, squares)
		}
	})
}

func FuzzReadStatic(f *testing.F) {
	f.Add(text(f, small(f)))
	f.Add("shopguide embedding table 1\n{}\n")
	f.Fuzz(func(_ *testing.T, data string) {
		if s, err := embedding.ReadStatic(data); err == nil {
			s.Model()
		}
	})
}

func BenchmarkQuery(b *testing.B) {
	table := builtin(b)
	for name, query := range map[string]string{
		"zh": "适合夏天穿的男士短袖亚麻衬衫", "en": "short-sleeved linen shirt for men to wear in summer",
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				vectors(b, table, embedding.Query, query)
			}
		})
	}
}

func BenchmarkLoad(b *testing.B) {
	whole := text(b, builtin(b))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := embedding.ReadStatic(whole); err != nil {
			b.Fatal(err)
		}
	}
}

func builtin(t testing.TB) *embedding.Static {
	t.Helper()
	s, err := embedding.Default()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// small is a table of two dimensions: red and 红 point one way, shoe the other.
func small(t testing.TB) *embedding.Static {
	t.Helper()
	v := embedding.NewVocabulary([]string{"red", "shoe", "红"}, 1)
	s, err := embedding.NewStatic(embedding.Card{Name: "small", Dim: 2}, v, []float32{1, 0, 0, 1, 1, 0, 0.5, 0.5})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func text(t testing.TB, s *embedding.Static) string {
	t.Helper()
	var b strings.Builder
	if _, err := s.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func vectors(t testing.TB, e embedding.Embedder, kind embedding.Kind, texts ...string) [][]float32 {
	t.Helper()
	v, err := e.Embed(t.Context(), kind, texts)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func cosine(a, b []float32) float64 {
	var sum float64
	for i := range a {
		sum += float64(a[i]) * float64(b[i])
	}
	return sum
}

func nearest(v []float32, among [][]float32) int {
	best := 0
	for i := range among {
		if cosine(v, among[i]) > cosine(v, among[best]) {
			best = i
		}
	}
	return best
}
