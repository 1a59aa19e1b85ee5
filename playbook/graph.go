package playbook

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"terang"
)

// Graph is a playbook as a picture: a node for each step, an edge for each way from one to another.
//
//	{"nodes":[{"id":"2.cases.shipped.0","kind":"say","line":14,"title":{"id":"…","en":"…"},"detail":"…","depth":1}],
//	 "edges":[{"from":"0","to":"1","label":"","kind":"next"}],"start":"0"}
type Graph struct {
	Nodes []Node `json:"nodes"` // in the order of the file
	Edges []Edge `json:"edges"`
	Start string `json:"start"` // "" for a playbook without steps
}

// Node is one step. ID is its path; the node "end" is where a playbook runs out of steps.
type Node struct {
	ID     string      `json:"id"`
	Kind   StepKind    `json:"kind"`
	Line   int         `json:"line"`
	Title  terang.Text `json:"title"`
	Detail string      `json:"detail"` // a condition, an action, a playbook: what is the same in every language
	Depth  int         `json:"depth"`  // blocks around it
}

// Edge is one way from a step to another. Label is the value, code or name that leads there.
type Edge struct {
	From  string   `json:"from"`
	To    string   `json:"to"`
	Label string   `json:"label"`
	Kind  EdgeKind `json:"kind"`
}

// EdgeKind says why a way is taken.
type EdgeKind string

// The kinds of edge.
const (
	EdgeNext    EdgeKind = "next"
	EdgeCase    EdgeKind = "case"
	EdgeError   EdgeKind = "error"
	EdgeYes     EdgeKind = "yes"
	EdgeNo      EdgeKind = "no"
	EdgeTimeout EdgeKind = "timeout"
	EdgeBack    EdgeKind = "back" // to a question that is put again
)

// endNode is the id of the node behind the last step.
const endNode = "end"

// way leads out of a step; to is an index, len(Steps) the end.
type way struct {
	to    int
	kind  EdgeKind
	label string
}

// ways are all ways out of a step, in a fixed order.
func (p *Playbook) ways(i int) []way {
	s := p.Steps[i]
	switch s.Kind {
	case StepHandOver, StepEnd:
		return nil
	case StepReask:
		return []way{{s.Reask.To, EdgeBack, ""}}
	case StepConfirm:
		return []way{{s.Confirm.To, EdgeYes, ""}, {s.Confirm.No, EdgeNo, ""}}
	case StepBranch:
		out := byTarget(s.Branch.Cases, EdgeCase)
		if s.Branch.Cases["true"] != s.Branch.Else || len(s.Branch.Cases) == 0 {
			out = append(out, way{s.Branch.Else, EdgeCase, "else"})
		}
		return out
	case StepCall:
		return append([]way{{s.Next, EdgeNext, ""}}, byTarget(s.Call.OnError, EdgeError)...)
	case StepWait:
		out := []way{{s.Next, EdgeNext, s.Wait.Event}}
		if s.Wait.Event != "" {
			out = append(out, way{s.Wait.Timeout, EdgeTimeout, ""})
		}
		return out
	case StepSay, StepArticle, StepAsk, StepVerify, StepRemember, StepRun, StepUndo:
	}
	return []way{{s.Next, EdgeNext, ""}}
}

// byTarget makes one way of all values that lead to the same step: "packed, paid".
func byTarget(cases map[string]int, kind EdgeKind) []way {
	at := map[int]int{}
	var out []way
	for _, name := range slices.Sorted(maps.Keys(cases)) {
		to := cases[name]
		label := name
		if name == "" && kind == EdgeError {
			label = "default"
		}
		if i, ok := at[to]; ok {
			out[i].label += ", " + label
			continue
		}
		at[to] = len(out)
		out = append(out, way{to, kind, label})
	}
	slices.SortStableFunc(out, func(a, b way) int { return a.to - b.to })
	return out
}

// Graph draws the playbook. It is made of the checked steps; the source stays as it is.
func (p *Playbook) Graph() Graph {
	g := Graph{Nodes: []Node{}, Edges: []Edge{}}
	id := func(i int) string {
		if i < len(p.Steps) {
			return p.Steps[i].Path
		}
		return endNode
	}
	ends := len(p.Steps) == 0
	for i, s := range p.Steps {
		title, detail := p.describe(s)
		g.Nodes = append(g.Nodes, Node{ID: s.Path, Kind: s.Kind, Line: s.Line, Title: title, Detail: detail, Depth: depthOf(s.Path)})
		for _, w := range p.ways(i) {
			g.Edges = append(g.Edges, Edge{From: s.Path, To: id(w.to), Label: w.label, Kind: w.kind})
			ends = ends || w.to == len(p.Steps)
		}
	}
	if ends {
		g.Nodes = append(g.Nodes, Node{ID: endNode, Kind: StepEnd, Title: terang.Text{terang.Indonesian: "Selesai", terang.English: "End"}})
	}
	if len(p.Steps) > 0 {
		g.Start = p.Steps[0].Path
	}
	return g
}

