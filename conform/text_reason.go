package conform

import (
	"strings"

	"terang"
)

// reasons are why a case cannot be tried, in English as [NotSupported] has them, and in Indonesian. One that ends in a
// colon is followed by a name.
var reasons = map[string]string{
	"channel absent:":         "kanal tidak ada:",
	"renderer absent:":        "perender tidak ada:",
	"an operator cannot set:": "operator tidak dapat mengatur:",
	"a call cannot be listened to: no audio in the adapter":                  "telepon tidak dapat didengarkan: adaptor tanpa suara",
	"a web contact's age is not known":                                       "umur pelanggan web tidak diketahui",
	"a web contact's country is not known":                                   "negara pelanggan web tidak diketahui",
	"contacts cannot be erased":                                              "pelanggan belum bisa dihapus",
	"data set absent: the R-U-A-Robot test split is not among the data sets": "data tidak ada: bagian uji R-U-A-Robot tidak tersedia",
	"no access to the database":                                              "tidak ada akses ke basis data",
	"no access to the database, or no receipts":                              "tidak ada akses ke basis data, atau tidak ada tanda terima",
	"no article can be planted":                                              "artikel tidak dapat ditanam",
	"no automatic translation":                                               "tidak ada terjemahan otomatis",
	"no brand hands a conversation to another":                               "tidak ada merek yang mengoper percakapan ke merek lain",
	"no channel edits messages":                                              "tidak ada kanal yang menyunting pesan",
	"no channel with whole conversations":                                    "tidak ada kanal dengan percakapan utuh",
	"no desk of agents":                                                      "tidak ada meja petugas",
	"no drafts of a model for agents":                                        "tidak ada draf model untuk petugas",
	"no export of personal data":                                             "tidak ada ekspor data pribadi",
	"no language model that could be down":                                   "tidak ada model bahasa yang bisa mati",
	"no operator's settings":                                                 "tidak ada pengaturan operator",
	"no programs with tokens":                                                "tidak ada program dengan token",
	"no public log":                                                          "tidak ada log publik",
	"no published policy that begins after the system's present":             "tidak ada aturan terbit yang baru berlaku nanti",
	"no receipts":                                                            "tidak ada tanda terima",
	"no renderer":                                                            "tidak ada perender",
	"no timer gives the word back to the assistant when an agent is gone":    "tidak ada pewaktu yang mengembalikan kendali saat petugas pergi",
	"nothing mends an agent's grammar":                                       "tidak ada yang memperbaiki tata bahasa petugas",
	"no timer sends drafts":                                                  "tidak ada pewaktu yang mengirim draf",
	"no transcripts":                                                         "tidak ada transkrip",
	"nothing forwards, copies or mails a transcript":                         "tidak ada terusan, salinan, atau kiriman transkrip",
	"nothing shows that the machine is typing":                               "tidak ada tanda bahwa mesin sedang mengetik",
	"one brand only, or no receipts":                                         "hanya satu merek, atau tidak ada tanda terima",
	"signs of typing are not captured":                                       "tanda sedang mengetik tidak direkam",
	"the brand starts no talks":                                              "merek tidak memulai percakapan",
	"the log's key cannot be changed":                                        "kunci log belum bisa diganti",
	"the model cannot be kept thinking":                                      "model tidak dapat dibuat menunggu",
	"the model's words cannot be scripted":                                   "kata-kata model tidak dapat ditentukan",
	"the program cannot be killed":                                           "program tidak dapat dimatikan",
	"time cannot be moved":                                                   "waktu tidak dapat digeser",
}

// reasonText is a reason for people; one that the suite does not know is the adapter's own words.
func reasonText(reason string) terang.Text {
	if id, ok := reasons[reason]; ok {
		return text(id, reason)
	}
	if head, name, ok := strings.Cut(reason, ": "); ok {
		if id, ok := reasons[head+":"]; ok {
			return text(id+" "+name, reason)
		}
	}
	return text(reason, reason)
}
