package action

import (
	"context"
	"net/http"

	"terang"
)

// Tools calls the tools of one MCP server; action/mcp has it.
type Tools interface {
	// CallTool makes one attempt. c is what proves to the server that the house is calling; key is the idempotency
	// key, "" where nothing changes. An answer that says no is no error.
	CallTool(ctx context.Context, c Credential, tool string, args map[string]any, key string) (ToolAnswer, error)
}

// ToolAnswer is what a tool gave.
type ToolAnswer struct {
	Data   any    // JSON: the structured output, nil where there is none
	Failed bool   // the tool itself says that it could not do it; Data holds its "code", where it gave one
	Status int    // HTTP status where the server refused the call altogether, 0 otherwise
	Reason Reason // why there is no usable answer, "" where there is one
}

// attemptTool makes one attempt of a tool.
func (c *Client) attemptTool(caller, ctx context.Context, spec Spec, w wire) outcome {
	credential, err := c.auth.Fetch(ctx)
	if err != nil {
		return withoutCredential(caller, err)
	}
	answer, err := c.tools.CallTool(ctx, credential, spec.Tool, w.args, w.key)
	if err != nil {
		return broken(caller, ctx, err)
	}
	out := outcome{status: answer.Status, health: healthy, data: map[string]any{}}
	switch {
	case answer.Reason != "":
		out.err = fail(terang.Unavailable, CodeFailed, answer.Reason)
		out.health = sick
	case answer.Status == http.StatusUnauthorized:
		out.err = fail(terang.Unauthorized, CodeRejected, ReasonRejected)
		out.retry = c.auth.Refused(credential)
	case answer.Status >= 400 && answer.Status < 500:
		out.err = fail(terang.Forbidden, CodeRejected, ReasonRejected)
	case answer.Status >= 500:
		out.err = fail(terang.Unavailable, CodeFailed, ReasonStatus)
		out.health, out.retry = sick, true
	case answer.Failed:
		out.data, _ = mapOutputs(spec.Problem, answer.Data)
		ownCode(answer.Data, out.data)
		out.err = fail(terang.Invalid, CodeRejected, ReasonRejected)
	default:
		data, missing := mapOutputs(spec.Outputs, answer.Data)
		if missing != "" {
			out.err = fail(terang.Unavailable, CodeFailed, ReasonMissingOutput, "output", missing)
			return out
		}
		out.data = data
	}
	return out
}

// ownCode copies the system's own word for its refusal.
func ownCode(doc any, into map[string]any) {
	m, ok := doc.(map[string]any)
	if !ok {
		return
	}
	if code, ok := m["code"].(string); ok && codeForm.MatchString(code) {
		into["code"] = code
	}
}
