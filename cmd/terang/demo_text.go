package main

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"terang"
)

// demoRun is how this run of the demo came about.
type demoRun struct {
	Dir    string
	Kept   bool
	Wished int
	Port   int
	Took   time.Duration
}

// demoPlace is one line of the table.
type demoPlace struct {
	name, value string
}

// demoAddresses are where everything is.
type demoAddresses struct {
	URLs   map[string]string `json:"urls"`
	Key    string            `json:"key"`
	Logins []demoLogin       `json:"logins"`
	Brands []demoBrandPlace  `json:"brands"`
}

// demoBrandPlace is where one brand is.
type demoBrandPlace struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Key    string `json:"key"`
	System string `json:"system"`
}

type demoLogin struct {
	Role     string `json:"role"`
	Email    string `json:"email"`
	Password string `json:"password"`
	Brand    string `json:"brand"`
}

// demoPlaces are the first brand's, and everybody's sign-in.
func demoPlaces(base string, worlds []demoWorld, systems []*brandSystem) demoAddresses {
	a := demoAddresses{
		URLs: map[string]string{
			"demo": base + "/demo", "shop": base + "/demo/shop", "console": base + "/console/",
			"brand": systems[0].url + "/openapi.yaml", "log": base + "/api/v1/log/checkpoint?key=" + worlds[0].workspace.PublicKey,
			"check": base + "/verifikasi/" + worlds[0].workspace.PublicKey, "transparency": base + "/transparansi/" + worlds[0].workspace.PublicKey,
		},
		Key: worlds[0].workspace.PublicKey,
	}
	for i, w := range worlds {
		a.Logins = append(a.Logins,
			demoLogin{string(w.agent.Role), w.agent.Email, w.password, systems[i].brand.name},
			demoLogin{string(w.owner.Role), w.owner.Email, w.password, systems[i].brand.name})
		a.Brands = append(a.Brands, demoBrandPlace{systems[i].brand.id, systems[i].brand.name, w.workspace.PublicKey, systems[i].url})
	}
	return a
}

// tellDemo prints the table, or the same as JSON.
func (p *program) tellDemo(a demoAddresses, run demoRun) {
	out := struct {
		demoAddresses
		Data    string `json:"data"`
		Kept    bool   `json:"kept"`
		ReadyMS int64  `json:"ready_ms"`
	}{a, run.Dir, run.Kept, run.Took.Milliseconds()}
	_ = p.result(out, func() { p.demoTable(a, run) }) // a closed pipe is no reason to end the demo
}

func (p *program) demoTable(a demoAddresses, run demoRun) {
	login := func(l demoLogin) string { return l.Email + "  " + l.Password }
	rows := []demoPlace{
		{p.text("demo_page"), a.URLs["demo"]},
		{p.text("demo_shop"), a.URLs["shop"]},
		{p.text("demo_console"), a.URLs["console"]},
		{p.text("demo_agent"), login(a.Logins[0])},
		{p.text("demo_owner"), login(a.Logins[1])},
		{p.text("demo_brand"), a.URLs["brand"]},
		{p.text("demo_check"), a.URLs["check"]},
		{p.text("demo_transparency"), a.URLs["transparency"]},
		{p.text("demo_log"), a.URLs["log"]},
	}
	for i := 2; i+1 < len(a.Logins); i += 2 {
		rows = append(rows, demoPlace{a.Logins[i].Brand, a.Logins[i].Email + ", " + login(a.Logins[i+1])})
	}
	width := 0
	for _, r := range rows {
		width = max(width, utf8.RuneCountInString(r.name))
	}
	p.println()
	p.println("  " + p.fill("demo_ready", map[string]string{"took": decimal(run.Took, p.language)}))
	if run.Port != run.Wished && run.Wished != 0 {
		p.println("  " + p.fill("demo_port", map[string]string{"wished": strconv.Itoa(run.Wished), "port": strconv.Itoa(run.Port)}))
	}
	p.println()
	for _, r := range rows {
		p.printf("  %-*s   %s\n", width, r.name, r.value)
	}
	p.println()
	where := map[string]string{"dir": run.Dir}
	if run.Kept {
		p.println("  " + p.fill("demo_end_kept", where))
	} else {
		p.println("  " + p.fill("demo_end", where))
	}
	p.println()
}

// decimal writes seconds with one place, in the reader's form.
func decimal(d time.Duration, l terang.Language) string {
	s := fmt.Sprintf("%.1f", d.Seconds())
	if l == terang.Indonesian {
		s = strings.Replace(s, ".", ",", 1)
	}
	return s
}
