package config

import (
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"terang"
)

// Template writes a commented terang.yaml: every key with its explanation in l and its default, those in
// set with the given value. What is a default stays commented out, so that a later version's better
// default takes hold.
func Template(l terang.Language, set map[string]string) []byte {
	c := &Config{}
	var b strings.Builder
	b.WriteString(text(
		"# Terang. Setiap kunci juga dapat diberi lewat lingkungan (TERANG_LOG_FORMAT untuk log.format) atau flag (--set log.format=json).\n# `terang config` menunjukkan nilai yang berlaku dan asalnya; `terang doctor` memeriksanya.\n",
		"# Terang. Each key can also be given by the environment (TERANG_LOG_FORMAT for log.format) or a flag (--set log.format=json).\n# `terang config` shows the values in force and where they came from; `terang doctor` checks them.\n").In(l))
	groups := map[string]bool{}
	table := c.settings()
	for _, s := range table {
		writeSetting(&b, s, groups, l, set, table)
	}
	b.WriteString("\n")
	b.WriteString(text("# Sistem milik merek, per workspace.\n", "# The brands' own systems, one per workspace.\n").In(l))
	names := map[string]bool{}
	for key := range set {
		if parts := strings.SplitN(key, ".", 3); parts[0] == "workspaces" && len(parts) == 3 {
			names[parts[1]] = true
		}
	}
	b.WriteString("workspaces:\n")
	for _, name := range slices.Sorted(maps.Keys(names)) {
		b.WriteString("  " + name + ":\n")
		writeWorkspace(&b, name, l, set)
	}
	if len(names) == 0 {
		b.WriteString("  # toko:\n  #   pack: retail\n  #   action:\n  #     url: https://api.toko.id/v1\n")
	}
	return []byte(b.String())
}

func writeSetting(b *strings.Builder, s setting, groups map[string]bool, l terang.Language, set map[string]string, table []setting) {
	group, name, nested := strings.Cut(s.key, ".")
	indent := ""
	if !nested {
		name = group
	} else {
		indent = "  "
		if !groups[group] {
			groups[group] = true
			b.WriteString("\n")
			if !anySet(group, table, set) {
				b.WriteString("# ")
			}
			b.WriteString(group + ":\n")
		}
	}
	mark := "# "
	value, ok := set[s.key]
	if ok {
		mark = ""
	} else {
		value = s.def
	}
	if nested && !ok && !anySet(group, table, set) {
		indent, mark = "", "#   "
	}
	b.WriteString(indent + "# " + s.doc.In(l) + "\n" + indent + mark + name + ": " + quote(value) + "\n")
}

func anySet(group string, table []setting, set map[string]string) bool {
	return slices.ContainsFunc(table, func(s setting) bool {
		_, ok := set[s.key]
		return ok && strings.HasPrefix(s.key, group+".")
	})
}

func writeWorkspace(b *strings.Builder, name string, l terang.Language, set map[string]string) {
	action := false
	for _, s := range workspaceSettings(name, &Workspace{}) {
		key := strings.TrimPrefix(s.key, "workspaces."+name+".")
		indent := "    "
		if k, ok := strings.CutPrefix(key, "action."); ok {
			if !action {
				action = true
				b.WriteString("    action:\n")
			}
			key, indent = k, "      "
		}
		mark, value := "# ", s.def
		if v, ok := set[s.key]; ok {
			mark, value = "", v
		}
		b.WriteString(indent + "# " + s.doc.In(l) + "\n" + indent + mark + key + ": " + quote(value) + "\n")
	}
}

// quote lets the YAML package decide what needs quotes.
func quote(s string) string {
	out, err := yaml.Marshal(s)
	if err != nil {
		return `""`
	}
	return strings.TrimSpace(string(out))
}
