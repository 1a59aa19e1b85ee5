package whatsapp

import (
	"crypto/subtle"
	"encoding/json"
	"net/url"
	"strconv"
	"strings"

	"terang"
	"terang/channel"
)

// Receive implements [channel.Receiver]: Meta's web hook, signed in X-Hub-Signature-256. What is for another number than
// ours is skipped.
func (c *Channel) Receive(h channel.Hook) (channel.Received, error) {
	if err := h.Oversized(); err != nil {
		return channel.Received{}, err
	}
	mac, found := strings.CutPrefix(h.Header.Get("X-Hub-Signature-256"), "sha256=")
	if !found || !channel.SignedSHA256(c.config.AppSecret, mac, h.Body) {
		return channel.Received{}, channel.ErrSignature()
	}
	var in hook
	if err := json.Unmarshal(h.Body, &in); err != nil {
		return channel.Received{}, channel.Malformed(err)
	}
	var out channel.Received
	for _, e := range in.Entry {
		for _, change := range e.Changes {
			v := &change.Value
			if change.Field != "messages" || v.Metadata.PhoneID != c.config.PhoneID {
				out.Skipped++
				continue
			}
			names := make(map[string]string, len(v.Contacts))
			for _, who := range v.Contacts {
				names[who.ID] = who.Profile.Name
			}
			for i := range v.Messages {
				out.Add(v.Messages[i].inbound(names))
			}
			for i := range v.Statuses {
				out.Note(v.Statuses[i].read())
			}
		}
	}
	return out, nil
}

// Challenge answers Meta's first call, a GET with the token that both know: the body is the challenge.
func (c *Channel) Challenge(query url.Values) (string, error) {
	token := query.Get("hub.verify_token")
	if query.Get("hub.mode") != "subscribe" || c.config.VerifyToken == "" || subtle.ConstantTimeCompare([]byte(token), []byte(c.config.VerifyToken)) != 1 {
		return "", channel.ErrSignature()
	}
	return channel.First(query.Get("hub.challenge"), maxReplyID), nil
}

// hook is what of the web hook means something to us.
type hook struct {
	Entry []struct {
		Changes []struct {
			Field string `json:"field"`
			Value struct {
				Metadata struct {
					PhoneID string `json:"phone_number_id"`
				} `json:"metadata"`
				Contacts []struct {
					ID      string `json:"wa_id"`
					Profile struct {
						Name string `json:"name"`
					} `json:"profile"`
				} `json:"contacts"`
				Messages []message `json:"messages"`
				Statuses []status  `json:"statuses"`
			} `json:"value"`
		} `json:"changes"`
	} `json:"entry"`
}

type message struct {
	From        string `json:"from"`
	ID          string `json:"id"`
	Timestamp   string `json:"timestamp"`
	Type        string `json:"type"`
	Text        text   `json:"text"`
	Interactive struct {
		Button row `json:"button_reply"`
		List   row `json:"list_reply"`
	} `json:"interactive"`
	Button struct {
		Payload string `json:"payload"`
		Text    string `json:"text"`
	} `json:"button"`
	Image    media `json:"image"`
	Video    media `json:"video"`
	Document media `json:"document"`
}

type media struct {
	Caption string `json:"caption"`
}

func (m *message) inbound(names map[string]string) channel.Inbound {
	in := channel.Inbound{Channel: Name, ExternalID: m.ID, From: m.From, Name: names[m.From], At: channel.Unix(m.Timestamp)}
	tap := ""
	switch m.Type {
	case "text":
		in.Text = m.Text.Body
	case "interactive":
		reply := m.Interactive.Button
		if reply.ID == "" {
			reply = m.Interactive.List
		}
		in.Text, tap = reply.Title, reply.ID
		if reply.Description != "" {
			in.Text = reply.Description // the whole label, where the title was cut
		}
	case "button":
		in.Text, tap = m.Button.Text, m.Button.Payload
	case "image", "video", "document":
		in.Media, in.Text = m.Type, m.Image.Caption+m.Video.Caption+m.Document.Caption
	case "audio", "sticker", "location", "contacts", "order":
		in.Media = m.Type
	}
	if seq, value, ok := channel.ReadTap(tap); ok {
		in.ReplyTo, in.Choice = seq, value
	}
	return in
}

type status struct {
	ID        string `json:"id"`
	Status    string `json:"status"`
	Timestamp string `json:"timestamp"`
	Recipient string `json:"recipient_id"`
	Opaque    string `json:"biz_opaque_callback_data"`
	Errors    []struct {
		Code int `json:"code"`
	} `json:"errors"`
}

func (s *status) read() channel.Status {
	out := channel.Status{ExternalID: s.ID, MessageID: s.Opaque, To: s.Recipient, At: channel.Unix(s.Timestamp), State: terang.Accepted}
	switch s.Status {
	case "sent", "delivered", "read":
		out.Stage = s.Status
	case "failed":
		out.Stage, out.State = s.Status, terang.Rejected
		if len(s.Errors) > 0 {
			out.Code = strconv.Itoa(s.Errors[0].Code)
		}
	}
	return out
}
