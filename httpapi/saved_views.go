package httpapi

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"terang"
	"terang/store"
)

// maxViews is how many views an agent may have, and how many all may share.
const maxViews = 50

// ViewFilter is what a saved view shows.
type ViewFilter struct {
	View        string     `json:"view" enum:"queue,mine,assistant,all,resolved,snoozed,every" doc:"The list that is narrowed."`
	Query       string     `json:"q,omitempty" maxLength:"200" doc:"Words to search for."`
	Status      string     `json:"status,omitempty" enum:"open,resolved,"`
	Holder      string     `json:"holder,omitempty" enum:"assistant,queue,agent,"`
	Agent       string     `json:"agent,omitempty" maxLength:"64" doc:"An agent's id, or me."`
	Team        string     `json:"team,omitempty" maxLength:"40" doc:"A team's id."`
	Unread      bool       `json:"unread,omitempty"`
	Tags        []string   `json:"tags,omitempty" maxItems:"5"`
	Channel     string     `json:"channel,omitempty" maxLength:"40"`
	Language    string     `json:"language,omitempty" enum:"id,en,"`
	Priority    string     `json:"priority,omitempty" enum:"low,normal,high,urgent," doc:"This, or more urgent."`
	TrustUnder  int        `json:"trust_under,omitempty" minimum:"0" maximum:"101"`
	WaitingOver int        `json:"waiting_over,omitempty" minimum:"0" maximum:"31536000" doc:"Seconds."`
	From        *time.Time `json:"from,omitempty"`
	To          *time.Time `json:"to,omitempty"`
	Order       string     `json:"order,omitempty" enum:"oldest,waiting,priority," doc:"As lists take it; not for one that searches."`
}

func (f *ViewFilter) input() *FilterInput {
	return &FilterInput{
		Status: f.Status, Holder: f.Holder, Agent: f.Agent, Team: f.Team, Unread: f.Unread, Tags: f.Tags, Channel: f.Channel, Language: f.Language, Priority: f.Priority,
		TrustUnder: f.TrustUnder, WaitingOver: f.WaitingOver, From: timeOf(f.From), To: timeOf(f.To),
	}
}

// SavedView is a filter with a name.
type SavedView struct {
	ID     string     `json:"id"`
	Name   string     `json:"name"`
	Shared bool       `json:"shared" doc:"All agents have it."`
	Mine   bool       `json:"mine" doc:"The caller may change it."`
	Filter ViewFilter `json:"filter"`
	Count  *int       `json:"count" doc:"How many conversations it holds now, counted to 1000; null for one that searches."`
}

type savedViewBody struct {
	Name   string     `json:"name" minLength:"1" maxLength:"60"`
	Shared bool       `json:"shared,omitempty" doc:"For all agents."`
	Filter ViewFilter `json:"filter"`
}

type (
	newViewInput   struct{ Body savedViewBody }
	savedViewInput struct {
		ID   string `path:"id" maxLength:"64"`
		Body savedViewBody
	}
	savedViewOutput struct {
		Status int
		Body   SavedView
	}
	savedViewsOutput struct {
		Body struct {
			Items []SavedView `json:"items" doc:"By name."`
		}
	}
)

func (s *Server) savedViewRoutes() {
	const tag = "views"
	handle(s, route{method: http.MethodGet, path: "/views", id: "list-views", summary: "One's own views and the shared ones, with their counts", tag: tag, access: byAgent}, s.savedViews)
	handle(s, route{method: http.MethodPost, path: "/views", id: "save-view", summary: "Keep a filter under a name", tag: tag, access: byAgent, status: http.StatusCreated, replayable: true},
		func(ctx context.Context, c *caller, in *newViewInput) (*savedViewOutput, error) {
			now := s.Clock()
			return s.saveView(ctx, c, store.SavedView{ID: s.IDs("view"), WorkspaceID: c.workspace, CreatedBy: c.agent.ID, CreatedAt: now}, in.Body, http.StatusCreated)
		})
	handle(s, route{method: http.MethodPut, path: "/views/{id}", id: "change-view", summary: "Change a view", tag: tag, access: byAgent},
		func(ctx context.Context, c *caller, in *savedViewInput) (*savedViewOutput, error) {
			v, err := s.ownView(ctx, c, in.ID)
			if err != nil {
				return nil, err
			}
			return s.saveView(ctx, c, v, in.Body, http.StatusOK)
		})
	handle(s, route{method: http.MethodDelete, path: "/views/{id}", id: "delete-view", summary: "Forget a view", tag: tag, access: byAgent, status: http.StatusNoContent},
		func(ctx context.Context, c *caller, in *idInput) (*struct{}, error) {
			if _, err := s.ownView(ctx, c, in.ID); err != nil {
				return nil, err
			}
			return nil, s.Store.Write(ctx, func(tx *store.Tx) error { return store.DeleteView(tx, c.workspace, in.ID) })
		})
}

