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
)

func TestSameKeyGivesTheFirstAnswer(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	first := s.do("POST", "/verifications", `{"order_no":"TRG-1042"}`, "Idempotency-Key", "k-1").want(t, 201, "")
	s.pass(time.Minute)
	s.shut()
	s.open() // kept on the disk, not in memory
	second := s.do("POST", "/verifications", `{"order_no":"TRG-1042"}`, "Idempotency-Key", "k-1").want(t, 201, "")
	if first.raw != second.raw {
		t.Errorf("first %s\nsecond %s", first.raw, second.raw)
	}
	items, _ := s.do("GET", "/demo/phone/cus_1001/messages", "").body["items"].([]any)
	if len(items) != 1 {
		t.Errorf("%d messages", len(items))
	}
	s.do("POST", "/verifications", `{"order_no":"TRG-1043"}`, "Idempotency-Key", "k-1").want(t, 422, "idempotency_key_reused")
	s.do("POST", "/verifications/x/check", `{"order_no":"TRG-1042"}`, "Idempotency-Key", "k-1").want(t, 422, "idempotency_key_reused")
	s.pass(keepAnswers)
	third := s.do("POST", "/verifications", `{"order_no":"TRG-1042"}`, "Idempotency-Key", "k-1").want(t, 201, "")
	if third.raw == first.raw {
		t.Error("the answer was kept for more than a day")
	}
}

func TestAWrongCodeUnderOneKeyCountsOnce(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	check := "/verifications/" + s.do("POST", "/verifications", `{"order_no":"TRG-9999"}`).text("verification_id") + "/check"
	for range 3 {
		r := s.do("POST", check, `{"code":"111111"}`, "Idempotency-Key", "same").want(t, 422, "wrong_code")
		if r.body["tries_left"] != 4.0 {
			t.Errorf("tries_left %v", r.body["tries_left"])
		}
	}
}

func TestKeyMustBePlain(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	for _, key := range []string{"", "a b", strings.Repeat("k", 256), "ké"} {
		s.do("POST", "/verifications", `{"order_no":"TRG-1042"}`, "Idempotency-Key", key).want(t, 400, "idempotency_key")
	}
}

