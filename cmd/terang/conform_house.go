package main

import (
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"terang"
	"terang/channel/whatsapp"
	"terang/config"
	"terang/conform"
	"terang/desk"
	"terang/httpapi"
	"terang/packs"
	"terang/store"
)

//go:embed all:conformpack
var conformPack embed.FS

// The brands and people of the conformance run.
const (
	conformBrand = "Toko Terang"
	conformOther = "Toko Kedua"
	conformEmail = "@conform.example"
)

var conformAgents = []string{"Rina", "Dewi"}

// conformBegin is when the run begins by its own clock: before a published policy begins (see conformPolicy), in the
// morning of a working day, when the make-believe shop is open.
var (
	conformBegin  = time.Date(2026, 7, 1, 3, 0, 0, 0, time.UTC)
	conformPolicy = time.Date(2026, 8, 2, 0, 0, 0, 0, time.UTC)
)

// humanGreeting stands where an operator's persona is written.
const humanGreeting = "greeting: {id: %[1]s, en: %[1]s}\nmenu:"

// movedClock is the machine's clock, moved.
type movedClock struct {
	base time.Time
	from time.Time
	by   atomic.Int64
}

func newMovedClock(begin time.Time) *movedClock { return &movedClock{base: begin, from: time.Now()} }

// Now implements conform.Clock.
func (c *movedClock) Now() time.Time {
	return c.base.Add(time.Since(c.from) + time.Duration(c.by.Load())).UTC()
}

// Pass implements conform.Clock.
func (c *movedClock) Pass(d time.Duration) { c.by.Add(int64(d)) }

// conformHouse is a whole house that only the suite talks to, over HTTP.
type conformHouse struct {
	*conformClient
	house    *house
	db       *store.DB
	clock    *movedClock
	provider *conform.Provider
	dir      string
	stop     func() error
	saves    atomic.Int64
}

// openConform builds the house in a folder of its own.
func openConform(ctx context.Context) (_ *conformHouse, err error) {
	dir, err := os.MkdirTemp("", "terang-conform-")
	if err != nil {
		return nil, fail("conform_folder", err)
	}
	c := &conformHouse{dir: dir, clock: newMovedClock(conformBegin)}
	c.stop = func() error { return os.RemoveAll(dir) }
	defer func() {
		if err != nil {
			err = errors.Join(err, c.stop())
		}
	}()
	if c.provider, err = conform.NewProvider(ctx, time.Now, say("-", 0)); err != nil {
		return nil, err
	}
	c.onStop(c.provider.Close)
	if err := writeConformPack(filepath.Join(dir, "pack"), nil); err != nil {
		return nil, fail("conform_folder", err)
	}
	return c, c.serve(ctx)
}

func (c *conformHouse) onStop(fn func() error) {
	next := c.stop
	c.stop = func() error { return errors.Join(fn(), next()) }
}

// withGreeting gives the brand a greeting, which is all the persona that an assistant has.
func withGreeting(brand, quoted string) string {
	before, rest, _ := strings.Cut(brand, "greeting:")
	_, after, _ := strings.Cut(rest, "menu:")
	return before + fmt.Sprintf(humanGreeting, quoted) + after
}

// writeConformPack writes the retail pack with the suite's own topics added; edit may change a file.
func writeConformPack(dir string, edit func(name string, b []byte) []byte) error {
	retail, err := fs.Sub(packs.FS(), demoPack)
	if err != nil {
		return err
	}
	own, err := fs.Sub(conformPack, "conformpack")
	if err != nil {
		return err
	}
	for _, tree := range []fs.FS{retail, own} {
		err := fs.WalkDir(tree, ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			b, err := fs.ReadFile(tree, name)
			if err != nil {
				return err
			}
			to := filepath.Join(dir, filepath.FromSlash(name))
			if strings.HasPrefix(name, "intents.") { // examples, added to those of the pack
				to = filepath.Join(dir, "intents", strings.TrimPrefix(name, "intents."))
			}
			if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
				return err
			}
			have, err := os.ReadFile(to)
			if err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
			return os.WriteFile(to, append(have, b...), 0o600)
		})
		if err != nil {
			return err
		}
	}
	if edit == nil {
		return nil
	}
	return fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(dir, name), edit(name, b), 0o600)
	})
}

