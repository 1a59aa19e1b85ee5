package desk

import (
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"terang"
	"terang/delivery"
	"terang/store"
)

// maxTag is the longest tag, in characters.
const maxTag = 40

// CheckTag returns a tag as it is kept: lower case, one space between words.
func CheckTag(tag string) (string, error) {
	tag = strings.ToLower(strings.Join(strings.Fields(tag), " "))
	bad := strings.ContainsFunc(tag, func(c rune) bool { return !unicode.IsPrint(c) || c == ',' })
	if tag == "" || bad || !utf8.ValidString(tag) || utf8.RuneCountInString(tag) > maxTag {
		return "", terang.Fail(terang.Invalid, "tag_invalid")
	}
	return tag, nil
}

// Tag adds and removes tags of a conversation. Anybody at the desk may.
func (k *Desk) Tag(ctx context.Context, a store.Agent, conversationID string, add, remove []string) (terang.Conversation, error) {
	for _, tags := range [][]string{add, remove} {
		for i := range tags {
			var err error
			if tags[i], err = CheckTag(tags[i]); err != nil {
				return terang.Conversation{}, err
			}
		}
	}
	return k.change(ctx, a, conversationID, func(tx *store.Tx, t *delivery.Thread) error {
		c := &t.Conversation
		was := c.Tags
		now := slices.DeleteFunc(slices.Concat(was, add), func(tag string) bool { return slices.Contains(remove, tag) })
		slices.Sort(now)
		c.Tags = slices.Compact(now)
		if len(c.Tags) > terang.MaxTags {
			return terang.Fail(terang.Invalid, "tags_full")
		}
		if !slices.Equal(was, c.Tags) {
			t.Emit(terang.EventChanged)
		}
		return k.retag(tx, t, was, a.ID)
	})
}

// SetPriority says how urgent a conversation is. Anybody at the desk may.
func (k *Desk) SetPriority(ctx context.Context, a store.Agent, conversationID string, p terang.Priority) (terang.Conversation, error) {
	return k.change(ctx, a, conversationID, func(tx *store.Tx, t *delivery.Thread) error {
		return k.prioritize(tx, t, p, a.ID)
	})
}
