package httpapi

import (
	"context"
	"net/http"
	"time"

	"terang/action"
	"terang/connection"
)

const previewPath = "/actions/preview"

// ActionField is an input of an action.
type ActionField struct {
	Name     string `json:"name" maxLength:"64"`
	Where    string `json:"where" enum:"path,query,header,body"`
	As       string `json:"as,omitempty" maxLength:"64" doc:"Its name in the system; empty where it is the same."`
	Required bool   `json:"required,omitempty"`
	Secret   bool   `json:"secret,omitempty"`
	Max      int    `json:"max,omitempty" minimum:"0"`
}

// ActionOutput is what an action takes out of an answer.
type ActionOutput struct {
	Name     string `json:"name" maxLength:"64"`
	Path     string `json:"path" maxLength:"300" doc:"Dotted; a single dot is the whole answer."`
	Required bool   `json:"required,omitempty"`
}

// ActionView is one action, as proposed, or as the author wants it.
type ActionView struct {
	Operation  string         `json:"operation" maxLength:"200" doc:"operationId, or name of the tool."`
	Summary    string         `json:"summary,omitempty" maxLength:"300"`
	Notes      []string       `json:"notes,omitempty" maxItems:"300" doc:"What was left out, and what is a guess."`
	Name       string         `json:"name" maxLength:"64"`
	Connection string         `json:"connection,omitempty" maxLength:"40"`
	Method     string         `json:"method,omitempty" maxLength:"10"`
	Path       string         `json:"path,omitempty" maxLength:"500"`
	Tool       string         `json:"tool,omitempty" maxLength:"128"`
	Risk       string         `json:"risk" enum:"read,change,money,identity"`
	Personal   bool           `json:"personal,omitempty"`
	Codes      []string       `json:"codes,omitempty" maxItems:"64"`
	Retries    int            `json:"retries,omitempty" minimum:"-1" maximum:"5"`
	Inputs     []ActionField  `json:"inputs,omitempty" maxItems:"64"`
	Outputs    []ActionOutput `json:"outputs,omitempty" maxItems:"64"`
	Problem    []ActionOutput `json:"problem,omitempty" maxItems:"64"`
}

// SkippedOperation is one that no action can express.
type SkippedOperation struct {
	Operation string `json:"operation"`
	Method    string `json:"method"`
	Path      string `json:"path"`
	Why       string `json:"why"`
	What      string `json:"what,omitempty"`
}

type importInput struct {
	Body struct {
		Source string `json:"source" minLength:"1" doc:"OpenAPI 3.0 or 3.1, JSON or YAML, at most 2 MB."`
	}
}

type importOutput struct {
	Body struct {
		Title      string             `json:"title"`
		Servers    []string           `json:"servers"`
		Credential AuthView           `json:"credential" doc:"What the system wants of every caller."`
		Supported  bool               `json:"supported" doc:"False where that credential is of a kind that connections do not have."`
		Actions    []ActionView       `json:"actions"`
		Skipped    []SkippedOperation `json:"skipped"`
	}
}

type toolsOutput struct {
	Body struct {
		Actions []ActionView `json:"actions"`
	}
}

type previewInput struct {
	Body struct {
		Actions []ActionView `json:"actions" minItems:"1" maxItems:"200"`
	}
}

// ActionProblem is a mistake in an actions file.
type ActionProblem struct {
	Line    int    `json:"line,omitempty" doc:"0 where it is not about one line."`
	Action  string `json:"action,omitempty"`
	Problem string `json:"problem"`
}

type previewOutput struct {
	Body struct {
		Source   string          `json:"source" doc:"The text of actions.yaml."`
		Problems []ActionProblem `json:"problems"`
	}
}

// ActionSourceView is the actions that were made in the console.
type ActionSourceView struct {
	Source    string     `json:"source"`
	Version   int64      `json:"version" doc:"0 where nothing was saved yet."`
	UpdatedAt *time.Time `json:"updated_at"`
}

type sourceOutput struct{ Body ActionSourceView }

type sourceInput struct {
	Body struct {
		Source  string `json:"source" maxLength:"262144"`
		Version int64  `json:"version" minimum:"0" doc:"That the text was made from."`
	}
}

type savedOutput struct {
	Body struct {
		Saved    bool            `json:"saved" doc:"False where there are problems; nothing was stored then."`
		Version  int64           `json:"version"`
		Problems []ActionProblem `json:"problems"`
	}
}

