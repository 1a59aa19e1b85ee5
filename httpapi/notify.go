package httpapi

import (
	"context"
	"encoding/base64"
	"net/http"
	"time"

	"terang"
	"terang/notify"
	"terang/store"
)

// Notifications is what an agent wants to be told, and where.
type Notifications struct {
	Setting   notify.Setting `json:"setting"`
	PublicKey string         `json:"public_key" doc:"What a browser subscribes with (applicationServerKey), in base64url; empty where pushing is not possible here."`
	Browsers  []Browser      `json:"browsers" doc:"That are pushed to while no console is looked at."`
}

// Browser is one that is pushed to.
type Browser struct {
	ID        string     `json:"id"`
	Device    string     `json:"device"`
	Here      bool       `json:"here" doc:"It is the one that asks."`
	CreatedAt time.Time  `json:"created_at"`
	PushedAt  *time.Time `json:"pushed_at" doc:"The last push, or null."`
	Status    int        `json:"status" doc:"What the push service answered to it; 0 for no answer yet."`
}

// PushCredential is what a browser gives with its subscription; nobody reads it again.
type PushCredential struct {
	Endpoint string `json:"endpoint" maxLength:"1024" doc:"An https address of a push service."`
	P256dh   string `json:"p256dh" maxLength:"128" doc:"The browser's public key, in base64url."`
	Auth     string `json:"auth" maxLength:"64" doc:"Its secret of 16 bytes, in base64url."`
}

type (
	notificationsOutput struct{ Body Notifications }
	notifySettingInput  struct{ Body notify.Setting }
	subscribeInput      struct {
		Body struct {
			Credential PushCredential `json:"credential"`
			Device     string         `json:"device,omitempty" maxLength:"200"`
		}
	}
	pushTestOutput struct {
		Body struct {
			Status int `json:"status" doc:"What the push service answered; 0 where it did not."`
		}
	}
	lookingInput struct {
		Body struct {
			Page string `json:"page" minLength:"1" maxLength:"64" doc:"A name that the page gave itself."`
			On   bool   `json:"on"`
		}
	}
)

func (s *Server) notifyRoutes() {
	const tag = "notifications"
	handle(s, route{method: http.MethodGet, path: "/me/notifications", id: "get-my-notifications", summary: "What you are told while you do not look", tag: tag, access: bySelf}, s.notifications)
	handle(s, route{method: http.MethodPut, path: "/me/notifications", id: "set-my-notifications", summary: "Choose what you are told, and when", tag: tag, access: bySelf},
		func(ctx context.Context, c *caller, in *notifySettingInput) (*notificationsOutput, error) {
			if err := s.Notify.SetSetting(ctx, c.workspace, c.agent.ID, in.Body); err != nil {
				return nil, err
			}
			return s.notifications(ctx, c, nil)
		})
	handle(s, route{method: http.MethodPut, path: "/me/notifications/push", id: "subscribe", summary: "Push to this browser for as long as this session lasts", tag: tag, access: bySelf},
		func(ctx context.Context, c *caller, in *subscribeInput) (*notificationsOutput, error) {
			p := store.Subscription{WorkspaceID: c.workspace, AgentID: c.agent.ID, SessionID: c.session.ID, Endpoint: in.Body.Credential.Endpoint, Device: in.Body.Device}
			var err, wrong error
			p.P256dh, err = base64.RawURLEncoding.DecodeString(in.Body.Credential.P256dh)
			p.Auth, wrong = base64.RawURLEncoding.DecodeString(in.Body.Credential.Auth)
			if err != nil || wrong != nil {
				return nil, terang.Fail(terang.Invalid, "push_keys")
			}
			if _, err := s.Notify.Subscribe(ctx, p); err != nil {
				return nil, err
			}
			return s.notifications(ctx, c, nil)
		})
	handle(s, route{method: http.MethodDelete, path: "/me/notifications/push", id: "unsubscribe", summary: "No longer push to this browser", tag: tag, access: bySelf, status: http.StatusNoContent},
		func(ctx context.Context, c *caller, _ *struct{}) (*struct{}, error) {
			return nil, s.Notify.Unsubscribe(ctx, c.workspace, c.session.ID)
		})
	handle(s, route{method: http.MethodPost, path: "/me/notifications/test", id: "test-push", summary: "Push to this browser now", tag: tag, access: bySelf},
		func(ctx context.Context, c *caller, _ *struct{}) (*pushTestOutput, error) {
			out := &pushTestOutput{}
			var err error
			out.Body.Status, err = s.Notify.Test(ctx, c.workspace, c.agent.ID, c.session.ID)
			return out, err
		})
	handle(s, route{method: http.MethodPut, path: "/me/looking", id: "set-looking", summary: "Say that this page is looked at, or no longer; again within a minute", tag: tag, access: bySelf, status: http.StatusNoContent},
		func(_ context.Context, c *caller, in *lookingInput) (*struct{}, error) {
			s.Notify.Looking(c.agent.ID, c.session.ID+"/"+in.Body.Page, in.Body.On)
			return nil, nil
		})
}

func (s *Server) notifications(ctx context.Context, c *caller, _ *struct{}) (*notificationsOutput, error) {
	out := &notificationsOutput{}
	var err error
	if out.Body.Setting, err = s.Notify.Setting(ctx, c.workspace, c.agent.ID); err != nil {
		return nil, err
	}
	if out.Body.PublicKey, err = s.Notify.PublicKey(ctx); err != nil {
		s.Logger.Warn("no key for pushes", "error", err) // what a page tells by itself works without one
	}
	all, err := s.Notify.Subscriptions(ctx, c.workspace, c.agent.ID)
	if err != nil {
		return nil, err
	}
	out.Body.Browsers = make([]Browser, len(all))
	for i, p := range all {
		out.Body.Browsers[i] = Browser{p.ID, p.Device, p.SessionID == c.session.ID, p.CreatedAt.UTC(), nil, p.Status}
		if !p.PushedAt.IsZero() {
			out.Body.Browsers[i].PushedAt = ptr(p.PushedAt.UTC())
		}
	}
	return out, nil
}
