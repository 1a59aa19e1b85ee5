package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"terang"
	"terang/config"
	"terang/playbook"
)

// program is one run of the command line.
type program struct {
	ctx      context.Context //nolint:containedctx // the run's own, ended by signals
	environ  []string
	out, err io.Writer
	language terang.Language
	json     bool
}

// cli is the command line.
type cli struct {
	JSON bool `help:"${help_json}"`

	Serve      serveCmd      `cmd:"" help:"${help_serve}"`
	Demo       demoCmd       `cmd:"" help:"${help_demo}"`
	Init       initCmd       `cmd:"" help:"${help_init}"`
	Doctor     doctorCmd     `cmd:"" help:"${help_doctor}"`
	Config     configCmd     `cmd:"" help:"${help_config}"`
	Verify     verifyCmd     `cmd:"" help:"${help_verify}"`
	Train      trainCmd      `cmd:"" help:"${help_train}"`
	Playbook   playbookCmd   `cmd:"" help:"${help_playbook}"`
	Lint       lintCmd       `cmd:"" help:"${help_lint}"`
	Test       testCmd       `cmd:"" help:"${help_test}"`
	Simulate   simulateCmd   `cmd:"" help:"${help_simulate}"`
	Log        logCmd        `cmd:"" help:"${help_log}"`
	Trust      trustCmd      `cmd:"" help:"${help_trust}"`
	Report     reportCmd     `cmd:"" help:"${help_report}"`
	Eval       evalCmd       `cmd:"" help:"${help_eval}"`
	User       userCmd       `cmd:"" help:"${help_user}"`
	Token      tokenCmd      `cmd:"" help:"${help_token}"`
	Actions    actionsCmd    `cmd:"" help:"${help_actions}"`
	Connection connectionCmd `cmd:"" help:"${help_connection}"`
	Secret     secretCmd     `cmd:"" help:"${help_secret}"`
	Import     importCmd     `cmd:"" help:"${help_import}"`
	Export     exportCmd     `cmd:"" help:"${help_export}"`
	Bench      benchCmd      `cmd:"" help:"${help_bench}"`
	Conform    conformCmd    `cmd:"" help:"${help_conform}"`
	Version    versionCmd    `cmd:"" help:"${help_version}"`
}

// source are the flags by which the configuration is read; every command that reads it has them.
type source struct {
	File      string            `name:"config" short:"c" help:"${help_file}" placeholder:"FILE"`
	Set       map[string]string `help:"${help_set}" placeholder:"KEY=VALUE" mapsep:"none"`
	Listen    *string           `help:"${help_listen}" placeholder:"HOST:PORT"`
	PublicURL *string           `name:"public-url" help:"${help_public_url}" placeholder:"URL"`
	Data      *string           `help:"${help_data}" placeholder:"DIR"`
	Postgres  *string           `help:"${help_postgres}" placeholder:"URL"`
	LogFormat *string           `name:"log-format" help:"${help_log_format}" placeholder:"text|json"`
	LogLevel  *string           `name:"log-level" help:"${help_log_level}" placeholder:"LEVEL"`
}

func (s source) load(p *program) (*config.Loaded, error) {
	flags := maps.Clone(s.Set)
	if flags == nil {
		flags = map[string]string{}
	}
	for key, v := range map[string]*string{
		"listen": s.Listen, "public_url": s.PublicURL, "data": s.Data, "postgres": s.Postgres, "log.format": s.LogFormat, "log.level": s.LogLevel,
	} {
		if v != nil {
			flags[key] = *v
		}
	}
	return config.Load(config.Sources{File: s.File, ReadFile: os.ReadFile, Environ: p.environ, Flags: flags})
}

// errExit ends the run quietly: help was asked for.
var errExit = errors.New("terang: exit")