func (s *Server) importRoutes(tag string) {
	handle(s, route{method: http.MethodPost, path: importPath, id: "import-actions", summary: "Propose actions from a system's OpenAPI description; nothing is stored", tag: tag, access: byManager, body: maxImportBody}, s.importActions)
	handle(s, route{method: http.MethodGet, path: "/connections/{name}/tools", id: "list-connection-tools", summary: "Propose actions from the tools of an MCP server", tag: tag, access: byManager},
		func(ctx context.Context, c *caller, in *nameInput) (*toolsOutput, error) {
			all, err := s.Connections.Tools(ctx, c.workspace, in.Name)
			out := &toolsOutput{}
			out.Body.Actions = actionViews(all)
			return out, err
		})
	handle(s, route{method: http.MethodPost, path: previewPath, id: "preview-actions", summary: "Write actions as actions.yaml, and say what is wrong with them", tag: tag, access: byManager, body: maxSourceBody}, s.previewActions)
	handle(s, route{method: http.MethodGet, path: sourcePath, id: "get-actions-source", summary: "The actions that were made in the console", tag: tag, access: byManager},
		func(ctx context.Context, c *caller, _ *struct{}) (*sourceOutput, error) {
			src, err := s.Connections.Source(ctx, c.workspace)
			return &sourceOutput{ActionSourceView{Source: src.Source, Version: src.Version, UpdatedAt: optional(src.UpdatedAt)}}, err
		})
	handle(s, route{method: http.MethodPut, path: sourcePath, id: "put-actions-source", summary: "Save the console's actions; they can be called from then on", tag: tag, access: byManager, body: maxSourceBody},
		func(ctx context.Context, c *caller, in *sourceInput) (*savedOutput, error) {
			saved, problems, err := s.Connections.SaveSource(ctx, c.workspace, c.by(), in.Body.Source, in.Body.Version)
			out := &savedOutput{}
			out.Body.Saved, out.Body.Version, out.Body.Problems = err == nil && len(problems) == 0, saved.Version, actionProblems(problems)
			return out, err
		})
}

func (s *Server) importActions(_ context.Context, _ *caller, in *importInput) (*importOutput, error) {
	d, err := s.Connections.Import([]byte(in.Body.Source))
	if err != nil {
		return nil, err
	}
	if len(d.Proposals) > actionsTooMany {
		return nil, errManyActions
	}
	out := &importOutput{}
	b := &out.Body
	b.Title, b.Servers, b.Actions = d.Title, append([]string{}, d.Servers...), actionViews(d.Proposals)
	b.Supported = d.Credential.Kind != "other"
	b.Credential = AuthView{Kind: d.Credential.Kind, Header: d.Credential.Header, TokenURL: d.Credential.TokenURL, Scope: d.Credential.Scope}
	if !b.Supported {
		b.Credential.Kind = "none"
	}
	b.Skipped = make([]SkippedOperation, 0, len(d.Skipped))
	for _, k := range d.Skipped {
		b.Skipped = append(b.Skipped, SkippedOperation{Operation: k.ID, Method: k.Method, Path: k.Path, Why: k.Why, What: k.What})
	}
	return out, nil
}

func (s *Server) previewActions(ctx context.Context, c *caller, in *previewInput) (*previewOutput, error) {
	all := make([]action.Proposal, 0, len(in.Body.Actions))
	for _, v := range in.Body.Actions {
		all = append(all, v.proposal())
	}
	text, err := action.FormatSpecs(all)
	if err != nil {
		return nil, err
	}
	_, problems, err := s.Connections.Check(ctx, c.workspace, string(text))
	out := &previewOutput{}
	out.Body.Source, out.Body.Problems = string(text), actionProblems(problems)
	return out, err
}

func actionProblems(all []connection.Problem) []ActionProblem {
	out := make([]ActionProblem, 0, len(all))
	for _, p := range all {
		out = append(out, ActionProblem(p))
	}
	return out
}

func actionViews(all []action.Proposal) []ActionView {
	out := make([]ActionView, 0, len(all))
	for _, p := range all {
		s := p.Spec
		v := ActionView{
			Operation: p.ID, Summary: p.Summary, Notes: p.Notes, Name: s.Name, Connection: s.Connection, Method: s.Method, Path: s.Path, Tool: s.Tool,
			Risk: string(s.Risk), Personal: s.Personal, Codes: s.Codes, Retries: s.Retries, Outputs: outputViews(s.Outputs), Problem: outputViews(s.Problem),
		}
		for _, f := range s.Inputs {
			v.Inputs = append(v.Inputs, ActionField{Name: f.Name, Where: string(f.Where), As: f.As, Required: f.Required, Secret: f.Secret, Max: f.Max})
		}
		out = append(out, v)
	}
	return out
}

func outputViews(all []action.Output) []ActionOutput {
	out := make([]ActionOutput, 0, len(all))
	for _, o := range all {
		out = append(out, ActionOutput(o))
	}
	return out
}

func (v ActionView) proposal() action.Proposal {
	s := action.Spec{
		Name: v.Name, Connection: v.Connection, Method: v.Method, Path: v.Path, Tool: v.Tool, Risk: action.Risk(v.Risk),
		Personal: v.Personal, Codes: v.Codes, Retries: v.Retries,
	}
	for _, f := range v.Inputs {
		s.Inputs = append(s.Inputs, action.Field{Name: f.Name, Where: action.Where(f.Where), As: f.As, Required: f.Required, Secret: f.Secret, Max: f.Max})
	}
	for _, o := range v.Outputs {
		s.Outputs = append(s.Outputs, action.Output(o))
	}
	for _, o := range v.Problem {
		s.Problem = append(s.Problem, action.Output(o))
	}
	return action.Proposal{Spec: s, ID: v.Operation, Summary: v.Summary}
}
