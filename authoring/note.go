package authoring

import (
	"strings"

	"terang"
	"terang/engine"
	"terang/playbook"
)

// noteText is what the notes of a try-out say, by their kind.
var noteText = map[string]terang.Text{
	"hand_over":     {"id": "Diserahkan ke petugas: {reason}", "en": "Handed over to a person: {reason}"},
	"sleep":         {"id": "{playbook} menunggu sampai {until}", "en": "{playbook} waits until {until}"},
	"sleep_event":   {"id": "{playbook} menunggu peristiwa {event}, paling lama sampai {until}", "en": "{playbook} waits for {event}, until {until} at the latest"},
	"woken":         {"id": "{playbook} berjalan lagi", "en": "{playbook} goes on"},
	"started":       {"id": "{playbook} dimulai", "en": "{playbook} begins"},
	"ended":         {"id": "{playbook} selesai", "en": "{playbook} has ended"},
	"solved":        {"id": "{playbook} selesai, tujuannya tercapai", "en": "{playbook} has ended and reached its goal"},
	"verified":      {"id": "Terverifikasi: {name}", "en": "Verified: {name}"},
	"attribute":     {"id": "Diingat tentang pelanggan: {name}", "en": "Remembered of the contact: {name}"},
	"event":         {"id": "Peristiwa {name}", "en": "Event {name}"},
	"unused.event":  {"id": "Tidak ada playbook yang menunggu {value}", "en": "No playbook waits for {value}"},
	"unused.begin":  {"id": "Tidak ada playbook {value}", "en": "There is no playbook {value}"},
	"unused.result": {"id": "Tidak ada tindakan yang menunggu jawaban", "en": "No action waits for an answer"},
	"stopped":       {"id": "Dihentikan: terlalu banyak pewaktu", "en": "Stopped: too many timers"},
}

// note adds a note of a kind; name and value fill its text.
func (w *world) note(kind, name, value string) { w.noteAt(kind, "", "", name, value) }

// noteAt adds a note that belongs to a step.
func (w *world) noteAt(kind, ref, step, name, value string) {
	pairs := []string{"{" + name + "}", value}
	key := kind
	if kind == "unused" {
		key, pairs = kind+"."+name, []string{"{value}", value}
	}
	w.lines = append(w.lines, TryLine{Who: WhoNote, Kind: kind, Text: strings.NewReplacer(pairs...).Replace(noteText[key].In(w.reader)), Playbook: ref, Step: step, At: w.now})
}

// slept notes that a run has gone to sleep.
func (w *world) slept(e engine.Sleep) {
	until := "–"
	if !e.Until.IsZero() {
		until = playbook.Date(e.Until, w.reader) + ", " + playbook.Clock(e.Until, w.reader)
	}
	key := "sleep"
	if e.Event != "" {
		key = "sleep_event"
	}
	text := strings.NewReplacer("{playbook}", e.Run.Playbook, "{until}", until, "{event}", e.Event).Replace(noteText[key].In(w.reader))
	w.lines = append(w.lines, TryLine{Who: WhoNote, Kind: "sleep", Text: text, Playbook: e.Run.Playbook, Step: e.Run.Path, At: w.now})
}
