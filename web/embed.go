// Package web holds the built web parts (console, demo page, chat widget, the page that verifies offline) as files in the binary, so that
// Terang stays one file. It serves nothing and decides nothing: package httpapi does, with caching and CSP.
//
// The way in is [Files]. The tree is made by "npm run build" in this folder; where that has not been run
// the tree holds only a marker and [Built] says false.
package web

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var dist embed.FS

// Files returns the built tree: console/index.html, demo/index.html, w/loader.js, w/panel.html with
// w/panel.js and w/panel.css, w/reach.js and w/reach.css that the panel fetches when they are wanted,
// verify/terang-verify.html, and their assets.
func Files() (fs.FS, error) { return fs.Sub(dist, "dist") }

// Built reports whether the web parts were built into this binary.
func Built() bool {
	_, err := fs.Stat(dist, "dist/w/panel.html")
	return err == nil
}
