// Package packs carries the sector packs that come with the binary: intents, articles, playbooks and
// actions, as data. It holds no code but the way to the files, [FS]; whoever wants another pack gives
// another file system to the same loader.
package packs

import (
	"embed"
	"io/fs"
)

//go:embed all:retail all:finance all:public
var files embed.FS

// FS returns the packs, one folder each ("retail", "finance", "public").
func FS() fs.FS { return files }
