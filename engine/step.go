package engine

import (
	"strconv"

	"terang"
	"terang/playbook"
	"terang/trust"
	"terang/understand"
	"terang/understand/words"
)

// turn is one call of Step. It owns its state.
type turn struct {
	b        *Brain
	s        State
	in       Input
	lang     terang.Language // of what is said in this turn
	effects  []Effect
	steps    int
	prefix   string         // a sentence that must open the first thing said
	reask    string         // replaces the text of the next question
	started  string         // id of the playbook that was begun last in this turn
	restart  string         // playbook whose version changed while it waited
	signals  []trust.Signal // of this turn
	reading  understand.Reading
	handed   bool           // a person takes over in this turn
	asking   bool           // the last thing said is a question of a playbook
	quiet    bool           // what is not understood is not counted
	because  textKey        // why a person takes over, where it is not the reason's own text
	vars     map[string]any // of the active run, nil when they must be made anew
	unasked  bool           // the contact answers something that the brand began
	changed  string         // kind of the value that the message has corrected, "" for none
	lost     *Await         // the open question of a run that could not go on
	skill    string         // that the person who takes over must have
	line     *words.Line    // the message as its words were read
	doubt    trust.Signal   // what the words of the message give away, among signals
	doubted  float64        // and its probability
	told     int            // effects that overhear has gone through
	uneasy   bool           // trust is low: shorter, no menus, and what went wrong is owned
	score    int            // of trust, as playbooks may read it
	owned    bool           // what went wrong was owned in this turn, or need not be
	arrived  bool           // a matter came in this turn
	stumbled bool           // the message was not understood, has no answer, or says that the last one did not help
	unsure   bool           // the answer is a guess
	slept    *Sleep         // what the active run has gone to sleep for in this turn

	reach    *Reach               // with which the contact asked for a person, nil for none
	promised []Promise            // in this turn
	released []terang.PromiseKind // promises that are owed no longer since this turn
	owned0   []string             // broken promises that were admitted before this turn

	at        [2]string           // playbook and path of the step that runs
	undoReply terang.QuickReply   // offered with the next thing said
	listed    []terang.QuickReply // entries of lists that were shown in this turn
}

// Step takes one input and returns the new state and what is to be done, in order. It does not touch s.
// A turn that goes wrong inside ends with a person.
func (b *Brain) Step(s State, in Input) (out State, effects []Effect) {
	t := &turn{b: b, s: s.copied(), in: in}
	defer func() {
		if r := recover(); r != nil {
			out, effects = b.failed(s, in)
		}
	}()
	t.do()
	return t.s, t.effects
}

// failed is the turn that takes the place of one that panicked: everything that might have caused it is
// left behind.
func (b *Brain) failed(s State, in Input) (State, []Effect) {
	t := &turn{b: b, s: State{Language: s.Language, Fixed: s.Fixed, Greeted: true}, in: in}
	t.lang = t.s.Language.Or(t.b.deskLanguage())
	switch {
	case in.Holder == terang.HolderQueue && in.Kind == InputMessage:
		t.s.Turn = in.Seq
		t.notice(text(txtAdded, t.lang, "place", text(txtReplyHere, t.lang)), refQueue, t.backReply())
		t.s.Queued = true
		return t.s, t.effects
	case in.Holder == terang.HolderAgent || in.Holder == terang.HolderQueue:
		return t.s, nil
	}
	t.handOver(terang.ReasonError, txtErrorPerson)
	t.promiseEffects()
	return t.s, t.effects
}

func (t *turn) do() {
	t.s.Language = t.s.Language.Or(t.in.Language.Or(t.b.deskLanguage()))
	t.lang = t.s.Language
	t.checkRuns()
	t.feel()
	if t.in.Kind != InputActionResult {
		t.s.Turn, t.s.Calls, t.s.Model, t.s.Spoke, t.s.Self, t.s.Unasked = t.in.Seq, 0, false, false, false, false
	}
	switch t.in.Kind {
	case InputOpened:
		t.opened()
	case InputMessage:
		t.message()
	case InputActionResult:
		t.result()
	case InputHandBack:
		t.handBack()
	case InputPersonRequested:
		t.personRequested()
	case InputAssistantRequested:
		t.returned()
	case InputLanguageSet:
		t.languageSet()
	case InputError:
		t.turnFailed()
	case InputStarted:
		t.startedItself()
	case InputWoken:
		t.woken()
	case InputReach:
		if w := t.in.Reach; w != nil {
			t.reachAsked(*w)
		} else {
			t.personRequested()
		}
	case InputResumed:
	}
	if t.came(); len(t.signals) > 0 && t.in.Kind == InputMessage && t.s.Deferred == nil {
		t.judge() // what was heard after a person had been called in
	}
	if t.s.Pending == nil {
		t.judged()
	}
	t.overhear()
	t.promiseEffects()
	t.watchSilence()
}

