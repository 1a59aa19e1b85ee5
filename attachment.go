package terang

import "strings"

// Attachment is a file beside a message: what it is, never the bytes. The digest is of the bytes as the house keeps and hands
// them out, so that whoever has the file and the receipt can compare.
type Attachment struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Type   string `json:"type"`             // by content: "image/jpeg", "application/pdf"
	Size   int64  `json:"size"`             // bytes
	Digest string `json:"digest"`           // SHA-256, in hexadecimal
	Width  int    `json:"width,omitempty"`  // of a picture, in pixels
	Height int    `json:"height,omitempty"` // of a picture, in pixels
}

// Picture reports whether the file is one that can be shown.
func (a *Attachment) Picture() bool { return strings.HasPrefix(a.Type, "image/") && a.Width > 0 }

// Line is what a list shows of the content: its text, or where it has none the names of its files.
func (c *Content) Line() string {
	if c.Text != "" || len(c.Attachments) == 0 {
		return c.Text
	}
	names := make([]string, len(c.Attachments))
	for i := range c.Attachments {
		names[i] = c.Attachments[i].Name
	}
	return strings.Join(names, ", ")
}
