// Package config holds every value that an operator can set, in one struct, and says of each where it came
// from: the built-in default, the file (terang.yaml, with its line), the environment (TERANG_*) or a flag,
// later ones winning. It never reads anything by itself (file, environment and flags are handed in as
// [Sources]), never logs, and never prints a secret: [Setting.Value] is masked.
//
// The way in is [Load]; [Template] writes the commented file that `terang init` leaves.
package config

import (
	"net/netip"
	"time"

	"terang"
)

// Config is everything that can be set. [Load] fills it; the zero value is not usable.
type Config struct {
	Listen    string          // host:port of the HTTP server
	PublicURL string          // what browsers see, no trailing slash; "" means http://<listen>
	Data      string          // folder for the embedded store and the keys
	Postgres  string          // postgres:// URL; "" means the embedded store
	Locale    terang.Language // of texts where the reader's language is not known
	Proxies   []netip.Prefix  // whose X-Forwarded-For is believed

	Log        Log
	Metrics    Metrics
	Session    Session
	OIDC       OIDC
	Desk       Desk
	Limits     Limits
	Webhook    Webhook
	Push       Push
	Secret     Secret
	Connection Connection
	Ears       Ears
	LLM        LLM
	Proof      Proof
	Workspaces map[string]Workspace // by the workspace's short name
}

// Log is how the program's log looks.
type Log struct {
	Format string // "text" or "json"
	Level  string // "debug", "info", "warn" or "error"
}

// Metrics is where Prometheus may read.
type Metrics struct {
	Listen string // own host:port; "" puts /metrics on the main listener, "off" nowhere
}

// Ears is how the assistant understands.
type Ears struct {
	Deep bool // ask the sentence encoder where the fast ear is not sure; it costs some 60 MB of memory while it is awake
}

// LLM is a language model behind an OpenAI-compatible endpoint. An empty URL means none: everything works without.
type LLM struct {
	URL     string        // base, for example http://127.0.0.1:11434/v1
	Key     string        // sent as a bearer token; "" for none
	Model   string        // its name there
	Timeout time.Duration // of one answer
	PerDay  int           // tokens in a day and node; 0: no limit
}

// Session is how long a login lasts.
type Session struct {
	Lifetime        time.Duration // of an agent's login
	ContactLifetime time.Duration // of a contact's token, counted from its issue
}

// OIDC is a provider with whom agents may sign in (OpenID Connect). An empty Issuer means none.
type OIDC struct {
	Issuer       string // as the provider writes it in its tokens
	ClientID     string
	ClientSecret string
	Name         string // on the button; "" is the issuer's host
}

// Desk is how agents work.
type Desk struct {
	UndoSeconds int // for how long a reply can be taken back, where an agent chose nothing else
}

// Limits bound what one caller can cost. A rate of 0 means no limit.
type Limits struct {
	Body        int64 // bytes of one request's body
	InFlight    int   // writes being worked on at once; beyond: 503
	Backlog     int   // conversations that the assistant is busy with; beyond: 503
	File        int64 // bytes of one file beside a message
	Files       int64 // bytes of the files that a contact may add to a conversation in a day
	Import      int64 // bytes of the files of one import
	Connections int   // HTTP connections open at once, live streams not counted
	Streams     int   // open live streams
	Contact     Rate  // writes per contact
	Visitor     Rate  // new chat sessions per address
	Login       Rate  // tries per account from one address or known browser; ten times that per account, and per address
	API         Rate  // requests per API token or agent
	ArgonLanes  int   // password checks at once; each takes 64 MiB
}

// Rate is a number of calls in a minute, with as many at once as Burst.
type Rate struct {
	PerMinute int
	Burst     int
}

// Webhook is how calls to subscribers are made.
type Webhook struct {
	Timeout      time.Duration
	GiveUp       time.Duration // an endpoint that fails this long is switched off
	AllowPrivate bool          // permit private and loopback addresses
}

// Push is how agents' browsers are pushed to.
type Push struct {
	Hosts []string // "host:port" of push services beside the browsers' own; they may be private
}

// Secret is how credentials are kept.
type Secret struct {
	Key string // keys of 32 bytes in base64, newest first; "" means the file secret.key in the data folder
}

// Connection bounds the ways into the brands' systems that are made in the console.
type Connection struct {
	PrivateHosts []string // host:port that may be reached although it is private
}

// Proof is who signs the proof logs besides their own key.
type Proof struct {
	Witnesses []Witness
	Require   int // how many of them must have signed before a checkpoint or a receipt is given out
}

// Witness is somebody outside who signs checkpoints (https://c2sp.org/tlog-witness).
type Witness struct {
	URL string // submission prefix
	Key string // "<name>+<hash>+<base64>"
}

// Workspace is what one brand's workspace needs from the outside.
type Workspace struct {
	Pack   string // name of its pack, or a folder
	Action Action
}

// Action is how the brand's own system is reached.
type Action struct {
	URL        string // base, for example https://api.example.co.id/v1
	Header     string // that carries the credential; in Authorization it is sent as a bearer token
	Credential string
	Hosts      []string // other hosts that actions may call; the base URL's is always allowed
}

// BaseURL is the address that browsers use: PublicURL, or http:// and Listen.
func (c *Config) BaseURL() string {
	if c.PublicURL != "" {
		return c.PublicURL
	}
	return "http://" + dialable(c.Listen)
}

// Origin says where a value came from.
type Origin struct {
	Kind  string `json:"kind"`  // default, file, env or flag
	Where string `json:"where"` // "terang.yaml:12", "TERANG_LISTEN", "--listen"; "" for a default
}

// Setting is one value, for people: what it is, where it came from, what it is for.
type Setting struct {
	Key     string      `json:"key"`
	Value   string      `json:"value"` // masked if secret
	Default string      `json:"default"`
	Secret  bool        `json:"secret"`
	Env     string      `json:"env"`
	Origin  Origin      `json:"origin"`
	Doc     terang.Text `json:"doc"`
}

// Loaded is a checked configuration with the origin of each value, in the order of the file that
// [Template] writes. Warnings do not stop the start: they name variables that nothing reads.
type Loaded struct {
	Config   Config
	Settings []Setting
	Warnings []Problem
}