func (t *turn) holder() terang.Holder {
	switch t.in.Holder {
	case terang.HolderQueue, terang.HolderAgent:
		return t.in.Holder
	case terang.HolderAssistant:
	}
	return terang.HolderAssistant
}

// checkRuns drops runs that cannot go on: their playbook is gone, or another version has taken its place.
// In that case the newest run begins again with the contact's next message, and what is known stays known.
func (t *turn) checkRuns() {
	kept := t.s.Runs[:0]
	for i := range t.s.Runs {
		r := t.s.Runs[i]
		if t.b.whole(&r) {
			kept = append(kept, r)
			continue
		}
		for _, name := range sortedKeys(r.Slots) {
			t.s.know(name, r.Slots[name])
		}
		t.ended(&r, endGone)
		t.restart, t.lost = bookID(r.Playbook), r.Await
		if t.s.Undoing == "" {
			t.s.Pending = nil
		}
	}
	t.s.Runs = kept
	if t.b.byID[t.restart] == nil {
		t.restart = ""
	}
}

// whole reports whether a run and those that called it can go on: their playbooks and their places in them are there.
func (b *Brain) whole(r *Run) bool {
	for c := r; c != nil; c = c.Caller {
		pb := b.book(c)
		if pb == nil {
			return false
		}
		if _, ok := pb.At(c.Path); !ok && c.Path != "" {
			return false
		}
	}
	return true
}

func bookID(ref string) string {
	for i := range len(ref) {
		if ref[i] == '@' {
			return ref[:i]
		}
	}
	return ref
}

func (t *turn) opened() {
	if t.s.Greeted || t.holder() != terang.HolderAssistant {
		return
	}
	t.s.Greeted = true
	greeting := t.b.brand.Greeting.In(t.lang)
	if greeting == "" {
		greeting = text(txtGreeting, t.lang)
	}
	// The greeting introduces the assistant, who will read the answer: an AI, not a form letter.
	author := terang.ByAI(t.b.modelRef, refGreeting)
	t.emit(terang.Draft{Author: author, Purpose: terang.ForGreeting, Kind: terang.KindText, Content: terang.Content{
		Text: greeting, Replies: t.menu(),
	}}, said{ref: refGreeting})
}

// turnFailed is for a turn that failed outside: a person takes over, and whoever waits for one already hears that the message
// is there.
func (t *turn) turnFailed() {
	switch t.holder() {
	case terang.HolderAssistant:
		t.s.Pending, t.s.Deferred, t.s.Waiting = nil, nil, nil
		t.drop(0, "error")
		t.handOver(terang.ReasonError, txtErrorPerson)
	case terang.HolderQueue:
		if !t.s.Queued {
			t.notice(text(txtAdded, t.lang, "place", t.waiting()), refQueue, t.queueReplies())
			t.s.Queued = true
		}
	case terang.HolderAgent:
	}
}

func (t *turn) languageSet() {
	if !t.in.Language.Valid() {
		return
	}
	t.s.Fixed = true
	if t.s.Language != t.in.Language {
		t.s.Language, t.lang = t.in.Language, t.in.Language
		t.effects = append(t.effects, SetLanguage{Language: t.lang})
	}
}

func (t *turn) personRequested() {
	switch t.holder() {
	case terang.HolderAssistant:
		t.signal(trust.KindPersonAsked, "")
		t.judge()
		t.handOver(terang.ReasonAsked, txtAskedPerson)
	case terang.HolderQueue:
		t.notice(text(txtStillWaiting, t.lang, "place", t.waiting()), refQueue, t.queueReplies())
	case terang.HolderAgent:
	}
}