// conformConfig is a whole configuration that reads neither a file nor the environment.
func conformConfig(flags map[string]string) (config.Config, error) {
	for _, key := range []string{"contact", "visitor", "login", "api"} {
		flags["limits."+key] = "off"
	}
	loaded, err := config.Load(config.Sources{ReadFile: func(string) ([]byte, error) { return nil, fs.ErrNotExist }, Flags: flags})
	if err != nil {
		return config.Config{}, err
	}
	return loaded.Config, nil
}

// serve puts the house together on a free port and begins to listen.
func (c *conformHouse) serve(ctx context.Context) error {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", loopback(0))
	if err != nil {
		return fail("listen", err, "address", loopback(0))
	}
	address := l.Addr().String()
	flags := map[string]string{"listen": address, "data": filepath.Join(c.dir, "data"), "log.level": "error"}
	for _, name := range []string{conformBrand, conformOther} {
		at := "workspaces." + slug(name) + "."
		flags[at+"pack"], flags[at+"action.url"] = filepath.Join(c.dir, "pack"), c.provider.URL()
	}
	cfg, err := conformConfig(flags)
	if err != nil {
		return errors.Join(err, l.Close())
	}
	if c.db, err = openStore(ctx, cfg); err != nil {
		return errors.Join(err, l.Close())
	}
	c.onStop(c.db.Close)
	c.conformClient = &conformClient{base: "http://" + address, brands: map[string]string{}, agents: map[string]*conformAgent{}, threads: map[conform.Thread]*conformThread{}}
	if err := c.people(ctx, cfg); err != nil {
		return errors.Join(err, l.Close())
	}
	if c.house, err = wire(ctx, cfg, c.db, wiring{log: slog.New(slog.DiscardHandler), clock: c.clock.Now}); err != nil {
		return errors.Join(err, l.Close())
	}
	server := newHTTPServer(c.house.server)
	running, halt := context.WithCancel(context.WithoutCancel(ctx))
	var wg sync.WaitGroup
	wg.Go(func() { c.house.queue.Run(running, running) })
	wg.Go(func() { _ = server.Serve(l) }) // it ends by Close
	c.onStop(func() error {
		c.leave()
		c.house.server.Close()
		drain, cancel := context.WithTimeout(context.Background(), drainTime)
		defer cancel()
		err := errors.Join(server.Close(), c.house.assistant.Close(drain))
		halt()
		wg.Wait()
		c.house.publisher.Close()
		return err
	})
	return c.arrive(ctx)
}

// people makes the brands, the agents of the first one, and a program's token.
func (c *conformHouse) people(ctx context.Context, cfg config.Config) error {
	hash, err := desk.NewHasher(random, cfg.Limits.ArgonLanes).Hash(ctx, conformEmail)
	if err != nil {
		return err
	}
	for i, name := range []string{conformBrand, conformOther} {
		w, err := createWorkspace(ctx, c.db, name, demoPack)
		if err != nil {
			return err
		}
		c.brands[name] = w.PublicKey
		if i > 0 {
			continue
		}
		for _, agent := range conformAgents {
			email := strings.ToLower(agent) + conformEmail
			if _, err := seedPerson(ctx, c.db, w.ID, agent, email, store.RoleAgent, desk.Online, hash); err != nil {
				return err
			}
			c.agents[agent] = &conformAgent{email: email, password: conformEmail}
		}
		if _, c.token, err = httpapi.CreateToken(ctx, c.db, clock, newID, random, w.ID, "conform", "conform", []string{"conversations:read", "conversations:write", "admin"}); err != nil {
			return err
		}
	}
	return nil
}

