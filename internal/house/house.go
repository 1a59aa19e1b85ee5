// Package house holds the rules of the house as ordinary Go tests, and the few values that both the tests and the
// program need. It never runs in service.
package house

// AllowedLogKeys are the keys that a log line may carry: ids, codes and numbers, never a text, name, address or secret.
var AllowedLogKeys = []string{
	"action", "address", "agent", "attempt", "batch", "bytes", "channel", "code", "component", "conversation", "count", "detail",
	"due", "duration_ms", "engine", "error", "event", "idx", "job", "key_id", "kind", "message", "method", "node", "pack",
	"path", "position", "reason", "route", "schema", "signal", "size", "status", "store", "url", "version", "webhook", "workspace",
}
