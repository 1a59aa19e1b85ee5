package httpapi

import (
	"bytes"
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"terang"
	"terang/attachment"
	"terang/locker"
	"terang/store"
)

// Limits of files on the wire.
const (
	maxUploading = 96 << 20         // bytes of all uploads that are being read or checked at once
	uploadStep   = 64 << 10         // bytes for which room is taken at a time
	uploadPause  = 30 * time.Second // the longest silence of a sender or a reader
	uploadTime   = 10 * time.Minute // the longest upload: 10 MB over a poor line
)

const chatFilesPath = "/chat/attachments"

// FilesInput names files of a message. It is exported because huma does not look into embedded types that are not.
type FilesInput struct {
	Attachments []string `json:"attachments,omitempty" maxItems:"5" doc:"Ids of files that the same sender has uploaded to this conversation. With files the text may be empty."`
}

// UploadInput is a file. It is exported because huma does not look into embedded types that are not.
type UploadInput struct {
	Name    string `query:"name" required:"true" maxLength:"1000" doc:"What the sender calls the file; it is cleaned. The type is found in the content."`
	RawBody []byte `contentType:"application/octet-stream"`
}

type agentUploadInput struct {
	ID string `path:"id" maxLength:"64"`
	UploadInput
}

type uploadOutput struct {
	Body struct {
		Attachment terang.Attachment `json:"attachment"`
	}
}

// VariantInput chooses what of a file is asked for. It is exported because huma does not look into embedded types that are not.
type VariantInput struct {
	Variant     string `query:"variant" enum:"file,preview" default:"file" doc:"preview is a small picture; of a file that has none, the file itself."`
	IfNoneMatch string `header:"If-None-Match"`
}

type chatFileInput struct {
	ID string `path:"id" maxLength:"64"`
	VariantInput
}

type agentFileInput struct {
	ID           string `path:"id" maxLength:"64"`
	AttachmentID string `path:"attachment_id" maxLength:"64"`
	VariantInput
}

type agentFilePath struct {
	ID           string `path:"id" maxLength:"64"`
	AttachmentID string `path:"attachment_id" maxLength:"64"`
}

// keptFile is a file's bytes, with headers of its own.
type keptFile struct {
	Body func(huma.Context)
}

func (s *Server) attachmentRoutes() {
	post, get, remove := http.MethodPost, http.MethodGet, http.MethodDelete
	const chat, agents = chatFilesPath, "/conversations/{id}/attachments"
	handle(s, route{method: post, path: chat, id: "upload-chat-file", summary: "Add a file, for the next message to take", tag: "chat", access: byContact, status: http.StatusCreated, body: s.Limits.File},
		func(ctx context.Context, c *caller, in *UploadInput) (*uploadOutput, error) {
			return uploaded(s.Files.Put(ctx, c.owner(c.contact.Conversation), in.Name, in.RawBody))
		})
	handle(s, route{method: get, path: chat + "/{id}", id: "get-chat-file", summary: "A file of the conversation", tag: "chat", access: byContact},
		func(ctx context.Context, c *caller, in *chatFileInput) (*keptFile, error) {
			a, err := s.seenFile(ctx, c.contact, in.ID)
			return s.kept(a, in.VariantInput), err
		})
	handle(s, route{method: remove, path: chat + "/{id}", id: "remove-chat-file", summary: "Remove a file that was not sent", tag: "chat", access: byContact, status: http.StatusNoContent},
		func(ctx context.Context, c *caller, in *idInput) (*struct{}, error) {
			return nil, s.Files.Remove(ctx, c.owner(c.contact.Conversation), in.ID)
		})
	handle(s, route{method: post, path: agents, id: "upload-file", summary: "Add a file, for the agent's next reply to take", tag: "conversations", access: byAgent, status: http.StatusCreated, body: s.Limits.File},
		func(ctx context.Context, c *caller, in *agentUploadInput) (*uploadOutput, error) {
			return uploaded(s.Files.Put(ctx, c.owner(in.ID), in.Name, in.RawBody))
		})
	handle(s, route{method: get, path: agents + "/{attachment_id}", id: "get-file", summary: "A file of a conversation", tag: "conversations", access: byReader},
		func(ctx context.Context, c *caller, in *agentFileInput) (*keptFile, error) {
			a, err := store.AttachmentByID(ctx, s.Store, c.workspace, in.ID, in.AttachmentID)
			if err == nil && a.MessageID == "" && (a.AddedBy == "" || a.AddedBy != c.agent.ID) { // not sent: whoever added it has it alone
				err = terang.Fail(terang.NotFound, "attachment_not_found")
			}
			return s.kept(a, in.VariantInput), err
		})
	handle(s, route{method: remove, path: agents + "/{attachment_id}", id: "remove-file", summary: "Remove a file that was not sent", tag: "conversations", access: byAgent, status: http.StatusNoContent},
		func(ctx context.Context, c *caller, in *agentFilePath) (*struct{}, error) {
			return nil, s.Files.Remove(ctx, c.owner(in.ID), in.AttachmentID)
		})
}

