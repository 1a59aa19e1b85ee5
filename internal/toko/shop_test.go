package toko

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"terang/internal/backend"
	"terang/internal/backend/backendtest"
)

func TestSameKeyGivesTheFirstAnswer(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	first := s.Do("POST", "/verifications", `{"order_no":"TRG-1042"}`, "Idempotency-Key", "k-1").Want(t, 201, "")
	s.Pass(time.Minute)
	s.Reopen() // kept on the disk, not in memory
	second := s.Do("POST", "/verifications", `{"order_no":"TRG-1042"}`, "Idempotency-Key", "k-1").Want(t, 201, "")
	if first.Raw != second.Raw {
		t.Errorf("first %s\nsecond %s", first.Raw, second.Raw)
	}
	items, _ := s.Do("GET", "/demo/phone/cus_1001/messages", "").Body["items"].([]any)
	if len(items) != 1 {
		t.Errorf("%d messages", len(items))
	}
	s.Do("POST", "/verifications", `{"order_no":"TRG-1043"}`, "Idempotency-Key", "k-1").Want(t, 422, "idempotency_key_reused")
	s.Do("POST", "/verifications/x/check", `{"order_no":"TRG-1042"}`, "Idempotency-Key", "k-1").Want(t, 422, "idempotency_key_reused")
	s.Pass(24 * time.Hour)
	third := s.Do("POST", "/verifications", `{"order_no":"TRG-1042"}`, "Idempotency-Key", "k-1").Want(t, 201, "")
	if third.Raw == first.Raw {
		t.Error("the answer was kept for more than a day")
	}
}

func TestAWrongCodeUnderOneKeyCountsOnce(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	check := "/verifications/" + s.Do("POST", "/verifications", `{"order_no":"TRG-9999"}`).Text("verification_id") + "/check"
	for range 3 {
		r := s.Do("POST", check, `{"code":"111111"}`, "Idempotency-Key", "same").Want(t, 422, "wrong_code")
		if r.Body["tries_left"] != 4.0 {
			t.Errorf("tries_left %v", r.Body["tries_left"])
		}
	}
}

func TestKeyMustBePlain(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	for _, key := range []string{"", "a b", strings.Repeat("k", 256), "ké"} {
		s.Do("POST", "/verifications", `{"order_no":"TRG-1042"}`, "Idempotency-Key", key).Want(t, 400, "idempotency_key")
	}
}

func TestConcurrentRequestsWithOneKeyDoOneThing(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	var wg sync.WaitGroup
	raws := make([]string, 12)
	for i := range raws {
		wg.Go(func() {
			raws[i] = s.Do("POST", "/verifications", `{"order_no":"TRG-1042"}`, "Idempotency-Key", "k").Raw
		})
	}
	wg.Wait()
	for _, raw := range raws {
		if raw != raws[0] {
			t.Errorf("%s\n%s", raw, raws[0])
		}
	}
}

