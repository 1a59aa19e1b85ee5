package transcript

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"
)

// columns are the same for every row. Rows of the legend come first and are marked as such, so that the file stays a table.
var columns = []string{
	"record", "position", "time", "direction", "author_kind", "author_label", "author_name", "text", "conversation_id", "receipt_code", "receipt_base64",
}

func writeCSV(out io.Writer, h Head, pages Pages) error {
	w := csv.NewWriter(out)
	row := func(cells ...string) error {
		for i := range cells {
			cells[i] = cell(cells[i])
		}
		if err := w.Write(cells); err != nil {
			return fmt.Errorf("transcript: csv: %w", err)
		}
		return nil
	}
	l := h.Language
	if err := row(columns...); err != nil {
		return err
	}
	for _, k := range kinds {
		if err := row("legend", "", "", "", string(k), Label(k, l), "", meanings[k].In(l), h.Conversation, "", ""); err != nil {
			return err
		}
	}
	err := each(pages, func(m *Message) error {
		kind := m.Author.Kind()
		return row("message", strconv.FormatInt(m.Seq, 10), stamp(m.At), string(m.Direction), string(kind), m.label(l), oneLine(m.name(&h)),
			plain(m.words()), h.Conversation, m.code(), m.encodedReceipt())
	})
	if err != nil {
		return err
	}
	w.Flush()
	if err := w.Error(); err != nil {
		return fmt.Errorf("transcript: csv: %w", err)
	}
	return nil
}

// formulas begin what a spreadsheet calculates (https://owasp.org/www-community/attacks/CSV_Injection), in the wide forms
// of East Asian keyboards too. Blanks before them are no protection in every program.
const formulas = "=+-@＝＋－＠"

// cell keeps a spreadsheet from taking words for a formula. Where commas are decimal points, as in Indonesia, programs part
// cells at semicolons: what follows one, or a tab, is a beginning too.
func cell(s string) string {
	if s == "" {
		return s
	}
	var sb strings.Builder
	sb.Grow(len(s) + 1)
	if strings.ContainsAny(s[:1], "\t\r\n") || calculates(s) {
		sb.WriteByte('\'')
	}
	for {
		at := strings.IndexAny(s, ";\t")
		if at < 0 {
			sb.WriteString(s)
			return sb.String()
		}
		sb.WriteString(s[:at+1])
		if s = s[at+1:]; calculates(s) {
			sb.WriteByte('\'')
		}
	}
}

// calculates reports whether the first character that is no blank begins a formula.
func calculates(s string) bool {
	for _, r := range s {
		if !unicode.IsSpace(r) {
			return strings.ContainsRune(formulas, r)
		}
	}
	return false
}
