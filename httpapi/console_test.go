package httpapi

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"terang"
	"terang/provenance/receipt"
	"terang/store"
)

func TestAPersonTakesOverAnswersAndResolves(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.settled(h.a)
	me, at := signedIn(h.a.session), "/api/v1/conversations/"+h.a.conversation
	if r := h.call("PUT", "/api/v1/me/presence", `{"presence":"online"}`, me); r.status != 204 {
		t.Fatalf("presence: %d %s", r.status, r.body)
	}
	console := h.stream("/api/v1/stream", me)
	r := h.call("POST", "/api/v1/chat/person", "", bearing(h.a.contact))
	if r.status != 202 || !strings.Contains(r.body, `"holder":"queue"`) || !strings.Contains(r.body, `"online":true`) {
		t.Fatalf("person: %d %s", r.status, r.body)
	}
	if e := console.until("conversation"); !strings.Contains(e.data, `"hand_over":{`) {
		t.Errorf("the console hears nothing of the hand-over: %+v", e)
	}
	var list struct {
		Items  []Conversation
		Counts store.Counts
	}
	r = h.call("GET", "/api/v1/conversations?view=queue", "", me)
	r.into(t, &list)
	if len(list.Items) != 1 || list.Items[0].ID != h.a.conversation || list.Counts.Queue != 1 || list.Items[0].HandOver == nil {
		t.Fatalf("queue: %s", r.body)
	}
	if r = h.call("POST", at+"/messages", `{"client_id":"r0","text":"Halo"}`, me); r.status != 409 || r.problem().Code != "not_holder" {
		t.Errorf("a reply before the claim: %d %s", r.status, r.body)
	}
	if r = h.call("POST", at+"/claim", "", me); r.status != 200 || !strings.Contains(r.body, `"holder":"agent"`) {
		t.Fatalf("claim: %d %s", r.status, r.body)
	}
	second := h.colleague("Budi", "budi@a.id")
	if r = h.call("POST", at+"/claim", "", second, with("Accept-Language", "en")); r.status != 409 || r.problem().Code != "already_claimed" || !strings.Contains(r.problem().Detail, "Rina A") {
		t.Errorf("a second claim: %d %s", r.status, r.body)
	}
	contact := h.stream("/api/v1/chat/stream?access_token=" + h.a.contact)
	contact.until("state")
	if r = h.call("POST", at+"/typing", `{"on":true}`, me); r.status != 204 || contact.until("typing").data != `{"author":"human","on":true}` {
		t.Errorf("typing: %d %s", r.status, r.body)
	}
	if r = h.call("POST", at+"/messages", `{"client_id":"r1","text":"Halo, saya Rina."}`, me); r.status != 201 || !strings.Contains(r.body, `"kind":"human"`) {
		t.Fatalf("reply: %d %s", r.status, r.body)
	}
	if r = h.call("POST", at+"/notes", `{"client_id":"n1","text":"rahasia"}`, me); r.status != 201 {
		t.Fatalf("note: %d %s", r.status, r.body)
	}
	if r = h.call("GET", "/api/v1/chat/messages", "", bearing(h.a.contact)); strings.Contains(r.body, "rahasia") || !strings.Contains(r.body, "saya Rina") {
		t.Errorf("the contact sees the note, or not the reply: %s", r.body)
	}
	if r = h.call("GET", at+"/messages", "", me); !strings.Contains(r.body, "rahasia") {
		t.Errorf("the agent does not see the note: %s", r.body)
	}
	if r = h.call("POST", at+"/hand-back", `{"note":"sudah"}`, me); r.status != 200 || !strings.Contains(r.body, `"holder":"assistant"`) {
		t.Fatalf("hand back: %d %s", r.status, r.body)
	}
	if r = h.call("POST", at+"/resolve", "", me); r.status != 200 || !strings.Contains(r.body, `"status":"resolved"`) {
		t.Fatalf("resolve: %d %s", r.status, r.body)
	}
	h.survey(t)
}