func TestLateOrderTellsItsStory(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	r := s.Do("GET", "/orders/trg-1042", "", CustomerTokenHeader, s.Prove(DemoCustomer, "order_no", DemoOrder)).Want(t, 200, "")
	var events []string
	list, _ := r.Body["history"].([]any)
	for _, e := range list {
		events = append(events, fmt.Sprint(backendtest.At(e, "event")))
	}
	got := strings.TrimSpace(fmt.Sprintln(r.Body["status"], r.Body["late"], backendtest.At(r.Body, "delay", "reason"), backendtest.At(r.Body, "delay", "place"), r.Body["total"], events,
		r.Body["first_promised_at"], r.Body["promised_at"], r.Body["delivered_at"]))
	want := "shipped true weather_flood Karawang 381000 [placed paid packed shipped] 2026-11-20T11:00:00Z 2026-11-22T11:00:00Z <nil>"
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestOrdersAreTheirCustomersOnly(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	budi := s.Prove("cus_1002", "order_no", "TRG-1038")
	s.Do("GET", "/orders/TRG-1038", "", CustomerTokenHeader, budi).Want(t, 200, "")
	for _, path := range []string{"/orders/TRG-1042", "/orders/TRG-9999", "/customers/cus_1001", "/customers/cus_1001/orders", "/customers/cus_1001/appointments"} {
		s.Do("GET", path, "", CustomerTokenHeader, budi).Want(t, 404, "not_found")
		for _, token := range []string{"", "tct_forged"} {
			s.Do("GET", path, "", CustomerTokenHeader, token).Want(t, 401, "customer_token")
		}
	}
	s.Do("POST", "/customers/cus_1001/password-resets", "", CustomerTokenHeader, budi).Want(t, 404, "not_found")
}

// TestSeedIsBelievable reads each order as its customer and checks that it makes sense.
func TestSeedIsBelievable(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	states := map[string]bool{}
	for _, o := range seedOrders {
		r := s.Do("GET", "/orders/"+o.no, "", CustomerTokenHeader, s.Prove(o.customer, "order_no", o.no)).Want(t, 200, "")
		states[r.Text("status")] = true
		list, _ := r.Body["history"].([]any)
		var last time.Time
		for i, e := range list {
			when, err := time.Parse(time.RFC3339, fmt.Sprint(backendtest.At(e, "at")))
			if err != nil || !when.After(last) || when.After(s.Now()) {
				t.Errorf("%s: %v out of order", o.no, e)
			}
			last = when
			if backendtest.At(e, "event") == cancelled {
				continue
			}
			if want := []string{placed, paid, packed, shipped, outForDelivery, delivered}[i]; backendtest.At(e, "event") != want {
				t.Errorf("%s: %v, want %s", o.no, backendtest.At(e, "event"), want)
			}
		}
		if sent := len(list) > 3; sent != (r.Body["tracking_no"] != nil) {
			t.Errorf("%s: tracking number %v", o.no, r.Body["tracking_no"])
		}
		if late := r.Body["late"] == true; late != (r.Body["delay"] != nil) {
			t.Errorf("%s: late %v, delay %v", o.no, late, r.Body["delay"])
		}
		if total, _ := r.Body["total"].(float64); total <= 0 {
			t.Errorf("%s: total %v", o.no, total)
		}
	}
	for _, state := range []string{placed, paid, packed, shipped, outForDelivery, delivered} {
		if !states[state] {
			t.Errorf("no order is %s", state)
		}
	}
}

func TestPromisesAreForTheDaytime(t *testing.T) {
	t.Parallel()
	for h := range 48 {
		now := time.Date(2026, 11, 21, 0, 30, 0, 0, time.UTC).Add(time.Duration(h) * hour)
		for _, d := range []time.Duration{6 * hour, day, 28 * hour, -day, -5 * day} {
			got := promise(now, d)
			if hour := got.In(backend.Zone).Hour(); hour != 12 && hour != 18 || got.After(now) != (d > 0) || got.Sub(now.Add(d)).Abs() > day {
				t.Errorf("%v %v: %v", now, d, got)
			}
		}
	}
}

func TestOrdersComeInPages(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	token := s.Prove(DemoCustomer, "order_no", DemoOrder)
	var got []string
	cursor := ""
	for range 5 {
		r := s.Do("GET", "/customers/cus_1001/orders?limit=2&cursor="+cursor, "", CustomerTokenHeader, token).Want(t, 200, "")
		items, _ := r.Body["items"].([]any)
		for _, it := range items {
			got = append(got, fmt.Sprint(backendtest.At(it, "no")))
		}
		if cursor = r.Text("next"); cursor == "" {
			break
		}
	}
	if fmt.Sprint(got) != "[TRG-1055 TRG-1042 TRG-1050 TRG-1012]" {
		t.Error(got)
	}
	for _, bad := range []string{"limit=0", "limit=51", "limit=x", "cursor=!", "cursor=eA"} {
		s.Do("GET", "/customers/cus_1001/orders?"+bad, "", CustomerTokenHeader, token).Want(t, 422, "invalid")
	}
}

func TestResetLinkSetsAPasswordOnce(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	token := s.Prove(DemoCustomer, "order_no", DemoOrder)
	newLink := func() string {
		link := s.Do("POST", "/customers/cus_1001/password-resets", "", CustomerTokenHeader, token).Want(t, 201, "").Text("link")
		path, ok := strings.CutPrefix(link, "https://toko.example")
		if !ok {
			t.Fatal(link)
		}
		return path
	}
	dead, live := newLink(), newLink()
	if got := s.Do("GET", "/demo/phone/cus_1001/messages", "").Raw; !strings.Contains(got, "mengganti kata sandi") {
		t.Error("the phone was not told")
	}
	form := func(path, password string) backendtest.Reply {
		return s.Do("POST", path, url.Values{"password": {password}}.Encode(), "Content-Type", "application/x-www-form-urlencoded")
	}
	s.Do("GET", dead, "").Want(t, 404, "")
	s.Do("GET", live, "").Want(t, 200, "")
	form(live, "short").Want(t, 422, "")
	form(live, strings.Repeat("x", 201)).Want(t, 422, "")
	form(live, "a long enough password").Want(t, 200, "")
	form(live, "another long password").Want(t, 404, "")
	s.Do("GET", "/customers/cus_1001", "", CustomerTokenHeader, token).Want(t, 401, "customer_token")
}

func TestResetLinksExpireAndAreLimited(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	token := s.Prove(DemoCustomer, "order_no", DemoOrder)
	var link string
	for range 5 {
		link = s.Do("POST", "/customers/cus_1001/password-resets", "", CustomerTokenHeader, token).Want(t, 201, "").Text("link")
	}
	s.Do("POST", "/customers/cus_1001/password-resets", "", CustomerTokenHeader, token).Want(t, 429, "rate_limited")
	s.Pass(30 * time.Minute)
	s.Do("GET", strings.TrimPrefix(link, "https://toko.example"), "").Want(t, 404, "")
}

func TestAppointmentsAreBookedAndCancelled(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	slots, _ := s.Do("GET", "/appointments/slots?service=repair&limit=2", "").Want(t, 200, "").Body["items"].([]any)
	// Saturday 10:00 WIB: the next one is at 11.
	if len(slots) != 2 || backendtest.At(slots[0], "id") != "repair-20261121T1100" || backendtest.At(slots[0], "starts_at") != "2026-11-21T04:00:00Z" {
		t.Fatal(slots)
	}
	book := func(token string) backendtest.Reply {
		return s.Do("POST", "/appointments", `{"slot_id":"repair-20261121T1100","note":"kipas <b>mati</b>"}`, CustomerTokenHeader, token)
	}
	sari, budi, dewi := s.Prove(DemoCustomer, "order_no", DemoOrder), s.Prove("cus_1002", "order_no", "TRG-1038"), s.Prove("cus_1003", "order_no", "TRG-1043")
	id := book(sari).Want(t, 201, "").Text("id")
	book(sari).Want(t, 409, "already_booked")
	book(budi).Want(t, 201, "")
	book(dewi).Want(t, 409, "slot_full")
	slots, _ = s.Do("GET", "/appointments/slots?service=repair&limit=1", "").Body["items"].([]any)
	if backendtest.At(slots[0], "id") != "repair-20261121T1300" {
		t.Error("a full slot is offered")
	}
	s.Do("POST", "/appointments/"+id+"/cancel", "", CustomerTokenHeader, budi).Want(t, 404, "not_found")
	for range 2 {
		if got := s.Do("POST", "/appointments/"+id+"/cancel", "", CustomerTokenHeader, sari).Want(t, 200, "").Text("status"); got != "cancelled" {
			t.Error(got)
		}
	}
	book(dewi).Want(t, 201, "")
	list, _ := s.Do("GET", "/customers/cus_1003/appointments", "", CustomerTokenHeader, dewi).Want(t, 200, "").Body["items"].([]any)
	if len(list) != 1 || backendtest.At(list[0], "status") != "booked" || backendtest.At(list[0], "note") != "kipas <b>mati</b>" {
		t.Error(list)
	}
	s.Pass(time.Hour)
	book(sari).Want(t, 401, "customer_token")
}

func TestSlotsFollowTheCalendar(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	token := s.Prove(DemoCustomer, "order_no", DemoOrder)
	for id, code := range map[string]string{
		"repair-20261121T0900": "slot_past", "repair-20261122T0900": "invalid" /* Sunday */, "repair-20261124T1200": "invalid",
		"repair-20261124T0930": "invalid", "cooking-20261124T0900": "invalid", "repair": "invalid", "": "invalid", "repair-20270124T0900": "invalid",
		"repair-20261131T0900": "invalid",
	} {
		r := s.Do("POST", "/appointments", `{"slot_id":"`+id+`"}`, CustomerTokenHeader, token)
		if r.Text("code") != code {
			t.Errorf("%s: %s", id, r.Raw)
		}
	}
	slots, _ := s.Do("GET", "/appointments/slots?limit=100&from=2026-11-23T00:00:00%2B07:00", "").Want(t, 200, "").Body["items"].([]any)
	if len(slots) != 100 || backendtest.At(slots[0], "id") != "repair-20261123T0900" || backendtest.At(slots[1], "id") != "consultation-20261123T0900" {
		t.Error(len(slots), slots[0])
	}
	for _, bad := range []string{"limit=0", "from=soon", "service=cooking"} {
		s.Do("GET", "/appointments/slots?"+bad, "").Want(t, 422, "invalid")
	}
}

func TestPhoneStreamPushesAndResumes(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	follow := func(since string) *bufio.Scanner {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.HTTP.URL+"/demo/phone/cus_1001/stream", nil)
		if err != nil {
			t.Fatal(err)
		}
		if since != "" {
			req.Header.Set("Last-Event-ID", since)
		}
		resp, err := s.HTTP.Client().Do(req)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = resp.Body.Close() })
		if resp.StatusCode != 200 || resp.Header.Get("Content-Type") != "text/event-stream" {
			t.Fatal(resp.Status)
		}
		return bufio.NewScanner(resp.Body)
	}
	next := func(sc *bufio.Scanner) (id string) {
		for sc.Scan() {
			if text, ok := strings.CutPrefix(sc.Text(), "id: "); ok {
				id = text
			}
			if strings.HasPrefix(sc.Text(), "data: ") {
				return id
			}
		}
		t.Fatal("the stream ended: ", sc.Err())
		return ""
	}
	live := follow("")
	s.Do("POST", "/verifications", `{"order_no":"TRG-1042"}`).Want(t, 201, "")
	s.Do("POST", "/verifications", `{"order_no":"TRG-1043"}`).Want(t, 201, "") // another phone
	s.Do("POST", "/verifications", `{"order_no":"TRG-1042"}`).Want(t, 201, "")
	if a, b := next(live), next(live); a != "1" || b != "3" {
		t.Error(a, b)
	}
	if got := next(follow("1")); got != "3" {
		t.Error(got)
	}
	s.Do("GET", "/demo/phone/cus_1001/stream?since=x", "").Want(t, 422, "invalid")
	items, _ := s.Do("GET", "/demo/phone/cus_1001/messages?since=1", "").Body["items"].([]any)
	if len(items) != 1 {
		t.Error(items)
	}
	s.Do("GET", "/demo/phone/cus_1001/messages?since=-1", "").Want(t, 422, "invalid")
}

