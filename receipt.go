package terang

// Statement is the leaf of the proof log: what was said by whom under which policy, with no personal data.
// Its canonical JSON (fields in this order, no spaces) is what is hashed.
type Statement struct {
	V          int                 `json:"v"`
	Org        string              `json:"org"`  // workspace id
	Conv       string              `json:"conv"` // HMAC of the conversation id with the contact's salt
	Msg        string              `json:"msg"`
	Seq        int64               `json:"seq"`
	Author     StatementAuthor     `json:"author"`
	Chan       string              `json:"chan"`
	Dir        Direction           `json:"dir"`
	Lang       Language            `json:"lang"`
	Disclosure StatementDisclosure `json:"disclosure"`
	Body       string              `json:"body"` // base64 HMAC-SHA256(message salt, rendered payload)
	Prev       string              `json:"prev,omitempty"`
	At         string              `json:"at"` // RFC 3339, UTC, seconds
}

// StatementAuthor is the author without any name.
type StatementAuthor struct {
	Kind   AuthorKind `json:"kind"`
	Model  string     `json:"model,omitempty"`
	Prompt string     `json:"prompt,omitempty"`
	Human  string     `json:"human,omitempty"` // agent id
	Share  float64    `json:"share,omitempty"`
	Assist string     `json:"assist,omitempty"` // help that does not change who wrote: "ai_draft", "ai_edited"
}

// StatementDisclosure is what the gate required and proved.
type StatementDisclosure struct {
	Policy      string   `json:"policy"` // id@version
	Obligations []string `json:"obligations"`
	Satisfied   bool     `json:"satisfied"`
	Text        string   `json:"text,omitempty"` // key@version of the text that carried it
	// Mended says what the gate changed in the words before they went out: "human_claim", "forged_label", "invisible".
	Mended []string `json:"mended,omitempty"`
}

// AuditStatement is the leaf of a change in the proof log. It names nobody: it commits to who changed what, with a salt that
// stands beside the record. Its canonical JSON is what is hashed.
type AuditStatement struct {
	V      int    `json:"v"`
	Kind   string `json:"kind"` // "audit"
	Org    string `json:"org"`  // workspace id
	ID     string `json:"id"`
	Change string `json:"change"` // base64 HMAC-SHA256(salt, the record as JSON)
	At     string `json:"at"`     // RFC 3339, UTC, seconds
}
