package dinas

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"terang/internal/backend"
	"terang/internal/backend/backendtest"
)

func newOffice(t *testing.T) *backendtest.World {
	t.Helper()
	return backendtest.New(t, New)
}

func lestari(w *backendtest.World) string {
	w.T.Helper()
	return w.Prove(DemoCustomer, "application_no", DemoApplication)
}

func TestFileAndServerAgree(t *testing.T) {
	t.Parallel()
	newOffice(t).CheckFile(t)
}

func TestActionsFitTheOffice(t *testing.T) {
	t.Parallel()
	newOffice(t).CheckActions(t, "../../packs/public/actions.yaml")
}

func TestEverythingReadsAsItsFileSays(t *testing.T) {
	t.Parallel()
	w := newOffice(t)
	who := lestari(w)
	other := w.Prove("wrg_3002", "nik", "3299021503850002")
	for _, path := range []string{
		"/customers/wrg_3001", "/applications/dt-260418", "/applications/DT-260391", "/customers/wrg_3001/applications", "/customers/wrg_3001/complaints",
		"/customers/wrg_3001/queue-numbers", "/customers/wrg_3001/appointments",
	} {
		w.As(who, "GET", path, "").Want(t, 200, "")
		w.As(other, "GET", path, "").Want(t, 404, "not_found")
		w.Do("GET", path, "").Want(t, 401, "customer_token")
	}
	for _, s := range services {
		if got := w.Do("GET", "/services/"+s.ID, "").Want(t, 200, ""); len(got.Body["documents"].([]any)) == 0 || len(got.Body["places"].([]any)) == 0 {
			t.Error(got.Raw)
		}
	}
	for _, path := range []string{"/services", "/offices", "/disruptions", "/queue?place_id=mall"} {
		w.Do("GET", path, "").Want(t, 200, "")
	}
	w.Do("GET", "/queue?place_id=bulan", "").Want(t, 422, "invalid")
	w.Do("GET", "/services/bulan", "").Want(t, 404, "not_found")
}

func TestSeedIsBelievable(t *testing.T) {
	t.Parallel()
	w := newOffice(t)
	for _, a := range seedApplications {
		r := w.As(w.Prove(a.customer, "application_no", a.no), "GET", "/applications/"+a.no, "").Want(t, 200, "")
		var last time.Time
		for _, s := range r.Body["history"].([]any) {
			at, err := time.Parse(time.RFC3339, fmt.Sprint(backendtest.At(s, "at")))
			if err != nil || !at.After(last) || at.After(w.Now()) {
				t.Errorf("%s: %v out of order", a.no, s)
			}
			last = at
		}
		if (r.Text("status") == stateCorrection) != (r.Body["correct_until"] != nil) || (r.Text("status") == stateIssued) != (r.Body["issued_at"] != nil) {
			t.Error(r.Raw)
		}
	}
}

func TestAppointmentIsANumberAndMovesUntilTheDayBefore(t *testing.T) {
	t.Parallel()
	w := newOffice(t)
	who := lestari(w)
	slots := w.Do("GET", "/appointments/slots?service=kk&place_id=utama&limit=100", "").Want(t, 200, "").Items()
	id := func(i int) string { return fmt.Sprint(backendtest.At(slots[i], "id")) }
	if !strings.HasPrefix(id(0), "utama_kk_sabtu-20261121T1100") {
		t.Error("Saturday morning is by appointment: ", id(0))
	}
	monday := 0
	for !strings.Contains(id(monday), "20261123") {
		monday++
	}
	a := w.As(who, "POST", "/appointments", `{"slot_id":"`+id(monday)+`"}`).Want(t, 201, "")
	if a.Text("id") != "JT-20418" || a.Text("change_until") != "2026-11-22T10:00:00Z" || a.Body["changeable"] != true {
		t.Error(a.Raw)
	}
	moved := w.As(who, "POST", "/appointments/JT-20418/change", `{"slot_id":"`+id(monday+1)+`"}`).Want(t, 200, "")
	if moved.Text("starts_at") != fmt.Sprint(backendtest.At(slots[monday+1], "starts_at")) {
		t.Error(moved.Raw)
	}
	w.As(who, "POST", "/appointments/JT-20418/change", `{"slot_id":"`+id(0)[:len(id(0))-4]+`0900"}`).Want(t, 409, "slot_past")
	w.Pass(31 * time.Hour) // Sunday 17:00
	who = lestari(w)
	w.As(who, "POST", "/appointments/JT-20418/change", `{"slot_id":"`+id(monday)+`"}`).Want(t, 409, "too_late_to_change")
	w.As(who, "POST", "/appointments/JT-20418/cancel", "").Want(t, 409, "too_late_to_change")
}

func TestComplaintHasANumberAndADeadline(t *testing.T) {
	t.Parallel()
	w := newOffice(t)
	who := lestari(w)
	for body, field := range map[string]string{`{"category":"moon","text":"a"}`: "category", `{"category":"staff","text":" "}`: "text", `{"category":"staff","text":"a","place_id":"x"}`: "place_id"} {
		if got := w.As(who, "POST", "/complaints", body).Want(t, 422, "invalid").Text("field"); got != field {
			t.Errorf("%s: %s", body, got)
		}
	}
	k := w.As(who, "POST", "/complaints", `{"category":"delay","text":"Antre dua jam.","place_id":"utama","hide_name":"true"}`).Want(t, 201, "")
	// Saturday: read on Monday, answered by Friday.
	if k.Text("no") != "AD-10427" || k.Text("read_by") != "2026-11-23T08:00:00Z" || k.Text("answer_by") != "2026-11-27T08:00:00Z" || k.Body["hide_name"] != true {
		t.Error(k.Raw)
	}
	w.As(who, "POST", "/complaints/AD-10427/withdraw", "").Want(t, 200, "")
	w.As(who, "POST", "/complaints/AD-10427/withdraw", "").Want(t, 409, "undo_over")
}

