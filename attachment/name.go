package attachment

import (
	"slices"
	"strings"
	"unicode/utf8"

	"terang"
	"terang/gate"
)

// maxName is the longest name of a file, in characters, its extension included.
const maxName = 100

// running are the extensions of what a computer or a browser would run or draw as a page. A file that is called so is refused,
// whatever is in it.
var running = []string{
	".apk", ".app", ".bat", ".bin", ".cmd", ".com", ".command", ".cpl", ".deb", ".dll", ".dmg", ".exe", ".hta", ".htm", ".html", ".iso", ".jar", ".js", ".jse",
	".lnk", ".mht", ".mjs", ".msi", ".php", ".pif", ".ps1", ".py", ".reg", ".rpm", ".scf", ".scr", ".sh", ".svg", ".svgz", ".url", ".vb", ".vbe", ".vbs", ".wsf",
	".xhtml", ".xml", ".xsl",
}

// reserved are names that mean a device on Windows, whatever follows the first dot.
var reserved = []string{
	"con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
}

// named refuses a name that says that the file runs.
func named(name string) error {
	if slices.Contains(running, extOf(name)) {
		return terang.Fail(terang.Invalid, "file_name")
	}
	return nil
}

// extOf is the extension of a name as a computer reads it, in small letters, "" for none.
func extOf(name string) string {
	name = CleanName(name)
	if i := strings.LastIndexByte(name, '.'); i >= 0 {
		return strings.ToLower(name[i:])
	}
	return ""
}

// CleanName makes a name that can stand on a page and in a folder of any system: without a path, without what cannot be seen
// or turns the reading round, without signs that mean something to a shell. It is never empty and at most 100 characters long.
func CleanName(name string) string {
	name, _ = gate.Clean(strings.ToValidUTF8(name, ""))
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	name = strings.Map(func(r rune) rune {
		switch {
		case strings.ContainsRune("<>:\"|?*;%`$", r):
			return '_'
		case r < ' ' && r != '\n' && r != '\t' || r == 0x7f:
			return -1
		}
		return r
	}, name)
	name = strings.Join(strings.Fields(name), " ")
	name = strings.Trim(name, ". ")
	stem, _, _ := strings.Cut(name, ".")
	if slices.Contains(reserved, strings.ToLower(strings.TrimSpace(stem))) {
		name = "_" + name
	}
	if utf8.RuneCountInString(name) > maxName {
		ext := ""
		if i := strings.LastIndexByte(name, '.'); i > 0 && len(name)-i <= 8 {
			name, ext = name[:i], name[i:]
		}
		runes := []rune(name)
		name = strings.TrimRight(string(runes[:min(len(runes), maxName-len(ext))]), ". ") + ext
	}
	if name == "" {
		return "file"
	}
	return name
}

// called gives a clean name the extension that goes with what the file is.
func called(name, mime string) string {
	i := slices.IndexFunc(forms, func(f form) bool { return f.mime == mime })
	if i < 0 || slices.Contains(forms[i].exts, extOf(name)) {
		return name
	}
	if old := extOf(name); slices.ContainsFunc(forms, func(f form) bool { return slices.Contains(f.exts, old) }) {
		name = name[:len(name)-len(old)] // it was called another kind: photo.png that is a JPEG
	}
	ext := forms[i].exts[0]
	if runes := []rune(name); len(runes) > maxName-len(ext) {
		name = strings.TrimRight(string(runes[:maxName-len(ext)]), ". ")
	}
	if name == "" {
		name = "file"
	}
	return name + ext
}
