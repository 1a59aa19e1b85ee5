package playbook

import (
	"regexp"
	"slices"
	"strings"

	"terang"
)

// promises finds texts that promise without a time: "sedang diproses", "we will get back to you shortly". Whoever waits must
// hear what happens, why, what comes next, and when.
func (l *linter) promises(p *Playbook) {
	for i := range p.Steps {
		s := &p.Steps[i]
		for _, t := range s.promising() {
			for _, lang := range languageOrder {
				tpl := t.byLanguage[lang]
				if tpl == nil {
					continue
				}
				words := promiseWithoutTime(tpl.src, lang)
				if words == "" {
					continue
				}
				example := "within 2 working days" // in the language of the text, whoever reads this
				if lang == terang.Indonesian {
					example = "dalam 2 hari kerja"
				}
				l.at(p, max(tpl.line, s.Line)).fail(RulePromise, "promise", "language", lang, "words", words, "example", example)
			}
		}
	}
}

// promising are the texts of a step that tell what has happened or will.
func (s *Step) promising() []Text {
	switch {
	case s.Say != nil:
		return []Text{s.Say.Text}
	case s.HandOver != nil && s.HandOver.Text != nil:
		return []Text{*s.HandOver.Text}
	case s.Undo != nil:
		return []Text{s.Undo.Done}
	}
	return nil
}

// wordsOf is how one language promises, and how it says when.
type wordsOf struct {
	promise *regexp.Regexp // a promise, or a process without an end
	not     *regexp.Regexp // what looks like one: it is taken out first
	time    *regexp.Regexp
	past    *regexp.Regexp // a time that has gone by is no answer to "when"
	stems   []string       // a sentence without any of them cannot promise; asked first, since it costs nothing
}

const (
	valueMark = " ‹value› "
	whenMark  = " ‹when› "
)

const (
	idDone = `di(?:proses|tindak ?lanjuti|hubungi|kabari|balas|cek|periksa|tinjau|urus|kerjakan|tangani|selesaikan|kembalikan|perbaiki|informasikan|konfirmasi|jawab|antar|jadwalkan|beritahu|beri tahu|siapkan|kirim(?:kan)?|refund|transfer|verifikasi|teruskan|aktifkan|buka)`
	idWho  = `(?:kami|saya|kita|petugas(?: kami)?|tim(?: kami| terkait| \w+)?|admin|agen(?: kami)?|cs|kurir|pihak \w+|sistem(?: kami)?|teknisi(?: kami)?|bank|toko)`
	idDo   = `(?:proses|kabari|hubungi|infokan|informasikan|beri ?tahu|tindak ?lanjuti|follow ?up|urus|tangani|bantu (?:proses|cek|urus)|(?:cek|periksa)(?: dulu| dahulu)|meng(?:hubungi|abari|urus)|mem(?:proses|beri ?tahu|balas|eriksa)|menindaklanjuti|menangani)`
	enDone = `(?:process|handl|review|investigat|check|look(?:ed|ing) (?:into|at)|work(?:ed|ing) on|refund|prepar|arrang|resolv|verif|examin|deal|fix|repair|clear)`
)

