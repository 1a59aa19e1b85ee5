package httpapi

import (
	"bytes"
	"context"
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"terang"
	"terang/engine"
	"terang/gate"
	"terang/inbox"
	"terang/live"
	"terang/store"
)

//go:embed plain
var plainFiles embed.FS

// Limits of the plain page.
const (
	plainPage    = 50 // messages on one page
	plainRefresh = 15 // seconds, when the reader wants the page to reload by itself

	plainPatience = 1500 * time.Millisecond // that a sent message waits for its answer before the page is shown
	plainLook     = 100 * time.Millisecond  // between looks at the store, for turns that say nothing or run on another node
)

// contactCookie holds the contact token of one widget key's page; its path keeps it there.
const contactCookie = "terang_contact"

// plain is the conversation without JavaScript: the same messages and the same calls, with forms.
type plain struct {
	*Server
	pages *template.Template
}

func (s *Server) plainRoutes(mux *http.ServeMux) {
	p := &plain{Server: s, pages: template.Must(template.ParseFS(plainFiles, "plain/*.html"))}
	mux.HandleFunc("GET /c/plain.css", func(w http.ResponseWriter, r *http.Request) {
		b, err := plainFiles.ReadFile("plain/plain.css")
		if err != nil {
			writeProblem(w, r, s.fail(r.Context(), "plain", err))
			return
		}
		s.public(w, "text/css; charset=utf-8", "public, max-age=3600", b)
	})
	mux.HandleFunc("GET /c/{key}", p.show)
	mux.HandleFunc("POST /c/{key}", p.form(p.send))
	mux.HandleFunc("POST /c/{key}/begin", p.begin)
	mux.HandleFunc("POST /c/{key}/person", p.form(p.do(engine.InputPersonRequested)))
	mux.HandleFunc("POST /c/{key}/assistant", p.form(p.do(engine.InputAssistantRequested)))
	mux.HandleFunc("POST /c/{key}/reach", p.form(p.reach))
	mux.HandleFunc("POST /c/{key}/language", p.form(func(r *http.Request, who contact) error {
		return s.setLanguage(r.Context(), who, terang.Language(r.PostFormValue("language")))
	}))
	mux.HandleFunc("POST /c/{key}/survey", p.form(p.survey))
	mux.HandleFunc("GET /c/{key}/receipt/{message}", p.receiptFile)
	mux.HandleFunc("GET /c/{key}/file/{file}", p.file)
}

// who returns the contact of the page's cookie, if it belongs to the workspace of the page's key.
func (p *plain) who(r *http.Request) (store.Workspace, contact, error) {
	w, err := p.directory.key(r.Context(), r.PathValue("key"))
	if err != nil {
		return w, contact{}, err
	}
	cookie, err := r.Cookie(contactCookie)
	if err != nil {
		return w, contact{}, errContactToken
	}
	who, err := p.contacts.parse(cookie.Value)
	if err == nil && who.Workspace != w.ID {
		err = errContactToken
	}
	return w, who, err
}

func (p *plain) remember(w http.ResponseWriter, key, token string) {
	http.SetCookie(w, &http.Cookie{
		Name: contactCookie, Value: token, Path: "/c/" + url.PathEscape(key), MaxAge: int(p.Session.ContactLifetime.Seconds()),
		HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: strings.HasPrefix(p.PublicURL, "https://"),
	})
}

func plainPath(r *http.Request) string { return "/c/" + url.PathEscape(r.PathValue("key")) }

// show is the page. A link from the widget carries the token once; it moves into the cookie and out of the
// address, so that it stands in no history and no referrer.
func (p *plain) show(w http.ResponseWriter, r *http.Request) {
	if token := r.URL.Query().Get("t"); token != "" {
		if who, err := p.contacts.parse(token); err == nil {
			if ws, err := p.directory.key(r.Context(), r.PathValue("key")); err == nil && ws.ID == who.Workspace {
				p.remember(w, r.PathValue("key"), token)
			}
		}
		p.back(w, r, "")
		return
	}
	p.render(w, r, nil, "")
}

