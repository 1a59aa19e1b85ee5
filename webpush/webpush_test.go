package webpush

import (
	"bytes"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"math/big"
	"net/url"
	"strings"
	"testing"
	"time"

	"terang/webpush/webpushtest"
)

func bytesOf(t *testing.T, text string) []byte {
	t.Helper()
	b, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// The example of RFC 8291, section 5 and appendix A, to the byte.
func TestEncryptsAsTheStandardsExample(t *testing.T) {
	own, err := ecdh.P256().NewPrivateKey(bytesOf(t, "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"))
	if err != nil {
		t.Fatal(err)
	}
	to := Receiver{
		P256dh: bytesOf(t, "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"),
		Auth:   bytesOf(t, "BTBZMqHH6r4Tts7J_aSIgg"),
	}
	got, err := encrypt([]byte("When I grow up, I want to be a watermelon"), to, own, bytesOf(t, "DGv6ra1nlYgDCS1FRnbzlw"), 0)
	if err != nil {
		t.Fatal(err)
	}
	want := "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
	if encode(got) != want {
		t.Errorf("encrypted to\n%s, the standard says\n%s", encode(got), want)
	}
}

func TestEveryLengthComesThroughAndTellsNothing(t *testing.T) {
	receiver := webpushtest.NewReceiver(t)
	sizes := map[int]bool{}
	for _, n := range []int{0, 1, 100, 254, 255, 256, 257, 1000, MaxText - 1, MaxText} {
		text := bytes.Repeat([]byte("a"), n)
		sealed, err := Encrypt(rand.Reader, text, Receiver{receiver.P256dh(), receiver.Auth()})
		if err != nil {
			t.Fatalf("%d bytes: %v", n, err)
		}
		if len(sealed) > recordSize {
			t.Errorf("%d bytes became %d, more than a push service takes", n, len(sealed))
		}
		if n < padTo {
			sizes[len(sealed)] = true
		}
		if got := receiver.Open(t, sealed); !bytes.Equal(got, text) {
			t.Errorf("%d bytes came out as %d", n, len(got))
		}
	}
	if len(sizes) > 2 {
		t.Errorf("short texts have %d different lengths", len(sizes))
	}
	if _, err := Encrypt(rand.Reader, make([]byte, MaxText+1), Receiver{receiver.P256dh(), receiver.Auth()}); !errors.Is(err, ErrTooLong) {
		t.Errorf("one byte too many: %v", err)
	}
}

func TestReceiversWithoutKeysAreRefused(t *testing.T) {
	good := webpushtest.NewReceiver(t)
	offCurve := bytes.Clone(good.P256dh())
	offCurve[64] ^= 1
	for name, r := range map[string]Receiver{
		"none": {}, "short secret": {good.P256dh(), good.Auth()[:15]}, "not on the curve": {offCurve, good.Auth()}, "cut": {good.P256dh()[:64], good.Auth()},
	} {
		if _, err := Encrypt(rand.Reader, []byte("x"), r); !errors.Is(err, ErrReceiver) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTheTokenNamesTheSenderAndTheService(t *testing.T) {
	k, err := NewKeys()
	if err != nil {
		t.Fatal(err)
	}
	secret, err := k.Secret()
	if err != nil {
		t.Fatal(err)
	}
	again, err := ParseKeys(secret)
	if err != nil || again.Public() != k.Public() {
		t.Fatalf("read again: %v", err)
	}
	now := time.Unix(1_790_000_000, 0)
	to, err := url.Parse("https://push.example.net/send/abc?of=browser")
	if err != nil {
		t.Fatal(err)
	}
	header, err := again.Authorize(to, "https://desk.example", now)
	if err != nil {
		t.Fatal(err)
	}
	token, key, ok := strings.Cut(strings.TrimPrefix(header, "vapid t="), ", k=")
	if !ok || key != k.Public() {
		t.Fatalf("header %q", header)
	}
	parts := strings.Split(token, ".")
	var claims struct {
		Aud, Sub string
		Exp      int64
	}
	if err := json.Unmarshal(bytesOf(t, parts[1]), &claims); err != nil {
		t.Fatal(err)
	}
	if claims.Aud != "https://push.example.net" || claims.Sub != "https://desk.example" || claims.Exp <= now.Unix() || claims.Exp > now.Add(24*time.Hour).Unix() {
		t.Errorf("claims %+v", claims)
	}
	signature, digest := bytesOf(t, parts[2]), sha256.Sum256([]byte(parts[0]+"."+parts[1]))
	public, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), bytesOf(t, key))
	if err != nil {
		t.Fatal(err)
	}
	if !ecdsa.Verify(public, digest[:], new(big.Int).SetBytes(signature[:32]), new(big.Int).SetBytes(signature[32:])) {
		t.Error("the signature does not hold")
	}
}

func TestRubbishIsNoKey(t *testing.T) {
	junk := make([]byte, 31)
	_, _ = rand.Read(junk)
	if _, err := ParseKeys(junk); err == nil {
		t.Error("31 bytes were taken for a key")
	}
}

// steady is a source of randomness that gives the same bytes again and again.
type steady byte

func (s steady) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = byte(s)
	}
	return len(b), nil
}

func TestSaltAndKeyAreOfTheSourceThatIsGiven(t *testing.T) {
	receiver := webpushtest.NewReceiver(t)
	to := Receiver{receiver.P256dh(), receiver.Auth()}
	seal := func(random io.Reader) []byte {
		t.Helper()
		sealed, err := Encrypt(random, []byte("Pesanan dikirim."), to)
		if err != nil {
			t.Fatal(err)
		}
		if got := receiver.Open(t, sealed); string(got) != "Pesanan dikirim." {
			t.Errorf("came out as %q", got)
		}
		return sealed
	}
	if one := seal(steady(7)); !bytes.Equal(one, seal(steady(7))) || bytes.Equal(one, seal(steady(8))) {
		t.Error("the bytes do not follow from the source")
	}
	if bytes.Equal(seal(rand.Reader), seal(rand.Reader)) {
		t.Error("two messages were encrypted alike")
	}
	for name, broken := range map[string]io.Reader{"zeros": steady(0), "dry": strings.NewReader(""), "dry after the salt": strings.NewReader("0123456789abcdef")} {
		if sealed, err := Encrypt(broken, []byte("x"), to); err == nil {
			t.Errorf("%s: %x", name, sealed)
		}
	}
}

func TestOnlyTheBrowsersServicesAreKnown(t *testing.T) {
	for address, want := range map[string]bool{
		"https://fcm.googleapis.com/fcm/send/abc":              true,
		"https://FCM.googleapis.com:443/fcm/send/abc":          true,
		"https://android.googleapis.com/gcm/send/abc":          true,
		"https://updates.push.services.mozilla.com/wpush/v2/x": true,
		"https://wns2-sg2p.notify.windows.com/w/?token=x":      true,
		"https://web.push.apple.com/QGx":                       true,
		"":                                                     false,
		"//fcm.googleapis.com/x":                               false,
		"http://fcm.googleapis.com/x":                          false,
		"https://fcm.googleapis.com:8443/x":                    false,
		"https://fcm.googleapis.com@127.0.0.1/x":               false,
		"https://rina@fcm.googleapis.com/x":                    false,
		"https://fcm.googleapis.com.evil.example/x":            false,
		"https://evilfcm.googleapis.com/x":                     false,
		"https://evil.example/?fcm.googleapis.com":             false,
		"https://notify.windows.com/x":                         false,
		"https://169.254.169.254/latest":                       false,
	} {
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		if Service(u) != want {
			t.Errorf("%q is a push service: %t", address, !want)
		}
	}
}