// owner is whose file it is that the caller adds to a conversation.
func (c *caller) owner(conversationID string) locker.Owner {
	return locker.Owner{WorkspaceID: c.workspace, ConversationID: conversationID, By: c.agent.ID}
}

func uploaded(a store.Attachment, err error) (*uploadOutput, error) {
	out := &uploadOutput{}
	out.Body.Attachment = a.Attachment
	return out, err
}

// attached finds the files that a contact names.
func (s *Server) attached(ctx context.Context, who contact, ids []string) ([]terang.Attachment, error) {
	kept, err := store.Attachments(ctx, s.Store, who.Workspace, who.Conversation, "", ids)
	if err != nil || len(kept) == 0 {
		return nil, err
	}
	if len(kept) > attachment.MaxPerMessage {
		return nil, terang.Fail(terang.Invalid, "files_too_many", "max", strconv.Itoa(attachment.MaxPerMessage))
	}
	out := make([]terang.Attachment, len(kept))
	for i := range kept {
		out[i] = kept[i].Attachment
	}
	return out, nil
}

// kept answers with a file.
func (s *Server) kept(a store.Attachment, in VariantInput) *keptFile {
	return &keptFile{Body: func(hc huma.Context) {
		r, w := humago.Unwrap(hc)
		s.write(w, r, a, in)
	}}
}

// write writes a file. Whatever it is, a browser draws it only where the house drew it first: pictures. All else is saved, by its
// cleaned name, under the type that was found in it, and nothing that came along with it runs.
func (s *Server) write(w http.ResponseWriter, r *http.Request, a store.Attachment, in VariantInput) {
	variant, size, kind := store.VariantFile, a.Size, a.Type
	if in.Variant == store.VariantPreview && a.PreviewSize > 0 {
		variant, size, kind = store.VariantPreview, a.PreviewSize, a.PreviewType
	}
	h := w.Header()
	inline := attachment.Inline(kind)
	if !inline && !attachment.Known(kind) { // brought along from elsewhere
		kind = "application/octet-stream"
	}
	etag := `"` + a.Digest + "-" + variant + `"`
	h.Set("ETag", etag)
	h.Set("Cache-Control", "private, no-cache") // who may no longer see it is asked anew
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox; frame-ancestors 'none'")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	if in.IfNoneMatch == etag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	if strings.HasPrefix(kind, "text/") {
		kind += "; charset=utf-8"
	}
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", disposition(inline, a.Name))
	out := &counted{w: w}
	h.Set("Content-Length", strconv.FormatInt(size, 10))
	control := http.NewResponseController(w)
	alive := func() { _ = control.SetWriteDeadline(time.Now().Add(uploadPause)) } // a writer without deadlines has the server's
	alive()
	err := s.Files.Copy(r.Context(), out, &a, variant, alive)
	switch {
	case err == nil:
	case out.n == 0:
		for _, name := range []string{"Content-Length", "Content-Disposition", "ETag"} {
			h.Del(name)
		}
		writeProblem(w, r, s.fail(r.Context(), "get-file", err))
	default:
		_ = s.fail(r.Context(), "get-file", err) // which logs it
		panic(http.ErrAbortHandler)
	}
}

