package httpapi

import (
	"bufio"
	"context"
	"io"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"terang"
	"terang/store"
	"terang/transcript"
)

// Limits of a file that is written as it is read.
const (
	transcriptPage   = 100      // messages that are read at a time, with their receipts
	transcriptBuffer = 64 << 10 // written before the answer begins: until then an error is still a problem
)

// FormatInput chooses a form of file. It is exported because huma does not look into embedded types that are not.
type FormatInput struct {
	Format string `query:"format" enum:"txt,html,csv,json" default:"txt" doc:"The form of the file."`
}

type transcriptInput struct {
	ID string `path:"id" maxLength:"64"`
	FormatInput
}

// partsProven asks for the contacts of a person that proved to be the same, and for none that an agent merged.
const partsProven = "proven"

type exportInput struct {
	ID    string `path:"id" maxLength:"64"`
	Parts string `query:"parts" enum:"all,proven" default:"all" doc:"Which contacts of the person: all, also those that an agent merged, or only those that proved to be the same, which is what may be handed to them."`
}

// streamedFile is an answer that a browser saves, written piece by piece.
type streamedFile struct {
	ContentType string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Body        func(huma.Context)
}

func (s *Server) transcriptRoutes() {
	get := http.MethodGet
	handle(s, route{method: get, path: "/conversations/{id}/transcript", id: "get-transcript", summary: "The conversation as a file, with the author of each message and its receipt; without notes", tag: "conversations", access: byReader},
		func(ctx context.Context, c *caller, in *transcriptInput) (*streamedFile, error) {
			return s.transcript(ctx, c.workspace, in.ID, in.Format, languageOf(ctx))
		})
	handle(s, route{method: get, path: "/chat/transcript", id: "get-chat-transcript", summary: "The conversation as a file, with the author of each message and its receipt", tag: "chat", access: byContact},
		func(ctx context.Context, c *caller, in *FormatInput) (*streamedFile, error) {
			if err := s.byContact.allow(c.header, c.contact.Conversation); err != nil { // a read, but not a cheap one
				return nil, err
			}
			return s.transcript(ctx, c.workspace, c.contact.Conversation, in.Format, "")
		})
	handle(s, route{method: get, path: "/contacts/{id}/export", id: "export-contact", summary: "Everything that is kept about a contact, as a file", tag: "contacts", access: byPrivacy},
		func(ctx context.Context, c *caller, in *exportInput) (*streamedFile, error) {
			by := store.ByAny
			if in.Parts == partsProven {
				by = store.ByProof
			}
			return s.export(ctx, c.workspace, in.ID, by)
		})
}

// transcript is a conversation's file as far as it has come; l "" is the conversation's own language.
func (s *Server) transcript(ctx context.Context, workspaceID, id, format string, l terang.Language) (*streamedFile, error) {
	conv, contact, err := store.Thread(ctx, s.Store, workspaceID, id)
	if err != nil {
		return nil, err
	}
	b, _ := s.Brand(workspaceID)
	h := transcript.Head{
		Brand: b.Name, Conversation: conv.ID, Channel: conv.Channel, Contact: contact.Name, Language: l.Or(conv.Language), Began: conv.CreatedAt, Made: s.Clock(),
	}
	f := transcript.Format(format)
	pages := s.pages(ctx, workspaceID, func(_ string, since int64) ([]store.StoredMessage, error) {
		ms, err := store.Messages(ctx, s.Store, store.MessageQuery{WorkspaceID: workspaceID, ConversationID: conv.ID, Since: since, Limit: transcriptPage})
		for i := range ms {
			if ms[i].Seq > conv.Seq { // said since the file was begun
				return ms[:i], err
			}
		}
		return ms, err
	})
	return s.streamed("get-transcript", f.ContentType(), "terang-"+conv.ID+"."+format, func(w io.Writer) error {
		return transcript.Write(w, f, h, pages)
	}), nil
}

