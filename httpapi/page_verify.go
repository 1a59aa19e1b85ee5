package httpapi

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"terang"
	"terang/gate"
	"terang/provenance"
	"terang/provenance/receipt"
	"terang/store"
)

// verifyView is what the page "Apakah pesan ini asli?" shows.
type verifyView struct {
	frame
	Action, Asked, Offline, LogURL string
	Problem                        *Problem
	Answer                         *verdict
}

// verdict is what is said about what somebody pasted. Head and Detail are keys of texts until they are filled.
type verdict struct {
	Tone, Sign         string // good ✓, bad ✗, caution !
	Head, Detail, Next string
	Found              []foundMessage
}

// foundMessage is a message of the log. Text is there only where the reader's own receipt has it.
type foundMessage struct {
	Shape, Initials, Label, Name, Disclosure, Text string
	Facts, Details                                 []fact
}

type fact struct{ Label, Value string }

// verify answers whether what is pasted is the brand's: a receipt, a code, or the words of a message. Of a message that
// is named by code or words it tells who wrote it and when, never what it says or to whom.
func (p *publicPages) verify(w http.ResponseWriter, r *http.Request) {
	asked := strings.TrimSpace(r.PostFormValue("q"))
	ws, err := p.brand(r)
	if err == nil && ws.ID == "" {
		ws, err = p.ofReceipt(r.Context(), asked)
	}
	f, l := p.frame(r, "verify", p.nameOf(ws))
	v := verifyView{frame: f, Action: r.URL.EscapedPath() + "?lang=" + string(l)}
	if _, ok := p.assets["verify/terang-verify.html"]; ok {
		v.Offline = "/verifikasi/luring.html"
	}
	status := http.StatusOK
	if ws.ID != "" {
		v.LogURL = "/log/" + url.PathEscape(ws.ID)
	}
	if err == nil && r.Method == http.MethodPost {
		v.Asked = asked
		if err = p.byAsker.allow(w.Header(), address(r, p.Proxies)); err == nil {
			v.Answer, err = p.judge(r.Context(), ws, v.Asked, l)
		}
		if v.Answer != nil {
			v.Answer.fill(v.T)
		}
	}
	if err != nil {
		v.Problem = problemOf(p.fail(r.Context(), "verify", err), l)
		status = v.Problem.Status
	}
	p.write(w, r, status, "verify.html", v)
}

// fill puts texts for the keys.
func (a *verdict) fill(t map[string]string) {
	pick := func(key string) string {
		if text, ok := t[key]; ok {
			return text
		}
		return key
	}
	a.Head, a.Detail, a.Next = pick(a.Head), pick(a.Detail), pick(a.Next)
}

func (p *publicPages) judge(ctx context.Context, ws store.Workspace, asked string, l terang.Language) (*verdict, error) {
	switch {
	case asked == "":
		return &verdict{Tone: "caution", Sign: "!", Head: "answer_empty", Detail: "answer_empty_detail"}, nil
	case strings.HasPrefix(asked, "c2sp.org/tlog-proof"):
		return p.judgeReceipt(ctx, ws, asked, l)
	case ws.ID == "":
		return &verdict{Tone: "caution", Sign: "!", Head: "answer_which", Detail: "answer_which_detail"}, nil
	}
	_, _, code := receipt.ParseCode(asked)
	if code || strings.HasPrefix(asked, "msg_") && !strings.ContainsAny(asked, " \n") {
		leaf, err := p.Proofs.LeafOf(ctx, ws.ID, asked)
		if terang.KindOf(err) == terang.NotFound {
			return &verdict{Tone: "bad", Sign: "✗", Head: "answer_no_code", Detail: "answer_no_code_detail", Next: "answer_ask_person"}, nil
		}
		if err != nil {
			return nil, err
		}
		a := &verdict{Tone: "good", Sign: "✓", Head: "answer_code", Detail: "answer_code_detail", Next: "answer_compare"}
		return a, a.add(leaf, l)
	}
	found, long, err := p.Proofs.Said(ctx, ws.ID, asked)
	switch {
	case err != nil:
		return nil, err
	case !long:
		return &verdict{Tone: "caution", Sign: "!", Head: "answer_short", Detail: "answer_short_detail", Next: "answer_short_next"}, nil
	case len(found) == 0:
		return &verdict{Tone: "bad", Sign: "✗", Head: "answer_never", Detail: "answer_never_detail", Next: "answer_ask_person"}, nil
	}
	a := &verdict{Tone: "good", Sign: "✓", Head: "answer_said", Detail: "answer_said_detail", Next: "answer_said_next"}
	const shown = 3
	for _, leaf := range found[:min(len(found), shown)] {
		if err := a.add(leaf, l); err != nil {
			return nil, err
		}
	}
	return a, nil
}

