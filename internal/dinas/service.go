package dinas

import (
	"terang/internal/backend"
)

// service is something that a citizen can ask for. Nothing costs anything.
type service struct {
	ID        string
	Title     backend.Words
	Desk      string // of the counters
	Days      int    // working days
	Online    bool   // it can be asked for without coming
	Collect   bool   // what is issued is collected, not downloaded
	Documents []backend.Words
	Notes     []backend.Words
}

func words(id, en string) backend.Words { return backend.Words{ID: id, EN: en} }

var (
	kkCopy     = words("Salinan Kartu Keluarga (KK)", "A copy of the family card (KK)")
	kkOriginal = words("KK asli", "The original family card (KK)")
	ktpOwn     = words("KTP-el asli", "The original KTP-el")
	ktpBoth    = words("KTP-el kedua orang tua", "Both parents' KTP-el")
	marriage   = words("Buku nikah atau akta perkawinan", "The marriage book or certificate")
	police     = words("Surat kehilangan dari kepolisian", "A loss report from the police")
	witnesses  = words("Nama dan NIK dua orang saksi", "The names and NIKs of two witnesses")
)

var services = []service{
	{
		"ktp_new", words("KTP-el pertama", "First KTP-el"), "ktp", 3, false, true,
		[]backend.Words{kkCopy},
		[]backend.Words{words("Perekaman foto, sidik jari, dan iris sekitar 10 menit; hari kerja dihitung setelah perekaman.", "Recording your photo, fingerprints and iris takes about 10 minutes; the working days count from then.")},
	},
	{"ktp_lost", words("KTP hilang", "Lost KTP"), "ktp", 1, true, true, []backend.Words{police, kkCopy}, []backend.Words{words("Tidak perlu rekam ulang.", "You need not be recorded again.")}},
	{
		"ktp_damaged", words("KTP rusak", "Damaged KTP"), "ktp", 1, true, true,
		[]backend.Words{words("KTP yang rusak", "The damaged KTP"), kkCopy},
		[]backend.Words{words("Tidak perlu rekam ulang.", "You need not be recorded again.")},
	},
	{
		"data_change", words("Ubah data di KTP", "Change data on the KTP"), "ktp", 5, true, true,
		[]backend.Words{ktpOwn, kkOriginal, words("Bukti perubahan, misalnya ijazah atau penetapan pengadilan", "Proof of the change, such as a diploma or a court order")},
		nil,
	},
	{
		"kk_new", words("KK baru", "New family card"), "kk", 3, true, false,
		[]backend.Words{marriage, words("KK lama kedua pihak", "Both sides' old family cards"), words("KTP-el suami dan istri", "The KTP-el of husband and wife")},
		nil,
	},
	{
		"kk_change", words("Ubah KK", "Change a family card"), "kk", 3, true, false,
		[]backend.Words{kkOriginal, words("Akta yang menjadi dasar perubahan: kelahiran, kematian, perkawinan, atau perceraian", "The certificate that it changes by: birth, death, marriage or divorce")},
		nil,
	},
	{
		"birth_certificate", words("Akta kelahiran", "Birth certificate"), "certificate", 3, true, false,
		[]backend.Words{words("Surat kelahiran dari rumah sakit, bidan, atau klinik", "The birth letter from the hospital, midwife or clinic"), marriage, kkOriginal, ktpBoth, witnesses},
		[]backend.Words{words("Laporkan dalam 60 hari sejak kelahiran; lewat dari itu tetap dilayani tanpa denda.", "Report within 60 days of the birth; later is still served without a fine.")},
	},
	{
		"death_certificate", words("Akta kematian", "Death certificate"), "certificate", 3, true, false,
		[]backend.Words{words("Surat kematian dari rumah sakit atau kelurahan", "The death letter from the hospital or the village office"), words("KTP-el dan KK almarhum", "The KTP-el and family card of the person who died"), witnesses},
		[]backend.Words{words("KK diperbarui sekaligus.", "The family card is renewed at the same time.")},
	},
	{
		"marriage", words("Pencatatan perkawinan", "Registering a marriage"), "marriage", 3, false, false,
		[]backend.Words{words("Surat perkawinan dari pemuka agama", "The marriage letter from the religious leader"), words("KTP-el dan KK keduanya", "Both sides' KTP-el and family cards"), words("Akta kelahiran keduanya", "Both birth certificates"), words("Pasfoto berdampingan 4×6, tiga lembar", "Three 4×6 photos side by side"), witnesses},
		[]backend.Words{words("Untuk yang beragama Islam, pencatatan di KUA.", "For Muslims it is registered at the KUA.")},
	},
	{
		"divorce", words("Pencatatan perceraian", "Registering a divorce"), "marriage", 3, false, false,
		[]backend.Words{words("Putusan pengadilan yang berkekuatan tetap", "The final court ruling"), words("Akta perkawinan asli", "The original marriage certificate"), ktpOwn, kkOriginal},
		nil,
	},
	{
		"child_card", words("Kartu Identitas Anak (KIA)", "Child identity card (KIA)"), "child_card", 3, true, true,
		[]backend.Words{words("Salinan akta kelahiran anak", "A copy of the child's birth certificate"), kkCopy, ktpBoth},
		[]backend.Words{words("Anak 5 tahun ke atas: satu pasfoto 2×3.", "From 5 years on: one 2×3 photo.")},
	},
	{"move_out", words("Pindah ke luar kota", "Moving to another city"), "moving", 1, true, false, []backend.Words{kkOriginal, ktpOwn, words("Alamat tujuan lengkap", "The full new address")}, nil},
	{
		"move_in", words("Datang dari kota lain", "Arriving from another city"), "moving", 3, true, false,
		[]backend.Words{words("Surat pindah (SKPWNI) dari daerah asal", "The moving letter (SKPWNI) from where you come from"), ktpOwn},
		nil,
	},
	{"move_inside", words("Pindah di dalam kota", "Moving within the city"), "moving", 3, true, false, []backend.Words{kkOriginal, ktpOwn, words("Alamat baru lengkap", "The full new address")}, nil},
	{
		"name_correction", words("Perbaikan nama dan data", "Correction of names and data"), "certificate", 5, true, false,
		[]backend.Words{words("Dokumen yang salah", "The document that is wrong"), words("Dokumen pembanding yang benar, misalnya ijazah", "A document that has it right, such as a diploma"), kkOriginal},
		nil,
	},
}

