package main

import "terang"

// doctorTexts are doctor's findings: doc_<check>_ok, and doc_<check>_<code> with _why and _next.
var doctorTexts = map[string]terang.Text{
	"doc_config_ok": text("Konfigurasi sah ({count} nilai).", "The configuration is valid ({count} values)."),

	"doc_data_ok":          text("Folder data {dir} dapat ditulis; fsync {fsync}.", "The data folder {dir} is writable; fsync takes {fsync}."),
	"doc_data_closed":      text("Folder data {dir} tidak dapat ditulis.", "The data folder {dir} cannot be written."),
	"doc_data_closed_why":  text("{detail}", "{detail}"),
	"doc_data_closed_next": text("beri hak tulis, atau --data FOLDER", "give the right to write, or --data DIR"),
	"doc_data_fsync":       text("fsync gagal di {dir}.", "fsync fails in {dir}."),
	"doc_data_fsync_why":   text("Tanpa fsync, pesan yang sudah diterima dapat hilang saat listrik padam ({detail}).", "Without it, messages that were acknowledged can be lost in a power cut ({detail})."),
	"doc_data_fsync_next":  text("pakai disk lokal, atau --postgres URL", "use a local disk, or --postgres URL"),
	"doc_data_open":        text("Folder data {dir} terbuka bagi semua pengguna mesin ini.", "The data folder {dir} is open to every user of this machine."),
	"doc_data_open_why":    text("Di dalamnya ada kunci dan percakapan.", "It holds keys and conversations."),
	"doc_data_open_next":   text("chmod 700 {dir}", "chmod 700 {dir}"),

	"doc_store_ok":          text("Basis data {engine} terbuka, skema {schema}.", "The {engine} store opens, schema {schema}."),
	"doc_store_closed":      text("Basis data tidak dapat dibuka.", "The store cannot be opened."),
	"doc_store_closed_why":  text("{detail}", "{detail}"),
	"doc_store_closed_next": text("periksa data atau postgres dengan terang config", "check data or postgres with terang config"),

	"doc_port_ok":         text("Alamat {address} bebas.", "The address {address} is free."),
	"doc_port_running_ok": text("Terang sudah berjalan di {address}.", "Terang runs at {address} already."),
	"doc_port_taken":      text("Alamat {address} dipakai program lain.", "Another program has the address {address}."),
	"doc_port_taken_why":  text("{detail}", "{detail}"),
	"doc_port_taken_next": text("terang serve --listen 127.0.0.1:8081", "terang serve --listen 127.0.0.1:8081"),

	"doc_files_ok":       text("Boleh membuka {have} berkas dan sambungan.", "{have} files and connections may be open."),
	"doc_files_few":      text("Hanya {have} berkas dan sambungan boleh terbuka; batas yang diatur butuh {need}.", "Only {have} files and connections may be open; the limits as set need {need}."),
	"doc_files_few_why":  text("Di atas itu sambungan baru ditolak sistem, bukan oleh Terang dengan jawaban yang jelas.", "Beyond that the system refuses new connections, not Terang with a clear answer."),
	"doc_files_few_next": text("naikkan LimitNOFILE (systemd) atau ulimit -n, atau turunkan limits.streams", "raise LimitNOFILE (systemd) or ulimit -n, or lower limits.streams"),

	"doc_public_url_ok":          text("Alamat umum {url}.", "The public address is {url}."),
	"doc_public_url_local":       text("Alamat umum belum diisi; dipakai {url}.", "No public address is set; {url} is used."),
	"doc_public_url_local_why":   text("Tautan, cookie, dan nama log bukti memakai alamat itu.", "Links, cookies and the name of the proof log go by it."),
	"doc_public_url_local_next":  text("isi public_url sebelum dipakai pelanggan", "set public_url before customers use it"),
	"doc_public_url_plain":       text("Alamat umum {url} tanpa https.", "The public address {url} is without https."),
	"doc_public_url_plain_why":   text("Percakapan dan login akan lewat tanpa sandi.", "Conversations and logins would travel in the clear."),
	"doc_public_url_plain_next":  text("pasang proksi TLS (Caddy, nginx), lalu public_url: https://…", "put a TLS proxy in front (Caddy, nginx), then public_url: https://…"),
	"doc_public_url_port":        text("Alamat umum {url} memakai port lain daripada listen ({listen}).", "The public address {url} has another port than listen ({listen})."),
	"doc_public_url_port_why":    text("Tautan dan cuplikan widget menunjuk ke port yang tidak dilayani, kecuali ada proksi di antaranya.", "Links and the widget's snippet point to a port that nothing serves, unless a proxy stands between."),
	"doc_public_url_port_next":   text("isi listen: {address}, atau samakan public_url", "set listen: {address}, or make public_url agree"),
	"doc_public_url_broken":      text("Alamat umum tidak sah.", "The public address is not valid."),
	"doc_public_url_broken_why":  text("{detail}", "{detail}"),
	"doc_public_url_broken_next": text("perbaiki public_url", "mend public_url"),

	"doc_web_ok":           text("Halaman web ada di dalam biner.", "The web parts are in the binary."),
	"doc_web_missing":      text("Halaman web belum dibangun ke dalam biner ini.", "The web parts were not built into this binary."),
	"doc_web_missing_why":  text("Widget dan ruang petugas tidak dapat dibuka; API dan /c/ tetap bekerja.", "The widget and the agents' inbox cannot be opened; the API and /c/ still work."),
	"doc_web_missing_next": text("make build", "make build"),

	"doc_workspace_none":       text("Belum ada ruang kerja.", "There is no workspace yet."),
	"doc_workspace_none_why":   text("Tanpa itu server tidak melayani siapa pun.", "Without one the server serves nobody."),
	"doc_workspace_none_next":  text("terang init", "terang init"),
	"doc_workspace_stray":      text("Konfigurasi menyebut ruang kerja {name} yang tidak ada.", "The configuration names a workspace {name} that does not exist."),
	"doc_workspace_stray_why":  text("Pengaturannya tidak dipakai.", "Its settings are not used."),
	"doc_workspace_stray_next": text("samakan namanya, atau hapus", "make the names agree, or remove it"),

	"doc_pack_ok":              text("Pack {pack} untuk {name} terbaca.", "The pack {pack} of {name} reads well."),
	"doc_pack_example":         text("{name} memakai pack contoh {pack}.", "{name} uses the example pack {pack}."),
	"doc_pack_example_why":     text("Isinya fakta merek contoh: jam buka, harga, dan kebijakannya dijawabkan kepada pelanggan Anda.", "These are an example's facts: its hours, prices and policies are what your customers are told."),
	"doc_pack_example_next":    text("salin packs/{pack}, sunting, lalu isi workspaces.{name}.pack", "copy packs/{pack}, edit, set workspaces.{name}.pack"),
	"doc_disclosure_ok":        text("Keterangan “ini mesin” lolos gerbang: {name} di {channel}.", "The disclosures pass the gate: {name} on {channel}."),
	"doc_disclosure_held":      text("Keterangan “ini mesin” tidak tampak: {name} di {channel}.", "The disclosures do not show: {name} on {channel}."),
	"doc_disclosure_held_why":  text("{detail}", "{detail}"),
	"doc_disclosure_held_next": text("periksa nama merek di brand.yaml milik pack", "check the brand's name in the pack's brand.yaml"),

	"doc_action_ok":           text("Sistem merek {name} terjangkau di {url}.", "The brand's system of {name} is reachable at {url}."),
	"doc_action_none":         text("Sistem merek {name} belum diisi.", "The brand's system of {name} is not set."),
	"doc_action_none_why":     text("Apa pun yang membutuhkannya diserahkan kepada petugas.", "Whatever needs it goes to a person."),
	"doc_action_none_next":    text("isi workspaces.{name}.action.url", "set workspaces.{name}.action.url"),
	"doc_action_refused":      text("Sistem merek {name} tidak dapat dipakai.", "The brand's system of {name} cannot be used."),
	"doc_action_refused_why":  text("{detail}", "{detail}"),
	"doc_action_refused_next": text("perbaiki workspaces.{name}.action", "mend workspaces.{name}.action"),
	"doc_action_away":         text("Sistem merek {name} tidak menjawab di {url}.", "The brand's system of {name} does not answer at {url}."),
	"doc_action_away_why":     text("{detail}", "{detail}"),
	"doc_action_away_next":    text("periksa alamat dan jaringannya", "check its address and the network"),

	"doc_ready_ok":       text("Server di {url} siap.", "The server at {url} is ready."),
	"doc_ready_not":      text("Server di {url} tidak siap atau tidak terjangkau.", "The server at {url} is not ready, or not reachable."),
	"doc_ready_not_why":  text("{detail}", "{detail}"),
	"doc_ready_not_next": text("lihat lognya; periksa proksi di depannya", "look at its log; check the proxy in front"),
}
