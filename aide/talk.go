package aide

import (
	"slices"
	"strconv"
	"strings"

	"terang"
	"terang/knowledge"
	"terang/store"
)

// talk is a conversation as a model reads it: who wrote by kind, never by name.
func talk(said []store.StoredMessage) string {
	var lines []string
	size := 0
	for _, m := range slices.Backward(said) {
		who := speaker(&m.Message)
		if who == "" || strings.TrimSpace(m.Content.Text) == "" {
			continue
		}
		line := who + ": " + strings.Join(strings.Fields(m.Content.Text), " ")
		if size += len(line); size > maxTalk && len(lines) > 0 {
			break
		}
		lines = append(lines, line[:min(len(line), maxTalk)])
	}
	slices.Reverse(lines)
	return strings.ToValidUTF8(strings.Join(lines, "\n"), "")
}

func speaker(m *terang.Message) string {
	switch m.Author.Kind() {
	case terang.KindContact:
		return "CUSTOMER"
	case terang.KindHuman, terang.KindAIAssisted:
		return "AGENT"
	case terang.KindAI, terang.KindAutomation:
		return "ASSISTANT"
	case terang.KindSystem, terang.KindUnknown:
	}
	return ""
}

// asked is what the contact wrote since an agent spoke last; the assistant's answers in between did not settle it.
func asked(said []store.StoredMessage) string {
	var parts []string
	for _, m := range slices.Backward(said) {
		switch speaker(&m.Message) {
		case "AGENT":
			slices.Reverse(parts)
			return strings.Join(parts, "\n")
		case "CUSTOMER":
			if len(parts) < 3 && m.Kind == terang.KindText {
				parts = append(parts, m.Content.Text)
			}
		}
	}
	slices.Reverse(parts)
	return strings.Join(parts, "\n")
}

func sources(hits []knowledge.Hit) []terang.Source {
	out := make([]terang.Source, len(hits))
	for i, h := range hits {
		out[i] = terang.Source{ID: h.Article.ID, Title: h.Article.Title, Version: h.Article.Version}
	}
	return out
}

// cite parts an answer from the line in which a model names the articles that it used ("SOURCES: 1, 3"). An answer that names none
// that was given has no sources, and is not used.
func cite(answer string, given int) (text string, cited []int) {
	at := strings.LastIndex(answer, "SOURCES:")
	if at < 0 {
		return strings.TrimSpace(answer), nil
	}
	for _, f := range strings.FieldsFunc(answer[at:], func(r rune) bool { return r < '0' || r > '9' }) {
		if i, err := strconv.Atoi(f); err == nil && i >= 1 && i <= given && !slices.Contains(cited, i-1) {
			cited = append(cited, i-1)
		}
	}
	return strings.TrimSpace(answer[:at]), cited
}
