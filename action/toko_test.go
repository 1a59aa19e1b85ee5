package action

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"terang"
	"terang/internal/toko"
)

const tokoKey = "a key for tests only"

// shop is the real Toko Terang on a loopback listener.
type shop struct {
	t   testing.TB
	url string
}

func newShop(t testing.TB) *shop {
	t.Helper()
	server, err := toko.New(toko.Config{Dir: t.TempDir(), APIKey: tokoKey, Clock: time.Now, Random: rand.Reader, Demo: true})
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(server.Handler())
	t.Cleanup(func() {
		s.CloseClientConnections()
		s.Close()
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	})
	return &shop{t: t, url: s.URL}
}

func tokoSpecs(t testing.TB) []Spec {
	t.Helper()
	b, err := os.ReadFile("testdata/toko.yaml")
	if err != nil {
		t.Fatal(err)
	}
	specs, err := ParseSpecs("toko.yaml", b)
	if err != nil {
		t.Fatal(err)
	}
	return specs
}

// newClient makes a client of url that does not wait between attempts; change may alter its config.
func newClient(t testing.TB, url string, specs []Spec, change ...func(*Config)) *Client {
	t.Helper()
	cfg := Config{
		BaseURL: url, Allow: []string{hostOf(url)}, Credential: Credential{Header: toko.APIKeyHeader, Value: tokoKey},
		Specs: specs, Clock: time.Now, Jitter: func() float64 { return 0.5 },
	}
	for _, c := range change {
		c(&cfg)
	}
	c, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	c.sleep = func(ctx context.Context, _ time.Duration) error { return ctx.Err() }
	t.Cleanup(c.Close)
	return c
}

func hostOf(url string) string {
	_, host, _ := strings.Cut(url, "://")
	host, _, _ = strings.Cut(host, "/")
	return host
}

