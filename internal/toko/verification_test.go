package toko

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"terang/internal/backend/backendtest"
)

func TestCodeProvesTheCustomer(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	for _, subject := range []string{
		`{"order_no":"trg-1042"}`, `{"email":"Sari.Wulandari@example.com"}`, `{"phone":"0812-0000-4321"}`, `{"phone":"+62 812 0000 4321"}`,
	} {
		r := s.Do("POST", "/verifications", subject).Want(t, 201, "")
		if r.Text("masked") != "+62 812-****-4321" || r.Text("channel") != "sms" || r.Text("expires_at") != "2026-11-21T03:05:00Z" {
			t.Fatalf("%s: %s", subject, r.Raw)
		}
		code := s.LastCode(DemoCustomer)
		if strings.Contains(r.Raw, code) {
			t.Fatal("the answer tells the code")
		}
		r = s.Do("POST", "/verifications/"+r.Text("verification_id")+"/check", `{"code":"`+code[:3]+" "+code[3:]+`"}`).Want(t, 200, "")
		if got := fmt.Sprint(r.Body["customer"]); got != "map[id:cus_1001 name:Sari Wulandari]" {
			t.Fatalf("%s proves %s", subject, got)
		}
	}
}

func TestSubjectIsExactlyOneWellFormedThing(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	for body, field := range map[string]string{
		``: "order_no", `{}`: "order_no", `{"order_no":"1042"}`: "order_no", `{"order_no":"TRG-1042","phone":"081200004321"}`: "order_no",
		`{"phone":"abc"}`: "phone", `{"phone":"0812"}`: "phone", `{"email":"sari"}`: "email", `{"email":"Sari <sari@example.com>"}`: "email",
	} {
		if got := s.Do("POST", "/verifications", body).Want(t, 422, "invalid").Text("field"); got != field {
			t.Errorf("%s: field %q, want %q", body, got, field)
		}
	}
}

func TestWrongCodesRunOut(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	check := "/verifications/" + s.Do("POST", "/verifications", `{"order_no":"TRG-1042"}`).Text("verification_id") + "/check"
	code := s.LastCode(DemoCustomer)
	wrong := `{"code":"000000"}`
	if code == "000000" {
		wrong = `{"code":"000001"}`
	}
	for range 4 {
		s.Do("POST", check, wrong).Want(t, 422, "wrong_code")
	}
	s.Do("POST", check, `{"code":"12"}`).Want(t, 422, "invalid") // no try: it cannot be a code
	s.Do("POST", check, wrong).Want(t, 422, "too_many_tries")
	s.Do("POST", check, `{"code":"`+code+`"}`).Want(t, 422, "too_many_tries")
}

func TestCodeExpiresAndWorksOnce(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	check := "/verifications/" + s.Do("POST", "/verifications", `{"order_no":"TRG-1042"}`).Text("verification_id") + "/check"
	body := `{"code":"` + s.LastCode(DemoCustomer) + `"}`
	s.Do("POST", check, body).Want(t, 200, "")
	s.Do("POST", check, body).Want(t, 422, "expired")

	check = "/verifications/" + s.Do("POST", "/verifications", `{"order_no":"TRG-1042"}`).Text("verification_id") + "/check"
	body = `{"code":"` + s.LastCode(DemoCustomer) + `"}`
	s.Pass(5 * time.Minute)
	s.Do("POST", check, body).Want(t, 422, "expired")
	s.Do("POST", "/verifications/vrf_none/check", body).Want(t, 404, "not_found")
}

func TestCodesAreLimitedPerSubjectKnownOrNot(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	for _, subject := range []string{`{"order_no":"TRG-1042"}`, `{"order_no":"TRG-9999"}`} {
		for range 5 {
			s.Do("POST", "/verifications", subject).Want(t, 201, "")
		}
		s.Pass(time.Minute)
		r := s.Do("POST", "/verifications", subject, "Idempotency-Key", "k"+subject[13:18]).Want(t, 429, "rate_limited")
		if r.Header.Get("Retry-After") != "540" || r.Body["retry_after"] != 540.0 {
			t.Errorf("Retry-After %q, %v", r.Header.Get("Retry-After"), r.Body["retry_after"])
		}
		s.Pass(10 * time.Minute)
		s.Do("POST", "/verifications", subject, "Idempotency-Key", "k"+subject[13:18]).Want(t, 201, "") // "later" was not kept
	}
}

func TestPhoneIsNotFloodedThroughManySubjects(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	for _, subject := range []string{`{"order_no":"TRG-1042"}`, `{"order_no":"TRG-1012"}`, `{"email":"sari.wulandari@example.com"}`} {
		for range 5 {
			s.Do("POST", "/verifications", subject).Want(t, 201, "")
		}
	}
	items, _ := s.Do("GET", "/demo/phone/cus_1001/messages", "").Body["items"].([]any)
	if len(items) != 10 {
		t.Errorf("%d messages reached the phone", len(items))
	}
}

func TestTokenExpires(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	token := s.Prove(DemoCustomer, "order_no", DemoOrder)
	s.Do("GET", "/customers/cus_1001", "", CustomerTokenHeader, token).Want(t, 200, "")
	s.Pass(30 * time.Minute)
	s.Do("GET", "/customers/cus_1001", "", CustomerTokenHeader, token).Want(t, 401, "customer_token")
}

func TestNothingSecretIsOnTheDiskInTheClear(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	token := s.Prove(DemoCustomer, "order_no", DemoOrder) // without an Idempotency-Key, so that no answer is kept
	link := s.Do("POST", "/customers/cus_1001/password-resets", "", CustomerTokenHeader, token).Want(t, 201, "").Text("link")
	for _, name := range []string{"toko.db", "toko.db-wal"} {
		b, err := os.ReadFile(filepath.Join(s.Dir, name))
		if err != nil {
			t.Fatal(err)
		}
		for _, secret := range []string{token, link[strings.LastIndex(link, "/")+1:], backendtest.Key} {
			if bytes.Contains(b, []byte(secret)) {
				t.Errorf("%s holds %s", name, secret)
			}
		}
	}
}

func TestUnknownSubjectLooksLikeAKnownOneAndNeverVerifies(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	known := s.Do("POST", "/verifications", `{"order_no":"TRG-1042"}`).Want(t, 201, "")
	unknown := s.Do("POST", "/verifications", `{"order_no":"TRG-9999"}`).Want(t, 201, "")
	if len(known.Body) != len(unknown.Body) || len(known.Raw) != len(unknown.Raw) || len(known.Header) != len(unknown.Header) {
		t.Errorf("known %s\nunknown %s", known.Raw, unknown.Raw)
	}
	again := s.Do("POST", "/verifications", `{"order_no":"TRG-9999"}`).Want(t, 201, "")
	if again.Text("masked") != unknown.Text("masked") || known.Text("masked") == unknown.Text("masked") {
		t.Errorf("masked %q, then %q", unknown.Text("masked"), again.Text("masked"))
	}
	if got := s.Do("POST", "/verifications", `{"phone":"0812 9999 8888"}`).Text("masked"); got != "+62 812-****-8888" {
		t.Errorf("masked %q", got)
	}
	id := unknown.Text("verification_id")
	for left := 4; left > 0; left-- {
		r := s.Do("POST", "/verifications/"+id+"/check", `{"code":"123456"}`).Want(t, 422, "wrong_code")
		if r.Body["tries_left"] != float64(left) {
			t.Errorf("tries_left %v, want %d", r.Body["tries_left"], left)
		}
	}
	s.Do("POST", "/verifications/"+id+"/check", `{"code":"123456"}`).Want(t, 422, "too_many_tries")
}