func (p *plain) back(w http.ResponseWriter, r *http.Request, fragment string) {
	p.headers(w)
	http.Redirect(w, r, plainPath(r)+fragment, http.StatusSeeOther)
}

func (p *plain) headers(w http.ResponseWriter) {
	h := w.Header()
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", policyPlain)
	h.Set("X-Frame-Options", "SAMEORIGIN")
}

func (p *plain) begin(w http.ResponseWriter, r *http.Request) {
	ws, err := p.directory.key(r.Context(), r.PathValue("key"))
	if err == nil {
		err = p.byVisitor.allow(w.Header(), address(r, p.Proxies))
	}
	if err == nil {
		var token string
		if _, token, err = p.openConversation(r.Context(), ws.ID, languageOf(r.Context())); err == nil {
			p.remember(w, r.PathValue("key"), token)
			p.back(w, r, "")
			return
		}
	}
	p.render(w, r, p.fail(r.Context(), "plain-begin", err), "")
}

// form runs a form's action and sends the reader back to the page (post, redirect, get: reloading repeats
// nothing). What failed is told on the page, with what was written still there.
func (p *plain) form(do func(r *http.Request, who contact) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		_, who, err := p.who(r)
		if err == nil {
			err = p.byContact.allow(w.Header(), who.Conversation)
		}
		if err == nil {
			err = do(r, who)
		}
		if err != nil {
			p.render(w, r, p.fail(r.Context(), "plain-form", err), r.PostFormValue("text"))
			return
		}
		p.back(w, r, "#text")
	}
}

func (p *plain) do(kind engine.InputKind) func(r *http.Request, who contact) error {
	return func(r *http.Request, who contact) error {
		return p.Assistant.Do(r.Context(), who.Workspace, who.Conversation, engine.Input{Kind: kind})
	}
}

// send takes typed words, or a tapped reply: then the words are the label that stands in the message tapped.
func (p *plain) send(r *http.Request, who contact) error {
	text, choice := r.PostFormValue("text"), r.PostFormValue("choice")
	replyTo, err := strconv.ParseInt(r.PostFormValue("reply_to"), 10, 64)
	if err != nil {
		replyTo = 0
	}
	if choice != "" {
		found, err := store.Messages(r.Context(), p.Store, store.MessageQuery{WorkspaceID: who.Workspace, ConversationID: who.Conversation, Since: replyTo - 1, Limit: 1})
		if err != nil {
			return err
		}
		for _, m := range found {
			for _, reply := range m.Content.Replies {
				if reply.Value == choice && m.Seq == replyTo {
					text = reply.Label
				}
			}
		}
	}
	woken := make(chan struct{}, 1)
	heard := p.Live.Subscribe(live.ConversationTopic(who.Conversation), func(live.Event) {
		select {
		case woken <- struct{}{}:
		default:
		}
	})
	defer heard.Close()
	m, _, err := p.accept(r.Context(), who, r.PostFormValue("client_id"), text, choice, replyTo)
	if err == nil {
		p.awaitAnswer(r.Context(), who, m.Seq, woken)
	}
	return err
}

// awaitAnswer waits for the turn of the message at seq, so that the page that follows has the answer on it. An
// answer that takes longer is there at the next reload: the message itself is safe already.
func (p *plain) awaitAnswer(ctx context.Context, who contact, seq int64, woken <-chan struct{}) {
	ctx, cancel := context.WithTimeout(ctx, plainPatience)
	defer cancel()
	look := time.NewTicker(plainLook)
	defer look.Stop()
	for {
		c, err := store.Conversation(ctx, p.Store, who.Workspace, who.Conversation)
		if err != nil || !c.TurnDue || c.HandledSeq >= seq {
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-woken:
		case <-look.C:
		}
	}
}