// faults switches the shop's faults on; "{}" off.
func (s *shop) faults(body string) {
	s.t.Helper()
	resp, err := http.Post(s.url+"/demo/faults", "application/json", strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusOK {
		s.t.Fatal(resp.Status)
	}
}

// phone reads the messages on the customer's phone.
func (s *shop) phone(customer string) []string {
	s.t.Helper()
	resp, err := http.Get(s.url + "/demo/phone/" + customer + "/messages")
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	var got struct {
		Items []struct {
			Text string `json:"text"`
		} `json:"items"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&got); err != nil {
		s.t.Fatal(err)
	}
	texts := make([]string, len(got.Items))
	for i, m := range got.Items {
		texts[i] = m.Text
	}
	return texts
}

var sixDigits = regexp.MustCompile(`\b[0-9]{6}\b`)

// call must work.
func call(t testing.TB, c *Client, action, key string, inputs map[string]any) Result {
	t.Helper()
	res, err := c.Call(t.Context(), Request{Action: action, Inputs: inputs, Key: key, Scope: "cnv_1"})
	if err != nil {
		t.Fatalf("%v: %+v", err, res)
	}
	return res
}

// refused must fail with the code and reason.
func refused(t testing.TB, c *Client, action, key string, inputs map[string]any, code string, reason Reason) (Result, *terang.Error) {
	t.Helper()
	res, err := c.Call(t.Context(), Request{Action: action, Inputs: inputs, Key: key, Scope: "cnv_1"})
	return res, wantError(t, err, code, reason)
}

func wantError(t testing.TB, err error, code string, reason Reason) *terang.Error {
	t.Helper()
	e := asError(err)
	if e == nil || e.Code != code || ReasonOf(err) != reason {
		t.Fatalf("error %v (reason %q), want %s (%s)", err, ReasonOf(err), code, reason)
	}
	return e
}

// prove makes Sari prove who she is.
func (s *shop) prove(c *Client) (token string) {
	s.t.Helper()
	started := call(s.t, c, "verify_start", "1.1", map[string]any{"order_no": toko.DemoOrder})
	texts := s.phone(toko.DemoCustomer)
	checked := call(s.t, c, "verify_check", "2.1", map[string]any{
		"verification_id": started.Data["verification_id"], "code": sixDigits.FindString(texts[len(texts)-1]),
	})
	token, _ = checked.Data["customer_token"].(string)
	return token
}

func TestTokoSpecsReachEveryOperation(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	c := newClient(t, s.url, tokoSpecs(t))
	started := call(t, c, "verify_start", "1.1", map[string]any{"order_no": "TRG-1042", "phone": "", "email": nil})
	if started.Data["masked"] != "+62 812-****-4321" || started.Data["channel"] != "sms" || started.Status != 201 {
		t.Fatal(started)
	}
	code := sixDigits.FindString(s.phone(toko.DemoCustomer)[0])
	wrong := "000000"
	if code == wrong {
		wrong = "000001"
	}
	id := started.Data["verification_id"]
	res, e := refused(t, c, "verify_check", "2.1", map[string]any{"verification_id": id, "code": wrong}, CodeRejected, ReasonRejected)
	if res.Status != 422 || res.Data["code"] != "wrong_code" || res.Data["tries_left"] != 4.0 || e.Kind != terang.Invalid || res.Attempts != 1 {
		t.Fatal(res)
	}
	checked := call(t, c, "verify_check", "3.1", map[string]any{"verification_id": id, "code": code})
	if checked.Data["customer_name"] != "Sari Wulandari" || checked.Data["customer_id"] != toko.DemoCustomer || len(checked.Data) != 4 {
		t.Fatal(checked)
	}
	me := map[string]any{"customer_token": checked.Data["customer_token"]}
	with := func(k string, v any) map[string]any {
		return map[string]any{"customer_token": me["customer_token"], k: v}
	}
	order := call(t, c, "order_get", "", with("order_no", "TRG-1042"))
	history, _ := order.Data["history"].([]any)
	if order.Data["status"] != "shipped" || order.Data["late"] != true || order.Data["delay_reason"] != "weather_flood" || len(history) != 4 || order.Data["total"] != 381000.0 {
		t.Fatal(order)
	}
	if _, there := order.Data["delivered_at"]; there {
		t.Error("null counts as absent")
	}
	if _, e := refused(t, c, "order_get", "", with("order_no", "TRG-1043"), CodeNotFound, ReasonNotFoundStatus); e.Kind != terang.NotFound {
		t.Error(e.Kind)
	}
	if res, e := refused(t, c, "order_get", "", map[string]any{"order_no": "TRG-1042", "customer_token": "old"}, CodeRejected, ReasonRejected); e.Kind != terang.Unauthorized || res.Data["code"] != "customer_token" {
		t.Error(res, e.Kind)
	}
	list := call(t, c, "orders_list", "", map[string]any{"customer_id": toko.DemoCustomer, "customer_token": me["customer_token"], "limit": 2})
	if orders, _ := list.Data["orders"].([]any); len(orders) != 2 || list.Data["next"] == nil {
		t.Fatal(list)
	}
	reset := call(t, c, "password_reset", "4.1", with("customer_id", toko.DemoCustomer))
	if link, _ := reset.Data["link"].(string); !strings.Contains(link, "/password-resets/prt_") {
		t.Fatal(reset)
	}
	slots, _ := call(t, c, "appointment_slots", "", map[string]any{"service": "repair", "limit": 1.0}).Data["slots"].([]any)
	slot, _ := slots[0].(map[string]any)
	booked := call(t, c, "appointment_book", "5.1", with("slot_id", slot["id"]))
	if booked.Data["starts_at"] != slot["starts_at"] {
		t.Fatal(booked, slot)
	}
	if res, e := refused(t, c, "appointment_book", "6.1", with("slot_id", slot["id"]), CodeRejected, ReasonRejected); e.Kind != terang.Conflict || res.Data["code"] != "already_booked" {
		t.Error(res, e.Kind)
	}
	if got := call(t, c, "appointment_list", "", with("customer_id", toko.DemoCustomer)); len(got.Data) != 1 {
		t.Error(got)
	}
	if got := call(t, c, "appointment_cancel", "7.1", with("appointment_id", booked.Data["appointment_id"])); got.Data["status"] != "cancelled" {
		t.Error(got)
	}
}

func TestRetriedChangeIsDoneOnce(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	c := newClient(t, s.url, tokoSpecs(t))
	me := map[string]any{"customer_id": toko.DemoCustomer, "customer_token": s.prove(c)}
	before := len(s.phone(toko.DemoCustomer))
	s.faults(`{"fail_next":2,"when":"after"}`) // the work is done, but the answer is 503
	res := call(t, c, "password_reset", "4.1", me)
	if res.Attempts != 3 || len(s.phone(toko.DemoCustomer)) != before+1 {
		t.Errorf("%d attempts, %d messages", res.Attempts, len(s.phone(toko.DemoCustomer))-before)
	}
	again := call(t, c, "password_reset", "4.1", me) // a replayed turn
	if again.Data["link"] != res.Data["link"] || len(s.phone(toko.DemoCustomer)) != before+1 {
		t.Error("the replay made another link")
	}
	other, err := c.Call(t.Context(), Request{Action: "password_reset", Inputs: me, Key: "4.1", Scope: "cnv_2"})
	if err != nil || other.Data["link"] == res.Data["link"] {
		t.Error("another conversation got the same answer", err)
	}
}

func TestChangeThatTimedOutIsDoneOnce(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	specs := tokoSpecs(t)
	i := slices.IndexFunc(specs, func(s Spec) bool { return s.Name == "password_reset" })
	specs[i].Timeout, specs[i].Retries = 500*time.Millisecond, 1
	c := newClient(t, s.url, specs)
	me := map[string]any{"customer_id": toko.DemoCustomer, "customer_token": s.prove(c)}
	before := len(s.phone(toko.DemoCustomer))
	s.faults(`{"slow_ms":2000,"when":"after"}`)
	c.sleep = func(context.Context, time.Duration) error { s.faults(`{}`); return nil }
	res := call(t, c, "password_reset", "4.1", me)
	if res.Attempts != 2 || len(s.phone(toko.DemoCustomer)) != before+1 {
		t.Errorf("%d attempts, %d messages", res.Attempts, len(s.phone(toko.DemoCustomer))-before)
	}
}

func TestSlowSystemTimesOut(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.faults(`{"slow_ms":5000}`)
	spec := Spec{Name: "slots", Method: "GET", Path: "/appointments/slots", Risk: RiskRead, Timeout: 60 * time.Millisecond, Retries: 1}
	c := newClient(t, s.url, []Spec{spec})
	begun := time.Now()
	res, e := refused(t, c, "slots", "", nil, CodeTimeout, ReasonTimeout)
	if took := time.Since(begun); took > 2*time.Second || res.Attempts != 2 || e.Kind != terang.Unavailable {
		t.Error(took, res, e.Kind)
	}
}

func TestWrongDataIsAFailure(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	c := newClient(t, s.url, tokoSpecs(t))
	s.faults(`{"wrong_data":true}`)
	_, e := refused(t, c, "verify_start", "1.1", map[string]any{"order_no": "TRG-1042"}, CodeFailed, ReasonMissingOutput)
	if e.Args["output"] != "verification_id" {
		t.Error(e.Args)
	}
}

func TestWrongCredentialIsRejected(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	c := newClient(t, s.url, tokoSpecs(t), func(c *Config) { c.Credential.Value = "another key of the same length" })
	res, e := refused(t, c, "verify_start", "1.1", map[string]any{"order_no": "TRG-1042"}, CodeRejected, ReasonRejected)
	if res.Data["code"] != "api_key" || e.Kind != terang.Unauthorized {
		t.Error(res, e.Kind)
	}
}

func TestSystemThatIsAwayFails(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	url := "http://" + l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	c := newClient(t, url, tokoSpecs(t))
	res, _ := refused(t, c, "appointment_slots", "", nil, CodeFailed, ReasonConnect)
	if res.Attempts != 3 {
		t.Errorf("%d attempts", res.Attempts)
	}
}

func BenchmarkCallToko(b *testing.B) {
	s := newShop(b)
	c := newClient(b, s.url, tokoSpecs(b))
	inputs := map[string]any{"order_no": toko.DemoOrder, "customer_token": s.prove(c)}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Call(b.Context(), Request{Action: "order_get", Inputs: inputs}); err != nil {
			b.Fatal(err)
		}
	}
}
