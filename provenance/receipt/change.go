package receipt

import (
	"bytes"
	"encoding/json"
	"errors"

	"terang"
)

// auditStart is how every statement about a change begins; none about a message does.
const auditStart = `{"v":1,"kind":"audit",`

// IsAudit reports whether a statement is about a change, and not about a message.
func IsAudit(statement []byte) bool { return bytes.HasPrefix(statement, []byte(auditStart)) }

// ParseAudit reads the canonical JSON of a statement about a change; any other spelling of the same is refused.
func ParseAudit(b []byte) (terang.AuditStatement, error) {
	var s terang.AuditStatement
	if err := json.Unmarshal(b, &s); err != nil || !IsAudit(b) {
		return s, errors.New("not a statement about a change")
	}
	if canonical, err := json.Marshal(s); err != nil || !bytes.Equal(canonical, b) {
		return s, errors.New("not written canonically")
	}
	return s, nil
}
