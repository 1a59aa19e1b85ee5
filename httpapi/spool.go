package httpapi

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"mime"
	"mime/multipart"
	"net/http"
	"os"
	"strconv"
	"time"

	"terang"
	"terang/attachment"
	"terang/exchange"
)

// spoolTime is the longest that the files of an import may take to come.
const spoolTime = 2 * time.Hour

// spooled are the files of an import while it runs. They stand on the disk, under no name where the system can do that, so that a
// server that is killed leaves none behind.
type spooled struct{ files []spooledFile }

type spooledFile struct {
	name string // how the sender calls it
	on   *os.File
}

// spool reads the body to the disk: one file as it is, or those of a form in their order.
func (s *Server) spool(w http.ResponseWriter, r *http.Request, name string) (*spooled, error) {
	limit, out := s.Limits.Import, &spooled{}
	if r.ContentLength > limit {
		return out, importTooLarge(limit)
	}
	control := http.NewResponseController(w)
	defer func() { _ = control.SetReadDeadline(time.Time{}) }() // one that is left would end the import after it
	body := http.MaxBytesReader(w, io.NopCloser(patientReader{r.Body, control, time.Now().Add(spoolTime)}), limit)
	err := out.read(s.Spool, r.Header.Get("Content-Type"), name, body)
	var over *http.MaxBytesError
	var disk *fs.PathError
	var told *terang.Error
	switch {
	case err == nil && len(out.files) == 0:
		return out, terang.Fail(terang.Invalid, "import_no_file")
	case err == nil, errors.As(err, &told):
		return out, err
	case errors.As(err, &over):
		return out, importTooLarge(limit)
	case errors.As(err, &disk):
		return out, fmt.Errorf("httpapi: spool: %w", err)
	}
	return out, terang.Fail(terang.Invalid, "body_incomplete")
}

func (f *spooled) read(dir, contentType, name string, body io.Reader) error {
	kind, params, _ := mime.ParseMediaType(contentType) // what is no form is a file, whatever it calls itself
	if kind != "multipart/form-data" {
		return f.take(dir, name, body)
	}
	form := multipart.NewReader(body, params["boundary"])
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			_, err = io.Copy(io.Discard, body) // net/http watches the connection from the body's end on
			return err
		}
		if err != nil {
			return err
		}
		if part.FileName() == "" {
			continue
		}
		if len(f.files) == maxBrought {
			return terang.Fail(terang.Invalid, "import_too_many", "max", strconv.Itoa(maxBrought))
		}
		if err := f.take(dir, part.FileName(), part); err != nil {
			return err
		}
	}
}

// take reads one file; an empty one is none.
func (f *spooled) take(dir, name string, body io.Reader) error {
	if dir != "" {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return err
		}
	}
	on, err := os.CreateTemp(dir, ".import-*")
	if err != nil {
		return err
	}
	_ = os.Remove(on.Name()) // where that cannot be done while it is open, close does it
	f.files = append(f.files, spooledFile{attachment.CleanName(name), on})
	size, err := io.Copy(on, body)
	if err == nil && size == 0 {
		f.drop()
	}
	return err
}

// drop forgets the last file.
func (f *spooled) drop() {
	last := len(f.files) - 1
	_ = f.files[last].on.Close()
	_ = os.Remove(f.files[last].on.Name())
	f.files = f.files[:last]
}

func (f *spooled) close() {
	for len(f.files) > 0 {
		f.drop()
	}
}

func (f *spooled) names() []string {
	out := make([]string, len(f.files))
	for i := range f.files {
		out[i] = f.files[i].name
	}
	return out
}

// each hands out one file after the other, from its beginning.
func (f *spooled) each() iter.Seq[exchange.File] {
	return func(yield func(exchange.File) bool) {
		for _, one := range f.files {
			if !yield(exchange.File{Name: one.name, Body: io.NewSectionReader(one.on, 0, 1<<62)}) {
				return
			}
		}
	}
}

// patientReader gives each piece of a long body the time that a sender may be silent, and the whole until its end.
type patientReader struct {
	r       io.Reader
	control *http.ResponseController
	end     time.Time
}

// Read implements io.Reader.
func (p patientReader) Read(b []byte) (int, error) {
	until := time.Now().Add(movePause)
	if until.After(p.end) {
		until = p.end
	}
	_ = p.control.SetReadDeadline(until) // a reader without deadlines has the server's
	return p.r.Read(b)
}
