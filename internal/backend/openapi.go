package backend

import (
	"bytes"
	_ "embed"
	"fmt"

	"go.yaml.in/yaml/v3"
)

//go:embed openapi.yaml
var commonFile []byte

// mergeFile lays a brand's part of an OpenAPI file over the kit's: mappings are merged key by key, lists are joined,
// and of two words the brand's is taken.
func mergeFile(own []byte) ([]byte, error) {
	var base, over yaml.Node
	if err := yaml.Unmarshal(commonFile, &base); err != nil {
		return nil, fmt.Errorf("openapi: the kit's part: %w", err)
	}
	if err := yaml.Unmarshal(own, &over); err != nil {
		return nil, fmt.Errorf("openapi: %w", err)
	}
	if len(base.Content) == 1 && len(over.Content) == 1 {
		merge(base.Content[0], over.Content[0])
	}
	dropComments(&base)
	var out bytes.Buffer
	enc := yaml.NewEncoder(&out)
	enc.SetIndent(2)
	if err := enc.Encode(&base); err != nil {
		return nil, fmt.Errorf("openapi: %w", err)
	}
	return out.Bytes(), nil
}

// dropComments takes away what the parts say about themselves.
func dropComments(n *yaml.Node) {
	n.HeadComment, n.LineComment, n.FootComment = "", "", ""
	for _, c := range n.Content {
		dropComments(c)
	}
}

func merge(base, over *yaml.Node) {
	switch {
	case base.Kind == yaml.MappingNode && over.Kind == yaml.MappingNode:
		for i := 0; i+1 < len(over.Content); i += 2 {
			if there := valueOf(base, over.Content[i].Value); there != nil {
				merge(there, over.Content[i+1])
			} else {
				base.Content = append(base.Content, over.Content[i], over.Content[i+1])
			}
		}
	case base.Kind == yaml.SequenceNode && over.Kind == yaml.SequenceNode:
		base.Content = append(base.Content, over.Content...)
	default:
		*base = *over
	}
}

func valueOf(mapping *yaml.Node, key string) *yaml.Node {
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == key {
			return mapping.Content[i+1]
		}
	}
	return nil
}
