package httpapi

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"terang/config"
	"terang/move"
	"terang/store"
)

// toldImport is an answer of rows, read.
type toldImport struct {
	rows    []move.Told
	summary move.Summary
	problem *Problem
	ended   bool // the last line is there
}

func readTold(t *testing.T, body string) toldImport {
	t.Helper()
	var out toldImport
	for line := range strings.Lines(body) {
		if out.ended {
			t.Fatalf("a line after the last one: %s", line)
		}
		if strings.HasPrefix(line, `{"summary"`) {
			var l lastRow
			if err := json.Unmarshal([]byte(line), &l); err != nil {
				t.Fatal(err)
			}
			out.summary, out.problem, out.ended = l.Summary, l.Problem, true
			continue
		}
		var row move.Told
		if err := json.Unmarshal([]byte(line), &row); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		out.rows = append(out.rows, row)
	}
	return out
}

// filesForm is several files as a browser sends them, in their order.
func filesForm(t *testing.T, files ...string) (body string, kind as) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		part, err := w.CreateFormFile("file", files[i])
		if err == nil {
			_, err = io.WriteString(part, files[i+1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String(), with("Content-Type", w.FormDataContentType())
}

func (h *house) contactCount() (n int) {
	h.t.Helper()
	h.check(h.db.QueryRow(h.t.Context(), `select count(*) from contact where workspace_id = $1`, h.a.workspace.ID).Scan(&n))
	return n
}

const (
	kontak      = "id;nama;no_hp\n1;Ani;0812-1111-2222\n2;Budi\n3;Citra;bukan nomor\n"
	imports     = "/api/v1/imports"
	zendeskWho  = `{"users":[{"id":77,"name":"Rina","role":"agent"},{"id":5000,"name":"Ani","role":"end-user"}],"end_of_stream":true}`
	zendeskWhat = `{"id":9,"requester_id":5000,"subject":"Retur","status":"solved","created_at":"2024-05-01T09:00:00Z","comments":[{"id":1,"author_id":77,"plain_body":"Halo","public":true,"created_at":"2024-05-01T09:01:00Z"}]}` + "\n"
)

// TestAnImportIsTriedAndThenMade: a dry run tells each row in the caller's language and stores nothing; the import stores, again is
// the same, and stands in the audit trail with what came of it.
func TestAnImportIsTriedAndThenMade(t *testing.T) {
	onBoth(t, func(t *testing.T) {
		h := newHouse(t)
		h.server.Spool = t.TempDir()
		owner, english := signedIn(h.a.session), with("Accept-Language", "en")
		before := h.contactCount()
		r := h.call("POST", imports+"?format=csv-contacts&dry_run=true&name=kontak.csv", kontak, owner, english)
		tried := readTold(t, r.body)
		if r.status != 200 || r.header.Get("Content-Type") != rowsType || len(tried.rows) != 3 || !tried.ended || !tried.summary.DryRun {
			t.Fatalf("%d %s", r.status, r.body)
		}
		first, second, third := tried.rows[0], tried.rows[1], tried.rows[2]
		if first.Action != move.Create || first.File != "kontak.csv" || second.Action != move.Refused || second.Line != 3 || !strings.Contains(second.What, "another number of columns") || second.Next == "" {
			t.Errorf("%+v\n%+v", first, second)
		}
		if len(third.Notes) != 1 || third.Notes[0].Code != "phone" || !strings.Contains(third.Notes[0].What, "phone number") {
			t.Errorf("%+v", third.Notes)
		}
		if n := h.contactCount(); n != before || len(h.audit("", owner)) != 0 {
			t.Errorf("a dry run left %d contacts", n-before)
		}
		made := readTold(t, h.call("POST", imports+"?format=csv-contacts&name=kontak.csv", kontak, owner).body)
		if made.summary.Of(move.Create) != 2 || !strings.Contains(made.rows[1].What, "jumlah kolom") || h.contactCount() != before+2 {
			t.Errorf("%+v", made)
		}
		if again := readTold(t, h.call("POST", imports+"?format=csv-contacts&name=kontak.csv", kontak, owner).body); again.summary.Of(move.Same) != 2 || h.contactCount() != before+2 {
			t.Errorf("again: %+v", again.summary)
		}
		body, kind := filesForm(t, "users.json", zendeskWho, "leer.json", "", "tickets.jsonl", zendeskWhat)
		several := readTold(t, h.call("POST", imports+"?format=zendesk", body, owner, kind).body)
		if several.summary.Of(move.Create) != 3 || several.problem != nil || several.rows[len(several.rows)-1].File != "tickets.jsonl" {
			t.Errorf("%+v", several)
		}
		all := h.audit("", owner)
		if len(all) != 3 || all[0].Action != "import" || all[0].Outcome != "done" || all[0].Leaf == nil || !strings.Contains(string(all[0].Asked), `"tickets.jsonl"`) || strings.Contains(string(all[0].Asked), "leer") || !strings.Contains(string(all[0].After), `"rows":4`) {
			t.Errorf("%s", mustJSON(all))
		}
		if left, err := os.ReadDir(h.server.Spool); err != nil || len(left) != 0 {
			t.Errorf("left on the disk: %v %v", left, err)
		}
	})
}

// TestAnExportIsWhole: the house's own file, with its end, kept in the audit trail.
func TestAnExportIsWhole(t *testing.T) {
	onBoth(t, func(t *testing.T) {
		h := newHouse(t)
		h.settled(h.a)
		owner := signedIn(h.a.session)
		r := h.call("GET", "/api/v1/export", "", owner)
		lines := strings.Split(strings.TrimSpace(r.body), "\n")
		if r.status != 200 || !strings.Contains(r.header.Get("Content-Disposition"), ".terang.jsonl") || lines[0] != `{"record":"header","format":"terang","version":1}` {
			t.Fatalf("%d %s", r.status, r.body)
		}
		if end := fmt.Sprintf(`{"record":"end","rows":%d}`, len(lines)-2); lines[len(lines)-1] != end || !strings.Contains(r.body, h.a.conversation) || strings.Contains(r.body, h.b.conversation) {
			t.Errorf("%s", r.body)
		}
		if all := h.audit("", owner); len(all) != 1 || all[0].Action != "export" || all[0].Outcome != "done" || !strings.Contains(string(all[0].After), `"rows"`) {
			t.Errorf("%s", mustJSON(all))
		}
		back := readTold(t, h.call("POST", imports+"?format=terang&dry_run=true", r.body, owner).body)
		if !back.ended || back.problem != nil || back.summary.Of(move.Refused) != 0 || back.summary.Of(move.Create) != back.summary.Counts["statement"][move.Create] { // what another log says is another thing
			t.Errorf("what was written is not what is there: %+v", back.summary)
		}
	})
}

// TestMovingAsksForTheOwnerWhoIsThere: whoever signed in long ago proves to be there first, and the file is not looked at before.
func TestMovingAsksForTheOwnerWhoIsThere(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.clock.Store(int64(time.Hour))
	for _, target := range []string{"POST " + imports + "?format=csv-contacts", "GET /api/v1/export"} {
		method, path, _ := strings.Cut(target, " ")
		if r := h.call(method, path, kontak, signedIn(h.a.session)); r.status != 403 || r.problem().Code != "confirm_needed" {
			t.Errorf("%s: %d %s", target, r.status, r.body)
		}
	}
	if h.contactCount() != 1 {
		t.Error("something was brought along")
	}
}

// TestAnImportIsBounded: what is too large, too many, empty or cut off is refused as a problem before a row is read.
func TestAnImportIsBounded(t *testing.T) {
	t.Parallel()
	h := newHouse(t, func(c *config.Config) { c.Limits.Import = 1 << 20 })
	h.server.Spool = t.TempDir()
	owner := signedIn(h.a.session)
	var many []string
	for i := range maxBrought + 1 {
		many = append(many, fmt.Sprintf("%d.csv", i), kontak)
	}
	tooMany, kind := filesForm(t, many...)
	large := strings.Repeat(kontak, 1<<20/len(kontak)+1)
	largeForm, largeKind := filesForm(t, "a.csv", large)
	unknown := func(r *http.Request) { r.ContentLength = -1 }
	for name, c := range map[string]struct {
		body, query, code string
		status            int
		opts              []as
	}{
		"large":        {large, "?format=csv-contacts", "import_too_large", 413, nil},
		"large, later": {large, "?format=csv-contacts", "import_too_large", 413, []as{unknown}},
		"large form":   {largeForm, "?format=csv-contacts", "import_too_large", 413, []as{largeKind, unknown}},
		"too many":     {tooMany, "?format=csv-contacts", "import_too_many", 422, []as{kind}},
		"empty":        {"", "?format=csv-contacts", "import_no_file", 422, nil},
		"no form":      {"x", "?format=csv-contacts", "import_no_file", 422, []as{with("Content-Type", "multipart/form-data; boundary=y")}},
		"cut off":      {"--y\r\nContent-Disposition: form-data; name=f; filename=a.csv\r\n\r\nid", "?format=csv-contacts", "body_incomplete", 422, []as{with("Content-Type", "multipart/form-data; boundary=y")}},
		"no format":    {kontak, "", "invalid_input", 422, nil},
		"other format": {kontak, "?format=freshdesk", "invalid_input", 422, nil},
	} {
		r := h.call("POST", imports+c.query, c.body, append([]as{owner}, c.opts...)...)
		if p := r.problem(); r.status != c.status || p.Code != c.code || p.Detail == "" || r.header.Get("Content-Type") != problemType {
			t.Errorf("%s: %d %s", name, r.status, r.body)
		}
	}
	if h.contactCount() != 1 || len(h.audit("", owner)) != 0 {
		t.Error("something was brought along")
	}
	if left, err := os.ReadDir(h.server.Spool); err != nil || len(left) != 0 {
		t.Errorf("left on the disk: %v %v", left, err)
	}
	for range maxMoving {
		h.server.moves.room.enter()
	}
	if r := h.call("POST", imports+"?format=csv-contacts", kontak, owner); r.status != 503 || r.problem().Code != "move_busy" || r.header.Get("Retry-After") == "" {
		t.Errorf("%d %s", r.status, r.body)
	}
}

// people is a CSV of contacts.
func people(n int) string {
	var b strings.Builder
	b.WriteString("id,name\n")
	for i := range n {
		fmt.Fprintf(&b, "%d,Orang %d\n", i, i)
	}
	return b.String()
}

// TestABrokenImportKeepsWhatItHas: nobody reads on, or the server ends; what was stored stays, the trail says that it was not
// finished, and the same import again makes it whole.
func TestABrokenImportKeepsWhatItHas(t *testing.T) {
	onBoth(t, func(t *testing.T) {
		h := newHouse(t)
		const all = 20_000
		csv, owner := people(all), signedIn(h.a.session)
		begin := func() (*http.Response, *bufio.Reader) {
			t.Helper()
			req, err := http.NewRequestWithContext(t.Context(), "POST", h.url+imports+"?format=csv-contacts", strings.NewReader(csv))
			h.check(err)
			owner(req)
			res, err := http.DefaultClient.Do(req)
			h.check(err)
			in := bufio.NewReader(res.Body)
			if line, err := in.ReadString('\n'); err != nil || !strings.Contains(line, `"create"`) && !strings.Contains(line, `"same"`) {
				t.Fatalf("%q %v", line, err)
			}
			return res, in
		}
		outcome := func(n int) {
			t.Helper()
			h.eventually("the trail has it", func() bool {
				kept := h.audit("", owner)
				return len(kept) == n && kept[0].Outcome == store.AuditUnknown && strings.Contains(string(kept[0].After), `"rows"`)
			})
		}
		res, _ := begin()
		_ = res.Body.Close()
		outcome(1)
		if n := h.contactCount(); n < move.BatchRows || n >= all {
			t.Fatalf("%d contacts", n)
		}
		res, in := begin()
		h.server.moves.end()
		rest, err := io.ReadAll(in)
		h.check(err)
		_ = res.Body.Close()
		if got := readTold(t, string(rest)); got.problem == nil || got.problem.Code != "import_stopped" || got.summary.Rows == 0 || got.summary.Rows >= all {
			t.Fatalf("%+v %+v", got.problem, got.summary)
		}
		outcome(2)
		h.server.moves = newMoves(h.server.moves.service)
		whole := readTold(t, h.call("POST", imports+"?format=csv-contacts", csv, owner).body)
		if whole.problem != nil || whole.summary.Of(move.Create)+whole.summary.Of(move.Same) != all || whole.summary.Of(move.Same) < move.BatchRows || h.contactCount() != all+1 {
			t.Errorf("%+v", whole.summary)
		}
	})
}

// TestALongImportOutlivesTheServersTimeouts: the body comes slowly, and the answer takes longer than any other may.
func TestALongImportOutlivesTheServersTimeouts(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	const patience = 250 * time.Millisecond
	web := httptest.NewUnstartedServer(h.server)
	web.Config.ReadTimeout, web.Config.WriteTimeout = patience, patience
	web.Start()
	defer web.Close()
	csv := people(5000)
	body, send := io.Pipe()
	go func() {
		for len(csv) > 0 {
			n := min(len(csv), 20_000)
			_, _ = io.WriteString(send, csv[:n])
			csv = csv[n:]
			time.Sleep(patience / 2)
		}
		_ = send.Close()
	}()
	req, err := http.NewRequestWithContext(t.Context(), "POST", web.URL+imports+"?format=csv-contacts", body)
	h.check(err)
	signedIn(h.a.session)(req)
	began := time.Now()
	res, err := http.DefaultClient.Do(req)
	h.check(err)
	defer res.Body.Close()
	first := time.Since(began)
	b, err := io.ReadAll(res.Body)
	h.check(err)
	if got := readTold(t, string(b)); !got.ended || got.problem != nil || got.summary.Of(move.Create) != 5000 {
		t.Fatalf("%d %+v %+v", res.StatusCode, got.summary, got.problem)
	}
	if first < 2*patience {
		t.Errorf("the body came in %s", first)
	}
}
