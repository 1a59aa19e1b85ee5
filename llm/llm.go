// Package llm asks a language model behind any OpenAI-compatible endpoint: a hosted one, or a server in the house. It bounds what
// an answer may cost (time, tokens, how many at once, how many in a day), and after failures in a row it asks nothing for a while.
//
// It knows no conversation, keeps no text and logs none, and decides nothing: who asks writes the prompt and judges the answer.
// Everything in this program works without it. The way in is [New] and [Client.Ask].
package llm

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/sashabaranov/go-openai"

	"terang"
)

// Limits that are not settings.
const (
	maxAnswer    = 64 << 10 // bytes of an answer that are read
	failuresOpen = 3        // in a row, after which nothing is asked
	openFor      = 30 * time.Second
)

// Options say where the model is and what it may cost.
type Options struct {
	URL     string        // base, for example https://api.openai.com/v1 or http://127.0.0.1:11434/v1
	Key     string        // sent as a bearer token; "" for none
	Model   string        // the model's name there
	Timeout time.Duration // of one question, waiting for a place included
	AtOnce  int           // questions at once; 0 means 4
	PerDay  int           // tokens in a day (UTC), of questions and answers; 0 means no limit
	Clock   terang.Clock
}

// Client asks. It may be used by many goroutines; a nil Client is one that is not set up.
type Client struct {
	api   *openai.Client
	o     Options
	slots chan struct{}

	mu       sync.Mutex
	failures int
	until    time.Time // nothing is asked before
	day      string
	spent    int
}

// Question is one question. Texts are UTF-8.
type Question struct {
	Rules  string // what the model is to do: ours
	Given  string // what it is to do it with: words of contacts, agents and articles
	Tokens int    // of the answer, at most
}

// Answer is what came back.
type Answer struct {
	Text   string // trimmed, never empty
	Model  string // as the endpoint names it
	Tokens int    // of question and answer together, as the endpoint counts them
}

// New makes a client, or returns nil where no URL is set.
func New(o Options) *Client {
	if o.URL == "" {
		return nil
	}
	if o.AtOnce <= 0 {
		o.AtOnce = 4
	}
	cfg := openai.DefaultConfig(o.Key)
	cfg.BaseURL = strings.TrimSuffix(o.URL, "/")
	cfg.HTTPClient = &http.Client{
		Transport: &bounded{http.DefaultTransport},
		// A model that answers elsewhere is not the one that was set: texts of contacts go where the operator said, nowhere else.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return &Client{api: openai.NewClientWithConfig(cfg), o: o, slots: make(chan struct{}, o.AtOnce)}
}

// Model is the name that was set, "" for a client that is not set up.
func (c *Client) Model() string {
	if c == nil {
		return ""
	}
	return c.o.Model
}

// Ask asks once; nothing is tried again, since somebody waits. Its errors are for people: llm_off, llm_resting, llm_spent,
// llm_busy, llm_slow, llm_refused, llm_unreachable, llm_empty.
func (c *Client) Ask(ctx context.Context, q Question) (Answer, error) {
	if c == nil {
		return Answer{}, terang.Fail(terang.Conflict, "llm_off")
	}
	if err := c.may(); err != nil {
		return Answer{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, c.o.Timeout)
	defer cancel()
	select {
	case c.slots <- struct{}{}:
		defer func() { <-c.slots }()
	case <-ctx.Done():
		return Answer{}, terang.Fail(terang.Unavailable, "llm_busy")
	}
	r, err := c.api.CreateChatCompletion(ctx, openai.ChatCompletionRequest{
		//lint:ignore SA1019 the servers that people run themselves know only the older name of the limit
		Model: c.o.Model, MaxTokens: q.Tokens, Temperature: 0.2,
		Messages: []openai.ChatCompletionMessage{{Role: openai.ChatMessageRoleSystem, Content: q.Rules}, {Role: openai.ChatMessageRoleUser, Content: q.Given}},
	})
	c.learn(ctx, err, r.Usage.TotalTokens)
	if err != nil {
		return Answer{}, failed(ctx, err)
	}
	a := Answer{Model: r.Model, Tokens: r.Usage.TotalTokens}
	if a.Model == "" {
		a.Model = c.o.Model
	}
	if len(r.Choices) > 0 {
		a.Text = strings.TrimSpace(thought(r.Choices[0].Message.Content))
	}
	if a.Text == "" {
		return Answer{}, terang.Fail(terang.Unavailable, "llm_empty")
	}
	return a, nil
}

// thought leaves out what a reasoning model wrote for itself before its answer.
func thought(s string) string {
	if _, after, found := strings.Cut(s, "</think>"); found {
		return after
	}
	return s
}

// may reports why nothing may be asked now.
func (c *Client) may() error {
	now := c.o.Clock()
	c.mu.Lock()
	defer c.mu.Unlock()
	if now.Before(c.until) && c.until.Sub(now) <= openFor { // a clock that was set back holds nobody up
		return terang.Fail(terang.Unavailable, "llm_resting")
	}
	if today := now.UTC().Format(time.DateOnly); today != c.day {
		c.day, c.spent = today, 0
	}
	if c.o.PerDay > 0 && c.spent >= c.o.PerDay {
		return terang.Fail(terang.Unavailable, "llm_spent")
	}
	return nil
}

// learn counts what a question cost, and rests after failures that are the endpoint's own.
func (c *Client) learn(ctx context.Context, err error, tokens int) {
	now := c.o.Clock()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.spent += tokens
	switch {
	case err == nil:
		c.failures = 0
	case errors.Is(ctx.Err(), context.Canceled): // whoever asked went away
	default:
		if c.failures++; c.failures >= failuresOpen {
			c.failures, c.until = 0, now.Add(openFor)
		}
	}
}

// failed puts a failure into words for people, and keeps the endpoint's own for the log.
func failed(ctx context.Context, err error) error {
	code := "llm_unreachable"
	var answered *openai.APIError
	var status *openai.RequestError
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		code = "llm_slow"
	case errors.As(err, &answered), errors.As(err, &status):
		code = "llm_refused"
	}
	return &terang.Error{Kind: terang.Unavailable, Code: code, Err: fmt.Errorf("llm: ask: %w", err)}
}
