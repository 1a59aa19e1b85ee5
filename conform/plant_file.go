package conform

import (
	"bytes"
	"context"
)

// files are transcripts with a mistake in them.
type files struct {
	Transcripts
	fn func(format string, b []byte) []byte
}

// Transcript implements Transcripts.
func (f *files) Transcript(ctx context.Context, t Thread, format string) ([]byte, error) {
	b, err := f.Transcripts.Transcript(ctx, t, format)
	return f.fn(format, b), err
}

// Export implements Transcripts.
func (f *files) Export(ctx context.Context, t Thread) ([]byte, error) {
	b, err := f.Transcripts.Export(ctx, t)
	return f.fn("export", b), err
}

func filed(fn func(format string, b []byte) []byte) func(Adapter) Adapter {
	return func(a Adapter) Adapter {
		if a.Transcripts != nil {
			a.Transcripts = &files{a.Transcripts, fn}
		}
		return a
	}
}

// hoard adds what everybody said to each export.
type hoard struct {
	Transcripts
	Contacts
	all []byte
}

// Say implements Contacts.
func (h *hoard) Say(ctx context.Context, t Thread, words string) error {
	h.all = append(append(h.all, words...), '\n')
	return h.Contacts.Say(ctx, t, words)
}

// Export implements Transcripts.
func (h *hoard) Export(ctx context.Context, t Thread) ([]byte, error) {
	b, err := h.Transcripts.Export(ctx, t)
	return append(b, h.all...), err
}

func hoards(a Adapter) Adapter {
	if a.Transcripts != nil {
		h := &hoard{Transcripts: a.Transcripts, Contacts: a.Contacts}
		a.Transcripts, a.Contacts = h, h
	}
	return a
}

func fileFaults() []Fault {
	without := func(words ...string) func(string, []byte) []byte {
		return func(_ string, b []byte) []byte {
			for _, w := range words {
				b = bytes.ReplaceAll(b, []byte(w), nil)
			}
			return b
		}
	}
	only := func(format string, fn func(string, []byte) []byte) func(string, []byte) []byte {
		return func(f string, b []byte) []byte {
			if f != format {
				return b
			}
			return fn(f, b)
		}
	}
	return []Fault{
		fault("file_unlabelled", "transkrip tanpa label AI", "a transcript does not mark the AI", filed(only("html", without("Asisten AI", "AI assistant"))), "G04", "D14"),
		fault("file_without_receipts", "transkrip tanpa tanda terima", "a transcript has no receipts", filed(only("csv", without(proofHeaders...))), "G04"),
		fault("file_formula", "sel CSV dimulai rumus", "a cell begins with a formula", filed(only("csv", func(_ string, b []byte) []byte {
			return bytes.ReplaceAll(b, []byte("'=HYPERLINK"), []byte("=HYPERLINK"))
		})), "G04"),
		fault("export_of_others", "ekspor memuat data orang lain", "an export holds other people's words", hoards, "G05"),
		fault("export_unlabelled", "ekspor tanpa label petugas dan AI", "an export marks nobody", filed(only("export", without("Asisten AI", "Petugas"))), "G05"),
	}
}