func (p *plain) survey(r *http.Request, who contact) error {
	seq, err := strconv.ParseInt(r.PostFormValue("seq"), 10, 64)
	if err != nil {
		return terang.Fail(terang.NotFound, "survey_not_found")
	}
	score, err := strconv.Atoi(r.PostFormValue("score"))
	if err != nil {
		return terang.Fail(terang.Invalid, "score_out_of_range")
	}
	smooth, err := strconv.Atoi(r.PostFormValue("smooth"))
	if err != nil {
		smooth = 0 // not said
	}
	return p.Inbox.Rate(r.Context(), who.Workspace, who.Conversation, seq, inbox.Rating{Score: score, Smooth: smooth})
}

func (p *plain) receiptFile(w http.ResponseWriter, r *http.Request) {
	_, who, err := p.who(r)
	var file *fileOutput
	if err == nil {
		file, err = p.receipt(r.Context(), who.Workspace, who.Conversation, r.PathValue("message"))
	}
	p.headers(w)
	if err != nil {
		writeProblem(w, r, p.fail(r.Context(), "plain-receipt", err))
		return
	}
	w.Header().Set("Content-Type", file.ContentType)
	w.Header().Set("Content-Disposition", file.Disposition)
	_, _ = w.Write(file.Body)
}

// plainView is what the templates are given.
type plainView struct {
	Language, Other, Key, Brand, Action, Speaking, Unsent, ClientID string
	PersonAsked, Waiting, Person                                    bool
	Queue                                                           plainQueue
	Refresh                                                         int
	Earlier                                                         int64
	Problem                                                         *Problem
	Messages                                                        []plainMessage
	T                                                               map[string]string
}

type plainMessage struct {
	Seq                                                             int64
	Notice                                                          bool
	Shape, Initials, Label, Name, Disclosure, Text, Author, Receipt string
	At, Clock, ClientID                                             string
	Card                                                            *plainCard
	Sources                                                         []terang.Source
	Replies                                                         []terang.QuickReply
	Survey                                                          *plainSurvey
	Files                                                           []plainFile
}

type plainCard struct {
	Title, Status string
	Fields        []terang.CardField
	Steps         []plainStep
}

type plainStep struct{ State, Label, At string }

type plainSurvey struct {
	Seq      int64
	Question string
	Options  []int
	Answered int
}

// render shows the page, or the door to it where there is no conversation yet.
func (p *plain) render(w http.ResponseWriter, r *http.Request, problem error, unsent string) {
	ws, who, err := p.who(r)
	v := plainView{Key: r.PathValue("key"), Action: plainPath(r), Unsent: unsent, Brand: ws.Name}
	l := languageOf(r.Context())
	name, status := "begin.html", http.StatusOK
	var conv terang.Conversation
	if err == nil {
		conv, err = store.Conversation(r.Context(), p.Store, who.Workspace, who.Conversation)
	}
	switch terang.KindOf(err) {
	case terang.Unauthorized:
	case terang.NotFound:
		if ws.ID == "" {
			p.headers(w)
			writeProblem(w, r, err)
			return
		}
	default:
		if err == nil {
			name, l = "page.html", conv.Language
			err = p.fillView(r, &v, &conv)
		}
		if err != nil {
			p.headers(w)
			writeProblem(w, r, p.fail(r.Context(), "plain", err))
			return
		}
	}
	if problem != nil {
		v.Problem = problemOf(problem, l)
		status = v.Problem.Status
		if status == http.StatusUnauthorized {
			v.Problem, status = nil, http.StatusOK // the door is the answer
		}
	}
	v.Language, v.Other, v.T = string(l), string(other(l)), plainTexts(l)
	if b, ok := p.Brand(ws.ID); ok {
		v.Brand = b.Name
	}
	var out bytes.Buffer
	if err := p.pages.ExecuteTemplate(&out, name, v); err != nil {
		writeProblem(w, r, p.fail(r.Context(), "plain", fmt.Errorf("httpapi: plain page: %w", err)))
		return
	}
	p.headers(w)
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(out.Bytes())
}

