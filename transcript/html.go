package transcript

import (
	"bufio"
	"fmt"
	"html"
	"io"
)

// style is for screens and paper; the file loads nothing and runs nothing.
const style = `body{font:16px/1.5 system-ui,sans-serif;color:#111;background:#fff;max-width:46rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.5rem}h2{font-size:1.15rem}dt{font-weight:600}dd{margin:0 0 .4rem}
article{border:1px solid #767676;border-radius:.5rem;padding:.5rem .75rem;margin:.75rem 0;break-inside:avoid}
header{font-size:.9rem}.words{white-space:pre-wrap;overflow-wrap:anywhere;unicode-bidi:isolate;margin:.25rem 0}
footer{font-size:.85rem;color:#444}a{color:#0b5394}@media print{body{margin:0;max-width:none}}`

// writeHTML writes a page that stands alone. A message's receipt is a link that holds the file itself.
func writeHTML(out io.Writer, h Head, pages Pages) error {
	w := bufio.NewWriter(out)
	l, e := h.Language, html.EscapeString
	fmt.Fprintf(w, `<!doctype html>
<html lang="%s"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>%s</title><style>%s</style></head><body>
<h1>%s</h1>
<dl>
`, e(string(l)), e(h.title()), style, e(h.title()))
	for _, f := range h.heading() {
		fmt.Fprintf(w, "<dt>%s</dt><dd><bdi>%s</bdi></dd>\n", e(f[0]), e(f[1]))
	}
	fmt.Fprintf(w, "</dl>\n<h2>%s</h2>\n<dl>\n", e(legendText.In(l)))
	for _, k := range kinds {
		fmt.Fprintf(w, "<dt>%s (%s)</dt><dd>%s</dd>\n", e(Label(k, l)), k, e(meanings[k].In(l)))
	}
	fmt.Fprintf(w, "</dl>\n<p>%s</p>\n<h2>%s</h2>\n", e(checkText.In(l)), e(messagesText.In(l)))
	err := each(pages, func(m *Message) error {
		kind := m.Author.Kind()
		fmt.Fprintf(w, "<article data-author-kind=\"%s\">\n<header>#%d · <strong>%s (%s)</strong>", e(string(kind)), m.Seq, e(m.label(l)), e(string(kind)))
		if name := oneLine(m.name(&h)); name != "" {
			fmt.Fprintf(w, " · <bdi>%s</bdi>", e(name))
		}
		fmt.Fprintf(w, " · <time>%s</time></header>\n<div class=\"words\" dir=\"auto\">%s</div>\n", stamp(m.At), e(plain(m.words())))
		if m.outbound() {
			fmt.Fprintf(w, "<footer>%s: ", e(receiptText.In(l)))
			if len(m.Receipt) > 0 {
				fmt.Fprintf(w, `<a download="terang-receipt-%s.txt" href="data:text/plain;base64,%s">%s</a>`, e(m.ID), m.encodedReceipt(), e(m.code()))
			} else {
				fmt.Fprint(w, e(pendingText.In(l)))
			}
			fmt.Fprint(w, "</footer>\n")
		}
		fmt.Fprint(w, "</article>\n")
		return nil
	})
	if err != nil {
		return err
	}
	fmt.Fprint(w, "</body></html>\n")
	return w.Flush() // which returns the error of any write before it
}
