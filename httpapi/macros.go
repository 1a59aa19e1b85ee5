package httpapi

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"terang"
	"terang/answering"
	"terang/desk"
	"terang/store"
)

// MacroTexts are a macro's words in each language that it has.
type MacroTexts struct {
	ID string `json:"id,omitempty" maxLength:"16000" doc:"Indonesian."`
	EN string `json:"en,omitempty" maxLength:"16000" doc:"English."`
}

func (t MacroTexts) texts() map[terang.Language]string {
	return map[terang.Language]string{terang.Indonesian: t.ID, terang.English: t.EN}
}

// Macro is a text that agents keep to use it again.
type Macro struct {
	ID        string     `json:"id"`
	Name      string     `json:"name"`
	Shortcut  string     `json:"shortcut" doc:"What is typed behind ; to find it; empty for none."`
	Texts     MacroTexts `json:"texts"`
	Scope     string     `json:"scope" enum:"mine,team,all" doc:"Who has it."`
	Team      string     `json:"team" doc:"Of scope team."`
	Tags      []string   `json:"tags" doc:"Put on the conversation when it is sent."`
	Priority  string     `json:"priority" enum:"low,normal,high,urgent," doc:"Set when it is sent; empty leaves it as it is."`
	Resolves  bool       `json:"resolves" doc:"The matter is closed once the words have left, unless something is owed or the contact wrote meanwhile."`
	Uses      int64      `json:"uses" doc:"How often it was sent."`
	UsedAt    *time.Time `json:"used_at"`
	Origin    string     `json:"origin" doc:"The system and id that it was taken over from."`
	UpdatedAt time.Time  `json:"updated_at"`
	Mine      bool       `json:"mine" doc:"The caller may change it."`
}

type macroBody struct {
	Name     string     `json:"name" minLength:"1" maxLength:"80"`
	Shortcut string     `json:"shortcut,omitempty" maxLength:"34"`
	Texts    MacroTexts `json:"texts" doc:"Liquid; see list-macro-variables for the values."`
	Scope    string     `json:"scope" enum:"mine,team,all"`
	Team     string     `json:"team,omitempty" maxLength:"60"`
	Tags     []string   `json:"tags,omitempty" maxItems:"10"`
	Priority string     `json:"priority,omitempty" enum:"low,normal,high,urgent,"`
	Resolves bool       `json:"resolves,omitempty"`
}

// MacroVariable is a value that a macro may ask for.
type MacroVariable struct {
	Name  string `json:"name" example:"contact.name"`
	Label string `json:"label" doc:"In the caller's language."`
}

// MacroFault is what is wrong in one text of a macro.
type MacroFault struct {
	Language string `json:"language" enum:"id,en"`
	Line     int    `json:"line"`
	Column   int    `json:"column"`
	What     string `json:"what"`
	Why      string `json:"why"`
	Next     string `json:"next" doc:"The mend."`
}

// MacroFilled is a macro for the conversation at hand.
type MacroFilled struct {
	Text     string   `json:"text"`
	Language string   `json:"language" enum:"id,en"`
	Gaps     []string `json:"gaps" doc:"What is not known yet. Each stands in the text between ⟦ and ⟧, and no reply is sent before it is filled."`
}

// OfferedMacro is one of another system that can be taken over.
type OfferedMacro struct {
	Origin   string   `json:"origin"`
	Source   string   `json:"source"`
	Title    string   `json:"title"`
	Before   string   `json:"before" doc:"As the other system had it."`
	Text     string   `json:"text" doc:"As it would stand here."`
	Language string   `json:"language" enum:"id,en"`
	Gaps     []string `json:"gaps" doc:"What the other system filled in and nobody here knows; agents fill it."`
}

type (
	newMacroInput struct{ Body macroBody }
	macroInput    struct {
		ID   string `path:"id" maxLength:"64"`
		Body macroBody
	}
	macroOutput struct {
		Status int
		Body   Macro
	}
	macrosOutput struct {
		Body struct {
			Items []Macro `json:"items" doc:"By name."`
		}
	}
	macroVariablesOutput struct {
		Body struct {
			Items []MacroVariable `json:"items"`
		}
	}
	macroCheckInput struct {
		Body struct {
			Texts MacroTexts `json:"texts"`
		}
	}
	macroCheckOutput struct {
		Body struct {
			Faults  []MacroFault `json:"faults"`
			Preview MacroTexts   `json:"preview" doc:"What comes out where nothing is known yet."`
		}
	}
	fillMacroInput struct {
		ID      string `path:"id" maxLength:"64"`
		MacroID string `path:"macro_id" maxLength:"64"`
	}
	macroFilledOutput  struct{ Body MacroFilled }
	offeredMacroOutput struct {
		Body struct {
			Items []OfferedMacro `json:"items"`
		}
	}
	takeMacrosInput struct {
		Body struct {
			Origins []string `json:"origins,omitempty" maxItems:"500" doc:"Which; none takes all."`
		}
	}
	takeMacrosOutput struct {
		Body struct {
			Taken int `json:"taken"`
		}
	}
)

