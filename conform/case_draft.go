package conform

import (
	"context"
	"slices"
	"strings"

	"terang"
)

// drafted begins a held thread with a draft for its agent.
func (t *trial) drafted(ctx context.Context) (Thread, string, Draft, error) {
	if t.Drafts == nil {
		return "", "", Draft{}, NotSupported("no drafts of a model for agents")
	}
	th, agent, err := t.held(ctx, t.System.Default)
	if err != nil {
		return "", "", Draft{}, err
	}
	if err := t.Contacts.Say(ctx, th, t.System.Topics.Question.In(t.System.Default)); err != nil {
		return "", "", Draft{}, err
	}
	d, err := t.Drafts.Suggest(ctx, agent, th)
	return th, agent, d, err
}

// sentDraft sends words that began as a draft and checks the author that they get.
func (t *trial) sentDraft(ctx context.Context, want terang.AuthorKind, edit func(string) string) (Thread, []view, []Payload, error) {
	th, agent, d, err := t.drafted(ctx)
	if err != nil {
		return th, nil, nil, err
	}
	vs, err := t.do(ctx, th, func() error { return t.Drafts.Send(ctx, agent, th, d.ID, edit(d.Text)) })
	if err != nil {
		return th, nil, nil, err
	}
	_, ps, err := t.sent(ctx, th)
	if err != nil {
		return th, nil, nil, err
	}
	if t.answered("", vs) {
		v := vs[len(vs)-1]
		if v.kind != want {
			t.find(WrongAuthor, "", "%s instead of %s", v.kind, want)
		} else if why := labelled(v, want); why != "" {
			t.find(MissingLabel, "", "%s", why)
		}
		if want != terang.KindHuman && !strings.Contains(fold(v.name), agent) {
			t.find(WrongAuthor, "", "the responsible person is not named: %q", v.name)
		}
	}
	return th, vs, ps, nil
}

func draftUnchanged(ctx context.Context, t *trial) error {
	th, vs, ps, err := t.sentDraft(ctx, terang.KindAIAssisted, func(s string) string { return s })
	if err != nil || len(vs) == 0 {
		return err
	}
	r, err := t.prove(ctx, th, ps[len(ps)-1], "")
	if err == nil && (r.Statement.Author.Share != 1 || r.Statement.Author.Human == "") {
		t.find(WrongAuthor, "", "share %v, responsible %q", r.Statement.Author.Share, r.Statement.Author.Human)
	}
	return err
}

func draftRewritten(ctx context.Context, t *trial) error {
	_, _, _, err := t.sentDraft(ctx, terang.KindHuman, func(string) string { return "Baik Kak, coba saya tanyakan dulu ke gudang, mohon ditunggu." })
	return err
}

func draftEdited(ctx context.Context, t *trial) error {
	_, _, _, err := t.sentDraft(ctx, terang.KindAIAssisted, func(s string) string { return s + " Ya." })
	return err
}

func grammar(ctx context.Context, t *trial) error {
	th, agent, _, err := t.drafted(ctx)
	if err != nil {
		return err
	}
	vs, err := t.do(ctx, th, func() error { return t.Drafts.Correct(ctx, agent, th, "barang nya sudah di kirim kmarin") })
	if err == nil && t.answered("", vs) && vs[len(vs)-1].kind != terang.KindHuman {
		t.find(WrongAuthor, "", "%s", vs[len(vs)-1].kind)
	}
	return err
}

func autoSend(ctx context.Context, t *trial) error {
	th, agent, _, err := t.drafted(ctx)
	if err != nil {
		return err
	}
	vs, err := t.do(ctx, th, func() error { return t.Drafts.AutoSend(ctx, agent, th) })
	if err == nil && t.answered("", vs) {
		v := vs[len(vs)-1]
		if v.kind != terang.KindAI {
			t.find(WrongAuthor, "", "%s", v.kind)
		}
		t.labels("", vs)
	}
	return err
}

func asMe(ctx context.Context, t *trial) error {
	_, vs, _, err := t.sentDraft(ctx, terang.KindAIAssisted, func(s string) string { return s })
	if err == nil && slices.ContainsFunc(vs, func(v view) bool { return claims(v.words()) != "" && v.kind != terang.KindHuman }) {
		t.find(ClaimsHuman, "", "%q", visibleOf(vs))
	}
	return err
}