var promiseWords = map[terang.Language]wordsOf{
	terang.Indonesian: {
		promise: regexp.MustCompile(`(?:sedang|masih|lagi|tengah|sementara)(?: kami| di ?dalam)? (?:` + idDone + `|proses|cek|periksa|urus|tangani)\b|dalam (?:tahap |masa )?(?:proses|penanganan|pengecekan|peninjauan|pemeriksaan|antrean proses)\b` +
			`|\bsedang (?:memeriksa|menyelidiki|mengecek|menangani|memproses|menindaklanjuti|memperbaiki|mengurus|menyiapkan|meninjau|mencari|menelusuri|mengerjakan)\b|\bakan (?:tiba|sampai|datang|kembali|selesai|tersedia)\b` +
			`|(?:\b` + idWho + ` akan|\bakan (?:kami|saya|segera|` + idDone + `))\b|\bakan (?:menghubungi|mengabari|memberi ?tahu|memproses|menindaklanjuti|membalas|mengirim(?:kan)?|mengembalikan) (?:anda|kamu|kakak|bapak|ibu)\b` +
			`|(?:\b` + idWho + `|akan|\bdan|\bpesanan|\bbarang|\bdana|\buang|\bpaket)\b[^.!?\n]*\bsegera\b|\bsegera (?:kami|saya|akan|` + idDone + `|me\w+|tiba|sampai|datang|selesai|kembali|masuk|hadir)\b` +
			`|\bsecepatnya\b|\bsesegera mungkin\b|\bsecepat mungkin\b|\bdalam waktu (?:dekat|singkat)\b|\btidak lama lagi\b|\bsebentar lagi\b|\bnanti (?:kami|saya|akan|` + idDone + `)\b` +
			`|\b(?:mohon|harap|silakan|tolong)(?: \w+)? (?:di ?tunggu|tunggu|menunggu|bersabar|sabar)\b|\btunggu (?:kabar|info|ya|sebentar)\b|\b(?:kami|saya) ` + idDo + `\b|\bmenyusul\b`),
		not: regexp.MustCompile(`\b(?:sudah|telah|belum|tidak|tak|bukan|bisa|dapat|agar|supaya|kalau|jika|bila|setelah|sebelum|yang|tanpa|selama|saat|ketika)(?: \w+)? (?:kami|saya) ` + idDo + `\b|\b(?:sudah|telah|belum|tidak|tak|bukan|tidak lagi|jangan)(?: akan)?(?: pernah)?(?: \w+)? (?:` + idDone + `|diproses)\b` +
			`|\b(?:kami |saya )?(?:tidak|tak|nggak|ga) akan(?: pernah)?\b|\bsegera (?:setelah|sesudah|begitu|hubungi|ganti|laporkan|blokir|bayar|lunasi|tulis|kirim|balas|periksa|cek|ubah|unduh|simpan)\b|\b(?:hubungi|laporkan|ganti|tulis|kirim|balas|bayar|lunasi|kabari|beri tahu)(?: kami| saya)?(?: \w+){0,4} (?:segera|secepatnya|sesegera mungkin|secepat mungkin)\b|\b(?:kapan|berapa lama) \w+ akan\b|\bselama (?:sedang|masih) \w+`),
		time: regexp.MustCompile(`‹when›|\b\d{1,2}[.:]\d{2}\b|\b(?:\d+|satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|sepuluh|beberapa|‹value›)(?: ?[-–] ?\d+| sampai \w+| hingga \w+)? ?(?:x ?24 ?jam|detik|menit|jam|hari|minggu|pekan|bulan)\b|\b\d+ ?x ?24\b|\bse(?:jam|hari|minggu|bulan|pekan)\b|\bsetengah (?:jam|hari)\b` +
			`|\b(?:hari ini|malam ini|siang ini|sore ini|pagi ini|minggu ini|bulan ini|besok|lusa|sekarang|saat ini juga|saat itu juga|detik ini|seketika|langsung|minggu depan|bulan depan|akhir (?:minggu|bulan|hari)|tengah malam)\b|\b(?:senin|selasa|rabu|kamis|jumat|jum'at|sabtu)\b|\b\d{1,2} (?:jan|feb|mar|apr|mei|jun|jul|agu|sep|okt|nov|des)\w*\b|\bpukul \d|\bjam \d|\b\d{4}-\d{2}-\d{2}\b|\btanggal \d`),
		past: regexp.MustCompile(`\b(?:sejak|per) [^.,;!?]+?(?:lalu|‹when›|\d{1,2}[.:]\d{2}(?: wib)?|kemarin)|\b(?:\S+|‹value›) (?:detik|menit|jam|hari|minggu|bulan) (?:yang )?lalu\b|\b(?:tadi|kemarin)\b`),
		stems: []string{
			"sedang", "masih", "lagi", "tengah", "sementara", "dalam", "akan", "segera", "secepat", "sebentar", "nanti", "tunggu", "sabar", "menyusul", "lama",
			"proses", "kabari", "hubungi", "info", "beri tahu", "beritahu", "tindak", "follow", "urus", "tangani", "cek", "periksa", "menangani", "membalas",
		},
	},
	terang.English: {
		promise: regexp.MustCompile(`\b(?:is|are|was|were|be|being|it's|still|currently|now)(?: \w+)? being (?:` + enDone + `\w*)\b|\b(?:is|are|'s|'re|still|currently)(?: still| now| currently)? (?:in (?:process|progress|review)|under (?:review|investigation)|processing|pending|on hold)\b|\b(?:i am|i'm|we are|we're|our \w+ (?:is|are)|(?:team|agent|colleague|system)s? (?:is|are))(?: \w+)? (?:` + enDone + `ing|processing|checking|investigating|reviewing|looking (?:into|at)|working on|handling|preparing)\b` +
			`|\b(?:we|i|they|(?:an? |our |the )?(?:agent|team|colleague|courier|technician|specialist|staff|someone|somebody|support|bank|shop|system)\w*)(?:'ll| will| are going to| is going to| am going to| shall)\b|\bwill (?:be|get) (?:` + enDone + `\w*|sent|shipped|delivered|called|contacted|informed|notified|answered|fixed|paid|credited|transferred|returned|updated|completed|done|ready)\b|\bwill (?:get back|contact you|call you|reply|inform you|let you know|be in touch|follow up|notify you|arrive|reach you|hear from us)\b|\byou(?:'ll| will) (?:hear|receive|get|be (?:contacted|called|informed|notified))\b` +
			`|\bshortly\b|\bsoon\b|\bas (?:soon|quickly|fast) as (?:we can|possible)\b|\b(?:we|i)(?: are|'re| am|'m) on it\b|\basap\b|\bmomentarily\b|\bin due (?:course|time)\b|\bat (?:the|our) earliest\b|\b(?:please |kindly )(?:wait|be patient|bear with)\b|\bbear with us\b|\bstay tuned\b|\bin (?:a|the) (?:moment|while|near future)\b`),
		not: regexp.MustCompile(`\b(?:we|i|they|it|you|agents?)(?:'ll| will)? (?:will )?(?:not|never)\b(?: \w+){0,2}|\b\w+ (?:won't|will not|will never)(?: \w+)?|\bas soon as (?:you|the|it|your|an?|one|they)\b|\bas soon as (?:the )?\w+ (?:is|has|are|have)\b|\bshortly (?:after|before)\b|\b(?:too|how|so|very|any time) soon\b|\bsooner\b|\b(?:contact|call|write|tell|reply|report|pay|change|inform|let)(?: \w+){0,5} (?:as soon as possible|asap)\b|\b(?:has|have|had) (?:already )?been \w+|\bif (?:we|i|an agent) will\b|\bsoon-\w+`),
		time: regexp.MustCompile(`‹when›|\b\d{1,2}[.:]\d{2}\b|\b\d{1,2} ?(?:am|pm)\b|\b(?:\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|few|several|couple of|half an|‹value›)(?: ?[-–] ?\d+| to \w+| or \w+)? ?(?:(?:working|business|calendar|full) )?(?:seconds?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?)\b` +
			`|\b(?:today|tonight|tomorrow|now|right away|at once|immediately|instantly|straight away|this (?:morning|afternoon|evening|week|month)|next (?:week|month)|end of (?:the )?(?:day|week|month)|midnight|noon)\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b\d{1,2} (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*\b|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w* \d{1,2}\b|\b\d{4}-\d{2}-\d{2}\b|\bthe same day\b`),
		past: regexp.MustCompile(`\bsince [^.,;!?]+?(?:ago|‹when›|\d{1,2}[.:]\d{2}|yesterday)|\b(?:\S+|‹value›) (?:(?:working|business) )?(?:seconds?|minutes?|hours?|days?|weeks?|months?) ago\b|\byesterday\b|\bas of (?:now|today|‹when›|\d{1,2}[.:]\d{2})|\b(?:(?:is|are) now|now (?:being|in|under|processing)|(?:is|are|being) \w+ (?:now|right now)|right now)\b`),
		stems: []string{
			"being", "in process", "in progress", "in review", "under", "ing", "pending", "on hold", "'ll", "will", "going to", "shall", "shortly", "soon", "as ", "asap",
			"momentarily", "in due", "earliest", "wait", "patient", "bear", "stay", "in a ", "in the ", "on it",
		},
	},
}