// ownView returns a view that the caller may change: their own, one that they shared, or for those who manage any shared one.
func (s *Server) ownView(ctx context.Context, c *caller, id string) (store.SavedView, error) {
	v, err := store.SavedViewByID(ctx, s.Store, c.workspace, c.agent.ID, id)
	if err == nil && !mayChange(c, v) {
		err = terang.Fail(terang.Forbidden, "view_shared")
	}
	return v, err
}

func mayChange(c *caller, v store.SavedView) bool { return c.manages || v.CreatedBy == c.agent.ID }

func (s *Server) saveView(ctx context.Context, c *caller, v store.SavedView, body savedViewBody, status int) (*savedViewOutput, error) {
	if v.Name = strings.TrimSpace(body.Name); v.Name == "" {
		return nil, terang.Fail(terang.Invalid, "view_name")
	}
	if order := store.Order(body.Filter.Order); !store.View(body.Filter.View).Offers(order) || body.Filter.Query != "" && order != store.OrderUsual {
		return nil, terang.Fail(terang.Invalid, "list_order")
	}
	if _, err := body.Filter.input().filter(c, s.Clock()); err != nil {
		return nil, err
	}
	moved := v.Filter == "" || (v.Owner == "") != body.Shared
	if v.Owner = c.agent.ID; body.Shared {
		v.Owner = ""
	}
	v.Filter, v.UpdatedAt = string(mustJSON(body.Filter)), s.Clock()
	err := s.Store.Write(ctx, func(tx *store.Tx) error {
		if n, err := store.CountSavedViews(tx, c.workspace, v.Owner); err != nil {
			return err
		} else if moved && n >= maxViews {
			return terang.Fail(terang.Conflict, "views_full")
		}
		return store.SaveView(tx, v)
	})
	if err != nil {
		return nil, err
	}
	out, err := s.savedView(ctx, c, v)
	return &savedViewOutput{status, out}, err
}

func (s *Server) savedViews(ctx context.Context, c *caller, _ *struct{}) (*savedViewsOutput, error) {
	all, err := store.SavedViews(ctx, s.Store, c.workspace, c.agent.ID)
	if err != nil {
		return nil, err
	}
	out := &savedViewsOutput{}
	out.Body.Items = make([]SavedView, len(all))
	for i, v := range all {
		if out.Body.Items[i], err = s.savedView(ctx, c, v); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (s *Server) savedView(ctx context.Context, c *caller, v store.SavedView) (SavedView, error) {
	out := SavedView{ID: v.ID, Name: v.Name, Shared: v.Owner == "", Mine: mayChange(c, v)}
	if err := json.Unmarshal([]byte(v.Filter), &out.Filter); err != nil {
		return out, fmt.Errorf("httpapi: view %s: %w", v.ID, err)
	}
	if out.Filter.Query != "" {
		return out, nil
	}
	filter, err := s.filter(c, out.Filter.input())
	if err != nil {
		return out, err
	}
	n, err := store.CountConversations(ctx, s.Store, store.ListQuery{WorkspaceID: c.workspace, AgentID: c.agent.ID, View: store.View(out.Filter.View), Filter: filter})
	out.Count = &n
	return out, err
}
