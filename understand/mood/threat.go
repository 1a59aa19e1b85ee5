package mood

import (
	"terang/understand/words"
)

const (
	sureThreat = 0.2 // probability from which the network's word is taken: a missed threat costs more than a false one
	askThreat  = 0.5 // of a question: people ask how to report
	reach      = 6   // words between "report" and "the police"
)

// role is what a word does in a threat.
type role uint8

const (
	roleReport    role = iota + 1 // to report, to bring
	roleAuthority                 // to whom
	roleAlone                     // threatens by itself
	roleAsk                       // asks how, where or when: then nobody is threatened
)

// roleOf knows the words of a threat, in their standard and their written form.
func roleOf(w string) role {
	switch w {
	case "lapor", "laporkan", "laporin", "melapor", "melaporkan", "dilaporkan", "adukan", "mengadukan", "aduin", "ngadu", "mengadu",
		"bawa", "seret", "report", "reporting", "complain", "complaint", "contact", "contacting", "calling", "call", "notify", "going", "go", "take",
		"file", "informed", "tell", "hear", "see", "tempuh", "menempuh", "taking", "commence", "instruct", "refer", "involve", "expect", "meet",
		"ketemu", "jumpa", "filing":
		return roleReport
	case "polisi", "polsek", "polres", "polda", "kepolisian", "pengadilan", "ojk", "ylki", "bpsk", "ombudsman", "kominfo", "bri-kpk", "kpk", "berwajib",
		"pengacara", "hukum", "media", "wartawan", "kppu", "bpkn", "police", "court", "lawyer", "attorney", "solicitor", "regulator", "press", "newspaper",
		"newspapers", "journalist", "tribunal", "authorities", "fca", "bbb",
		"hakim", "kejaksaan", "judge", "cops", "solicitors", "lawyers", "journalists", "legal":
		return roleAuthority
	case "viralkan", "viralin", "gugat", "menggugat", "digugat", "somasi", "bacok", "hajar", "gebuk", "gebukin", "sue", "suing", "lawsuit",
		"polisikan", "pidanakan", "perkarakan", "samperin":
		return roleAlone
	case "cara", "caranya", "bagaimana", "gimana", "dimana", "mana", "kapan", "jam", "how", "where", "when", "nearest", "terdekat", "apakah", "prosedur", "jalan":
		return roleAsk
	}
	return 0
}

// threats adds a threat where the network hears one, with the words that carry it, or where somebody says that he
// reports to an authority. likely is the network's probability.
func threats(dst []Cause, line *words.Line, likely float64) []Cause {
	first, last := -1, -1 // tokens that carry it
	report, asks, found := -1, false, false
	for i, t := range line.Tokens {
		if t.Kind != words.KindWord || t.To-t.From > maxWord {
			continue
		}
		r := roleOf(string(line.Folded[t.From:t.To]))
		switch r {
		case roleAsk:
			asks = true
			continue
		case roleReport:
			report = i
		case roleAuthority:
			if report >= 0 && i-report <= reach {
				found = true
			}
		case roleAlone:
			found = true
		default:
			continue
		}
		if first < 0 || i-last > reach {
			if found && r != roleAlone && first >= 0 {
				continue
			}
			first = i
		}
		last = i
	}
	switch {
	case asks && likely < askThreat, likely < sureThreat && !found:
		return dst
	}
	if first < 0 {
		first, last = 0, len(line.Tokens)-1
	}
	return append(dst, Cause{Threat, line.Tokens[first].Start, line.Tokens[last].End, max(likely, sureThreat)})
}