func other(l terang.Language) terang.Language {
	if l == terang.English {
		return terang.Indonesian
	}
	return terang.English
}

func (p *plain) fillView(r *http.Request, v *plainView, c *terang.Conversation) error {
	before, err := strconv.ParseInt(r.URL.Query().Get("before"), 10, 64)
	if err != nil || before < 1 {
		before = c.Seq + 1
	}
	ms, err := store.Messages(r.Context(), p.Store, store.MessageQuery{WorkspaceID: c.WorkspaceID, ConversationID: c.ID, Before: before, Limit: plainPage})
	if err != nil {
		return err
	}
	state, err := p.state(r.Context(), c)
	if err != nil {
		return err
	}
	v.ClientID = p.IDs("c")
	v.Speaking, v.Waiting = speaking(state, c.Language), state.Queue != nil
	v.Queue = queueOf(state, r.PostFormValue("to"), p.Clock(), c.Language)
	v.PersonAsked = c.Holder != terang.HolderAssistant
	if r.URL.Query().Get("refresh") == "1" {
		v.Refresh = plainRefresh
	}
	if len(ms) > 0 && ms[0].Prev > 0 {
		v.Earlier = ms[0].Seq
	}
	for i, m := range ms {
		v.Person = v.Person || m.Author.Kind() == terang.KindHuman || m.Author.Kind() == terang.KindAIAssisted
		one := p.message(r, m, c.Language)
		if i < len(ms)-1 || before <= c.Seq { // only the last message's replies can still be tapped
			one.Replies = nil
		} else if len(one.Replies) > 0 {
			one.ClientID = p.IDs("c")
		}
		v.Messages = append(v.Messages, one)
	}
	return nil
}

func (p *plain) message(r *http.Request, m store.StoredMessage, l terang.Language) plainMessage {
	out := plainMessage{
		Seq: m.Seq, Notice: m.Author.Kind() == terang.KindSystem, Text: m.Content.Text, Replies: m.Content.Replies, Sources: m.Content.Sources,
		Label: gate.LabelOf(m.Author, m.Language), At: m.At.UTC().Format(time.RFC3339), Clock: clock(m.At, l), Author: m.Author.Playbook(),
	}
	out.Shape, out.Initials = "machine", "AI"
	switch m.Author.Kind() {
	case terang.KindHuman, terang.KindAIAssisted:
		out.Shape, out.Initials, out.Name = "person", initials(m.Author.Name()), m.Author.Name()
	case terang.KindContact:
		out.Shape, out.Initials = "self", "•"
	case terang.KindAutomation:
		out.Initials = "⏱"
	case terang.KindUnknown:
		out.Shape, out.Initials = "person", "?"
	case terang.KindAI, terang.KindSystem:
	}
	if d := m.Content.Disclosure; d != nil {
		out.Disclosure = d.Text
	}
	if m.Leaf >= 0 {
		out.Receipt = plainPath(r) + "/receipt/" + m.ID
	}
	out.Files = plainAttachments(r, m.Content.Attachments)
	if s := m.Content.Survey; s != nil {
		out.Survey = &plainSurvey{Seq: m.Seq, Question: s.Question, Options: s.Options}
		if s.Answered != nil {
			out.Survey.Answered = *s.Answered
		}
	}
	if card := m.Content.Card; card != nil {
		out.Card = &plainCard{Title: card.Title, Status: card.Status, Fields: card.Fields}
		for _, step := range card.Steps {
			one := plainStep{State: plainTexts(l)["step_"+step.State], Label: step.Label}
			if step.At != nil {
				one.At = clock(*step.At, l)
			}
			out.Card.Steps = append(out.Card.Steps, one)
		}
	}
	return out
}

func initials(name string) string {
	out := ""
	for word := range strings.FieldsSeq(name) {
		for _, r := range word {
			out += strings.ToUpper(string(r))
			break
		}
		if len([]rune(out)) == 2 {
			break
		}
	}
	return out
}