// seenFile returns a file of a contact's conversation that they may see: their own, and what was sent to them.
func (s *Server) seenFile(ctx context.Context, who contact, id string) (store.Attachment, error) {
	a, err := store.AttachmentByID(ctx, s.Store, who.Workspace, who.Conversation, id)
	if err == nil && a.AddedBy != "" && a.MessageID == "" { // an agent has not sent it yet
		err = terang.Fail(terang.NotFound, "attachment_not_found")
	}
	return a, err
}

// disposition says whether a browser shows or saves a file, and under which name (RFC 6266).
func disposition(inline bool, name string) string {
	kind := "attachment"
	if inline {
		kind = "inline"
	}
	if s := mime.FormatMediaType(kind, map[string]string{"filename": attachment.CleanName(name)}); s != "" {
		return s
	}
	return kind
}

// uploading reports whether a request brings a file, and who may. Its body is bytes and is read in another way than JSON.
func uploading(r *http.Request) (access, bool) {
	path, ours := strings.CutPrefix(r.URL.Path, "/api/v1")
	if !ours || r.Method != http.MethodPost {
		return 0, false
	}
	if path == chatFilesPath {
		return byContact, true
	}
	rest, under := strings.CutPrefix(path, "/conversations/")
	id, last, ok := strings.Cut(rest, "/")
	return byAgent, under && ok && id != "" && last == "attachments"
}

// takeUpload reads a file whole before anything looks at it. Who sends it must be known first; a slow sender holds no more
// room than it has sent.
func (s *Server) takeUpload(w http.ResponseWriter, r *http.Request, a access, next http.Handler) {
	refuse := func(err error) {
		w.Header().Set("Connection", "close") // what is left of the body is not read
		writeProblem(w, r, err)
	}
	if _, err := s.identify(r, a); err != nil {
		refuse(s.fail(r.Context(), "upload", err))
		return
	}
	b, held, err := s.uploads.read(w, r, s.Limits.File)
	defer s.uploads.give(held)
	switch {
	case errors.Is(err, errShed):
		w.Header().Set("Connection", "close")
		s.refuse(w, r)
		return
	case err != nil:
		refuse(err)
		return
	case len(b) == 0:
		writeProblem(w, r, terang.Fail(terang.Invalid, "file_empty"))
		return
	}
	if !s.shed.enter() {
		s.refuse(w, r)
		return
	}
	defer s.shed.leave()
	next.ServeHTTP(w, withBody(r, b))
}

// uploadRoom bounds the memory of all uploads together.
type uploadRoom struct {
	mu   sync.Mutex
	left int64
}

func (u *uploadRoom) take(n int64) bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.left < n {
		return false
	}
	u.left -= n
	return true
}

func (u *uploadRoom) give(n int64) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.left += n
}

// read reads a body of at most limit bytes, a step at a time. held is the room that it takes until it is given back.
func (u *uploadRoom) read(w http.ResponseWriter, r *http.Request, limit int64) (b []byte, held int64, err error) {
	if r.ContentLength > limit {
		return nil, 0, attachment.TooLarge(limit)
	}
	control := http.NewResponseController(w)
	defer func() { // what follows is timed as every other answer is
		_ = control.SetReadDeadline(time.Time{})
		_ = control.SetWriteDeadline(time.Now().Add(uploadPause))
	}()
	end := time.Now().Add(uploadTime)
	var buf bytes.Buffer
	for {
		if !u.take(uploadStep) {
			return nil, held, errShed
		}
		held += uploadStep
		until := time.Now().Add(uploadPause)
		if until.After(end) {
			until = end
		}
		_ = control.SetReadDeadline(until) // a reader without deadlines has the server's
		_, err := io.CopyN(&buf, r.Body, uploadStep)
		switch {
		case int64(buf.Len()) > limit:
			return nil, held, attachment.TooLarge(limit)
		case errors.Is(err, io.EOF):
			return buf.Bytes(), held, nil
		case err != nil:
			return nil, held, terang.Fail(terang.Invalid, "body_incomplete")
		}
	}
}
