package risk

import "regexp"

func form(s string) *regexp.Regexp { return regexp.MustCompile(`\b(?:` + s + `)\b`) }

// Words that several rules share.
const (
	authorities   = `polisi|polsek|polres|polda|kepolisian|ojk|ylki|bpsk|bpkn|ombudsman|bank indonesia|pengadilan|kejaksaan|kpk|kominfo|bappebti|lembaga konsumen|pihak berwajib|berwajib|meja hijau|ranah hukum|jalur hukum`
	authoritiesEn = `police|cops|regulator|regulators|ombudsman|fca|bbb|ftc|cfpb|trading standards|consumer protection|consumer council|authorities|data protection authority|small claims court|court`
	family        = `ayah|ibu|bapak|papa|mama|papi|mami|suami|istri|anak|kakek|nenek|orang tua|orangtua|mertua|adik|kakak|abang|paman|bibi|tante|saudara|sepupu|oma|opa|keponakan|almarhum|almarhumah`
	familyEn      = `father|mother|dad|daddy|mum|mom|husband|wife|son|daughter|brother|sister|grandmother|grandfather|grandma|grandpa|gran|nan|partner|uncle|aunt|parents|parent|child|baby|fiance|fiancee|nephew|niece|cousin`
	hurt          = `hand|hands|arm|arms|face|skin|leg|legs|eye|eyes|finger|fingers|foot|feet|mouth|throat|lip|lips|knee|head|neck|back`
)