func (h *house) survey(t *testing.T) {
	t.Helper()
	var page struct{ Messages []Message }
	h.call("GET", "/api/v1/chat/messages", "", bearing(h.a.contact)).into(t, &page)
	last := page.Messages[len(page.Messages)-1]
	if last.Survey == nil || last.Survey.Answered != nil {
		t.Fatalf("no survey: %+v", last)
	}
	if r := h.call("POST", "/api/v1/chat/survey", fmt.Sprintf(`{"seq":%d,"score":9}`, last.Seq), bearing(h.a.contact)); r.status != 422 {
		t.Errorf("score 9: %d", r.status)
	}
	if r := h.call("POST", "/api/v1/chat/survey", fmt.Sprintf(`{"seq":%d,"score":5,"comment":"mantap"}`, last.Seq), bearing(h.a.contact)); r.status != 204 {
		t.Errorf("survey: %d %s", r.status, r.body)
	}
	h.call("GET", "/api/v1/chat/messages", "", bearing(h.a.contact)).into(t, &page)
	if s := page.Messages[len(page.Messages)-1].Survey; s == nil || s.Answered == nil || *s.Answered != 5 {
		t.Errorf("the answer is not shown: %+v", s)
	}
}

func (h *house) colleague(name, email string) as {
	h.t.Helper()
	_, secret, err := h.server.Accounts.Invite(h.t.Context(), h.a.workspace.ID, name, email, store.RoleAgent)
	h.check(err)
	var link struct {
		Workspace   WorkspaceName
		Name, Email string
	}
	h.call("GET", "/api/v1/setup/"+secret, "").into(h.t, &link)
	if link.Workspace.Name != h.a.workspace.Name {
		h.t.Errorf("the link is for %q", link.Workspace.Name)
	}
	if link.Name != name || link.Email != email {
		h.t.Errorf("the link is for %q, %q", link.Name, link.Email)
	}
	r := h.call("POST", "/api/v1/setup", fmt.Sprintf(`{"token":%q,"name":%q,"password":%q}`, secret, name, password))
	if r.status != 200 {
		h.t.Fatalf("set up: %d %s", r.status, r.body)
	}
	if again := h.call("POST", "/api/v1/setup", fmt.Sprintf(`{"token":%q,"password":%q}`, secret, password)); again.status != 404 {
		h.t.Errorf("a one-time link worked twice: %d", again.status)
	}
	cookie, _, _ := strings.Cut(r.header.Get("Set-Cookie"), ";")
	return signedIn(strings.TrimPrefix(cookie, sessionCookie+"="))
}

func TestPagesOfTheListMeetWithoutGapOrOverlap(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	me := signedIn(h.a.session)
	want := map[string]bool{h.a.conversation: true}
	for i := range 12 {
		token, id, _ := h.open(h.a.workspace.PublicKey)
		h.say(token, fmt.Sprint(i), "halo")
		want[id] = true
	}
	seen, cursor := map[string]bool{}, ""
	for range 10 {
		var page struct {
			Items []Conversation
			Next  *string
		}
		h.call("GET", "/api/v1/conversations?view=all&limit=4&cursor="+cursor, "", me).into(t, &page)
		for _, c := range page.Items {
			if seen[c.ID] {
				t.Errorf("%s twice", c.ID)
			}
			seen[c.ID] = true
		}
		if page.Next == nil {
			break
		}
		cursor = *page.Next
	}
	if len(seen) != len(want) {
		t.Errorf("%d of %d conversations", len(seen), len(want))
	}
	if r := h.call("GET", "/api/v1/conversations?cursor=zzz", "", me); r.status != 422 || r.problem().Code != "cursor_invalid" {
		t.Errorf("a forged cursor: %d %s", r.status, r.body)
	}
}