// say answers every request with the words of the note.
func say(words string, after time.Duration) func(conform.Recorded) conform.Answer {
	body, err := json.Marshal(map[string]string{"words": words})
	return func(r conform.Recorded) conform.Answer {
		if r.Path != "/note" || err != nil {
			return conform.Answer{Status: http.StatusServiceUnavailable}
		}
		return conform.Answer{Body: string(body), After: after}
	}
}

// Next implements conform.Script: the brand's system says the words, and the assistant says them on.
func (c *conformHouse) Next(_ context.Context, words string, after time.Duration) error {
	c.provider.Script(say(words, after))
	return nil
}

// Fail implements conform.Script. The words of the note are the brand's, chosen by a small model that is part of the program.
func (*conformHouse) Fail(context.Context) error {
	return conform.NotSupported("no language model that could be down")
}

// Save implements conform.Config: an operator's files, read as the program reads them. What the files have no place for is
// refused by their reader.
func (c *conformHouse) Save(_ context.Context, s conform.Setting, value string) ([]string, error) {
	quoted, err := json.Marshal(value) // YAML reads JSON's strings
	if err != nil {
		return nil, err
	}
	edits := map[conform.Setting]func(name string, b []byte) []byte{
		conform.SetPersona: func(name string, b []byte) []byte {
			if name != "brand.yaml" {
				return b
			}
			return []byte(withGreeting(string(b), string(quoted)))
		},
		conform.SetTemplate: func(name string, b []byte) []byte {
			if name != "playbooks/note.yaml" {
				return b
			}
			return []byte(strings.ReplaceAll(string(b), `"{{ note.words }}"`, string(quoted)))
		},
		conform.SetDisclosure: func(name string, b []byte) []byte {
			if name != "brand.yaml" {
				return b
			}
			return append(b, "disclosure: {id: "+string(quoted)+", en: "+string(quoted)+"}\n"...)
		},
		conform.SetBadge: func(name string, b []byte) []byte {
			if name != "brand.yaml" {
				return b
			}
			return append(b, "label_style: "+string(quoted)+"\n"...)
		},
	}
	if s == conform.SetProviderTemplate {
		t := whatsapp.Template{Name: "conform", Language: terang.Indonesian, Kind: terang.KindAutomation, Body: value}
		_, err := whatsapp.New(whatsapp.Config{PhoneID: "1", Token: "t", AppSecret: "s", VerifyToken: "v", Templates: []whatsapp.Template{t}})
		return nil, err
	}
	edit := edits[s]
	if edit == nil {
		return nil, conform.NotSupported("an operator cannot set: " + string(s))
	}
	dir := filepath.Join(c.dir, fmt.Sprintf("saved-%d", c.saves.Add(1)))
	if err := writeConformPack(dir, edit); err != nil {
		return nil, err
	}
	_, err = loadPack(dir)
	return nil, errors.Join(err, os.RemoveAll(dir))
}

// adapter is the house as the suite sees it.
func (c *conformHouse) adapter() conform.Adapter {
	return conform.Adapter{
		System: conform.System{
			Name: "Terang", Version: version, Brand: conformBrand, Channels: []string{"web"}, Default: terang.Indonesian,
			Topics: conform.Topics{
				Question: text("Jam buka toko?", "What are your opening hours?"),
				Task:     text("Saya mau cek pesanan saya", "I want to check my order"),
				Note:     text("Apa catatan hari ini?", "What is today's note?"),
				Article:  text("Bagaimana asuransi paket?", "How does parcel insurance work?"),
				Vacuum:   text("Robot penyedot debu apa yang cocok untuk bulu kucing?", "Which robot vacuum is best for pet hair?"),
				Agent:    conformAgents, Other: conformOther, Policy: conformPolicy,
			},
		},
		Clock: c.clock, Contacts: c, Egress: c, Live: c, Desk: c, Drafts: c, Outsider: c, Script: c, Config: c, Renderer: c, Transcripts: c, Receipts: c, Log: c, Storage: c, Process: c,
	}
}