// ofReceipt is whose log a pasted receipt names; no workspace where it is none, or of none here.
func (p *publicPages) ofReceipt(ctx context.Context, asked string) (store.Workspace, error) {
	proof, err := receipt.Parse([]byte(asked))
	if err != nil {
		return store.Workspace{}, nil // what is wrong with it is said later
	}
	origin, _, _ := strings.Cut(string(proof.Checkpoint), "\n")
	w, err := p.directory.id(ctx, origin[strings.LastIndex(origin, "/")+1:])
	if terang.KindOf(err) == terang.NotFound {
		return store.Workspace{}, nil
	}
	return w, err
}

// judgeReceipt checks a receipt with the keys of the log that it names, if that is one of ours.
func (p *publicPages) judgeReceipt(ctx context.Context, ws store.Workspace, asked string, l terang.Language) (*verdict, error) {
	wrong := func(err error) *verdict {
		return &verdict{Tone: "bad", Sign: "✗", Head: "answer_wrong", Detail: receipt.Explain(err, l), Next: "answer_ask_person"}
	}
	if _, err := receipt.Parse([]byte(asked)); err != nil {
		return wrong(err), nil
	}
	list, err := p.Proofs.Keys(ctx, ws.ID)
	if terang.KindOf(err) == terang.NotFound {
		return &verdict{Tone: "bad", Sign: "✗", Head: "answer_foreign", Detail: "answer_foreign_detail"}, nil
	}
	if err != nil {
		return nil, err
	}
	rep, err := receipt.VerifyWith([]byte(asked), receipt.Trust{Keys: list.Keys, Witnesses: list.Witnesses, Require: list.Required})
	var e *terang.Error
	switch {
	case errors.As(err, &e) && e.Code == "receipt_foreign":
		return &verdict{Tone: "bad", Sign: "✗", Head: "answer_foreign", Detail: "answer_foreign_detail", Next: receipt.Explain(err, l)}, nil
	case err != nil:
		return wrong(err), nil
	}
	a := &verdict{Tone: "good", Sign: "✓", Head: "answer_genuine", Detail: "answer_genuine_detail"}
	if rep.Erased {
		a.Detail = "answer_erased_detail"
	}
	m := messageOf(rep.Statement, rep.Index, rep.Code, l)
	if rep.Shown != nil {
		m.Name, m.Disclosure, m.Text = rep.Shown.Name, rep.Shown.Disclosure, rep.Shown.Text
		for _, f := range rep.Shown.Files {
			m.Facts = append(m.Facts, fact{publicText["fact_file"].In(l), f.Name + " · " + sizeOf(f.Size) + " · SHA-256 " + f.Digest})
		}
	}
	m.Details = append(m.Details, fact{publicText["fact_key"].In(l), rep.KeyID})
	if len(rep.Witnesses) > 0 {
		m.Details = append(m.Details, fact{publicText["fact_witnesses"].In(l), strings.Join(rep.Witnesses, ", ")})
	}
	a.Found = []foundMessage{m}
	return a, nil
}

func (a *verdict) add(leaf provenance.Leaf, l terang.Language) error {
	s, err := receipt.ParseStatement([]byte(leaf.Statement))
	if err != nil {
		return err
	}
	a.Found = append(a.Found, messageOf(s, leaf.Index, receipt.Code(leaf.Index, leaf.Hash), l))
	return nil
}

// messageOf tells of a statement who wrote it, when, on which channel and under which policy.
func messageOf(s terang.Statement, index int64, code string, l terang.Language) foundMessage {
	m := foundMessage{Shape: "machine", Initials: "AI", Label: gate.Label(s.Author.Kind, l)}
	who := "kind_" + string(s.Author.Kind)
	switch s.Author.Kind {
	case terang.KindHuman:
		m.Shape, m.Initials = "person", "●"
	case terang.KindAIAssisted:
		m.Shape, m.Initials = "assisted", "●"
	case terang.KindAutomation:
		m.Initials = "⏱"
	case terang.KindSystem:
		m.Initials, m.Label = "·", publicText["kind_name_system"].In(l)
	case terang.KindAI, terang.KindContact:
	}
	add := func(to *[]fact, key, value string) {
		if value != "" {
			*to = append(*to, fact{publicText[key].In(l), value})
		}
	}
	add(&m.Facts, "fact_writer", publicText[who].In(l))
	if at, err := time.Parse(time.RFC3339, s.At); err == nil {
		add(&m.Facts, "fact_at", clock(at, l))
	}
	channel := s.Chan
	if text, ok := publicText["channel_"+s.Chan]; ok {
		channel = text.In(l)
	}
	add(&m.Facts, "fact_channel", channel)
	add(&m.Facts, "fact_code", code)
	add(&m.Details, "fact_policy", s.Disclosure.Policy)
	add(&m.Details, "fact_obligations", strings.Join(s.Disclosure.Obligations, ", "))
	add(&m.Details, "fact_model", s.Author.Model)
	add(&m.Details, "fact_playbook", s.Author.Prompt)
	add(&m.Details, "fact_message", s.Msg)
	add(&m.Details, "fact_index", strconv.FormatInt(index, 10))
	return m
}