// serviceOf finds a service; ok is false where there is none.
func serviceOf(id string) (service, bool) {
	for _, s := range services {
		if s.ID == id {
			return s, true
		}
	}
	return service{}, false
}

// serviceLine is a service in a list.
type serviceLine struct {
	ID     string        `json:"id"`
	Title  backend.Words `json:"title"`
	Desk   string        `json:"desk"`
	Days   int           `json:"working_days"`
	Online bool          `json:"online"`
}

func getServices(*backend.Call) (backend.Answer, error) {
	list := []serviceLine{}
	for _, s := range services {
		list = append(list, serviceLine{s.ID, s.Title, s.Desk, s.Days, s.Online})
	}
	return backend.Items(list), nil
}

func getService(c *backend.Call) (backend.Answer, error) {
	s, ok := serviceOf(c.Param("service_id"))
	if !ok {
		return backend.Refuse("not_found"), nil
	}
	places := []string{}
	for _, o := range offices {
		if o.Certificates || s.Desk != "certificate" && s.Desk != "marriage" {
			places = append(places, o.Name)
		}
	}
	notes := s.Notes
	if notes == nil {
		notes = []backend.Words{}
	}
	return backend.OK(struct {
		serviceLine
		Fee       int64           `json:"fee"`
		Documents []backend.Words `json:"documents"`
		Notes     []backend.Words `json:"notes"`
		Places    []string        `json:"places"`
	}{serviceLine{s.ID, s.Title, s.Desk, s.Days, s.Online}, 0, s.Documents, notes, places}), nil
}