func TestReceiptOfAMessageVerifiesOffline(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.settled(h.a)
	r := h.call("GET", "/api/v1/chat/receipts/"+h.a.message, "", bearing(h.a.contact))
	if r.status != 200 || !strings.Contains(r.header.Get("Content-Disposition"), "terang-receipt-"+h.a.message+".txt") {
		t.Fatalf("%d %v %s", r.status, r.header, r.body)
	}
	var leaves struct {
		Leaves []Leaf
		Size   int64
		Key    string
	}
	l := h.call("GET", "/api/v1/log/leaves?key="+h.a.workspace.PublicKey, "")
	l.into(t, &leaves)
	report, err := receipt.Verify([]byte(r.body), leaves.Key)
	if err != nil || report.Statement.Msg != h.a.message || !report.KeyTrusted || leaves.Size != int64(len(leaves.Leaves)) {
		t.Errorf("%v %+v %s", err, report, l.body)
	}
	if r := h.call("GET", "/api/v1/chat/receipts/"+h.b.message, "", bearing(h.a.contact)); r.status != 404 {
		t.Errorf("another's receipt: %d", r.status)
	}
	checkpoint := h.call("GET", "/api/v1/log/checkpoint?key="+h.a.workspace.PublicKey, "")
	same := h.call("GET", "/log/"+h.a.workspace.ID+"/checkpoint", "")
	if checkpoint.status != 200 || checkpoint.body != same.body || !strings.HasPrefix(checkpoint.body, "terang.example/log/"+h.a.workspace.ID+"\n") {
		t.Errorf("%q %q", checkpoint.body, same.body)
	}
	for path, want := range map[string]int{
		fmt.Sprintf("/tile/0/000.p/%d", leaves.Size): 200, fmt.Sprintf("/tile/entries/000.p/%d", leaves.Size): 200,
		"/tile/0/000": 404, "/tile/9/000": 404, "/tile/0/../../x": 404, "/tile/0/x1": 404,
	} {
		if r := h.call("GET", "/log/"+h.a.workspace.ID+path, ""); r.status != want && r.status != http.StatusTemporaryRedirect && r.status != http.StatusMovedPermanently {
			t.Errorf("%s: %d %s", path, r.status, r.body)
		}
	}
}

