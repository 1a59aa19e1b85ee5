package httpapi

import (
	"context"
	"net/http"
	"time"

	"terang"
	"terang/playbook"
)

// maxPlaybookBody is a playbook with its scenarios, as JSON writes them.
const maxPlaybookBody = 1 << 20

// PlaybookItem is one playbook in the list.
type PlaybookItem struct {
	ID          string              `json:"id"`
	Title       terang.Text         `json:"title" doc:"By language; empty where a draft cannot be read."`
	About       terang.Text         `json:"about" doc:"One sentence by language; may be empty."`
	Class       string              `json:"class" enum:"service,security,marketing,"`
	Triggers    []PlaybookTrigger   `json:"triggers"`
	Version     int                 `json:"version" doc:"That is live, or was last; 0 where none ever was."`
	Steps       int                 `json:"steps"`
	State       string              `json:"state" enum:"live,draft,changed,off" doc:"changed: live, with a draft that waits."`
	PublishedAt *time.Time          `json:"published_at"`
	PublishedBy string              `json:"published_by" doc:"Who published it; empty for the pack as it came."`
	Origin      string              `json:"origin" enum:"pack,console," doc:"Where the live version is from."`
	Problems    PlaybookProblemTail `json:"problems" doc:"Of the draft where there is one."`
	Sleeping    int64               `json:"sleeping" doc:"Runs that wait for a time or an event now."`
	Runs        int64               `json:"runs_7d" doc:"Runs that ended in the last seven days."`
	Solved      *float64            `json:"solved_7d" doc:"Share of them that reached their goal; null without any."`
}

// PlaybookTrigger is what a playbook begins with.
type PlaybookTrigger struct {
	Kind  string `json:"kind" enum:"intent,event,segment,schedule,manual,hand_back"`
	Label string `json:"label" doc:"The intent, event, segment or times; empty where there is nothing to say."`
}

// PlaybookProblemTail counts problems.
type PlaybookProblemTail struct {
	Errors   int `json:"errors"`
	Warnings int `json:"warnings"`
}

// PlaybookProblem is one thing wrong with a playbook's text.
type PlaybookProblem struct {
	Line     int    `json:"line" doc:"From 1; 0 where it is about the whole."`
	Column   int    `json:"column" doc:"From 1; 0 where only the line is known."`
	Severity string `json:"severity" enum:"error,warning"`
	Rule     string `json:"rule" doc:"Stable word for programs."`
	What     string `json:"what"`
	Why      string `json:"why"`
	Next     string `json:"next"`
}

// PlaybookDraftView is what people are writing.
type PlaybookDraftView struct {
	Source    string    `json:"source"`
	Scenarios string    `json:"scenarios" doc:"Conversations that are played before it is published; each begins with a line === name ===. One with the name of a scenario of the pack takes its place."`
	SavedAt   time.Time `json:"saved_at"`
	SavedBy   string    `json:"saved_by"`
	ETag      string    `json:"etag" doc:"Names this content; give it back when saving or publishing."`
}

// PlaybookPage is one playbook as an editor shows it.
type PlaybookPage struct {
	ID        string             `json:"id"`
	Source    string             `json:"source" doc:"That is live, or was last; empty where none ever was."`
	Scenarios string             `json:"scenarios"`
	Version   int                `json:"version"`
	Draft     *PlaybookDraftView `json:"draft"`
	Graph     *playbook.Graph    `json:"graph" doc:"Of the draft where there is one; null where it cannot be read."`
	Problems  []PlaybookProblem  `json:"problems" doc:"Of the draft where there is one."`
	Live      bool               `json:"live"`
	Origin    string             `json:"origin" enum:"pack,console,"`
}

// PlaybookVersionView is a version that was live once.
type PlaybookVersionView struct {
	Version     int       `json:"version"`
	PublishedAt time.Time `json:"published_at"`
	PublishedBy string    `json:"published_by" doc:"Empty for the pack."`
	Note        string    `json:"note"`
	Restores    int       `json:"restores" doc:"The version whose text it brought back; 0 for none."`
	Live        bool      `json:"live"`
	Digest      string    `json:"digest" doc:"Of the text whatever its number."`
	Origin      string    `json:"origin" enum:"pack,console"`
	Source      string    `json:"source,omitempty"`
	Scenarios   string    `json:"scenarios,omitempty"`
}

