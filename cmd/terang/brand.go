package main

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"terang"
	"terang/assistant"
	"terang/authoring"
	"terang/engine"
	"terang/playbook"
	"terang/store"
	"terang/threshold"
	"terang/training"
	"terang/trust"
	"terang/understand"
	"terang/understand/entity"
)

// brand is a workspace with its pack and the way to its own system.
type brand struct {
	workspace store.Workspace
	pack      *assistant.Pack
	brain     atomic.Pointer[engine.Brain] // books with model: what turns think with

	mu    sync.Mutex
	books *engine.Brain     // the pack with the playbooks that are live
	model *understand.Model // that is live
	lines *trust.Setting    // of trust, that are live; nil before they were opened
	hours *engine.Hours     // in which the desk is open; nil before they were opened
}

// compose is the one place where a brain comes to be: whichever of its parts changes, the others stay. A nil part is the
// one that is there.
func (b *brand) compose(books *engine.Brain, model *understand.Model, lines *trust.Setting) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if books != nil {
		b.books = books
	}
	if model != nil {
		b.model = model
	}
	if lines != nil {
		b.lines = lines
	}
	brain := b.books.With(b.model)
	if b.lines != nil {
		brain = brain.WithLines(*b.lines)
	}
	if b.hours != nil {
		brain = brain.WithHours(*b.hours)
	}
	b.brain.Store(brain)
}

// open lets other opening hours hold.
func (b *brand) open(hours engine.Hours) {
	b.mu.Lock()
	b.hours = &hours
	b.mu.Unlock()
	b.compose(nil, nil, nil)
}

// stage puts playbooks beside the ones that act; they act from the next composition on. It returns those that were there.
func (b *brand) stage(books *engine.Brain) *engine.Brain {
	b.mu.Lock()
	defer b.mu.Unlock()
	was := b.books
	b.books = books
	return was
}

// openBrands reads the workspaces and their packs. A pack that two workspaces run is read once.
func (h *house) openBrands(ctx context.Context) error {
	all, err := store.Workspaces(ctx, h.db)
	if err != nil {
		return fmt.Errorf("terang: workspaces: %w", err)
	}
	h.brands = make(map[string]*brand, len(all))
	read := map[string]*assistant.Pack{}
	for _, w := range all {
		set := h.cfg.Workspaces[slug(w.Name)]
		name := w.Pack
		if set.Pack != "" {
			name = set.Pack
		}
		p := read[name]
		if p == nil {
			if p, err = loadPack(name); err != nil {
				return err
			}
			read[name] = p
		}
		b := &brand{workspace: w, pack: p}
		if err := h.connect(ctx, w, set.Action, p); err != nil {
			return fail("action", err, "workspace", slug(w.Name))
		}
		if err := h.openBrain(ctx, b, name); err != nil {
			return err
		}
		h.brands[w.ID] = b
		if b.pack.Brain.Brand().Hours.Unknown(h.clock()) {
			h.log.Warn("the calendar of the opening hours knows no holidays of this year", "workspace", w.ID)
		}
	}
	return nil
}

// openBrain puts a workspace's brain together: its pack, the playbooks that people published over it, and the model that
// they taught.
func (h *house) openBrain(ctx context.Context, b *brand, name string) error {
	p := b.pack
	own, err := authored(p)
	if err != nil {
		return fail("pack_broken", err, "pack", name)
	}
	live, err := h.authoring.Open(ctx, b.workspace.ID, own)
	if err != nil {
		return fail("pack_broken", err, "pack", name)
	}
	model, err := h.training.Open(ctx, b.workspace.ID, training.Pack{Examples: p.Examples, Extra: live.Examples, Options: p.Options, Titles: p.Titles(), Model: p.Model})
	if err != nil {
		return fail("pack_broken", err, "pack", name)
	}
	lines, err := h.threshold.Open(ctx, b.workspace.ID, p.Brain.Lines())
	if err != nil {
		return err
	}
	b.compose(live.Brain, model, &lines)
	return nil
}

// authored is what those who write playbooks get of a pack.
func authored(p *assistant.Pack) (authoring.Pack, error) {
	out := authoring.Pack{Parts: p.Parts, Facts: p.Facts(), Slots: slotTypes(p.Brand)}
	scenarios, err := p.Scenarios()
	for _, f := range scenarios {
		out.Scenarios = append(out.Scenarios, authoring.Scenario{Name: strings.TrimSuffix(path.Base(f.Name), path.Ext(f.Name)), Text: f.Text})
	}
	return out, err
}

// slotTypes are the kinds of value that a playbook may ask for: the brand's own numbers, and what every house understands.
func slotTypes(b engine.Brand) []string {
	out := []string{
		playbook.SlotChoice, playbook.SlotText, entity.KindDate, entity.KindTime, entity.KindDuration, entity.KindNumber, entity.KindQuantity, entity.KindMoney,
		entity.KindYesNo, entity.KindPhone, entity.KindEmail, entity.KindURL, entity.KindCity, entity.KindProvince, entity.KindStreet, entity.KindPostalCode,
		entity.KindPersonName, entity.KindProduct, entity.KindNIK, entity.KindNPWP, entity.KindCard, entity.KindAccount, entity.KindOTP,
	}
	for _, p := range b.Patterns {
		out = append(out, p.Kind)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// swap lets a model understand from the next turn on.
func (h *house) swap(workspaceID string, m *understand.Model) error {
	b := h.brands[workspaceID]
	if b == nil {
		return terang.Fail(terang.NotFound, "workspace_not_loaded")
	}
	b.compose(nil, m, nil)
	return nil
}

// swapLines lets other lines of trust decide from the next turn on.
func (h *house) swapLines(workspaceID string, lines trust.Setting) error {
	b := h.brands[workspaceID]
	if b == nil {
		return terang.Fail(terang.NotFound, "workspace_not_loaded")
	}
	b.compose(nil, nil, &lines)
	return nil
}

// matters are the playbooks that can have lines of their own.
func (h *house) matters(workspaceID string) []threshold.Playbook {
	if b := h.brain(workspaceID); b != nil {
		return mattersOf(b)
	}
	return nil
}

func mattersOf(b *engine.Brain) []threshold.Playbook {
	var out []threshold.Playbook
	for _, does := range b.Describe().Does {
		id, _, _ := strings.Cut(does.Ref, "@")
		out = append(out, threshold.Playbook{ID: id, Title: does.Title, Risk: b.Risk(id)})
	}
	return out
}

// swapBooks lets playbooks act from the next turn on, with a model that knows the examples that stand in them.
func (h *house) swapBooks(ctx context.Context, workspaceID string, books *engine.Brain, examples []understand.Example) error {
	b := h.brands[workspaceID]
	if b == nil {
		return terang.Fail(terang.NotFound, "workspace_not_loaded")
	}
	was := b.stage(books) // the model that comes with them lets both act at once
	if err := h.training.Extend(ctx, workspaceID, examples); err != nil {
		b.compose(was, nil, nil) // a model that came meanwhile may have taken the new ones along
		return err
	}
	b.compose(nil, nil, nil)
	if h.audience != nil {
		h.audience.Replan() // other playbooks, other schedules
	}
	return nil
}
