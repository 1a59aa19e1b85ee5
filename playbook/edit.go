package playbook

import (
	"fmt"
	"slices"
	"strconv"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// SetVersion writes another version into a playbook's source. Only the digits of its version change; every other byte
// stays.
func SetVersion(src []byte, n int) ([]byte, error) {
	if n < 0 {
		return nil, fmt.Errorf("playbook: set version: %w", because("version_negative", "version", n))
	}
	at, err := versionNode(src)
	if err != nil {
		return nil, err
	}
	from := offset(src, at.Line, at.Column)
	for from < len(src) && (src[from] == '"' || src[from] == '\'') {
		from++
	}
	to := from
	for to < len(src) && src[to] >= '0' && src[to] <= '9' {
		to++
	}
	if string(src[from:to]) != at.Value {
		return nil, fmt.Errorf("playbook: set version: %w", because("version_digits"))
	}
	out := slices.Concat(src[:from], []byte(strconv.Itoa(n)), src[to:])
	if now, err := versionNode(out); err != nil || now.Value != strconv.Itoa(n) {
		return nil, fmt.Errorf("playbook: set version: %w", because("version_fixed"))
	}
	return out, nil
}

// versionNode finds the value of the version at the top of a file.
func versionNode(src []byte) (*yaml.Node, error) {
	r := &reader{}
	root := r.document(src)
	if root == nil {
		return nil, fmt.Errorf("playbook: set version: %w", r.problems)
	}
	n := field(root, "version")
	if n == nil || n.Kind != yaml.ScalarNode || n.Value == "" {
		return nil, fmt.Errorf("playbook: set version: %w", because("version_missing"))
	}
	return n, nil
}

// offset is the byte at a line and column, both from 1, as YAML counts them: columns in letters, lines by its own breaks.
func offset(src []byte, line, column int) int {
	i := 0
	for l := 1; l < line && i < len(src); {
		c, size := utf8.DecodeRune(src[i:])
		i += size
		switch c {
		case '\r':
			if i < len(src) && src[i] == '\n' {
				i++
			}
			l++
		case '\n', '\u0085', '\u2028', '\u2029':
			l++
		}
	}
	for c := 1; c < column && i < len(src); c++ {
		_, size := utf8.DecodeRune(src[i:])
		i += size
	}
	return i
}
