package config

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"terang"
)

// setting binds a key to a field of a [Config]: how to set it from words and how to show it.
type setting struct {
	key    string
	def    string
	doc    terang.Text
	secret bool
	set    func(string) error
	get    func() string
}

// errForm is a value of the wrong form; its text says which form is right, by key in problemText.
type errForm string

func (e errForm) Error() string { return "config: not " + string(e) }

func text(id, en string) terang.Text { return terang.Text{terang.Indonesian: id, terang.English: en} }

func str(key string, p *string, def string, doc terang.Text, checks ...func(string) error) setting {
	return setting{key: key, def: def, doc: doc, get: func() string { return *p }, set: func(s string) error {
		for _, check := range checks {
			if err := check(s); err != nil {
				return err
			}
		}
		*p = s
		return nil
	}}
}

func hidden(s setting) setting {
	s.secret = true
	return s
}

func integer(key string, p *int, def, low, high int, doc terang.Text) setting {
	return setting{key: key, def: strconv.Itoa(def), doc: doc, get: func() string { return strconv.Itoa(*p) }, set: func(s string) error {
		n, err := strconv.Atoi(s)
		if err != nil || n < low || n > high {
			return errForm(fmt.Sprintf("int:%d:%d", low, high))
		}
		*p = n
		return nil
	}}
}

func boolean(key string, p *bool, def bool, doc terang.Text) setting {
	return setting{key: key, def: strconv.FormatBool(def), doc: doc, get: func() string { return strconv.FormatBool(*p) }, set: func(s string) error {
		switch strings.ToLower(s) {
		case "true", "yes", "on", "1", "ya":
			*p = true
		case "false", "no", "off", "0", "tidak":
			*p = false
		default:
			return errForm("bool")
		}
		return nil
	}}
}

func duration(key string, p *time.Duration, def string, low time.Duration, doc terang.Text) setting {
	return setting{key: key, def: def, doc: doc, get: func() string { return formatDuration(*p) }, set: func(s string) error {
		d, err := parseDuration(s)
		if err != nil || d < low {
			return errForm("duration:" + formatDuration(low))
		}
		*p = d
		return nil
	}}
}

// parseDuration reads Go's form and whole days: "90s", "12h", "30d".
func parseDuration(s string) (time.Duration, error) {
	if days, ok := strings.CutSuffix(s, "d"); ok {
		n, err := strconv.Atoi(days)
		if err != nil || n < 0 || n > 36500 {
			return 0, errors.New("config: days")
		}
		return time.Duration(n) * 24 * time.Hour, nil
	}
	return time.ParseDuration(s)
}

func formatDuration(d time.Duration) string {
	const day = 24 * time.Hour
	switch {
	case d >= day && d%day == 0:
		return strconv.FormatInt(int64(d/day), 10) + "d"
	case d >= time.Hour && d%time.Hour == 0:
		return strconv.FormatInt(int64(d/time.Hour), 10) + "h"
	case d >= time.Minute && d%time.Minute == 0:
		return strconv.FormatInt(int64(d/time.Minute), 10) + "m"
	}
	return d.String()
}

func size(key string, p *int64, def string, low, high int64, doc terang.Text) setting {
	return setting{key: key, def: def, doc: doc, get: func() string { return formatSize(*p) }, set: func(s string) error {
		n, err := parseSize(s)
		if err != nil || n < low || n > high {
			return errForm("size:" + formatSize(low) + ":" + formatSize(high))
		}
		*p = n
		return nil
	}}
}

// sizeUnits are powers of 1024, the largest first so that formatting picks the shortest form.
var sizeUnits = []struct {
	name  string
	bytes int64
}{{"MB", 1 << 20}, {"kB", 1 << 10}, {"B", 1}}

func parseSize(s string) (int64, error) {
	for _, u := range sizeUnits {
		if digits, ok := strings.CutSuffix(s, u.name); ok {
			n, err := strconv.ParseInt(strings.TrimSpace(digits), 10, 32)
			return n * u.bytes, err
		}
	}
	return strconv.ParseInt(s, 10, 64)
}

func formatSize(n int64) string {
	for _, u := range sizeUnits {
		if n%u.bytes == 0 && n >= u.bytes {
			return strconv.FormatInt(n/u.bytes, 10) + u.name
		}
	}
	return "0B"
}

// rate reads "30/min", "30/min burst 10" or "off".
func rate(key string, p *Rate, def string, doc terang.Text) setting {
	return setting{key: key, def: def, doc: doc, get: func() string { return p.String() }, set: func(s string) error {
		r, err := parseRate(s)
		if err != nil {
			return err
		}
		*p = r
		return nil
	}}
}

func parseRate(s string) (Rate, error) {
	if s == "off" {
		return Rate{}, nil
	}
	f := strings.Fields(s)
	if len(f) != 1 && (len(f) != 3 || f[1] != "burst") {
		return Rate{}, errForm("rate")
	}
	digits, ok := strings.CutSuffix(f[0], "/min")
	n, err := strconv.Atoi(digits)
	if !ok || err != nil || n < 1 || n > 1_000_000 {
		return Rate{}, errForm("rate")
	}
	r := Rate{PerMinute: n, Burst: n}
	if len(f) == 3 {
		if r.Burst, err = strconv.Atoi(f[2]); err != nil || r.Burst < 1 || r.Burst > 1_000_000 {
			return Rate{}, errForm("rate")
		}
	}
	return r, nil
}