type (
	playbooksOutput struct {
		Body struct {
			Items []PlaybookItem `json:"items"`
		}
	}
	playbookInput struct {
		ID string `path:"id" maxLength:"64"`
	}
	playbookOutput struct{ Body PlaybookPage }

	createPlaybookInput struct {
		Body struct {
			Source string `json:"source" maxLength:"262144"`
		}
	}
	savedDraftOutput struct {
		Body struct {
			ID   string `json:"id"`
			ETag string `json:"etag"`
		}
	}
	saveDraftInput struct {
		ID   string `path:"id" maxLength:"64"`
		Body struct {
			Source    string  `json:"source" maxLength:"262144"`
			Scenarios *string `json:"scenarios,omitempty" maxLength:"262144" doc:"Missing leaves those that are there."`
			ETag      string  `json:"etag,omitempty" maxLength:"64" doc:"Of the draft that you saw; missing where there was none."`
		}
	}
	checkPlaybookInput struct {
		Body struct {
			Source string `json:"source" maxLength:"262144"`
			ID     string `json:"id,omitempty" maxLength:"64" doc:"The playbook that it is to be, where that is known."`
		}
	}
	checkPlaybookOutput struct {
		Body struct {
			Problems []PlaybookProblem `json:"problems"`
			Graph    *playbook.Graph   `json:"graph" doc:"Null where the text cannot be read."`
			ID       string            `json:"id"`
			Title    terang.Text       `json:"title"`
		}
	}
	playbookVersionsOutput struct {
		Body struct {
			Items []PlaybookVersionView `json:"items"`
		}
	}
	playbookVersionInput struct {
		ID      string `path:"id" maxLength:"64"`
		Version int    `path:"version" minimum:"1"`
	}
	playbookVersionOutput struct{ Body PlaybookVersionView }

	publishPlaybookInput struct {
		ID   string `path:"id" maxLength:"64"`
		Body struct {
			ETag string `json:"etag" maxLength:"64"`
			Note string `json:"note,omitempty" maxLength:"2000"`
		}
	}
	rollbackPlaybookInput struct {
		ID   string `path:"id" maxLength:"64"`
		Body struct {
			Version int `json:"version" minimum:"1"`
		}
	}
	switchPlaybookInput struct {
		ID   string `path:"id" maxLength:"64"`
		Body struct {
			Live bool `json:"live"`
		}
	}
	publishedOutput struct {
		Body struct {
			Version int `json:"version"`
		}
	}
	playbookReferenceOutput struct{ Body PlaybookReference }
)

// PlaybookReference is what a playbook may name, for completion in an editor.
type PlaybookReference struct {
	Actions    []PlaybookAction `json:"actions"`
	Intents    []string         `json:"intents"`
	Slots      []string         `json:"slots" doc:"Types of slots."`
	Articles   []string         `json:"articles"`
	Segments   []string         `json:"segments"`
	Attributes []string         `json:"attributes"`
	Playbooks  []string         `json:"playbooks"`
}

// PlaybookAction is an action that a playbook may call.
type PlaybookAction struct {
	Name     string   `json:"name"`
	Risk     string   `json:"risk" enum:"read,change,money,identity"`
	Personal bool     `json:"personal"`
	Inputs   []string `json:"inputs" doc:"A required one ends with *."`
	Outputs  []string `json:"outputs"`
	Codes    []string `json:"codes"`
}

func (s *Server) playbookRoutes() {
	const tag = "playbooks"
	handle(s, route{method: http.MethodGet, path: "/playbooks", id: "list-playbooks", summary: "The playbooks, with how they do", tag: tag, access: byAnalyst}, s.listPlaybooks)
	handle(s, route{method: http.MethodPost, path: "/playbooks", id: "create-playbook", body: maxPlaybookBody, summary: "Begin the draft of a new playbook", tag: tag, access: byManager, status: http.StatusCreated}, s.createPlaybook)
	handle(s, route{method: http.MethodPost, path: "/playbooks/check", id: "check-playbook", body: maxPlaybookBody, summary: "What is wrong with a text, and how it is drawn", tag: tag, access: byAnalyst}, s.checkPlaybook)
	handle(s, route{method: http.MethodPost, path: "/playbooks/try", id: "try-playbook", body: maxPlaybookBody, summary: "Play a talk; nothing is called, sent or kept", tag: tag, access: byAnalyst}, s.tryPlaybook)
	handle(s, route{method: http.MethodGet, path: "/playbooks/reference", id: "get-playbook-reference", summary: "What a playbook may name", tag: tag, access: byAnalyst}, s.playbookReference)
	handle(s, route{method: http.MethodGet, path: "/playbooks/{id}", id: "get-playbook", summary: "One playbook with its draft", tag: tag, access: byAnalyst}, s.getPlaybook)
	handle(s, route{method: http.MethodPut, path: "/playbooks/{id}/draft", id: "save-playbook-draft", body: maxPlaybookBody, summary: "Save the draft", tag: tag, access: byManager}, s.savePlaybookDraft)
	handle(s, route{method: http.MethodDelete, path: "/playbooks/{id}/draft", id: "discard-playbook-draft", summary: "Throw the draft away", tag: tag, access: byManager, status: http.StatusNoContent},
		func(ctx context.Context, c *caller, in *playbookInput) (*struct{}, error) {
			return nil, s.Authoring.Discard(ctx, c.workspace, in.ID)
		})
	handle(s, route{method: http.MethodGet, path: "/playbooks/{id}/versions", id: "list-playbook-versions", summary: "Versions that were live, newest first", tag: tag, access: byAnalyst}, s.playbookVersions)
	handle(s, route{method: http.MethodGet, path: "/playbooks/{id}/versions/{version}", id: "get-playbook-version", summary: "One version with its text", tag: tag, access: byAnalyst}, s.playbookVersion)
	handle(s, route{method: http.MethodPost, path: "/playbooks/{id}/publish", id: "publish-playbook", summary: "Make the draft live, from the next message on", tag: tag, access: byManager}, s.publishPlaybook)
	handle(s, route{method: http.MethodPost, path: "/playbooks/{id}/rollback", id: "roll-back-playbook", summary: "Make the text of an earlier version live again, under a new number", tag: tag, access: byManager}, s.rollBackPlaybook)
	handle(s, route{method: http.MethodPut, path: "/playbooks/{id}/live", id: "switch-playbook", summary: "Switch a playbook off, or on again", tag: tag, access: byManager, status: http.StatusNoContent},
		func(ctx context.Context, c *caller, in *switchPlaybookInput) (*struct{}, error) {
			return nil, s.refusal(ctx, c, s.Authoring.Switch(ctx, c.workspace, in.ID, c.by(), in.Body.Live))
		})
}
