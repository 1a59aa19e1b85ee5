package toko

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestCodeProvesTheCustomer(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	for _, subject := range []string{
		`{"order_no":"trg-1042"}`, `{"email":"Sari.Wulandari@example.com"}`, `{"phone":"0812-0000-4321"}`, `{"phone":"+62 812 0000 4321"}`,
	} {
		r := s.do("POST", "/verifications", subject).want(t, 201, "")
		if r.text("masked") != "+62 812-****-4321" || r.text("channel") != "sms" || r.text("expires_at") != "2026-11-21T03:05:00Z" {
			t.Fatalf("%s: %s", subject, r.raw)
		}
		code := s.lastCode(DemoCustomer)
		if strings.Contains(r.raw, code) {
			t.Fatal("the answer tells the code")
		}
		r = s.do("POST", "/verifications/"+r.text("verification_id")+"/check", `{"code":"`+code[:3]+" "+code[3:]+`"}`).want(t, 200, "")
		if got := fmt.Sprint(r.body["customer"]); got != "map[id:cus_1001 name:Sari Wulandari]" {
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
		if got := s.do("POST", "/verifications", body).want(t, 422, "invalid").text("field"); got != field {
			t.Errorf("%s: field %q, want %q", body, got, field)
		}
	}
}

func TestUnknownSubjectLooksLikeAKnownOneAndNeverVerifies(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	known := s.do("POST", "/verifications", `{"order_no":"TRG-1042"}`).want(t, 201, "")
	unknown := s.do("POST", "/verifications", `{"order_no":"TRG-9999"}`).want(t, 201, "")
	if len(known.body) != len(unknown.body) || len(known.raw) != len(unknown.raw) || len(known.header) != len(unknown.header) {
		t.Errorf("known %s\nunknown %s", known.raw, unknown.raw)
	}
	again := s.do("POST", "/verifications", `{"order_no":"TRG-9999"}`).want(t, 201, "")
	if again.text("masked") != unknown.text("masked") || known.text("masked") == unknown.text("masked") {
		t.Errorf("masked %q, then %q", unknown.text("masked"), again.text("masked"))
	}
	if got := s.do("POST", "/verifications", `{"phone":"0812 9999 8888"}`).text("masked"); got != "+62 812-****-8888" {
		t.Errorf("masked %q", got)
	}
	// Not even the right code helps: put a known one in.
	id := unknown.text("verification_id")
	if _, err := s.server.db.writer.Exec(`update verification set code_hash = $1 where id = $2`, s.server.keyed("code", id, "123456"), id); err != nil {
		t.Fatal(err)
	}
	for left := codeTries - 1; left > 0; left-- {
		r := s.do("POST", "/verifications/"+id+"/check", `{"code":"123456"}`).want(t, 422, "wrong_code")
		if r.body["tries_left"] != float64(left) {
			t.Errorf("tries_left %v, want %d", r.body["tries_left"], left)
		}
	}
	s.do("POST", "/verifications/"+id+"/check", `{"code":"123456"}`).want(t, 422, "too_many_tries")
}

func TestWrongCodesRunOut(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	check := "/verifications/" + s.do("POST", "/verifications", `{"order_no":"TRG-1042"}`).text("verification_id") + "/check"
	code := s.lastCode(DemoCustomer)
	wrong := `{"code":"000000"}`
	if code == "000000" {
		wrong = `{"code":"000001"}`
	}
	for range codeTries - 1 {
		s.do("POST", check, wrong).want(t, 422, "wrong_code")
	}
	s.do("POST", check, `{"code":"12"}`).want(t, 422, "invalid") // no try: it cannot be a code
	s.do("POST", check, wrong).want(t, 422, "too_many_tries")
	s.do("POST", check, `{"code":"`+code+`"}`).want(t, 422, "too_many_tries")
}

func TestCodeExpiresAndWorksOnce(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	check := "/verifications/" + s.do("POST", "/verifications", `{"order_no":"TRG-1042"}`).text("verification_id") + "/check"
	body := `{"code":"` + s.lastCode(DemoCustomer) + `"}`
	s.do("POST", check, body).want(t, 200, "")
	s.do("POST", check, body).want(t, 422, "expired")

	check = "/verifications/" + s.do("POST", "/verifications", `{"order_no":"TRG-1042"}`).text("verification_id") + "/check"
	body = `{"code":"` + s.lastCode(DemoCustomer) + `"}`
	s.pass(codeLife)
	s.do("POST", check, body).want(t, 422, "expired")
	s.do("POST", "/verifications/vrf_none/check", body).want(t, 404, "not_found")
}

func TestCodesAreLimitedPerSubjectKnownOrNot(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	for _, subject := range []string{`{"order_no":"TRG-1042"}`, `{"order_no":"TRG-9999"}`} {
		for range 5 {
			s.do("POST", "/verifications", subject).want(t, 201, "")
		}
		s.pass(time.Minute)
		r := s.do("POST", "/verifications", subject, "Idempotency-Key", "k"+subject[13:18]).want(t, 429, "rate_limited")
		if r.header.Get("Retry-After") != "540" || r.body["retry_after"] != 540.0 {
			t.Errorf("Retry-After %q, %v", r.header.Get("Retry-After"), r.body["retry_after"])
		}
		s.pass(codeWindow)
		s.do("POST", "/verifications", subject, "Idempotency-Key", "k"+subject[13:18]).want(t, 201, "") // "later" was not kept
	}
}

func TestPhoneIsNotFloodedThroughManySubjects(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	for _, subject := range []string{`{"order_no":"TRG-1042"}`, `{"order_no":"TRG-1012"}`, `{"email":"sari.wulandari@example.com"}`} {
		for range 5 {
			s.do("POST", "/verifications", subject).want(t, 201, "")
		}
	}
	items, _ := s.do("GET", "/demo/phone/cus_1001/messages", "").body["items"].([]any)
	if len(items) != 10 {
		t.Errorf("%d messages reached the phone", len(items))
	}
}

func TestTokenExpires(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	token := s.prove(DemoCustomer, DemoOrder)
	s.do("GET", "/customers/cus_1001", "", CustomerTokenHeader, token).want(t, 200, "")
	s.pass(tokenLife)
	s.do("GET", "/customers/cus_1001", "", CustomerTokenHeader, token).want(t, 401, "customer_token")
}

func TestNothingSecretIsOnTheDiskInTheClear(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	token := s.prove(DemoCustomer, DemoOrder) // without an Idempotency-Key, so that no answer is kept
	link := s.do("POST", "/customers/cus_1001/password-resets", "", CustomerTokenHeader, token).want(t, 201, "").text("link")
	for _, name := range []string{"toko.db", "toko.db-wal"} {
		b, err := os.ReadFile(filepath.Join(s.dir, name))
		if err != nil {
			t.Fatal(err)
		}
		for _, secret := range []string{token, link[strings.LastIndex(link, "/")+1:], testKey} {
			if bytes.Contains(b, []byte(secret)) {
				t.Errorf("%s holds %s", name, secret)
			}
		}
	}
}

func TestCodesAreEvenlySpread(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	var first [10]int
	for range 5000 {
		code, err := s.server.newCode()
		if err != nil || !codeForm.MatchString(code) {
			t.Fatal(code, err)
		}
		first[code[0]-'0']++
	}
	for d, n := range first {
		if n < 400 || n > 600 {
			t.Errorf("%d begins %d of 5000 codes", d, n)
		}
	}
}
