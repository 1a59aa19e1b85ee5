package openapi

import (
	"crypto/rand"
	"errors"
	"fmt"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"terang"
	"terang/action"
	"terang/internal/toko"
)

func read(t *testing.T, file string) []byte {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// described is the shop's description as its server gives it.
func described(t testing.TB) []byte {
	t.Helper()
	server, err := toko.New(toko.Config{Dir: t.TempDir(), APIKey: strings.Repeat("k", 32), Clock: time.Now, Random: rand.Reader, Demo: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	w := httptest.NewRecorder()
	server.Handler().ServeHTTP(w, httptest.NewRequest("GET", "/openapi.yaml", nil))
	if w.Code != 200 {
		t.Fatal(w.Code)
	}
	return w.Body.Bytes()
}

// TestTheShopsOwnDescriptionGivesItsActions: what somebody wrote by hand for the shop comes out of its description too.
func TestTheShopsOwnDescriptionGivesItsActions(t *testing.T) {
	t.Parallel()
	d, err := Read(described(t))
	if err != nil {
		t.Fatal(err)
	}
	if d.Title != "Toko Terang" || d.Credential.Kind != KindHeader || d.Credential.Header != "X-Api-Key" || len(d.Servers) != 1 {
		t.Errorf("%+v", d)
	}
	specs, err := action.ParseSpecs("actions.yaml", read(t, "../../packs/retail/actions.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	called := map[string]string{
		"verify_start": "startVerification", "verify_check": "checkVerification", "order_get": "getOrder", "orders_list": "listOrders", "password_reset": "createPasswordReset",
		"appointment_slots": "listSlots", "appointment_book": "bookAppointment", "appointment_list": "listAppointments", "appointment_cancel": "cancelAppointment",
	}
	known := map[string]string{
		// A description does not say that an operation proves who somebody is: the author says so.
		"verify_start": "risk is change, not identity", "verify_check": "risk is change, not identity",
	}
	tried := 0
	for _, want := range specs {
		id := called[want.Name]
		if id == "" {
			continue
		}
		tried++
		got, err := d.Pick([]string{id})
		if err != nil {
			t.Errorf("%s: %v", id, err)
			continue
		}
		differences := strings.Join(got[0].Spec.Same(want), "; ")
		if differences != known[want.Name] {
			t.Errorf("%s: %s", want.Name, differences)
		}
	}
	if tried < 9 {
		t.Errorf("only %d of the shop's actions were compared", tried)
	}
}

// TestWhatIsWrittenIsReadBack: the file of an import is an actions file, and says the same.
func TestWhatIsWrittenIsReadBack(t *testing.T) {
	t.Parallel()
	for _, text := range [][]byte{described(t), read(t, "testdata/hotel.json")} {
		d, err := Read(text)
		if err != nil {
			t.Fatal(err)
		}
		b, err := action.FormatSpecs(d.Proposals)
		if err != nil {
			t.Fatal(err)
		}
		specs, err := action.ParseSpecs("out.yaml", b)
		if err != nil {
			t.Fatalf("%v\n%s", err, b)
		}
		for i, s := range specs {
			d.Proposals[i].Spec.Retries = s.Retries // 0 and -1 both are none
			one, _ := action.FormatSpecs(d.Proposals[i : i+1])
			two, _ := action.FormatSpecs([]action.Proposal{{Spec: s, Summary: d.Proposals[i].Summary, Notes: d.Proposals[i].Notes}})
			if string(one) != string(two) {
				t.Errorf("%s became %s", one, two)
			}
		}
	}
}

func TestOperationsBecomeActions(t *testing.T) {
	t.Parallel()
	d, err := Read(read(t, "testdata/hotel.json"))
	if err != nil {
		t.Fatal(err)
	}
	b, err := action.FormatSpecs(d.Proposals)
	if err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	fmt.Fprintf(&got, "%s %v\n%+v\n%s", d.Title, d.Servers, d.Credential, b)
	for _, s := range d.Skipped {
		fmt.Fprintf(&got, "skipped: %s %s: %s %s\n", s.Method, s.Path, s.Why, s.What)
	}
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile("testdata/hotel.want", []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want := string(read(t, "testdata/hotel.want")); got.String() != want {
		t.Errorf("got\n%s\nwant\n%s", got.String(), want)
	}
}

func codeOf(err error) string {
	e, _ := errors.AsType[*terang.Error](err)
	if e == nil {
		return ""
	}
	return e.Code
}

func TestHostileDescriptionsAreRefused(t *testing.T) {
	t.Parallel()
	const head = `{"openapi":"3.1.0","info":{"title":"x","version":"1"},`
	deep := strings.Repeat(`{"a":`, 5000) + "1" + strings.Repeat("}", 5000)
	var wide strings.Builder
	for i := range 2000 {
		fmt.Fprintf(&wide, `"/p%d":{"get":{"responses":{"200":{"$ref":"#/components/responses/R"}}}},`, i)
	}
	for name, c := range map[string]struct{ text, code string }{
		"nothing":         {"", CodeUnreadable},
		"not a map":       {"[1]", CodeUnreadable},
		"old":             {`{"swagger":"2.0","paths":{}}`, CodeVersion},
		"no operations":   {head + `"paths":{}}`, CodeEmpty},
		"a file":          {head + `"paths":{"/a":{"$ref":"other.yaml#/a"}}}`, CodeReference},
		"an address":      {head + `"paths":{"/a":{"get":{"responses":{"200":{"$ref":"http://169.254.169.254/x"}}}}}}`, CodeReference},
		"a circle":        {head + `"paths":{"/a":{"get":{"responses":{"200":{"$ref":"#/components/responses/A"}}}}},"components":{"responses":{"A":{"$ref":"#/components/responses/B"},"B":{"$ref":"#/components/responses/A"}}}}`, CodeReference},
		"itself":          {head + `"paths":{"/a":{"$ref":"#/paths/~1a"}}}`, CodeReference},
		"nowhere":         {head + `"paths":{"/a":{"get":{"responses":{"200":{"$ref":"#/components/responses/A"}}}}}}`, CodeReference},
		"deep":            {head + `"paths":{},"x-deep":` + deep + `}`, CodeTooLarge},
		"large":           {head + `"x":"` + strings.Repeat("a", MaxFile) + `"}`, CodeTooLarge},
		"many operations": {head + `"paths":{` + strings.TrimSuffix(wide.String(), ",") + `},"components":{"responses":{"R":{"description":"x"}}}}`, CodeTooLarge},
		"laughs":          {"openapi: 3.0.3\na: &a [x,x,x]\nb: &b [*a,*a,*a]\nc: [*b,*b,*b]\npaths: {}\n", CodeReference},
		"two documents":   {"openapi: 3.0.3\n---\nopenapi: 3.0.3\n", CodeUnreadable},
		"wrong types":     {head + `"paths":[1,2]}`, CodeUnreadable},
		"nulls":           {head + `"paths":null}`, CodeEmpty},
	} {
		began := time.Now()
		_, err := Read([]byte(c.text))
		if codeOf(err) != c.code {
			t.Errorf("%s: %v, want %s", name, err, c.code)
		}
		if took := time.Since(began); took > 3*time.Second {
			t.Errorf("%s took %v", name, took)
		}
	}
}

// TestSchemasThatContainThemselves end, however they are put together.
func TestSchemasThatContainThemselves(t *testing.T) {
	t.Parallel()
	for name, schema := range map[string]string{
		"a tree":   `{"type":"object","properties":{"left":{"$ref":"#/components/schemas/S"},"right":{"$ref":"#/components/schemas/S"}}}`,
		"all of":   `{"allOf":[{"$ref":"#/components/schemas/S"},{"$ref":"#/components/schemas/S"},{"type":"object","properties":{"a":{"type":"string"}}}]}`,
		"any of":   `{"anyOf":[{"$ref":"#/components/schemas/S"},{"$ref":"#/components/schemas/S"},{"$ref":"#/components/schemas/S"}]}`,
		"a list":   `{"type":"array","items":{"$ref":"#/components/schemas/S"}}`,
		"wide":     `{"type":"object","properties":{` + members(60, `{"$ref":"#/components/schemas/S"}`) + `}}`,
		"unclosed": `{"type":["object","null"],"additionalProperties":{"$ref":"#/components/schemas/S"}}`,
	} {
		began := time.Now()
		text := `{"openapi":"3.1.0","info":{"title":"x","version":"1"},"paths":{"/a":{"post":{"operationId":"a",
			"requestBody":{"content":{"application/json":{"schema":{"$ref":"#/components/schemas/S"}}}},
			"responses":{"200":{"description":"x","content":{"application/json":{"schema":{"$ref":"#/components/schemas/S"}}}}}}}},"components":{"schemas":{"S":` + schema + `}}}`
		d, err := Read([]byte(text))
		if err == nil {
			for _, p := range d.Proposals {
				if problem := p.Spec.Check(); problem != "" {
					t.Errorf("%s: %s", name, problem)
				}
			}
		} else if codeOf(err) == "" {
			t.Errorf("%s: %v", name, err)
		}
		if took := time.Since(began); took > 3*time.Second {
			t.Errorf("%s took %v", name, took)
		}
	}
}

func members(n int, schema string) string {
	parts := make([]string, n)
	for i := range parts {
		parts[i] = fmt.Sprintf(`"m%d":%s`, i, schema)
	}
	return strings.Join(parts, ",")
}

func FuzzRead(f *testing.F) {
	f.Add(described(f))
	hotel, err := os.ReadFile("testdata/hotel.json")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(hotel)
	f.Add([]byte(`{"openapi":"3.1.0","paths":{"/a":{"get":{}}}}`))
	f.Add([]byte("openapi: 3.0.0\npaths:\n  /a/{B}:\n    delete:\n      parameters: [{in: path, name: B}]\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		began := time.Now()
		d, err := Read(b)
		if took := time.Since(began); took > 5*time.Second {
			t.Fatalf("took %v", took)
		}
		if err != nil {
			if codeOf(err) == "" {
				t.Fatalf("an error without a code: %v", err)
			}
			return
		}
		out, err := action.FormatSpecs(d.Proposals)
		if err != nil {
			t.Fatal(err)
		}
		if len(d.Proposals) > 0 && len(d.Proposals) <= 200 && len(out) < 200<<10 {
			if _, err := action.ParseSpecs("out.yaml", out); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
		}
	})
}