func (p *program) parseAndRun(args []string) (err error) {
	defer func() { // kong leaves through Exit after it printed help
		if cause := recover(); cause != nil {
			if cause != errExit { //nolint:errorlint // a panic's value, our own
				panic(cause)
			}
			err = nil
		}
	}()
	var c cli
	parser, err := kong.New(&c, kong.Name("terang"), kong.Description(words("help_about").In(p.language)), kong.Writers(p.out, p.err),
		kong.Exit(func(int) { panic(errExit) }), kong.Vars(helpVars(p.language)), kong.UsageOnError(), kong.ConfigureHelp(kong.HelpOptions{Compact: true}))
	if err != nil {
		return fmt.Errorf("terang: command line: %w", err)
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	if args[0] == "help" {
		args = append(slices.Clone(args[1:]), "--help")
	}
	parsed, err := parser.Parse(args)
	if err != nil {
		var bad *kong.ParseError
		if errors.As(err, &bad) {
			return &failure{code: "usage", args: map[string]string{"detail": bad.Error(), "command": commandOf(bad)}}
		}
		return err
	}
	p.json = c.JSON
	return parsed.Run(p)
}

// commandOf is the command whose help answers a mistake in its arguments.
func commandOf(bad *kong.ParseError) string {
	if bad.Context != nil {
		if node := bad.Context.Selected(); node != nil {
			return node.FullPath()
		}
	}
	return "terang"
}

func helpVars(l terang.Language) map[string]string {
	out := map[string]string{}
	for _, table := range []map[string]terang.Text{texts, demoTexts, benchTexts, evalTexts, proofTexts, conformTexts, trialTexts, connectionTexts, playbookTexts, reportTexts, trustTexts, importTexts} {
		for key, t := range table {
			if strings.HasPrefix(key, "help_") {
				out[key] = t.In(l)
			}
		}
	}
	return out
}

// operatorLanguage is Indonesian when the environment's language begins with id, else English.
func operatorLanguage(environ []string) terang.Language {
	env := map[string]string{}
	for _, kv := range environ {
		k, v, _ := strings.Cut(kv, "=")
		env[k] = v
	}
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := env[name]; v != "" {
			if strings.HasPrefix(strings.ToLower(v), "id") {
				return terang.Indonesian
			}
			return terang.English
		}
	}
	return terang.English
}

// failure is an error for the operator: what, why and the next command are looked up by its code.
type failure struct {
	code string
	args map[string]string
	err  error
}

// Error implements error.
func (f *failure) Error() string {
	if f.err != nil {
		return f.code + ": " + f.err.Error()
	}
	return f.code
}

// Unwrap returns the cause.
func (f *failure) Unwrap() error { return f.err }

func fail(code string, err error, args ...string) error {
	f := &failure{code: code, err: err, args: map[string]string{}}
	for i := 0; i+1 < len(args); i += 2 {
		f.args[args[i]] = args[i+1]
	}
	return f
}

// explanation is an error as it is printed.
type explanation struct {
	Code     string           `json:"code"`
	What     string           `json:"what"`
	Why      string           `json:"why,omitempty"`
	Next     string           `json:"next,omitempty"`
	Problems []config.Problem `json:"problems,omitempty"`
}

// explain prints an error: what happened, why, and the next command.
func (p *program) explain(err error) {
	e := p.explanation(err)
	if p.json {
		_ = json.NewEncoder(p.err).Encode(map[string]explanation{"error": e})
		return
	}
	_, _ = fmt.Fprintf(p.err, "terang: %s\n", e.What)
	if e.Why != "" {
		_, _ = fmt.Fprintf(p.err, "  %s: %s\n", words("why").In(p.language), strings.ReplaceAll(e.Why, "\n", "\n    "))
	}
	if e.Next != "" {
		_, _ = fmt.Fprintf(p.err, "  %s: %s\n", words("next").In(p.language), e.Next)
	}
}

func (p *program) explanation(err error) explanation {
	var problems config.Problems
	if errors.As(err, &problems) {
		lines := make([]string, len(problems))
		for i, one := range problems {
			lines[i] = one.Text(p.language)
		}
		return explanation{Code: "config", What: p.text("err_config_what"), Why: "\n" + strings.Join(lines, "\n"), Next: p.text("err_config_next"), Problems: problems}
	}
	var f *failure
	if errors.As(err, &f) {
		e := explanation{Code: f.code, What: p.fill("err_"+f.code+"_what", f.args), Why: p.fill("err_"+f.code+"_why", f.args), Next: p.fill("err_"+f.code+"_next", f.args)}
		if e.Why == "" && f.err != nil {
			e.Why = playbook.Tell(f.err, p.language)
		}
		return e
	}
	var t *terang.Error
	if errors.As(err, &t) {
		if words("err_"+t.Code+"_what") != nil {
			return explanation{Code: t.Code, What: p.fill("err_"+t.Code+"_what", t.Args), Why: p.fill("err_"+t.Code+"_why", t.Args), Next: p.fill("err_"+t.Code+"_next", t.Args)}
		}
	}
	return explanation{Code: "failed", What: p.text("err_failed_what"), Why: playbook.Tell(err, p.language), Next: p.text("err_failed_next")}
}

func (p *program) text(key string) string { return words(key).In(p.language) }

func (p *program) fill(key string, args map[string]string) string {
	pairs := make([]string, 0, 2*len(args))
	for k, v := range args {
		pairs = append(pairs, "{"+k+"}", v)
	}
	return strings.NewReplacer(pairs...).Replace(p.text(key))
}

// result prints v as JSON where that was asked for, else the lines for people.
func (p *program) result(v any, lines func()) error {
	if !p.json {
		lines()
		return nil
	}
	enc := json.NewEncoder(p.out)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return fmt.Errorf("terang: print: %w", err)
	}
	return nil
}
