package attachment

import (
	"archive/zip"
	"bytes"
	"errors"
	"slices"
	"strings"

	"github.com/gabriel-vasile/mimetype"

	"terang"
)

// form is a kind of file that may come.
type form struct {
	mime    string
	exts    []string // with their dots, in small letters; the first is the usual one
	picture bool
	check   func(data []byte) error
}

const ooxml = "application/vnd.openxmlformats-officedocument."

// forms are all files that may come. What is not here is refused.
var forms = []form{
	{mime: "image/jpeg", exts: []string{".jpg", ".jpeg"}, picture: true},
	{mime: "image/png", exts: []string{".png"}, picture: true},
	{mime: "image/gif", exts: []string{".gif"}, picture: true},
	{mime: "image/webp", exts: []string{".webp"}, picture: true},
	{mime: "application/pdf", exts: []string{".pdf"}},
	{mime: "text/csv", exts: []string{".csv"}},
	{mime: "text/plain", exts: []string{".txt", ".log", ".md"}},
	{mime: ooxml + "wordprocessingml.document", exts: []string{".docx"}, check: parts("word/")},
	{mime: ooxml + "spreadsheetml.sheet", exts: []string{".xlsx"}, check: parts("xl/")},
	{mime: ooxml + "presentationml.presentation", exts: []string{".pptx"}, check: parts("ppt/")},
	{mime: "application/vnd.oasis.opendocument.text", exts: []string{".odt"}, check: parts("content.xml")},
	{mime: "application/vnd.oasis.opendocument.spreadsheet", exts: []string{".ods"}, check: parts("content.xml")},
	{mime: "application/vnd.oasis.opendocument.presentation", exts: []string{".odp"}, check: parts("content.xml")},
	{mime: "audio/mpeg", exts: []string{".mp3"}},
	{mime: "audio/ogg", exts: []string{".ogg", ".oga", ".opus"}},
	{mime: "audio/mp4", exts: []string{".m4a"}},
	{mime: "audio/wav", exts: []string{".wav"}},
}

// formOf finds what a file is by its content. The name decides only between kinds whose content is the same.
func formOf(name string, data []byte) (*form, error) {
	refused := terang.Fail(terang.Invalid, "file_kind")
	found := mimetype.Detect(data)
	ext := extOf(name)
	pick := func(mime string) (*form, error) {
		i := slices.IndexFunc(forms, func(f form) bool { return f.mime == mime })
		if i < 0 {
			return nil, refused
		}
		return &forms[i], nil
	}
	switch {
	case found.Is("text/plain"), found.Is("text/csv"):
		if bytes.IndexByte(data, 0) >= 0 && !found.Is("text/csv") && !strings.Contains(found.String(), "utf-16") {
			return nil, refused
		}
		if ext == ".csv" || found.Is("text/csv") && ext != ".txt" {
			return pick("text/csv")
		}
		return pick("text/plain")
	case found.Is("application/zip"), below(found, "application/zip"):
		return office(data, refused)
	case found.Is("audio/x-m4a"), found.Is("audio/mp4"):
		return pick("audio/mp4")
	case found.Is("application/ogg"):
		return pick("audio/ogg")
	}
	return pick(strings.TrimSpace(strings.Split(found.String(), ";")[0]))
}

// below reports whether a type is a special case of another.
func below(m *mimetype.MIME, of string) bool {
	for m = m.Parent(); m != nil; m = m.Parent() {
		if m.Is(of) {
			return true
		}
	}
	return false
}

// Limits of a document that is an archive.
const (
	maxParts     = 20_000
	maxDirectory = 2 << 20 // bytes of the archive's list of parts
)

// office finds out which document an archive is. Only its list of parts is read.
func office(data []byte, refused error) (*form, error) {
	z, err := archive(data)
	if err != nil {
		return nil, err
	}
	has := func(prefix string) bool {
		return slices.ContainsFunc(z.File, func(f *zip.File) bool { return strings.HasPrefix(f.Name, prefix) })
	}
	want := ""
	switch {
	case has("[Content_Types].xml") && has("word/"):
		want = ".docx"
	case has("[Content_Types].xml") && has("xl/"):
		want = ".xlsx"
	case has("[Content_Types].xml") && has("ppt/"):
		want = ".pptx"
	case has("META-INF/manifest.xml") && has("content.xml"):
		// The first part of an OpenDocument file is its type, stored as it is (OpenDocument 1.3, part 2, section 3.3).
		for i := range forms {
			if strings.HasPrefix(forms[i].mime, "application/vnd.oasis.") && bytes.Contains(data[:min(len(data), 128)], []byte("mimetype"+forms[i].mime)) {
				want = forms[i].exts[0]
			}
		}
	}
	for i := range forms {
		if want != "" && forms[i].exts[0] == want {
			return &forms[i], nil
		}
	}
	return nil, refused
}

// archive reads the list of parts of a zip, of a size that is worth reading.
func archive(data []byte) (*zip.Reader, error) {
	// Each entry of the list begins with this mark (APPNOTE 4.3.12); more marks than parts that we take are not read.
	if bytes.Count(data, []byte("PK\x01\x02")) > maxParts {
		return nil, damaged(errors.New("attachment: too many parts"))
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, damaged(err)
	}
	size := 0
	for _, f := range z.File {
		size += len(f.Name) + len(f.Extra) + len(f.Comment)
	}
	if size > maxDirectory {
		return nil, damaged(errors.New("attachment: the list of parts is too long"))
	}
	return z, nil
}

// programs are the extensions of parts that would run outside of the document.
var programs = []string{".bat", ".cmd", ".com", ".dll", ".exe", ".hta", ".jar", ".js", ".lnk", ".msi", ".ps1", ".scr", ".vbs", ".wsf"}

// parts checks a document's list of parts: what it must have is there, and nothing that runs.
func parts(needed string) func(data []byte) error {
	return func(data []byte) error {
		z, err := archive(data)
		if err != nil {
			return err
		}
		whole := false
		for _, f := range z.File {
			name := strings.ToLower(strings.ReplaceAll(f.Name, `\`, "/"))
			whole = whole || strings.HasPrefix(name, needed)
			last := name[strings.LastIndexByte(name, '/')+1:]
			switch {
			case strings.HasPrefix(last, "vbaproject"), strings.HasPrefix(last, "vbadata"), strings.Contains(name, "/activex/"),
				strings.HasPrefix(name, "basic/"), strings.HasPrefix(name, "scripts/"), strings.HasPrefix(name, "xl/macrosheets/"):
				return terang.Fail(terang.Invalid, "file_macros")
			case slices.Contains(programs, extOf(last)):
				return terang.Fail(terang.Invalid, "file_macros")
			}
		}
		if !whole {
			return damaged(errors.New("attachment: a part is missing"))
		}
		return nil
	}
}