// rules are in no order that matters. Shapes are of standard words: "gue bakal laporin" is "saya akan laporkan".
var rules = []rule{
	{
		kind:  Legal,
		hints: []string{"lapor", "adu", "gugat", "tuntut", "pol", "somasi", "hukum", "pidana", "perkara", "ojk", "ylki", "bpsk", "ombudsman", "pengadilan", "konsumen", "seret"},
		shape: form(`(?:akan|mau|ingin|siap|terpaksa|segera|pasti|tinggal|bisa|langsung)(?: \w+){0,2} (?:lapor|laporkan|melaporkan|melapor|adukan|mengadu|mengadukan|bawa|seret|teruskan)(?: \w+){0,5} (?:` + authorities + `)` +
			`|(?:kalau|jika|bila|apabila|sampai|tidak)(?: \w+){1,12} (?:saya|kami|kita) (?:\w+ )?(?:lapor|laporkan|melapor|adukan|mengadu|bawa)(?: \w+){0,4} (?:` + authorities + `)` +
			`|(?:gugat|menggugat|tuntut|menuntut|somasi|polisikan|pidanakan|perkarakan|laporkan|seret)(?: \w+){0,2} (?:kalian|anda|kamu|perusahaan ini|perusahaan anda|toko ini|bank ini|pihak anda|pihak bank|pihak toko)` +
			`|(?:tempuh|menempuh|ambil|mengambil|lewat|melalui|bawa ke|lanjut ke|pakai)(?: \w+){0,1} (?:jalur|langkah|ranah|upaya|tindakan) hukum` +
			`|(?:sudah|telah)(?: \w+){0,2} (?:lapor|laporkan|adukan|melapor)(?: \w+){0,3} (?:ojk|ylki|bpsk|ombudsman)` +
			`|(?:laporan|pengaduan|gugatan|somasi)(?: \w+){0,2} (?:ojk|ylki|bpsk|ombudsman|pengadilan)(?: \w+){0,3} (?:siap|segera|dikirim|masuk)` +
			`|(?:saya|kami|surat|aduan|laporan|tembusan|sampaikan|teruskan)(?: \w+){0,3} (?:ke|kepada) (?:ojk|ylki|bpsk|bpkn|ombudsman|pengadilan|lembaga konsumen)` +
			`|(?:besok|nanti|habis ini|sekarang) (?:saya|kami) ke (?:polisi|polsek|polres|polda)` +
			`|(?:ketemu|bertemu|jumpa|tunggu)(?: \w+){0,2} di pengadilan`),
		not: form(`cara|caranya|bagaimana|apakah|prosedur|syarat|surat keterangan|surat kehilangan|kehilangan|di mana|dimana|terdekat|harus lapor|perlu lapor|wajib lapor|pajak|lapor diri`),
	},
	{
		kind:  Legal,
		hints: []string{"pengacara", "kuasa hukum", "somasi", "gugatan", "advokat", "tim hukum"},
		shape: form(`(?:pengacara|kuasa hukum|advokat|tim hukum) (?:saya|kami|keluarga)(?: \w+){0,3} (?:akan|sudah|siap|segera|menghubungi|kirim|mengirim|bertindak)` +
			`|(?:tunggu|siap siap)(?: \w+){0,2} (?:somasi|gugatan|panggilan polisi)|(?:somasi|gugatan)(?: \w+){0,2} (?:menyusul|segera|sudah siap|saya kirim|kami kirim)` +
			`|(?:hubungi|sewa|pakai|bawa|lewat) (?:pengacara|kuasa hukum) (?:saya|kami)`),
		not: form(`bagaimana|apakah|syarat|notaris|surat kuasa`),
	},
	{
		kind:  Legal,
		hints: []string{"sue", "suing", "legal", "lawyer", "solicitor", "attorney", "police", "court", "report", "charges", "lawsuit", "ombudsman", "regulator", "claims"},
		shape: form(`(?:i|we|ill) (?:will|shall|am going to|are going to|am gonna|gonna|intend to|plan to|am about to|have to|am ready to|might|may|would have to|will have to|am|are|already)(?: \w+){0,3} (?:sue|suing|take legal|taking legal|take you to court|taking you to court|take this to court|taking this to court|press charges|pressing charges|file a lawsuit|filing a lawsuit|start legal|contact my lawyer|call my lawyer|get my lawyer|involve my lawyer|speak to a lawyer|speaking to a lawyer|speak to my lawyer|hire a lawyer|get a lawyer|instruct my solicitor|speak to my solicitor|contact my solicitor|contact my attorney|call my attorney|go to the police about you|go to small claims|see you in court)` +
			`|(?:i|we) (?:will|shall|am going to|are going to|am gonna|am|are|have|already)(?: \w+){0,2} (?:report|reporting|reported|refer|referring|escalate|escalating|complain|complaining)(?: (?:you|this|it|your company|your bank|your shop|the matter|all of this))?(?: \w+){0,2} to (?:the )?(?:\w+ )?(?:` + authoritiesEn + `)` +
			`|my (?:lawyer|solicitor|attorney|legal team|lawyers) (?:will|is|has|have|are|says)|see you in court|hear from my (?:lawyer|solicitor|attorney)` +
			`|(?:take|taking|pursue|pursuing|commence|start) legal (?:action|proceedings|steps)|legal (?:action|steps|proceedings) (?:will|against)|or i sue|or i will sue`),
		not: form(`how do|how can|how to|how would|should i|can i|do i have to|do i need|name of a|find a lawyer|power of attorney|i am a lawyer|if you get`),
	},
	{
		kind:  Bereavement,
		hints: []string{"meninggal", "wafat", "berpulang", "tutup usia", "tiada", "almarhum", "mendiang"},
		shape: form(`(?:` + family + `|pemilik|pemiliknya)(?: \w+)?(?: (?:saya|kami|kandung|tercinta|aku|dari|mertua|sudah|baru|baru saja|telah|barusan|kemarin)){0,3} (?:meninggal|wafat|berpulang|tutup usia|tiada)` +
			`|(?:almarhum|almarhumah|mendiang) (?:` + family + `) (?:saya|kami)`),
		not: form(`film|filmnya|novel|buku|cerita|ceritanya|sinetron|drama|lagu|tokoh|kalau|jika|bila|apabila|tiada (?:tara|dua|duanya|henti|lawan)|akta kematian|surat kematian|akte kematian`),
	},
	{
		kind:  Bereavement,
		hints: []string{"died", "passed", "dead", "deceased", "late", "death of", "killed"},
		shape: form(`my(?: \w+){0,2} (?:` + familyEn + `)(?: \w+){0,3} (?:died|passed away|passed on|has passed|is dead|is deceased|was killed)|my late (?:` + familyEn + `)|(?:death|passing) of my(?: \w+){0,2} (?:` + familyEn + `)`),
		not:   form(`movie|film|novel|book|song|game|series|if my|phone died|battery|of laughter`),
	},
	{
		kind:  Health,
		hints: []string{"keracunan", "rumah sakit", " rs", "igd", "ugd", "luka", "setrum", "sesak", "alergi", "muntah", "melepuh", "cedera", "pingsan"},
		shape: form(`(?:saya|kami|anak|anaknya|ibu|bapak|ayah|suami|istri|bayi|adik|kakak|keluarga|orang|tangan|kaki|muka|wajah|kulit|mata|jari)(?: \w+){0,4} (?:keracunan|masuk (?:rumah sakit|rs|igd|ugd)|dirawat di (?:rumah sakit|rs)|dilarikan ke|luka bakar|terluka|luka parah|melepuh|kesetrum|tersetrum|sesak (?:napas|nafas)|alergi parah|muntah muntah|cedera|pingsan)` +
			`|(?:keracunan|masuk (?:rumah sakit|rs|igd|ugd)|reaksi alergi|alergi|gatal gatal|muntah muntah|sesak napas)(?: \w+){0,4} (?:setelah|habis|karena|gara gara)(?: \w+){0,3} (?:produk|makan|minum|pakai|barang|krim|kosmetik|obat|dipakai)`),
		not: form(`mungkin|asuransi|klaim rawat|biaya|kartu bpjs|rujukan|syarat|jadwal|film|cerita|jam besuk|alamat|terdekat|antrean|daftar`),
	},
	{
		kind:  Health,
		hints: []string{"poison", "allergic", "hospital", "injur", "burn", "electr", "sick", " ill", "vomit", "emergency room", "bleed", "rash"},
		shape: form(`food poisoning|(?:had|having|got|getting|suffered|gave (?:me|him|her|us|my \w+)|caused)(?: \w+){0,3} (?:allergic reaction|electric shock|burns|rash)` +
			`|(?:was|were|been|got|is|are|am|be) (?:hospitalised|hospitalized|injured|electrocuted|badly burned|badly burnt|scalded)` +
			`|(?:taken|rushed|admitted|ended up|brought|went)(?: \w+){0,2} (?:to|in|at) (?:the |a )?(?:hospital|er|emergency room|emergency)` +
			`|made (?:me|us|him|her|my \w+|our \w+)(?: \w+){0,2} (?:sick|ill|vomit|bleed)|(?:burned|burnt|injured|scalded) (?:my|his|her|our|their)(?: \w+){0,2} (?:` + hurt + `)` +
			`|(?:sick|ill|vomiting)(?: \w+){0,2} (?:after|from) (?:eating|using|drinking|taking|wearing|your|the|this)`),
		not: form(`insurance|how many calories|movie|film|restaurant|recipe|bill|bills|appointment|time off|pto|vaccine|shots|song|traffic|sick of|sick leave|sick day`),
	},
	{
		kind:  Money,
		hints: []string{"kali", " x", "dobel", "double", "ganda"},
		shape: form(`(?:terpotong|terdebit|terdebet|didebet|didebit|terdebetkan|dipotong|ditagih|tertagih|terbayar|membayar|dibayar|kena tagih|kena charge|dicharge|ditarik|tertarik|terkirim|bayar)(?: \w+){0,2} (?:dua kali|2 kali|2 x|dobel|double|ganda|tiga kali|3 kali|3 x|berkali kali|dua x)` +
			`|(?:tagihan|potongan|pembayaran|debit|debet|charge|pemotongan) (?:ganda|dobel|double)|(?:dobel|double|dua kali) (?:bayar|potong|debit|debet|charge|tagih|tagihan|terpotong|terdebit)`),
		not: form(`cicilan|boleh dua|boleh 2|bisa bayar|boleh bayar|bagaimana cara|apakah bisa|mau bayar|bunga|promo|diskon`),
	},
	{
		kind:  Money,
		hints: []string{"twice", "double", "duplicate", "two times", "three times"},
		shape: form(`(?:charged|billed|debited|deducted|taken|took)(?: \w+){0,6} (?:twice|two times|double|three times)|(?:double|duplicate) (?:charged|charge|charges|billed|billing|payment|payments|debited|deducted|transaction)|twice (?:charged|billed|debited)`),
		not:   form(`will i be|would i be|do you|can i|double check|double the`),
	},
	{
		kind:  Money,
		hints: []string{"hilang", "raib", "lenyap", "ludes", "terkuras", "berkurang", "terpotong", "belum masuk", "tidak masuk", "belum kembali", "tidak kembali", "tertahan"},
		shape: form(`(?:saldo|uang|dana|tabungan|deposito|transfer|transferan|pengembalian|refund)(?: \w+){0,8} (?:hilang|raib|lenyap|ludes|terkuras|berkurang|terpotong|belum masuk|tidak masuk|belum kembali|tidak kembali|tertahan|belum sampai|tidak sampai)`),
		not:   form(`cara|apakah bisa|syarat|limit|maksimal|minimal|batas`),
		large: true,
	},
	{
		kind:  Money,
		hints: []string{"missing", "gone", "disappeared", "lost", "stolen", "vanished", "never", "not arrived", "not received"},
		shape: form(`(?:money|funds|savings|transfer|payment|refund|balance|deposit|cash|\d{3}|k|dollars|pounds|euros)(?: \w+){0,7} (?:missing|gone|disappeared|lost|stolen|vanished|never arrived|never came|not arrived|not been received|never received)|(?:lost|missing)(?: \w+){0,2} (?:\d{3}|k|dollars|pounds|euros)`),
		not:   form(`how|limit|maximum|insurance`),
		large: true,
	},
}