// depthOf counts the blocks around a path: each step of a block is a number of its own.
func depthOf(path string) int {
	n := 0
	for part := range strings.SplitSeq(path, ".") {
		if part != "" && strings.Trim(part, "0123456789") == "" {
			n++
		}
	}
	return max(n-1, 0)
}

// describe gives a step its title and detail.
func (p *Playbook) describe(s Step) (terang.Text, string) {
	both := func(id, en string) terang.Text { return terang.Text{terang.Indonesian: id, terang.English: en} }
	slot := func(name string) terang.Text { return p.Slots[name].Label }
	switch s.Kind {
	case StepSay:
		if s.Say.CalmOnly {
			return s.Say.Text.brief(), "calm"
		}
		return s.Say.Text.brief(), ""
	case StepArticle:
		return both("Jawab dengan artikel", "Answer with an article"), s.Article.ID
	case StepAsk:
		return prefixed("Tanya: ", "Ask: ", slot(s.Ask.Slot)), s.Ask.Slot
	case StepReask:
		return prefixed("Tanya lagi: ", "Ask again: ", slot(s.Reask.Slot)), s.Reask.Slot
	case StepVerify:
		return both("Pastikan siapa pelanggannya", "Make sure who it is"), strings.Join(s.Verify.By, ", ")
	case StepCall:
		if s.Call.Preview {
			return both("Lihat dulu di sistem", "Look ahead in the system"), s.Call.Action
		}
		return both("Panggil sistem", "Call the system"), s.Call.Action
	case StepConfirm:
		return s.Confirm.Text.brief(), ""
	case StepUndo:
		return both("Tawarkan pembatalan", "Offer to undo"), s.Undo.Action
	case StepBranch:
		return both("Pilih jalan", "Choose the way"), s.Branch.On.String()
	case StepWait:
		return both("Tunggu", "Wait"), waitDetail(s.Wait)
	case StepRemember:
		if s.Remember.Attribute != "" {
			return both("Ingat pada pelanggan", "Remember of the contact"), s.Remember.Attribute + " = " + s.Remember.Value.String()
		}
		return prefixed("Catat: ", "Note: ", s.Remember.Label), s.Remember.Value.String()
	case StepRun:
		return both("Jalankan playbook", "Run a playbook"), s.Sub.Playbook
	case StepHandOver:
		if s.HandOver.Text != nil {
			return prefixed("Ke petugas: ", "To an agent: ", s.HandOver.Text.brief()), strings.Trim(string(s.HandOver.Reason)+" "+s.HandOver.Skill, " ")
		}
		return both("Serahkan ke petugas", "Hand over to an agent"), strings.Trim(string(s.HandOver.Reason)+" "+s.HandOver.Skill, " ")
	case StepEnd:
		if s.End.Solved {
			return both("Selesai, tujuan tercapai", "End, goal reached"), ""
		}
		return both("Selesai, tujuan belum tercapai", "End, goal not reached"), ""
	}
	return terang.Text{}, ""
}

func prefixed(id, en string, t terang.Text) terang.Text {
	return terang.Text{terang.Indonesian: id + t.In(terang.Indonesian), terang.English: en + t.In(terang.English)}
}

func waitDetail(w *Wait) string {
	var parts []string
	if w.Event != "" {
		parts = append(parts, w.Event)
	}
	if w.If != nil {
		parts = append(parts, "if "+w.If.String())
	}
	if w.Until != nil {
		parts = append(parts, "until "+w.Until.String())
	}
	if w.For > 0 {
		parts = append(parts, "for "+writeDuration(w.For))
	}
	return strings.Join(parts, ", ")
}

const maxBrief = 72 // letters of a title

var (
	valueForm = regexp.MustCompile(`(?s)\{\{-?\s*([A-Za-z0-9_.]*).*?\}\}`)
	tagForm   = regexp.MustCompile(`(?s)\{%.*?%\}`)
)

// brief is the beginning of a text as it stands in the file, with the names of its values: "Pesanan ‹order.order_no› …".
func (t Text) brief() terang.Text {
	out := terang.Text{}
	for l, tpl := range t.byLanguage {
		s := valueForm.ReplaceAllString(tpl.src, "‹$1›")
		s = strings.Join(strings.Fields(tagForm.ReplaceAllString(s, " ")), " ")
		if r := []rune(s); len(r) > maxBrief {
			s = strings.TrimSpace(string(r[:maxBrief])) + "…"
		}
		out[l] = s
	}
	return out
}

// writeDuration writes a length of time as playbooks do.
func writeDuration(d time.Duration) string {
	for _, u := range []struct {
		unit time.Duration
		name string
	}{{24 * time.Hour, "d"}, {time.Hour, "h"}, {time.Minute, "m"}} {
		if d >= u.unit && d%u.unit == 0 {
			return strconv.FormatInt(int64(d/u.unit), 10) + u.name
		}
	}
	return strconv.FormatInt(int64(d/time.Second), 10) + "s"
}
