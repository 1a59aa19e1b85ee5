package httpapi

import (
	"net/http"
	"strconv"

	"terang"
	"terang/store"
)

// plainFile is a file beside a message, as a link.
type plainFile struct{ Name, Size, Link string }

func plainAttachments(r *http.Request, files []terang.Attachment) []plainFile {
	var out []plainFile
	for _, f := range files {
		out = append(out, plainFile{Name: f.Name, Size: sizeOf(f.Size), Link: plainPath(r) + "/file/" + f.ID})
	}
	return out
}

// sizeOf is a size as people read it.
func sizeOf(bytes int64) string {
	switch {
	case bytes < 1000:
		return strconv.FormatInt(bytes, 10) + " B"
	case bytes < 1_000_000:
		return strconv.FormatInt((bytes+500)/1000, 10) + " kB"
	}
	return strconv.FormatInt((bytes+500_000)/1_000_000, 10) + " MB"
}

// file hands out a file of the reader's own conversation.
func (p *plain) file(w http.ResponseWriter, r *http.Request) {
	_, who, err := p.who(r)
	p.headers(w)
	var a store.Attachment
	if err == nil {
		a, err = p.seenFile(r.Context(), who, r.PathValue("file"))
	}
	if err != nil {
		writeProblem(w, r, p.fail(r.Context(), "plain-file", err))
		return
	}
	p.write(w, r, a, VariantInput{Variant: store.VariantFile, IfNoneMatch: r.Header.Get("If-None-Match")})
}