// String is the form that the file takes: "30/min burst 10", "off".
func (r Rate) String() string {
	switch {
	case r.PerMinute == 0:
		return "off"
	case r.Burst == r.PerMinute:
		return fmt.Sprintf("%d/min", r.PerMinute)
	}
	return fmt.Sprintf("%d/min burst %d", r.PerMinute, r.Burst)
}

func list(key string, p *[]string, doc terang.Text, checks ...func(string) error) setting {
	return setting{key: key, doc: doc, get: func() string { return strings.Join(*p, ", ") }, set: func(s string) error {
		words := splitList(s)
		for _, w := range words {
			for _, check := range checks {
				if err := check(w); err != nil {
					return err
				}
			}
		}
		*p = words
		return nil
	}}
}

// witnesses reads "<key> <url>" pairs. The key itself is checked where the log is opened.
func witnesses(key string, p *[]Witness, doc terang.Text) setting {
	get := func() string {
		words := make([]string, len(*p))
		for i, w := range *p {
			words[i] = w.Key + " " + w.URL
		}
		return strings.Join(words, ", ")
	}
	return setting{key: key, doc: doc, get: get, set: func(s string) error {
		var out []Witness
		for _, w := range splitList(s) {
			k, u, ok := strings.Cut(w, " ")
			if !ok || webURL(strings.TrimSpace(u)) != nil || strings.Count(k, "+") < 2 {
				return errForm("witness")
			}
			out = append(out, Witness{URL: strings.TrimSpace(u), Key: k})
		}
		*p = out
		return nil
	}}
}

func splitList(s string) []string {
	var out []string
	for w := range strings.SplitSeq(s, ",") {
		if w = strings.TrimSpace(w); w != "" {
			out = append(out, w)
		}
	}
	return out
}

func prefixes(key string, p *[]netip.Prefix, doc terang.Text) setting {
	get := func() string {
		words := make([]string, len(*p))
		for i, prefix := range *p {
			words[i] = prefix.String()
		}
		return strings.Join(words, ", ")
	}
	return setting{key: key, doc: doc, get: get, set: func(s string) error {
		var out []netip.Prefix
		for _, w := range splitList(s) {
			prefix, err := netip.ParsePrefix(w)
			if err != nil {
				addr, err := netip.ParseAddr(w)
				if err != nil {
					return errForm("prefix")
				}
				prefix = netip.PrefixFrom(addr, addr.BitLen())
			}
			out = append(out, prefix.Masked())
		}
		*p = out
		return nil
	}}
}

// The checks of single words.

func oneOf(words ...string) func(string) error {
	return func(s string) error {
		if !slices.Contains(words, s) {
			return errForm("one:" + strings.Join(words, ":"))
		}
		return nil
	}
}

func optional(check func(string) error) func(string) error {
	return func(s string) error {
		if s == "" {
			return nil
		}
		return check(s)
	}
}

func address(s string) error {
	_, port, err := net.SplitHostPort(s)
	if err != nil {
		return errForm("address")
	}
	if n, err := strconv.Atoi(port); err != nil || n < 0 || n > 65535 {
		return errForm("address")
	}
	return nil
}

func addressOrOff(s string) error {
	if s == "off" {
		return nil
	}
	return address(s)
}

func webURL(s string) error {
	u, err := url.Parse(s)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return errForm("url")
	}
	return nil
}

func origin(s string) error {
	if err := webURL(s); err != nil {
		return err
	}
	if u, _ := url.Parse(s); u.Path != "" {
		return errForm("origin")
	}
	return nil
}

func postgresURL(s string) error {
	u, err := url.Parse(s)
	if err != nil || (u.Scheme != "postgres" && u.Scheme != "postgresql") || u.Host == "" && u.Query().Get("host") == "" {
		return errForm("postgres")
	}
	return nil
}

func someText(s string) error {
	if strings.TrimSpace(s) == "" {
		return errForm("some")
	}
	return nil
}

func hostName(s string) error {
	if u, err := url.Parse("//" + s); err != nil || u.Host != s || u.Hostname() == "" || u.User != nil {
		return errForm("host")
	}
	return nil
}

// hostAndPort is "host:port", both there.
func hostAndPort(s string) error {
	host, port, err := net.SplitHostPort(s)
	if n, bad := strconv.ParseUint(port, 10, 16); err != nil || bad != nil || n == 0 || host == "" || strings.ToLower(s) != s {
		return errForm("host_port")
	}
	return nil
}

// sealKeys are one or more keys of 32 bytes.
func sealKeys(s string) error {
	for _, k := range splitList(s) {
		if raw, err := base64.StdEncoding.DecodeString(k); err != nil || len(raw) != 32 {
			return errForm("seal_key")
		}
	}
	return nil
}

// dialable turns a listen address into one that a browser on the same machine can open.
func dialable(listen string) string {
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return listen
	}
	if host == "" || host == "0.0.0.0" || host == "::" {
		host = "localhost"
	}
	return net.JoinHostPort(host, port)
}

// mask hides a secret but keeps what helps to recognise it: a URL keeps its host, anything else its length
// class only.
func mask(s string) string {
	if s == "" {
		return ""
	}
	if u, err := url.Parse(s); err == nil && u.Host != "" && (u.Scheme == "postgres" || u.Scheme == "postgresql") {
		u.RawQuery = "" // may carry a password too
		if u.User != nil {
			u.User = url.User(u.User.Username())
		}
		return u.Redacted()
	}
	return "••••••••"
}
