package config

import (
	"strings"

	"terang"
)

// Problem is one thing wrong with the configuration, with all that its text needs.
type Problem struct {
	Code    string `json:"code"`              // stable word: form, unknown_key, twice, yaml, …
	Key     string `json:"key,omitempty"`     // "log.format"
	Where   string `json:"where,omitempty"`   // "terang.yaml:12", "TERANG_LOG_FORMAT", "--log-format"
	Value   string `json:"value,omitempty"`   // what was given, masked if secret
	Form    string `json:"form,omitempty"`    // what form is wanted, see formText
	Nearest string `json:"nearest,omitempty"` // a key that was perhaps meant
	Detail  string `json:"detail,omitempty"`  // the parser's or system's own words
}

// Problems are all problems of one load.
type Problems []Problem

// Error joins them in English, for the log; people read [Problem.Text].
func (p Problems) Error() string {
	lines := make([]string, len(p))
	for i, one := range p {
		lines[i] = one.Text(terang.English)
	}
	return "config: " + strings.Join(lines, "; ")
}

var problemText = map[string]terang.Text{
	"unreadable":          text("berkas tidak dapat dibaca ({detail})", "the file cannot be read ({detail})"),
	"file_too_large":      text("berkas lebih dari 256 kB", "the file is larger than 256 kB"),
	"yaml":                text("bukan YAML yang sah: {detail}", "not valid YAML: {detail}"),
	"not_a_mapping":       text("isi berkas harus berupa pasangan kunci: nilai", "the file must hold key: value pairs"),
	"alias":               text("{key}: alias YAML (*nama) tidak diterima; tulis nilainya", "{key}: YAML aliases (*name) are not accepted; write the value out"),
	"twice":               text("{key} ditulis dua kali; hapus salah satu", "{key} is written twice; remove one"),
	"unknown_key":         text("kunci {key} tidak dikenal{nearest}", "unknown key {key}{nearest}"),
	"unknown_env":         text("variabel {key} tidak dibaca siapa pun{nearest}", "nothing reads the variable {key}{nearest}"),
	"workspace_name":      text("nama workspace {value} harus huruf kecil, angka, dan tanda hubung, paling panjang 40", "the workspace name {value} must be lower-case letters, digits and hyphens, at most 40"),
	"too_many_workspaces": text("lebih dari 1000 workspace", "more than 1000 workspaces"),
	"form":                text("{key}: {value} tidak cocok; {form}", "{key}: {value} does not fit; {form}"),
}

var formText = map[string]terang.Text{
	"int":       text("tulis bilangan bulat dari {1} sampai {2}", "write a whole number from {1} to {2}"),
	"bool":      text("tulis true atau false", "write true or false"),
	"duration":  text("tulis lama waktu seperti 90s, 12h, atau 30d, paling sedikit {1}", "write a time span such as 90s, 12h or 30d, at least {1}"),
	"size":      text("tulis ukuran seperti 64kB atau 1MB, dari {1} sampai {2}", "write a size such as 64kB or 1MB, from {1} to {2}"),
	"rate":      text(`tulis laju seperti "30/min", "30/min burst 10", atau off`, `write a rate such as "30/min", "30/min burst 10" or off`),
	"prefix":    text("tulis alamat IP atau CIDR, dipisah koma", "write IP addresses or CIDR ranges, comma separated"),
	"one":       text("pilih salah satu: {all}", "choose one of: {all}"),
	"address":   text("tulis host:port, misalnya 127.0.0.1:8080", "write host:port, for example 127.0.0.1:8080"),
	"url":       text("tulis alamat http:// atau https:// tanpa sandi, kueri, atau fragmen", "write an http:// or https:// address without password, query or fragment"),
	"origin":    text("tulis alamat tanpa jalur, misalnya https://bantuan.toko.id", "write an address without a path, for example https://help.shop.id"),
	"postgres":  text("tulis postgres://nama:sandi@host:5432/basisdata", "write postgres://name:password@host:5432/database"),
	"some":      text("nilainya tidak boleh kosong", "it must not be empty"),
	"host":      text("tulis nama host, misalnya api.toko.id", "write a host name, for example api.shop.id"),
	"witness":   text("tulis \"KUNCI URL\", kunci seperti nama+1a2b3c4d+BASE64", "write \"KEY URL\", the key like name+1a2b3c4d+BASE64"),
	"host_port": text("tulis host:port dengan huruf kecil", "write host:port in lower case"),
	"seal_key":  text("tulis kunci 32 byte dalam base64 (openssl rand -base64 32)", "write keys of 32 bytes in base64 (openssl rand -base64 32)"),
	"list":      text("tulis daftar kata", "write a list of words"),
	"short":     text("nilainya terlalu panjang", "it is too long"),
}

// Text says what is wrong, where, and what would be right, in l.
func (p Problem) Text(l terang.Language) string {
	form, args, _ := strings.Cut(p.Form, ":")
	words := strings.Split(args, ":")
	fill := []string{"{all}", strings.Join(words, ", ")}
	for i, w := range words {
		fill = append(fill, "{"+string(rune('1'+i))+"}", w)
	}
	formed := strings.NewReplacer(fill...).Replace(formText[form].In(l))
	hint := ""
	if p.Nearest != "" {
		hint = text("; maksud Anda "+p.Nearest+"?", "; did you mean "+p.Nearest+"?").In(l)
	}
	value := p.Value
	if value == "" {
		value = `""`
	}
	s := strings.NewReplacer("{key}", p.Key, "{value}", value, "{form}", formed, "{nearest}", hint, "{detail}", p.Detail).Replace(problemText[p.Code].In(l))
	if p.Where != "" {
		return p.Where + ": " + s
	}
	return s
}

// nearest returns the known word with the smallest edit distance, "" if none is near enough to be meant.
func nearest(word string, known []string) string {
	best, bestDistance := "", max(2, len(word)/3)+1
	for _, k := range known {
		if d := distance(word, k, bestDistance); d < bestDistance {
			best, bestDistance = k, d
		}
	}
	if best == "" { // "port" for "a.b.port", "format" for "log.format"
		for _, k := range known {
			if strings.HasSuffix(k, "."+word) {
				return k
			}
		}
	}
	return best
}

// distance is Levenshtein's; words much longer than any key are not worth the work.
func distance(a, b string, limit int) int {
	if len(a) > 64 || len(a)-len(b) >= limit || len(b)-len(a) >= limit {
		return limit
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diagonal := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := diagonal
			if a[i-1] != b[j-1] {
				cost = 1 + min(diagonal, row[j], row[j-1])
			}
			diagonal, row[j] = row[j], cost
		}
	}
	return row[len(b)]
}