func (s *Server) macroRoutes() {
	const tag = "macros"
	get, post := http.MethodGet, http.MethodPost
	handle(s, route{method: get, path: "/macros", id: "list-macros", summary: "The macros that the agent has, with how often they were sent", tag: tag, access: byAgent}, s.macros)
	handle(s, route{method: post, path: "/macros", id: "save-macro", summary: "Write a macro", tag: tag, access: byAgent, status: http.StatusCreated, replayable: true},
		func(ctx context.Context, c *caller, in *newMacroInput) (*macroOutput, error) {
			return s.saveMacro(ctx, c, store.Macro{WorkspaceID: c.workspace, CreatedBy: c.agent.ID}, in.Body, http.StatusCreated)
		})
	handle(s, route{method: get, path: "/macros/{id}", id: "get-macro", summary: "One macro", tag: tag, access: byAgent},
		func(ctx context.Context, c *caller, in *idInput) (*macroOutput, error) {
			m, err := s.macro(ctx, c, in.ID)
			return &macroOutput{http.StatusOK, s.macroOf(c, m)}, err
		})
	handle(s, route{method: http.MethodPut, path: "/macros/{id}", id: "change-macro", summary: "Change a macro", tag: tag, access: byAgent},
		func(ctx context.Context, c *caller, in *macroInput) (*macroOutput, error) {
			m, err := s.ownMacro(ctx, c, in.ID)
			if err != nil {
				return nil, err
			}
			return s.saveMacro(ctx, c, m, in.Body, http.StatusOK)
		})
	handle(s, route{method: http.MethodDelete, path: "/macros/{id}", id: "delete-macro", summary: "Delete a macro", tag: tag, access: byAgent, status: http.StatusNoContent},
		func(ctx context.Context, c *caller, in *idInput) (*struct{}, error) {
			if _, err := s.ownMacro(ctx, c, in.ID); err != nil {
				return nil, err
			}
			return nil, s.Store.Write(ctx, func(tx *store.Tx) error { return store.DeleteMacro(tx, c.workspace, in.ID) })
		})
	handle(s, route{method: get, path: "/macros/variables", id: "list-macro-variables", summary: "The values that macros may ask for", tag: tag, access: byAgent},
		func(ctx context.Context, c *caller, _ *struct{}) (*macroVariablesOutput, error) {
			out := &macroVariablesOutput{}
			for _, v := range s.Answering.Variables(c.workspace) {
				out.Body.Items = append(out.Body.Items, MacroVariable{v.Name, v.Label.In(languageOf(ctx))})
			}
			return out, nil
		})
	handle(s, route{method: post, path: "/macros/check", id: "check-macro", summary: "What is wrong in a macro's texts, and what comes out of them", tag: tag, access: byAgent}, s.checkMacro)
	handle(s, route{method: get, path: "/conversations/{id}/macros/{macro_id}", id: "fill-macro", summary: "A macro filled in for the conversation", tag: tag, access: byAgent},
		func(ctx context.Context, c *caller, in *fillMacroInput) (*macroFilledOutput, error) {
			conv, err := store.Conversation(ctx, s.Store, c.workspace, in.ID)
			if err != nil {
				return nil, err
			}
			m, err := s.macro(ctx, c, in.MacroID)
			if err != nil {
				return nil, err
			}
			f, err := s.Answering.Fill(ctx, m, c.agent, conv)
			return &macroFilledOutput{MacroFilled{f.Text, string(f.Language), listOf(f.Gaps)}}, faulty(ctx, err)
		})
	handle(s, route{method: get, path: "/macros/imported", id: "list-imported-macros", summary: "Macros of other systems that can be taken over", tag: tag, access: byManager},
		func(ctx context.Context, c *caller, _ *struct{}) (*offeredMacroOutput, error) {
			offers, err := s.Answering.Offers(ctx, c.workspace)
			out := &offeredMacroOutput{}
			out.Body.Items = make([]OfferedMacro, 0, len(offers))
			for _, o := range offers {
				out.Body.Items = append(out.Body.Items, OfferedMacro{o.Origin(), o.Source, o.Title, o.Before, o.Text, string(o.Language), listOf(o.Gaps)})
			}
			return out, err
		})
	handle(s, route{method: post, path: "/macros/imported", id: "take-macros", summary: "Take macros of other systems over, for everybody", tag: tag, access: byManager},
		func(ctx context.Context, c *caller, in *takeMacrosInput) (*takeMacrosOutput, error) {
			out := &takeMacrosOutput{}
			var err error
			out.Body.Taken, err = s.Answering.Take(ctx, c.workspace, c.by(), in.Body.Origins)
			return out, err
		})
}