func TestQueueMovesWithTheClock(t *testing.T) {
	t.Parallel()
	w := newOffice(t)
	body := `{"place_id":"utama","service":"ktp"}`
	if until := w.As(lestari(w), "POST", "/queue-numbers", body).Want(t, 409, "queue_closed").Text("until"); until != "2026-11-23T00:00:00Z" {
		t.Errorf("on Saturday the next is %s", until)
	}
	w.Pass(48 * time.Hour) // Monday 10:00
	who := lestari(w)
	before := w.Do("GET", "/queue?place_id=utama", "").Want(t, 200, "").Body
	n := w.As(who, "POST", "/queue-numbers", body).Want(t, 201, "")
	if n.Text("status") != "waiting" || n.Body["people_before"] != before["waiting"] || n.Body["minutes"] != before["minutes"] || n.Body["minutes"].(float64) <= 0 {
		t.Errorf("%v %s", before, n.Raw)
	}
	if about := w.As(who, "POST", "/queue-numbers", body).Want(t, 409, "already_queued").Text("about"); about != n.Text("number") {
		t.Error(about)
	}
	other := w.As(w.Prove("wrg_3002", "nik", "3299021503850002"), "POST", "/queue-numbers", body).Want(t, 201, "")
	if other.Text("number") <= n.Text("number") {
		t.Errorf("%s after %s", other.Text("number"), n.Text("number"))
	}
	called, err := time.Parse(time.RFC3339, n.Text("called_at"))
	if err != nil {
		t.Fatal(err)
	}
	path := "/queue-numbers/" + n.Text("id")
	w.Pass(called.Sub(w.Now()))
	if got := w.As(lestari(w), "GET", path, "").Want(t, 200, ""); got.Text("status") != "called" || got.Text("now_serving") != n.Text("number") {
		t.Error(got.Raw)
	}
	w.As(lestari(w), "POST", path+"/cancel", "").Want(t, 409, "queue_over")
	w.Pass(queueServe)
	if got := w.As(lestari(w), "GET", path, "").Text("status"); got != "served" {
		t.Error(got)
	}
}

func TestDisruptionTellsEverybodyWhomItConcerns(t *testing.T) {
	t.Parallel()
	w := newOffice(t)
	slot := fmt.Sprint(backendtest.At(w.Do("GET", "/appointments/slots?service=kk&place_id=utama&limit=1&from=2026-11-23T00:00:00%2B07:00", "").Items()[0], "id"))
	for customer, nik := range map[string]string{"wrg_3001": "3299014107900001", "wrg_3002": "3299021503850002"} {
		w.As(w.Prove(customer, "nik", nik), "POST", "/appointments", `{"slot_id":"`+slot+`"}`).Want(t, 201, "")
	}
	w.As(w.Prove("wrg_3003", "nik", "3299036212920003"), "POST", "/appointments", `{"slot_id":"`+strings.Replace(slot, "utama", "timur", 1)+`"}`).Want(t, 201, "")
	w.Do("POST", "/demo/happenings/service_disruption", "").Want(t, 200, "")
	told := map[string]bool{}
	for _, e := range w.Do("GET", "/demo/events", "").Items() {
		told[fmt.Sprint(backendtest.At(e, "customer_id"))] = true
	}
	if len(told) != 2 || !told["wrg_3001"] || !told["wrg_3002"] {
		t.Error(told)
	}
	if got := len(w.Do("GET", "/disruptions?place_id=utama", "").Want(t, 200, "").Items()); got != 2 {
		t.Errorf("%d disruptions: this one and the regular maintenance", got)
	}
}

func TestApplicationGoesThroughAllItsStages(t *testing.T) {
	t.Parallel()
	w := newOffice(t)
	who := lestari(w)
	var states []string
	for range 4 {
		no := w.Do("POST", "/demo/happenings/application_updated", "").Want(t, 200, "").Text("about")
		states = append(states, no+" "+w.As(who, "GET", "/applications/"+no, "").Want(t, 200, "").Text("status"))
		w.Pass(time.Minute)
	}
	want := "[DT-260418 needs_correction DT-260418 in_review DT-260418 issued DT-260501 received]"
	if fmt.Sprint(states) != want {
		t.Error(states)
	}
}

func TestPapersAfterTwoCountFromTheNextWorkingDay(t *testing.T) {
	t.Parallel()
	s, _ := serviceOf("ktp_lost") // one working day
	for now, want := range map[string]string{"2026-11-23T13:59:00+07:00": "2026-11-24", "2026-11-23T14:00:00+07:00": "2026-11-25", "2026-11-20T15:00:00+07:00": "2026-11-24"} {
		at, err := time.Parse(time.RFC3339, now)
		if err != nil {
			t.Fatal(err)
		}
		if got := backend.Day(promiseOf(s, at)); got != want {
			t.Errorf("%s: %s, want %s", now, got, want)
		}
	}
}

func TestAppointmentReminderSaysWhatToBring(t *testing.T) {
	t.Parallel()
	w := newOffice(t)
	w.Do("POST", "/demo/happenings/appointment_tomorrow", "").Want(t, 200, "")
	e := w.Do("GET", "/demo/events", "").Items()[0]
	if documents, _ := backendtest.At(e, "data", "documents").([]any); len(documents) == 0 || backendtest.At(e, "data", "starts_at") == nil {
		t.Error(e)
	}
}
