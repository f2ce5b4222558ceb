package conversation

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/shopguide/shopguide/conversation/answer"
	"github.com/shopguide/shopguide/conversation/preference"
	"github.com/shopguide/shopguide/conversation/service"
	"github.com/shopguide/shopguide/prompts"
)

// HandOff is the kind of Effect that asks a person of the shop to take over.
const HandOff = "hand-off"

// HandOffRequest is the body of a HandOff effect.
type HandOffRequest struct {
	Lang    string   `json:"lang"`
	Message string   `json:"message"`
	Wishes  []string `json:"wishes"`
}

// policy answers a question about the shop from its documents.
func (t *turn) policy(context.Context) (answer.Answer, error) {
	t.state.Service = t.state.Service.Closed()
	var answers []answer.Answer
	for _, p := range t.passages() {
		answers = append(answers, t.writer.Plain(prompts.Policy{Text: p.Text, Title: p.Title, Section: p.Section}, p.Text, p.Title, p.Section))
	}
	if len(answers) == 0 {
		return t.writer.Plain(prompts.PolicyUnknown{}), nil
	}
	return t.joined(answers), nil
}

// passages returns what answers a question to the shop, or two in one message: 包邮吗？几天到.
func (t *turn) passages() []service.Passage {
	const most = 2
	var all []service.Passage
	add := func(p *service.Passage) {
		if p != nil && len(all) < most && !slices.ContainsFunc(all, func(o service.Passage) bool { return o.Document == p.Document && o.Number == p.Number }) {
			all = append(all, *p)
		}
	}
	parts := slices.DeleteFunc(seam.Split(t.text, mostSeams+1), func(part string) bool { return strings.TrimSpace(part) == "" })
	if len(parts) == most {
		for _, part := range parts {
			if r := t.read(part); r.Is(preference.Policy) {
				add(t.policyOn(part, r))
			}
		}
	}
	if len(all) < most {
		all = nil
		add(t.passage)
	}
	return all
}

// joined returns several answers as one, a line each.
func (t *turn) joined(answers []answer.Answer) answer.Answer {
	t.several = len(answers) > 1
	all := answers[0]
	for _, a := range answers[1:] {
		all.Lead += "\n" + a.Lead
		all.Facts = slices.Concat(all.Facts, a.Facts)
	}
	return all
}

// order answers a question about an order, once the shopper has proved whose it is.
func (t *turn) order(ctx context.Context) (answer.Answer, error) {
	t.out.Reply.Acts = []string{string(preference.Order)}
	if t.desk.Orders == nil {
		return t.writer.Phrase(prompts.NoOrders), nil
	}
	session, found, err := t.desk.Order(ctx, t.state.Service, t.text, t.message.At)
	if err != nil {
		return answer.Answer{}, err
	}
	t.state.Service = session
	const format = "8" // of an order number: the digits that the request names
	switch found.Outcome {
	case service.NeedBoth:
		return t.writer.Plain(prompts.Identify{}, format), nil
	case service.NeedOrder:
		return t.writer.Plain(prompts.Identify{Missing: "order"}, format), nil
	case service.NeedEmail:
		return t.writer.Plain(prompts.Identify{Missing: "email"}), nil
	case service.NotFound:
		return t.writer.Plain(prompts.OrderNotFound{}), nil
	case service.Locked:
		return t.writer.Plain(prompts.OrderLocked{}), nil
	}
	return t.describeOrder(ctx, found.Order), nil
}

func (t *turn) describeOrder(ctx context.Context, o service.Order) answer.Answer {
	w, lang := t.writer, t.state.Lang
	said := prompts.Order{
		ID: o.ID, Status: w.Say(prompts.OrderStatus{Status: string(o.Status)}), Total: o.Total.Format(lang),
		Carrier: o.Carrier[lang], Tracking: o.Tracking,
	}
	facts := []string{o.ID, said.Total, o.Tracking, said.Carrier}
	for _, item := range o.Items {
		title := item.ProductID
		if p := t.product(ctx, item.ProductID); p != nil {
			title = p.Text(lang).Title
		}
		line := prompts.OrderItem{Title: title, Quantity: item.Quantity, Price: item.Price.Format(lang)}
		said.Items = append(said.Items, line)
		facts = append(facts, line.Title, strconv.Itoa(line.Quantity), line.Price)
	}
	for _, d := range []struct {
		kind string
		at   time.Time
	}{{"placed", o.PlacedAt}, {"shipped", o.ShippedAt}, {"delivered", o.DeliveredAt}, {"expected", expectation(o)}} {
		if !d.at.IsZero() {
			day := d.at.Format(time.DateOnly)
			said.Dates = append(said.Dates, w.Say(prompts.OrderDate{Kind: d.kind, Day: day}))
			facts = append(facts, day)
		}
	}
	const day = 24 * time.Hour
	due := expectation(o)
	said.Late = o.Status == service.Shipped && !due.IsZero() && t.message.At.After(due.Add(day))
	return w.Plain(said, facts...)
}

// expectation returns when an order should arrive, if it has not yet.
func expectation(o service.Order) time.Time {
	if !o.DeliveredAt.IsZero() {
		return time.Time{}
	}
	return o.ExpectedAt
}

// The sections of the contact page that say when people answer, and how to reach
// them.
const (
	openingHours = 2
	phoneAndMail = 3
)

// person passes the shopper on to the people of the shop.
func (t *turn) person(context.Context) (answer.Answer, error) {
	request := HandOffRequest{Lang: t.state.Lang, Message: t.message.Text, Wishes: t.inWords(t.state.Ledger.Constraints)}
	body, err := json.Marshal(request)
	if err != nil {
		return answer.Answer{}, err
	}
	t.out.Effects = append(t.out.Effects, Effect{
		Key: HandOff + "/" + t.message.From.Adapter + "/" + t.message.Delivery, Kind: HandOff, Body: string(body),
	})
	var lines []string
	for _, section := range []int{openingHours, phoneAndMail} {
		if passage, ok := t.desk.Knowledge.Passage("contact", section, t.state.Lang); ok {
			lines = append(lines, passage.Text)
		}
	}
	contact := strings.Join(lines, "\n")
	return t.writer.Plain(prompts.Person{Contact: contact}, contact), nil
}
