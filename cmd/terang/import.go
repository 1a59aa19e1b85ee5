package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"terang/config"
	formats "terang/exchange"
	"terang/move"
	"terang/store"
)

type importCmd struct {
	where
	Format string   `arg:"" enum:"terang,chatwoot,zendesk,intercom,csv-contacts,csv-conversations,csv-articles" help:"${help_import_format}"`
	Paths  []string `arg:"" name:"files" help:"${help_import_files}"`
	DryRun bool     `name:"dry-run" help:"${help_import_dry}"`
	All    bool     `help:"${help_import_all}"`
}

// Run reads files of another system, or of the house's own, into a workspace.
func (c *importCmd) Run(p *program) error {
	for _, path := range c.Paths {
		if info, err := os.Stat(path); path != "-" && (err != nil || info.IsDir()) {
			return fail("import_file", err, "file", path)
		}
	}
	return c.withStore(p, func(db *store.DB, cfg config.Config) error {
		w, err := findWorkspace(p.ctx, db, c.Workspace)
		if err != nil {
			return err
		}
		var sum move.Summary
		bring := func() (any, error) {
			var err error
			sum, err = c.bring(p, db, w.ID)
			return sum, err
		}
		if c.DryRun {
			_, err = bring()
		} else {
			names := make([]string, len(c.Paths))
			for i, path := range c.Paths {
				names[i] = filepath.Base(path)
			}
			err = recorded(p, db, cfg, change{w.ID, "import", "/imports", map[string]any{"format": c.Format, "files": names}}, bring)
		}
		switch {
		case err != nil:
			return fail("import_stopped", err, "rows", strconv.FormatInt(sum.Rows, 10))
		case p.json:
			return json.NewEncoder(p.out).Encode(map[string]move.Summary{"summary": sum})
		}
		p.printImported(sum)
		return nil
	})
}

// bring imports, and tells of each row.
func (c *importCmd) bring(p *program, db *store.DB, workspaceID string) (move.Summary, error) {
	var broken error
	out := bufio.NewWriter(p.out)
	lines := json.NewEncoder(out)
	sum, err := move.New(db, clock, random).Import(p.ctx, formats.Read(formats.Format(c.Format), c.files(&broken)), move.Options{WorkspaceID: workspaceID, DryRun: c.DryRun}, func(r move.Result) error {
		switch {
		case p.json:
			return lines.Encode(r.Tell(p.language))
		case c.DryRun || c.All || r.Action == move.Refused || r.DuplicateOf != "":
			_, err := out.WriteString(p.rowLine(r.Tell(p.language)))
			return err
		}
		return nil
	})
	return sum, errors.Join(err, broken, out.Flush())
}

// files opens one file after the other; what cannot be opened ends the import.
func (c *importCmd) files(broken *error) func(func(formats.File) bool) {
	return func(yield func(formats.File) bool) {
		for _, path := range c.Paths {
			var in io.ReadCloser = os.Stdin
			if path != "-" {
				f, err := os.Open(path)
				if err != nil {
					*broken = err
					return
				}
				in = f
			}
			more := yield(formats.File{Name: filepath.Base(path), Body: in})
			_ = in.Close()
			if !more {
				return
			}
		}
	}
}

func (p *program) rowLine(r move.Told) string {
	var b strings.Builder
	b.WriteString(r.File + ":" + strconv.FormatInt(r.Line, 10) + "  " + p.text("import_"+string(r.Action)))
	if r.Kind != "" {
		b.WriteString("  " + string(r.Kind) + " " + r.ID)
	}
	if r.Problem != nil {
		if r.Problem.Field != "" {
			b.WriteString("  [" + r.Problem.Field + "]")
		}
		b.WriteString("  " + r.What)
	}
	if r.DuplicateOf != "" {
		b.WriteString("  " + p.fill("import_duplicate", map[string]string{"contact": r.DuplicateOf}))
	}
	for _, n := range r.Notes {
		b.WriteString("  · " + n.What)
	}
	b.WriteByte('\n')
	if r.Next != "" {
		b.WriteString("  " + p.text("next") + ": " + r.Next + "\n")
	}
	return b.String()
}

func (p *program) printImported(s move.Summary) {
	key := "import_done"
	if s.DryRun {
		key = "import_dry"
	}
	p.println(p.fill(key, map[string]string{"rows": strconv.FormatInt(s.Rows, 10)}))
	actions := []move.Action{move.Create, move.Update, move.Same, move.Refused}
	p.printf("  %-18s", "")
	for _, a := range actions {
		p.printf(" %12s", p.text("import_"+string(a)))
	}
	p.println()
	for _, kind := range slices.Sorted(maps.Keys(s.Counts)) {
		name := string(kind)
		if name == "" {
			name = "?"
		}
		p.printf("  %-18s", name)
		for _, a := range actions {
			p.printf(" %12d", s.Counts[kind][a])
		}
		p.println()
	}
	if s.Duplicates > 0 {
		p.println(p.fill("import_duplicates", map[string]string{"count": strconv.FormatInt(s.Duplicates, 10)}))
	}
}

type exportCmd struct {
	where
	To string `default:"-" help:"${help_export_to}" placeholder:"DIR|-"`
}

// exported is what an export wrote.
type exported struct {
	File string `json:"file"`
	move.Written
}

// Run writes all that a workspace has as JSON Lines: to standard output, or to a file of its own that only its owner may read.
func (c *exportCmd) Run(p *program) error {
	return c.withStore(p, func(db *store.DB, cfg config.Config) error {
		w, err := findWorkspace(p.ctx, db, c.Workspace)
		if err != nil {
			return err
		}
		path, s := "", move.New(db, clock, random)
		if c.To != "-" {
			path = filepath.Join(c.To, slug(w.Name)+".terang.jsonl")
		}
		var written move.Written
		err = recorded(p, db, cfg, change{w.ID, "export", "/export", map[string]bool{"file": path != ""}}, func() (any, error) { // a look at everything
			var err error
			if path == "" {
				written, err = s.Export(p.ctx, w.ID, p.out)
			} else {
				written, err = writeExport(path, func(out io.Writer) (move.Written, error) { return s.Export(p.ctx, w.ID, out) })
			}
			return written, err
		})
		switch {
		case path == "":
			return err
		case err != nil:
			return fail("export_file", err, "file", path)
		}
		return p.result(exported{path, written}, func() {
			p.println(p.fill("export_done", map[string]string{"rows": strconv.FormatInt(written.Rows, 10), "file": path}))
		})
	})
}

// writeExport writes a file beside its place and puts it there when it is whole.
func writeExport(path string, write func(io.Writer) (move.Written, error)) (w move.Written, err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return w, err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".terang-export-*")
	if err != nil {
		return w, err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name())
		}
	}()
	if w, err = write(f); err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return w, err
	}
	return w, os.Rename(f.Name(), path)
}
