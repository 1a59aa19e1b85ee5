package config

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
	"time"

	"terang"
)

func load(file string, environ []string, flags map[string]string) (*Loaded, error) {
	return Load(Sources{Environ: environ, Flags: flags, ReadFile: func(string) ([]byte, error) {
		if file == "" {
			return nil, fs.ErrNotExist
		}
		return []byte(file), nil
	}})
}

func find(t *testing.T, l *Loaded, key string) Setting {
	t.Helper()
	for _, s := range l.Settings {
		if s.Key == key {
			return s
		}
	}
	t.Fatalf("no setting %s", key)
	return Setting{}
}

func TestLaterSourcesWinAndEachValueNamesItsOrigin(t *testing.T) {
	t.Parallel()
	l, err := load("listen: 127.0.0.1:1\nlog:\n  format: json\n  level: debug\nlimits: {body: 128kB}\n",
		[]string{"TERANG_LOG_LEVEL=warn", "TERANG_LISTEN=127.0.0.1:2", "PATH=/bin"}, map[string]string{"listen": ":3"})
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string][2]string{
		"listen":      {":3", "--listen"},
		"log.format":  {"json", "terang.yaml:3"},
		"log.level":   {"warn", "TERANG_LOG_LEVEL"},
		"limits.body": {"128kB", "terang.yaml:5"},
		"data":        {"./data", ""},
	} {
		if s := find(t, l, key); s.Value != want[0] || s.Origin.Where != want[1] {
			t.Errorf("%s = %q from %q, want %q from %q", key, s.Value, s.Origin.Where, want[0], want[1])
		}
	}
	if l.Config.Limits.Body != 128<<10 || l.Config.BaseURL() != "http://localhost:3" {
		t.Errorf("%+v", l.Config)
	}
}

func TestDefaultsAreValid(t *testing.T) {
	t.Parallel()
	l, err := load("", nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if l.Config.Session.ContactLifetime != 90*24*time.Hour || l.Config.Limits.Contact != (Rate{120, 30}) || l.Config.Locale != terang.Indonesian {
		t.Errorf("%+v", l.Config)
	}
}

func TestProblemsSayWhereWhatAndWhatWasMeant(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		file    string
		environ []string
		want    string
	}{
		"misspelt key":     {file: "listen: :1\nlog:\n  fromat: json\n", want: "terang.yaml:3: unknown key log.fromat; did you mean log.format?"},
		"key without home": {file: "format: json\n", want: "unknown key format; did you mean log.format?"},
		"twice":            {file: "data: a\ndata: b\n", want: "data"},
		"form":             {file: "limits:\n  in_flight: many\n", want: "terang.yaml:2: limits.in_flight: many does not fit; write a whole number from 1 to 100000"},
		"choice":           {environ: []string{"TERANG_LOG_FORMAT=xml"}, want: "TERANG_LOG_FORMAT: log.format: xml does not fit; choose one of: text, json"},
		"alias":            {file: "a: &x b\nlisten: *x\n", want: "terang.yaml:2: listen: YAML aliases"},
		"not yaml":         {file: "listen: [\n", want: "not valid YAML"},
		"scalar":           {file: "hello\n", want: "key: value pairs"},
		"workspace name":   {file: "workspaces:\n  Toko Saya:\n    pack: retail\n", want: "the workspace name Toko Saya"},
		"workspace key":    {file: "workspaces:\n  toko:\n    action:\n      ulr: http://x\n", want: "unknown key workspaces.toko.action.ulr; did you mean workspaces.toko.action.url?"},
		"origin with path": {file: "public_url: https://a.id/x\n", want: "without a path"},
		"secret stays":     {file: "postgres: mysql://u:sandi@h/x\n", want: "•"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := load(c.file, c.environ, nil)
			var p Problems
			if !errors.As(err, &p) {
				t.Fatalf("error %v", err)
			}
			if s := p.Error(); !strings.Contains(s, c.want) || strings.Contains(s, "sandi") {
				t.Errorf("got %q, want %q", s, c.want)
			}
			for _, one := range p {
				if id := one.Text(terang.Indonesian); id == "" || strings.Contains(id, "{") {
					t.Errorf("Indonesian text %q", id)
				}
			}
		})
	}
}

func TestSecretsAreMasked(t *testing.T) {
	t.Parallel()
	l, err := load("postgres: postgres://terang:rahasia@db:5432/terang?sslpassword=rahasia\nworkspaces:\n  toko:\n    action:\n      url: https://api.toko.id\n      credential: rahasia\n", nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range l.Settings {
		if strings.Contains(s.Value, "rahasia") {
			t.Errorf("%s shows its secret: %s", s.Key, s.Value)
		}
	}
	if l.Config.Workspaces["toko"].Action.Credential != "rahasia" || l.Config.Workspaces["toko"].Pack != "retail" {
		t.Errorf("%+v", l.Config.Workspaces)
	}
	if v := find(t, l, "postgres").Value; !strings.Contains(v, "db:5432") {
		t.Errorf("masked beyond recognition: %s", v)
	}
}

func TestEnvironmentReachesWorkspaces(t *testing.T) {
	t.Parallel()
	l, err := load("", []string{"TERANG_WORKSPACES_TOKO_TERANG_ACTION_URL=http://b:1", "TERANG_LOGFORMAT=json", "TERANG_TEST_POSTGRES=x"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if l.Config.Workspaces["toko-terang"].Action.URL != "http://b:1" {
		t.Errorf("%+v", l.Config.Workspaces)
	}
	if len(l.Warnings) != 1 || l.Warnings[0].Nearest != "TERANG_LOG_FORMAT" {
		t.Errorf("warnings %+v", l.Warnings)
	}
}

func TestTemplateLoadsAsItIs(t *testing.T) {
	t.Parallel()
	for _, lang := range []terang.Language{terang.Indonesian, terang.English} {
		set := map[string]string{"listen": "127.0.0.1:9", "log.format": "json", "workspaces.toko.pack": "retail"}
		file := string(Template(lang, set))
		l, err := load(file, nil, nil)
		if err != nil {
			t.Fatalf("%v\n%s", err, file)
		}
		for key, want := range set {
			if s := find(t, l, key); s.Value != want || s.Origin.Kind != "file" {
				t.Errorf("%s: %+v\n%s", key, s, file)
			}
		}
	}
}

func FuzzLoad(f *testing.F) {
	f.Add("listen: 127.0.0.1:1\nlog:\n  format: json\n", "TERANG_LOG_LEVEL=warn")
	f.Add("workspaces:\n  a:\n    action: {hosts: [a.id, b.id]}\n", "TERANG_WORKSPACES_A_B_PACK=retail")
	f.Add("a: &a [*a]\n", "")
	f.Fuzz(func(t *testing.T, file, env string) {
		l, err := load(file, []string{env}, nil)
		if err == nil && l == nil {
			t.Fatal("neither value nor error")
		}
		if err != nil && err.Error() == "" {
			t.Fatal("an error without words")
		}
	})
}