func TestFaultsComeAndGo(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	set := func(body string) { s.Do("POST", "/demo/faults", body).Want(t, 200, "") }
	set(`{"fail_next":1,"when":"after"}`)
	s.Do("POST", "/verifications", `{"order_no":"TRG-1042"}`, "Idempotency-Key", "a").Want(t, 503, "unavailable")
	if s.LastCode(DemoCustomer) == "" {
		t.Error("the work was not done")
	}
	s.Do("POST", "/verifications", `{"order_no":"TRG-1042"}`, "Idempotency-Key", "a").Want(t, 201, "")
	set(`{"fail_next":1}`)
	s.Do("POST", "/verifications", `{"order_no":"TRG-1043"}`).Want(t, 503, "unavailable")
	if s.LastCode("cus_1003") != "" {
		t.Error("the work was done")
	}
	set(`{"fail_rate":1}`)
	s.Do("GET", "/appointments/slots", "").Want(t, 503, "unavailable")
	s.Do("GET", "/healthz", "").Want(t, 200, "") // not concerned
	set(`{"wrong_data":true}`)
	if got := s.Do("GET", "/appointments/slots", "").Want(t, 200, "").Raw; got != `{"result":[null,"?"]}`+"\n" {
		t.Error(got)
	}
	set(`{"slow_ms":60}`)
	begun := time.Now()
	s.Do("GET", "/appointments/slots", "").Want(t, 200, "")
	if took := time.Since(begun); took < 60*time.Millisecond {
		t.Error(took)
	}
	set(`{}`)
	s.Do("GET", "/appointments/slots", "").Want(t, 200, "")
	set(`{"fail_next":1,"fail_with":500}`)
	s.Do("GET", "/products", "").Want(t, 500, "internal")
	s.Do("GET", "/products", "").Want(t, 200, "")
	for _, bad := range []string{`{"fail_with":404}`, `{"slow_ms":-1}`, `{"slow_ms":60001}`, `{"fail_rate":1.1}`, `{"fail_next":-1}`, `{"when":"never"}`} {
		s.Do("POST", "/demo/faults", bad).Want(t, 422, "invalid")
	}
}
