// Package attachment decides which files may stand beside a message, and makes of each the file that the house keeps.
//
// A file is what its bytes are, never what it is called: the type is found in the content, checked against a short list, and the
// name is mended to go with it. Pictures are decoded within limits and drawn anew, upright and without anything that a camera
// wrote beside them, so that neither a place nor a second file hides in one; what was sent itself is not kept. Of documents
// only the list of parts is read: nothing is unpacked, run or followed.
//
// The package opens no file and knows no store. The way in is [Admit]; what it refuses is a [terang.Error] whose code says why.
package attachment

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"

	"terang"
)

// Limits of files.
const (
	MaxPerMessage = 5        // files beside one message
	MaxSize       = 64 << 20 // bytes, whatever is configured
	maxPixels     = 25 << 20 // of a picture; a decoder needs up to eight bytes for each
	maxSide       = 4096     // pixels of a side as kept; larger ones are drawn smaller
	previewSide   = 960      // pixels of a side of a preview
	maxFrames     = 600      // of a moving picture
	maxMoving     = 60 << 20 // pixels of all its frames
)

// File is a file as the house keeps it. The attachment has no id yet.
type File struct {
	terang.Attachment
	Data        []byte
	Preview     []byte // a smaller picture, nil where the file itself is small enough or no picture
	PreviewType string
}

// Admit takes a file of at most limit bytes that somebody called name. Its errors have the codes file_empty, file_too_large,
// file_kind, file_name, file_macros, file_damaged and picture_too_large.
func Admit(name string, data []byte, limit int64) (*File, error) {
	switch {
	case len(data) == 0:
		return nil, terang.Fail(terang.Invalid, "file_empty")
	case int64(len(data)) > min(limit, MaxSize):
		return nil, TooLarge(limit)
	}
	if err := named(name); err != nil {
		return nil, err
	}
	f, err := formOf(name, data)
	if err != nil {
		return nil, err
	}
	out := &File{Data: data}
	out.Type = f.mime
	if f.check != nil {
		if err := f.check(data); err != nil {
			return nil, err
		}
	}
	if f.picture {
		if err := out.draw(); err != nil {
			return nil, err
		}
	}
	out.Name = called(CleanName(name), out.Type)
	out.Size = int64(len(out.Data))
	sum := sha256.Sum256(out.Data)
	out.Digest = hex.EncodeToString(sum[:])
	return out, nil
}

// TooLarge is the refusal of a file that has more than limit bytes.
func TooLarge(limit int64) error {
	return terang.Fail(terang.TooLarge, "file_too_large", "limit", strconv.FormatInt(limit>>20, 10)+" MB")
}

func damaged(err error) error {
	return &terang.Error{Kind: terang.Invalid, Code: "file_damaged", Err: err}
}

// Inline reports whether a file of this type may be shown inside a page: pictures of the kinds that [Admit] draws. All else is
// only ever saved.
func Inline(mime string) bool {
	return mime == "image/jpeg" || mime == "image/png" || mime == "image/gif"
}

// Known reports whether a type is one that [Admit] gives; a file that came along from elsewhere may claim any.
func Known(mime string) bool {
	for i := range forms {
		if forms[i].mime == mime {
			return true
		}
	}
	return false
}