// listOf is a list that is never null on the wire.
func listOf(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

// faulty makes what is wrong in a text into what a caller reads.
func faulty(ctx context.Context, err error) error {
	var f *answering.Faulty
	if !errors.As(err, &f) {
		return err
	}
	first := f.Faults[0]
	w := first.Problem.In(languageOf(ctx))
	return terang.Fail(terang.Invalid, "macro_text", "language", string(first.Language), "line", strconv.Itoa(first.Problem.Line), "column", strconv.Itoa(first.Problem.Column), "what", w.What, "next", w.Next)
}

// macro returns one that the caller has, or may change.
func (s *Server) macro(ctx context.Context, c *caller, id string) (store.Macro, error) {
	m, err := store.MacroByID(ctx, s.Store, c.workspace, id)
	if err == nil && !s.Desk.HasMacro(c.agent, m) && (m.Scope == store.MacroMine || !s.mayChangeMacro(c, m)) {
		err = terang.Fail(terang.NotFound, "macro_not_found")
	}
	return m, err
}

func (s *Server) ownMacro(ctx context.Context, c *caller, id string) (store.Macro, error) {
	m, err := s.macro(ctx, c, id)
	if err == nil && !s.mayChangeMacro(c, m) {
		err = terang.Fail(terang.Forbidden, "macro_shared")
	}
	return m, err
}

// mayChangeMacro: the own ones; those of a team, for its people; those of everybody, for who leads or manages.
func (s *Server) mayChangeMacro(c *caller, m store.Macro) bool {
	leads := c.manages || c.agent.Role == store.RoleSupervisor
	switch m.Scope {
	case store.MacroMine:
		return m.Owner == c.agent.ID
	case store.MacroTeam:
		return leads || slices.Contains(s.Desk.Profile(c.agent.ID).Teams, m.Team)
	case store.MacroAll:
		return leads
	}
	return false
}

func (s *Server) saveMacro(ctx context.Context, c *caller, m store.Macro, body macroBody, status int) (*macroOutput, error) {
	m.Name, m.Shortcut, m.Texts, m.Resolves = body.Name, body.Shortcut, body.Texts.texts(), body.Resolves
	m.Scope, m.Team, m.Owner = store.MacroScope(body.Scope), body.Team, ""
	if m.Scope == store.MacroMine {
		m.Owner = c.agent.ID
	}
	if !s.mayChangeMacro(c, m) {
		return nil, terang.Fail(terang.Forbidden, "macro_shared")
	}
	if m.Scope == store.MacroTeam && !slices.ContainsFunc(s.Desk.Setting(c.workspace).Teams, func(t desk.Team) bool { return t.ID == m.Team }) {
		return nil, terang.Fail(terang.Invalid, "macro_team")
	}
	m.Tags = nil
	for _, t := range body.Tags {
		tag, err := desk.CheckTag(t)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(m.Tags, tag) {
			m.Tags = append(m.Tags, tag)
		}
	}
	if m.Priority = nil; body.Priority != "" {
		m.Priority = new(priorityOf(body.Priority))
	}
	m, err := s.Answering.Save(ctx, m)
	if err != nil {
		return nil, faulty(ctx, err)
	}
	return &macroOutput{status, s.macroOf(c, m)}, nil
}

func (s *Server) macroOf(c *caller, m store.Macro) Macro {
	out := Macro{
		ID: m.ID, Name: m.Name, Shortcut: m.Shortcut, Texts: MacroTexts{m.Texts[terang.Indonesian], m.Texts[terang.English]}, Scope: string(m.Scope), Team: m.Team,
		Tags: listOf(m.Tags), Resolves: m.Resolves, Uses: m.Uses, UsedAt: optional(m.UsedAt), Origin: m.Origin, UpdatedAt: m.UpdatedAt.UTC(), Mine: s.mayChangeMacro(c, m),
	}
	if m.Priority != nil {
		out.Priority = priorityNames[*m.Priority]
	}
	return out
}

func (s *Server) macros(ctx context.Context, c *caller, _ *struct{}) (*macrosOutput, error) {
	all, err := store.Macros(ctx, s.Store, c.workspace, c.agent.ID)
	out := &macrosOutput{}
	out.Body.Items = make([]Macro, 0, len(all))
	for _, m := range all {
		if s.Desk.HasMacro(c.agent, m) || s.mayChangeMacro(c, m) {
			out.Body.Items = append(out.Body.Items, s.macroOf(c, m))
		}
	}
	return out, err
}

func (s *Server) checkMacro(ctx context.Context, c *caller, in *macroCheckInput) (*macroCheckOutput, error) {
	out, texts := &macroCheckOutput{}, in.Body.Texts.texts()
	out.Body.Faults = []MacroFault{}
	wrong := map[terang.Language]bool{}
	for _, f := range s.Answering.Check(c.workspace, texts) {
		w := f.Problem.In(languageOf(ctx))
		wrong[f.Language] = true
		out.Body.Faults = append(out.Body.Faults, MacroFault{string(f.Language), f.Problem.Line, f.Problem.Column, w.What, w.Why, w.Next})
	}
	for l, to := range map[terang.Language]*string{terang.Indonesian: &out.Body.Preview.ID, terang.English: &out.Body.Preview.EN} {
		if strings.TrimSpace(texts[l]) == "" || wrong[l] {
			continue
		}
		f, err := s.Answering.Preview(c.agent, texts[l], l)
		if err != nil {
			return nil, faulty(ctx, err)
		}
		*to = f.Text
	}
	return out, nil
}