func TestConcurrentRequestsWithOneKeyDoOneThing(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	var wg sync.WaitGroup
	raws := make([]string, 12)
	for i := range raws {
		wg.Go(func() {
			raws[i] = s.do("POST", "/verifications", `{"order_no":"TRG-1042"}`, "Idempotency-Key", "k").raw
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
	r := s.do("GET", "/orders/trg-1042", "", CustomerTokenHeader, s.prove(DemoCustomer, DemoOrder)).want(t, 200, "")
	var events []string
	list, _ := r.body["history"].([]any)
	for _, e := range list {
		events = append(events, fmt.Sprint(at(e, "event")))
	}
	got := strings.TrimSpace(fmt.Sprintln(r.body["status"], r.body["late"], at(r.body, "delay", "reason"), at(r.body, "delay", "place"), r.body["total"], events,
		r.body["first_promised_at"], r.body["promised_at"], r.body["delivered_at"]))
	want := "shipped true weather_flood Karawang 381000 [placed paid packed shipped] 2026-11-20T11:00:00Z 2026-11-22T11:00:00Z <nil>"
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestOrdersAreTheirCustomersOnly(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	budi := s.prove("cus_1002", "TRG-1038")
	s.do("GET", "/orders/TRG-1038", "", CustomerTokenHeader, budi).want(t, 200, "")
	for _, path := range []string{"/orders/TRG-1042", "/orders/TRG-9999", "/customers/cus_1001", "/customers/cus_1001/orders", "/customers/cus_1001/appointments"} {
		s.do("GET", path, "", CustomerTokenHeader, budi).want(t, 404, "not_found")
		for _, token := range []string{"", "tct_forged"} {
			s.do("GET", path, "", CustomerTokenHeader, token).want(t, 401, "customer_token")
		}
	}
	s.do("POST", "/customers/cus_1001/password-resets", "", CustomerTokenHeader, budi).want(t, 404, "not_found")
}

// TestSeedIsBelievable reads each order as its customer and checks that it makes sense.
func TestSeedIsBelievable(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	states := map[string]bool{}
	for _, o := range seedOrders {
		r := s.do("GET", "/orders/"+o.no, "", CustomerTokenHeader, s.prove(o.customer, o.no)).want(t, 200, "")
		states[r.text("status")] = true
		list, _ := r.body["history"].([]any)
		var last time.Time
		for i, e := range list {
			when, err := time.Parse(time.RFC3339, fmt.Sprint(at(e, "at")))
			if err != nil || !when.After(last) || when.After(s.time()) {
				t.Errorf("%s: %v out of order", o.no, e)
			}
			last = when
			if want := []string{placed, paid, packed, shipped, outForDelivery, delivered}[i]; at(e, "event") != want {
				t.Errorf("%s: %v, want %s", o.no, at(e, "event"), want)
			}
		}
		if sent := len(list) > 3; sent != (r.body["tracking_no"] != nil) {
			t.Errorf("%s: tracking number %v", o.no, r.body["tracking_no"])
		}
		if late := r.body["late"] == true; late != (r.body["delay"] != nil) {
			t.Errorf("%s: late %v, delay %v", o.no, late, r.body["delay"])
		}
		if total, _ := r.body["total"].(float64); total <= 0 {
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
			if hour := got.In(shopTime).Hour(); hour != 12 && hour != 18 || got.After(now) != (d > 0) || got.Sub(now.Add(d)).Abs() > day {
				t.Errorf("%v %v: %v", now, d, got)
			}
		}
	}
}

func TestOrdersComeInPages(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	token := s.prove(DemoCustomer, DemoOrder)
	var got []string
	cursor := ""
	for range 5 {
		r := s.do("GET", "/customers/cus_1001/orders?limit=2&cursor="+cursor, "", CustomerTokenHeader, token).want(t, 200, "")
		items, _ := r.body["items"].([]any)
		for _, it := range items {
			got = append(got, fmt.Sprint(at(it, "no")))
		}
		if cursor = r.text("next"); cursor == "" {
			break
		}
	}
	if fmt.Sprint(got) != "[TRG-1055 TRG-1042 TRG-1012]" {
		t.Error(got)
	}
	for _, bad := range []string{"limit=0", "limit=51", "limit=x", "cursor=!", "cursor=eA"} {
		s.do("GET", "/customers/cus_1001/orders?"+bad, "", CustomerTokenHeader, token).want(t, 422, "invalid")
	}
}

func TestResetLinkSetsAPasswordOnce(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	token := s.prove(DemoCustomer, DemoOrder)
	newLink := func() string {
		link := s.do("POST", "/customers/cus_1001/password-resets", "", CustomerTokenHeader, token).want(t, 201, "").text("link")
		path, ok := strings.CutPrefix(link, "https://toko.example")
		if !ok {
			t.Fatal(link)
		}
		return path
	}
	dead, live := newLink(), newLink()
	if got := s.do("GET", "/demo/phone/cus_1001/messages", "").raw; !strings.Contains(got, "mengganti kata sandi") {
		t.Error("the phone was not told")
	}
	form := func(path, password string) reply {
		return s.do("POST", path, url.Values{"password": {password}}.Encode(), "Content-Type", "application/x-www-form-urlencoded")
	}
	s.do("GET", dead, "").want(t, 404, "")
	s.do("GET", live, "").want(t, 200, "")
	form(live, "short").want(t, 422, "")
	form(live, strings.Repeat("x", 201)).want(t, 422, "")
	form(live, "a long enough password").want(t, 200, "")
	form(live, "another long password").want(t, 404, "")
	var hash string
	if err := s.server.db.reader.QueryRow(`select password_hash from customer where id = 'cus_1001'`).Scan(&hash); err != nil || !strings.HasPrefix(hash, "argon2id$v=19$m=19456,t=2,p=1$") {
		t.Error(hash, err)
	}
	s.do("GET", "/customers/cus_1001", "", CustomerTokenHeader, token).want(t, 401, "customer_token")
}

func TestResetLinksExpireAndAreLimited(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	token := s.prove(DemoCustomer, DemoOrder)
	var link string
	for range resetLimit {
		link = s.do("POST", "/customers/cus_1001/password-resets", "", CustomerTokenHeader, token).want(t, 201, "").text("link")
	}
	s.do("POST", "/customers/cus_1001/password-resets", "", CustomerTokenHeader, token).want(t, 429, "rate_limited")
	s.pass(resetLife)
	s.do("GET", strings.TrimPrefix(link, "https://toko.example"), "").want(t, 404, "")
}

func TestAppointmentsAreBookedAndCancelled(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	slots, _ := s.do("GET", "/appointments/slots?service=repair&limit=2", "").want(t, 200, "").body["items"].([]any)
	// Saturday 10:00 WIB: the next one is at 11.
	if len(slots) != 2 || at(slots[0], "id") != "repair-20261121T1100" || at(slots[0], "starts_at") != "2026-11-21T04:00:00Z" {
		t.Fatal(slots)
	}
	book := func(token string) reply {
		return s.do("POST", "/appointments", `{"slot_id":"repair-20261121T1100","note":"kipas <b>mati</b>"}`, CustomerTokenHeader, token)
	}
	sari, budi, dewi := s.prove(DemoCustomer, DemoOrder), s.prove("cus_1002", "TRG-1038"), s.prove("cus_1003", "TRG-1043")
	id := book(sari).want(t, 201, "").text("id")
	book(sari).want(t, 409, "already_booked")
	book(budi).want(t, 201, "")
	book(dewi).want(t, 409, "slot_full")
	slots, _ = s.do("GET", "/appointments/slots?service=repair&limit=1", "").body["items"].([]any)
	if at(slots[0], "id") != "repair-20261121T1300" {
		t.Error("a full slot is offered")
	}
	s.do("POST", "/appointments/"+id+"/cancel", "", CustomerTokenHeader, budi).want(t, 404, "not_found")
	for range 2 {
		if got := s.do("POST", "/appointments/"+id+"/cancel", "", CustomerTokenHeader, sari).want(t, 200, "").text("status"); got != "cancelled" {
			t.Error(got)
		}
	}
	book(dewi).want(t, 201, "")
	list, _ := s.do("GET", "/customers/cus_1003/appointments", "", CustomerTokenHeader, dewi).want(t, 200, "").body["items"].([]any)
	if len(list) != 1 || at(list[0], "status") != "booked" || at(list[0], "note") != "kipas <b>mati</b>" {
		t.Error(list)
	}
	s.pass(time.Hour)
	book(sari).want(t, 401, "customer_token")
}

func TestSlotsFollowTheCalendar(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	token := s.prove(DemoCustomer, DemoOrder)
	for id, code := range map[string]string{
		"repair-20261121T0900": "slot_past", "repair-20261122T0900": "invalid" /* Sunday */, "repair-20261124T1200": "invalid",
		"repair-20261124T0930": "invalid", "cooking-20261124T0900": "invalid", "repair": "invalid", "": "invalid", "repair-20270124T0900": "invalid",
		"repair-20261131T0900": "invalid",
	} {
		r := s.do("POST", "/appointments", `{"slot_id":"`+id+`"}`, CustomerTokenHeader, token)
		if r.text("code") != code {
			t.Errorf("%s: %s", id, r.raw)
		}
	}
	slots, _ := s.do("GET", "/appointments/slots?limit=100&from=2026-11-23T00:00:00%2B07:00", "").want(t, 200, "").body["items"].([]any)
	if len(slots) != 100 || at(slots[0], "id") != "repair-20261123T0900" || at(slots[1], "id") != "consultation-20261123T0900" {
		t.Error(len(slots), slots[0])
	}
	for _, bad := range []string{"limit=0", "from=soon", "service=cooking"} {
		s.do("GET", "/appointments/slots?"+bad, "").want(t, 422, "invalid")
	}
}

func TestPhoneStreamPushesAndResumes(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	follow := func(since string) *bufio.Scanner {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.http.URL+"/demo/phone/cus_1001/stream", nil)
		if err != nil {
			t.Fatal(err)
		}
		if since != "" {
			req.Header.Set("Last-Event-ID", since)
		}
		resp, err := s.http.Client().Do(req)
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
	s.do("POST", "/verifications", `{"order_no":"TRG-1042"}`).want(t, 201, "")
	s.do("POST", "/verifications", `{"order_no":"TRG-1043"}`).want(t, 201, "") // another phone
	s.do("POST", "/verifications", `{"order_no":"TRG-1042"}`).want(t, 201, "")
	if a, b := next(live), next(live); a != "1" || b != "3" {
		t.Error(a, b)
	}
	if got := next(follow("1")); got != "3" {
		t.Error(got)
	}
	s.do("GET", "/demo/phone/cus_1001/stream?since=x", "").want(t, 422, "invalid")
	items, _ := s.do("GET", "/demo/phone/cus_1001/messages?since=1", "").body["items"].([]any)
	if len(items) != 1 {
		t.Error(items)
	}
	s.do("GET", "/demo/phone/cus_1001/messages?since=-1", "").want(t, 422, "invalid")
}

func TestStreamsAreBounded(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	for range maxStreams {
		if _, ok := s.server.phones.listen("cus_1001"); !ok {
			t.Fatal("refused too early")
		}
	}
	s.do("GET", "/demo/phone/cus_1001/stream", "").want(t, 503, "too_many_streams")
}

func TestFaultsComeAndGo(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	set := func(body string) { s.do("POST", "/demo/faults", body).want(t, 200, "") }
	set(`{"fail_next":1,"when":"after"}`)
	s.do("POST", "/verifications", `{"order_no":"TRG-1042"}`, "Idempotency-Key", "a").want(t, 503, "unavailable")
	if s.lastCode(DemoCustomer) == "" {
		t.Error("the work was not done")
	}
	s.do("POST", "/verifications", `{"order_no":"TRG-1042"}`, "Idempotency-Key", "a").want(t, 201, "")
	set(`{"fail_next":1}`)
	s.do("POST", "/verifications", `{"order_no":"TRG-1043"}`).want(t, 503, "unavailable")
	if s.lastCode("cus_1003") != "" {
		t.Error("the work was done")
	}
	set(`{"fail_rate":1}`)
	s.do("GET", "/appointments/slots", "").want(t, 503, "unavailable")
	s.do("GET", "/healthz", "").want(t, 200, "") // not concerned
	set(`{"wrong_data":true}`)
	if got := s.do("GET", "/appointments/slots", "").want(t, 200, "").raw; got != `{"result":[null,"?"]}`+"\n" {
		t.Error(got)
	}
	set(`{"slow_ms":60}`)
	begun := time.Now()
	s.do("GET", "/appointments/slots", "").want(t, 200, "")
	if took := time.Since(begun); took < 60*time.Millisecond {
		t.Error(took)
	}
	set(`{}`)
	s.do("GET", "/appointments/slots", "").want(t, 200, "")
	for _, bad := range []string{`{"slow_ms":-1}`, `{"slow_ms":60001}`, `{"fail_rate":1.1}`, `{"fail_next":-1}`, `{"when":"never"}`} {
		s.do("POST", "/demo/faults", bad).want(t, 422, "invalid")
	}
}
