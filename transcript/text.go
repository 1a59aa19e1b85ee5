package transcript

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// writeText writes plain text. What people wrote is indented behind a bar on every line, so that no words can begin where
// labels do.
//
//	#3 2026-11-21 08:00:02Z
//	Asisten AI (ai) · Toko Terang:
//	    | Pesanan Anda sedang dikirim.
//	    Bukti: 17-K3J9-QX4D
func writeText(out io.Writer, h Head, pages Pages) error {
	w := bufio.NewWriter(out)
	l := h.Language
	fmt.Fprintf(w, "%s\n\n", h.title())
	for _, f := range h.heading() {
		fmt.Fprintf(w, "%s: %s\n", f[0], f[1])
	}
	fmt.Fprintf(w, "\n%s\n", legendText.In(l))
	for _, k := range kinds {
		fmt.Fprintf(w, "- %s (%s): %s\n", Label(k, l), k, meanings[k].In(l))
	}
	fmt.Fprintf(w, "%s\n\n%s\n", checkText.In(l), messagesText.In(l))
	err := each(pages, func(m *Message) error {
		fmt.Fprintf(w, "\n#%d %s\n%s (%s)", m.Seq, stamp(m.At), m.label(l), m.Author.Kind())
		if name := oneLine(m.name(&h)); name != "" {
			fmt.Fprintf(w, " · %s", name)
		}
		fmt.Fprintln(w, ":")
		for line := range strings.SplitSeq(plain(m.words()), "\n") {
			fmt.Fprintf(w, "    | %s\n", line)
		}
		if m.outbound() {
			fmt.Fprintf(w, "    %s: %s\n", receiptText.In(l), or(m.code(), pendingText.In(l)))
		}
		return nil
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "\n%s\n", receiptsText.In(l))
	err = each(pages, func(m *Message) error {
		if len(m.Receipt) > 0 {
			fmt.Fprintf(w, "\n#%d %s\n%s", m.Seq, m.code(), m.Receipt)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return w.Flush() // which returns the error of any write before it
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