func (s *Server) export(ctx context.Context, workspaceID, contactID string, by store.Bond) (*streamedFile, error) {
	contacts, err := store.Person(ctx, s.Store, workspaceID, contactID, by)
	if err != nil {
		return nil, err
	}
	conversations, err := store.ConversationsOfPerson(ctx, s.Store, workspaceID, contactID, by)
	if err != nil {
		return nil, err
	}
	b, _ := s.Brand(workspaceID)
	p := transcript.Person{Brand: b.Name, Language: languageOf(ctx), Made: s.Clock(), Contacts: contacts, Conversations: conversations}
	who := persons(contacts)
	p.Events, p.Runs = s.exportedEvents(ctx, workspaceID, who), s.exportedRuns(ctx, workspaceID, who)
	p.Promises, p.Matters = s.exportedPromises(ctx, workspaceID, conversations), s.exportedMatters(ctx, workspaceID, who)
	p.Pages = s.pages(ctx, workspaceID, func(conversationID string, since int64) ([]store.StoredMessage, error) {
		return store.MessagesOfPerson(ctx, s.Store, workspaceID, contactID, by, conversationID, since, transcriptPage)
	})
	return s.streamed("export-contact", transcript.JSON.ContentType(), "terang-"+contacts[0].ID+".json", func(w io.Writer) error {
		return transcript.Export(w, p)
	}), nil
}

// pages reads messages a page at a time, each page with its receipts by one more question; read continues after a position.
func (s *Server) pages(ctx context.Context, workspaceID string, read func(conversationID string, since int64) ([]store.StoredMessage, error)) transcript.Pages {
	return func(yield func([]transcript.Message, error) bool) {
		conversation, since := "", int64(0)
		for {
			stored, err := read(conversation, since)
			if err != nil {
				yield(nil, err)
				return
			}
			page, err := s.proved(ctx, workspaceID, stored)
			if !yield(page, err) || err != nil || len(stored) < transcriptPage {
				return
			}
			last := &stored[len(stored)-1]
			conversation, since = last.ConversationID, last.Seq
		}
	}
}

// proved adds the receipts of what went out.
func (s *Server) proved(ctx context.Context, workspaceID string, stored []store.StoredMessage) ([]transcript.Message, error) {
	var ids []string
	for i := range stored {
		if stored[i].Leaf >= 0 {
			ids = append(ids, stored[i].ID)
		}
	}
	receipts, err := s.Proofs.Receipts(ctx, workspaceID, ids)
	if err != nil {
		return nil, err
	}
	out := make([]transcript.Message, len(stored))
	for i := range stored {
		r := receipts[stored[i].ID]
		out[i] = transcript.Message{Message: stored[i].Message, Receipt: r.File, Leaf: r.Index, Hash: r.Hash}
	}
	return out, nil
}

// counted knows whether anything has gone out, and whether nobody takes it any more.
type counted struct {
	w   io.Writer
	n   int64
	err error
}

// Write implements io.Writer.
func (c *counted) Write(b []byte) (int, error) {
	n, err := c.w.Write(b)
	c.n += int64(n)
	c.err = err
	return n, err
}

// streamed answers with what write writes. What fails before the answer began is a problem as any other; after that the
// connection is cut, so that half a file is not taken for a whole one.
func (s *Server) streamed(operation, contentType, name string, write func(w io.Writer) error) *streamedFile {
	body := func(hc huma.Context) {
		r, w := humago.Unwrap(hc)
		s.pour(w, r, operation, w, write)
	}
	return &streamedFile{ContentType: contentType, Disposition: `attachment; filename="` + name + `"`, Body: body}
}

// pour answers with what write writes; to is where that goes: the answer, or what stands before it.
func (s *Server) pour(w http.ResponseWriter, r *http.Request, operation string, to io.Writer, write func(w io.Writer) error) {
	out := &counted{w: to}
	buffered := bufio.NewWriterSize(out, transcriptBuffer)
	err := write(buffered)
	if err == nil {
		err = buffered.Flush()
	}
	switch {
	case err == nil:
	case out.err != nil: // whoever asked has gone, which is no fault of ours
		panic(http.ErrAbortHandler)
	case out.n == 0:
		w.Header().Del("Content-Disposition")
		writeProblem(w, r, s.fail(r.Context(), operation, err))
	default:
		_ = s.fail(r.Context(), operation, err) // which logs it
		panic(http.ErrAbortHandler)
	}
}