// said is what is remembered of something said.
type said struct {
	ref    string
	title  string
	system bool // it rests on the brand's system
	asking bool
}

// emit puts a draft out, with its author, and remembers it as the last thing said.
func (t *turn) emit(d terang.Draft, how said) {
	if own := t.ownsUp(); own != "" {
		d.Content.Text = joined(own, d.Content.Text)
	} else if d.Kind == terang.KindText && d.Purpose == terang.ForAnswer && d.Content.Text != "" {
		d.Content.Text = joined(t.own(d.Content.Text, how.asking), d.Content.Text)
	}
	if t.prefix != "" {
		if d.Content.Text != "" {
			d.Content.Text = t.prefix + " " + d.Content.Text
		} else {
			d.Content.Text = t.prefix
		}
		t.prefix = ""
	}
	d.Content.Text = clipText(d.Content.Text)
	d.Content.Replies = numbered(d.Content.Replies)
	d.Language = t.lang
	if t.s.Unasked && (d.Purpose == terang.ForAnswer || d.Purpose == terang.ForNotice) {
		d.Purpose = terang.ForProactive // nobody asked, and nobody waits for what becomes of it
	}
	if d.Author.Kind() == "" {
		d.Author = t.author(how.ref)
	}
	at := t.at
	if r := t.s.run(); at[0] == "" && how.asking && r != nil {
		at = [2]string{r.Playbook, r.Path}
	}
	t.effects = append(t.effects, Say{Draft: d, Playbook: at[0], Step: at[1]})
	again := t.s.Spoke && how.asking // a question after an answer: the answer is what counts as said last
	t.s.Spoke, t.asking = true, how.asking
	if d.Kind != terang.KindText || again {
		return
	}
	last := d.Content
	if len(last.Text) > maxLastText {
		last.Card = nil
	}
	t.s.Last = &Last{Content: last, Ref: how.ref, Title: how.title, System: how.system, At: t.in.Now, Model: t.s.Model}
}

// author is the assistant: by the model where the understanding chose what is said, else by the script.
func (t *turn) author(ref string) terang.Author {
	if t.s.Model {
		return terang.ByAI(t.b.modelRef, ref)
	}
	return terang.ByAutomation(ref)
}

func (t *turn) sayText(words, ref string, replies []terang.QuickReply) {
	t.emit(terang.Draft{Purpose: terang.ForAnswer, Kind: terang.KindText, Content: terang.Content{Text: words, Replies: replies}}, said{ref: ref})
}

// notice says what happens to the conversation; nothing chose the words but the state of things.
func (t *turn) notice(words, ref string, replies []terang.QuickReply) {
	t.emit(terang.Draft{
		Author: terang.ByAutomation(ref), Purpose: terang.ForNotice, Kind: terang.KindNotice,
		Content: terang.Content{Text: words, Replies: replies},
	}, said{ref: ref})
}

// menu offers what the assistant can do; nothing where trust is low, for then it is no time to offer more.
func (t *turn) menu() []terang.QuickReply {
	if t.uneasy {
		return nil
	}
	out := make([]terang.QuickReply, 0, len(t.b.brand.Menu)+1)
	for _, m := range t.b.brand.Menu {
		out = append(out, terang.QuickReply{Label: m.Label.In(t.lang), Value: choiceIntent + m.Intent})
	}
	return out
}

func (t *turn) personReply() terang.QuickReply {
	return terang.QuickReply{Label: text(txtReplyPerson, t.lang), Value: choicePerson}
}

func (t *turn) backReply() []terang.QuickReply {
	return []terang.QuickReply{{Label: text(txtReplyAssistant, t.lang), Value: choiceAssistant}}
}

// numbered drops what is empty or double and gives the rest their ids.
func numbered(replies []terang.QuickReply) []terang.QuickReply {
	var out []terang.QuickReply
	seen := make(map[string]bool, len(replies))
	for _, r := range replies {
		if r.Label == "" || r.Value == "" || seen[r.Value] || len(out) == playbook.MaxList {
			continue
		}
		seen[r.Value] = true
		r.ID = "r" + strconv.Itoa(len(out)+1)
		out = append(out, r)
	}
	return out
}