func TestPlainPageHoldsTheSameConversation(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.settled(h.a)
	path := "/c/" + h.a.workspace.PublicKey
	// A stranger finds the door.
	if r := h.call("GET", path, ""); r.status != 200 || !strings.Contains(r.body, path+"/begin") {
		t.Fatalf("%d %s", r.status, r.body)
	}
	// A link from the widget carries the conversation once.
	r := h.call("GET", path+"?t="+h.a.contact, "")
	cookie := r.header.Get("Set-Cookie")
	if r.status != 303 || r.header.Get("Location") != path || r.header.Get("Referrer-Policy") != "no-referrer" ||
		!strings.Contains(cookie, "HttpOnly") || !strings.Contains(cookie, "Path="+path) {
		t.Fatalf("%d %v", r.status, r.header)
	}
	held, _, _ := strings.Cut(cookie, ";")
	browser := func(r *http.Request) { r.Header.Set("Cookie", held) }
	form := func(r *http.Request) { r.Header.Set("Content-Type", "application/x-www-form-urlencoded") }
	page := h.call("GET", path, "", browser)
	for _, want := range []string{"Bicara dengan petugas", "bukan manusia", "/receipt/" + h.a.message, `lang="id"`, "Asisten AI"} {
		if !strings.Contains(page.body, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if r := h.call("POST", path, "client_id=p1&text=jam+buka%3F", browser, form); r.status != 303 {
		t.Errorf("send: %d %s", r.status, r.body)
	}
	if page = h.call("GET", path, "", browser); !strings.Contains(page.body, "jam buka?") || !strings.Contains(page.body, "08.00") {
		t.Errorf("no answer on the page: %s", page.body)
	}
	for _, line := range strings.Split(page.body, "\n") {
		if strings.Contains(line, "@") && !strings.Contains(line, "<details") {
			t.Errorf("a technical name lies open: %s", line)
		}
	}
	if r := h.call("POST", path, "client_id=p2&text=", browser, form); r.status != 422 || !strings.Contains(r.body, `role="alert"`) {
		t.Errorf("an empty message: %d %s", r.status, r.body)
	}
	choice := regexp.MustCompile(`name="reply_to" value="(\d+)"><button name="choice" value="([^"]+)"`).FindStringSubmatch(page.body)
	if choice == nil {
		t.Fatalf("no quick replies: %s", page.body)
	}
	if r := h.call("POST", path, "client_id=p3&reply_to="+choice[1]+"&choice="+choice[2], browser, form); r.status != 303 {
		t.Errorf("a tapped reply: %d %s", r.status, r.body)
	}
	if r := h.call("POST", path+"/language", "language=en", browser, form); r.status != 303 {
		t.Errorf("language: %d %s", r.status, r.body)
	}
	if page = h.call("GET", path+"?refresh=1", "", browser); !strings.Contains(page.body, `lang="en"`) || !strings.Contains(page.body, `http-equiv="refresh"`) {
		t.Errorf("not in English, or no refresh")
	}
	if r := h.call("POST", path+"/person", "", browser, form); r.status != 303 {
		t.Errorf("person: %d %s", r.status, r.body)
	}
	if page = h.call("GET", path, "", browser); !strings.Contains(page.body, "waiting for a person") {
		t.Errorf("the page does not say who is in charge")
	}
	if r := h.call("POST", path+"/person", "", browser, form, with("Sec-Fetch-Site", "cross-site")); r.status != 403 {
		t.Errorf("another site may post: %d", r.status)
	}
	if r := h.call("GET", path+"/receipt/"+h.a.message, "", browser); r.status != 200 {
		t.Errorf("receipt: %d", r.status)
	}
	if r := h.call("GET", "/c/"+h.b.workspace.PublicKey, "", browser); strings.Contains(r.body, "jam buka?") {
		t.Error("the cookie opens the conversation under another brand's page")
	}
	if r := h.call("GET", "/c/nothing", ""); r.status != 404 {
		t.Errorf("unknown key: %d", r.status)
	}
}

func TestEveryPageHasAStrictPolicy(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for path, ancestors := range map[string]string{"/console/": "'self'", "/w/panel?key=wk_A": "*", "/c/wk_A": "'self'"} {
		r := h.call("GET", path, "")
		policy := r.header.Get("Content-Security-Policy")
		if r.status != 200 || !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") || !strings.Contains(policy, "frame-ancestors "+ancestors) {
			t.Errorf("%s: %d %q", path, r.status, policy)
		}
		if r.header.Get("X-Content-Type-Options") != "nosniff" || r.header.Get("Referrer-Policy") == "" {
			t.Errorf("%s: %v", path, r.header)
		}
	}
	first := h.call("GET", "/console/assets/a-1.js", "", with("Accept-Encoding", "gzip"))
	if first.header.Get("Content-Encoding") != "gzip" || !strings.Contains(first.header.Get("Cache-Control"), "immutable") {
		t.Errorf("%v", first.header)
	}
	if again := h.call("GET", "/console/assets/a-1.js", "", with("If-None-Match", first.header.Get("ETag"))); again.status != 304 {
		t.Errorf("%d", again.status)
	}
	for path, want := range map[string]int{"/": 302, "/console": 301, "/demo": 404, "/w/../console/index.html": 307, "/healthz": 200, "/readyz": 200, "/metrics": 200, "/api/openapi.json": 200} {
		if r := h.call("GET", path, ""); r.status != want && !(want == 307 && r.status == 301) {
			t.Errorf("%s: %d", path, r.status)
		}
	}
}

// TestEveryCodeHasWords looks for codes in the source of whatever can reach a caller.
func TestEveryCodeHasWords(t *testing.T) {
	t.Parallel()
	// Codes that only the engine, the log or the command line see.
	inside := regexp.MustCompile(`^(action_|receipt_(malformed|truncated|key|foreign|signature|not_in_log|statement|other_log|body)|job_lost|already_logged)`)
	code := regexp.MustCompile(`terang\.Fail\(terang\.\w+, "([a-z_0-9]+)"`)
	found := 0
	for _, dir := range []string{".", "../authoring", "../desk", "../inbox", "../assistant", "../delivery", "../store", "../webhook", "../queue", "../provenance", "../channel/webchat"} {
		files, err := filepath.Glob(dir + "/*.go")
		h := err
		if h != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			b, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range code.FindAllStringSubmatch(string(b), -1) {
				found++
				if _, ok := problemText[m[1]]; !ok && !inside.MatchString(m[1]) {
					t.Errorf("%s: %q has no words in problem_text.go", file, m[1])
				}
			}
		}
	}
	if found < 50 {
		t.Errorf("only %d codes found", found)
	}
	for code, w := range problemText {
		for _, l := range []terang.Language{terang.Indonesian, terang.English} {
			if w.title[l] == "" || w.detail[l] == "" {
				t.Errorf("%s lacks %s", code, l)
			}
		}
	}
	for key, text := range plainText {
		if text[terang.Indonesian] == "" || text[terang.English] == "" {
			t.Errorf("plain page: %s", key)
		}
	}
}