var (
	liquidValue = regexp.MustCompile(`(?s)\{\{-?(.*?)-?\}\}`)
	liquidTag   = regexp.MustCompile(`(?s)\{%.*?%\}`)
	sentenceEnd = regexp.MustCompile(`([.!?…]+["”')]*\s+|\n+)`)
	pathInValue = regexp.MustCompile(`^\s*([a-z_][a-z0-9_.]*)`)

	// timeFilters write times.
	timeFilters = regexp.MustCompile(`\|\s*(date|day|time|datetime)\b`)
	// timeNames are what brands call times to come, pastNames those that have gone by.
	timeNames = regexp.MustCompile(`(?:^|_)(?:at|on|until|by|date|day|days|hours|minutes|time|when|due|deadline|eta|schedule|scheduled|expires?|promised|estimate[d]?|window|waktu|tanggal|hari|jam|batas|sla)$`)
	pastNames = regexp.MustCompile(`(?:^|_)(?:placed|paid|created|ordered|sent|shipped|packed|delivered|received|requested|updated|registered|since|last|submitted|reported|noted|filed|dibuat|dikirim|diterima)(?:_|$)`)
)

// promiseWithoutTime returns the words with which a text promises, "" where it does not, or says when.
func promiseWithoutTime(src string, lang terang.Language) string {
	w, ok := promiseWords[lang]
	if !ok {
		return ""
	}
	text := strings.ToLower(liquidTag.ReplaceAllString(liquidValue.ReplaceAllStringFunc(src, valueMarks), " "))
	text = strings.NewReplacer("’", "'", "‘", "'").Replace(text)
	found := ""
	for _, sentence := range sentences(text) {
		sentence = strings.Join(strings.Fields(sentence), " ")
		if strings.HasSuffix(strings.TrimRight(sentence, " \"”'"), "?") {
			continue // asked, not promised
		}
		if !slices.ContainsFunc(w.stems, func(stem string) bool { return strings.Contains(sentence, stem) }) {
			continue
		}
		if !w.promise.MatchString(sentence) {
			continue
		}
		plain := strings.Join(strings.Fields(w.not.ReplaceAllString(sentence, " · ")), " ")
		if m := w.promise.FindString(plain); m != "" {
			found = m
			break
		}
	}
	if found == "" || w.time.MatchString(w.past.ReplaceAllString(text, " · ")) {
		return ""
	}
	return strings.TrimSpace(found)
}

func sentences(text string) []string {
	var out []string
	last := 0
	for _, at := range sentenceEnd.FindAllStringIndex(text, -1) {
		out = append(out, text[last:at[1]])
		last = at[1]
	}
	out = append(out, text[last:])
	return slices.DeleteFunc(out, func(s string) bool { return strings.TrimSpace(s) == "" })
}

// valueMarks says of a value in a text whether it tells when.
func valueMarks(mark string) string {
	inner := liquidValue.FindStringSubmatch(mark)[1]
	m := pathInValue.FindStringSubmatch(inner)
	if m == nil {
		return valueMark
	}
	path := strings.Split(m[1], ".")
	name := path[len(path)-1]
	switch {
	case path[0] == "now" || pastNames.MatchString(name):
		return valueMark // when it was looked up, or when it happened: no answer to "when"
	case timeFilters.MatchString(inner) || timeNames.MatchString(name):
		return whenMark
	}
	return valueMark
}
