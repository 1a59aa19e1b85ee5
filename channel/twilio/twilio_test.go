package twilio

import (
	"net/url"
	"testing"
)

// The example of the provider's own documentation on request validation.
func TestSignOfThePublishedExample(t *testing.T) {
	fields := url.Values{"CallSid": {"CA1234567890ABCDE"}, "Caller": {"+14158675309"}, "Digits": {"1234"}, "From": {"+14158675309"}, "To": {"+18005551212"}}
	if got := Sign("12345", "https://mycompany.com/myapp.php?foo=1&bar=2", fields); got != "RSOYDt4T1cUTdK1PDd93/VVr8B8=" {
		t.Error(got)
	}
}

func TestRefusedReadsTheCodeAndNotTheWords(t *testing.T) {
	for code, want := range map[string]string{"21610": "opted_out", "21211": "recipient_unknown", "20429": "rate_limited", "20003": "unauthorized", "1": "refused"} {
		e := Refused(400, []byte(`{"code":`+code+`,"message":"+62812"}`))
		if e == nil || e.Code != want {
			t.Errorf("%s: %+v", code, e)
		}
	}
	if Refused(500, []byte("<html>")) != nil {
		t.Error("no code, no class")
	}
}
