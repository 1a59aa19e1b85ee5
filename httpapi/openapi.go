package httpapi

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"

	"github.com/danielgtaylor/huma/v2"
)

func schemaFor[T any](r huma.Registry) *huma.Schema {
	return r.Schema(reflect.TypeFor[T](), true, "")
}

// problemResponse is the answer of every operation that fails.
func problemResponse(r huma.Registry) *huma.Response {
	return &huma.Response{
		Description: "A problem (RFC 9457); its texts follow Accept-Language.",
		Content:     map[string]*huma.MediaType{problemType: {Schema: schemaFor[Problem](r)}},
	}
}

func idempotencyParam() *huma.Param {
	return &huma.Param{
		Name: idempotencyHeader, In: "header", Description: "Makes repeating safe: the same key within 24 hours gives the first answer again.",
		Schema: &huma.Schema{Type: "string", MinLength: ptr(1), MaxLength: ptr(maxIdempotencyKey)},
	}
}

func ptr[T any](v T) *T { return &v }

// renderOpenAPI writes the description with sorted keys, so that the committed file shows real differences
// only. huma's own error model is left out: every error is a [Problem].
func renderOpenAPI(o *huma.OpenAPI) ([]byte, error) {
	b, err := json.Marshal(o)
	if err != nil {
		return nil, fmt.Errorf("httpapi: openapi: %w", err)
	}
	var doc map[string]any
	if err := json.Unmarshal(b, &doc); err != nil {
		return nil, fmt.Errorf("httpapi: openapi: %w", err)
	}
	if components, ok := doc["components"].(map[string]any); ok {
		if schemas, ok := components["schemas"].(map[string]any); ok {
			delete(schemas, "ErrorModel")
			delete(schemas, "ErrorDetail")
		}
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(doc); err != nil {
		return nil, fmt.Errorf("httpapi: openapi: %w", err)
	}
	return out.Bytes(), nil
}
