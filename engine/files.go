package engine

import (
	"strings"

	"terang"
)

// refFiles is the voice that answers files.
const refFiles = "files@" + textsVersion

// maxFilesOnly is after how many messages in a row that are files without a word a person takes over.
const maxFilesOnly = 2

// onlyFiles reports whether the message is files and no word.
func (t *turn) onlyFiles() bool { return t.in.Files > 0 && strings.TrimSpace(t.in.Text) == "" }

// filesCame answers files truthfully: they are there, and the assistant cannot read them. Beside words that is said before the
// answer to them. Alone, the contact is asked what they need, or the open question is put again; who goes on with files only
// gets a person, who can look at them. It reports whether the message is answered with that.
func (t *turn) filesCame() bool {
	switch {
	case t.s.Pending != nil: // it is read once the call is back
		return false
	case !t.onlyFiles():
		t.s.Files = 0
		if t.in.Files > 0 {
			t.prefix = joined(t.prefix, text(txtFilesBeside, t.lang))
		}
		return false
	}
	t.s.Files++
	switch {
	case t.s.Files >= maxFilesOnly:
		t.s.Files = 0
		t.handOver(terang.ReasonPolicy, txtFilesPerson)
	case t.s.await() != nil:
		t.repeatQuestion(text(txtFilesQuestion, t.lang))
	default:
		t.sayText(text(txtFilesOnly, t.lang), refFiles, []terang.QuickReply{t.personReply()})
	}
	return true
}
