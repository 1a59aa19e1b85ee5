package openapi

import (
	"maps"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// maxNesting bounds allOf, oneOf and anyOf inside one another.
const maxNesting = 16

// object is the members of a schema with those of what it is put together from.
type object struct {
	members  map[string]*openapi3.SchemaRef
	required map[string]bool
}

func (o *object) order() []string { return slices.Sorted(maps.Keys(o.members)) }

// object returns nil for what is no JSON object.
func (r *reader) object(ref *openapi3.SchemaRef, depth int) *object {
	if r.visits++; r.visits > maxVisits || depth > maxNesting || ref == nil || ref.Value == nil {
		return nil
	}
	s := ref.Value
	composed := len(s.AllOf)+len(s.OneOf)+len(s.AnyOf) > 0
	switch {
	case s.Type.Includes("object"), len(s.Properties) > 0:
	case composed && (s.Type == nil || len(*s.Type) == 0):
	default:
		return nil
	}
	o := &object{members: map[string]*openapi3.SchemaRef{}, required: map[string]bool{}}
	maps.Copy(o.members, s.Properties)
	for _, name := range s.Required {
		o.required[name] = true
	}
	found := !composed || len(s.Properties) > 0
	for _, part := range s.AllOf {
		if p := r.object(part, depth+1); p != nil {
			found = true
			maps.Copy(o.members, p.members)
			maps.Copy(o.required, p.required)
		}
	}
	for _, choice := range append(slices.Clone(s.OneOf), s.AnyOf...) {
		if p := r.object(choice, depth+1); p != nil { // any of them may come: nothing of it is sure
			found = true
			for name, member := range p.members {
				if o.members[name] == nil {
					o.members[name] = member
				}
			}
		}
	}
	if !found {
		return nil
	}
	return o
}

// nullable reports whether a value may be null, which counts as absent.
func nullable(ref *openapi3.SchemaRef) bool {
	if ref == nil || ref.Value == nil {
		return false
	}
	s := ref.Value
	if s.Nullable || s.Type.Includes("null") {
		return true
	}
	return slices.ContainsFunc(append(slices.Clone(s.OneOf), s.AnyOf...), func(c *openapi3.SchemaRef) bool {
		return c != nil && c.Value != nil && (c.Value.Nullable || c.Value.Type.Includes("null"))
	})
}

// kind is what an input must know of its schema.
type kind struct {
	structured bool // a list or an object
	secret     bool
	max        int // longest text; 0: not said
}

// Longest texts of what has a form.
const (
	maxNumber = 24
	maxDate   = 40
	maxLong   = 16_000
)

func (r *reader) kind(ref *openapi3.SchemaRef) kind {
	if r.visits++; r.visits > maxVisits || ref == nil || ref.Value == nil {
		return kind{}
	}
	s := ref.Value
	k := kind{secret: s.Format == "password"}
	switch {
	case s.Type.Includes("array"), r.object(ref, 0) != nil:
		k.structured = true
	case s.Type.Includes("string"):
		if s.MaxLength != nil && *s.MaxLength > 0 {
			k.max = int(min(*s.MaxLength, maxLong))
		} else if s.Format == "date-time" || s.Format == "date" || s.Format == "uuid" {
			k.max = maxDate
		}
	case s.Type.Includes("integer"), s.Type.Includes("number"), s.Type.Includes("boolean"):
		k.max = maxNumber
	}
	return k
}
