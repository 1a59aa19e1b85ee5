package main

import "terang"

func text(id, en string) terang.Text { return terang.Text{terang.Indonesian: id, terang.English: en} }

// words returns the text of a key from the tables; a test finds keys without words.
func words(key string) terang.Text {
	for _, table := range []map[string]terang.Text{texts, demoTexts, errorTexts, doctorTexts, evalTexts, proofTexts, conformTexts, trialTexts, connectionTexts, playbookTexts, reportTexts, trustTexts, importTexts} {
		if t, ok := table[key]; ok {
			return t
		}
	}
	return nil
}

// texts are what the command line says. Keys: help_… of flags and commands, err_<code>_what|why|next of
// errors, doc_<check>_… of doctor.
var texts = map[string]terang.Text{
	"why":  text("sebab", "why"),
	"next": text("berikutnya", "next"),

	"help_about":        text("Percakapan pelanggan dengan asisten dan petugas, di server sendiri. Mulai: terang demo", "Customer conversations with an assistant and agents, on your own server. Begin: terang demo"),
	"help_json":         text("Jawab sebagai JSON.", "Answer as JSON."),
	"help_serve":        text("Jalankan server.", "Run the server."),
	"help_demo":         text("Dunia contoh sekali pakai dengan toko tiruan.", "A throw-away world with a make-believe shop."),
	"help_init":         text("Tulis terang.yaml dan buat ruang kerja pertama beserta pemiliknya.", "Write terang.yaml and create the first workspace with its owner."),
	"help_doctor":       text("Periksa semua yang dibutuhkan server.", "Check everything that the server needs."),
	"help_config":       text("Tunjukkan setiap nilai dan asalnya.", "Show each value and where it came from."),
	"help_verify":       text("Periksa tanda terima tanpa jaringan.", "Check a receipt offline."),
	"help_user":         text("Kelola petugas.", "Manage agents."),
	"help_user_add":     text("Undang petugas.", "Invite an agent."),
	"help_user_list":    text("Daftar petugas.", "List the agents."),
	"help_user_link":    text("Tautan baru untuk yang lupa kata sandi.", "A new link for somebody who lost the password."),
	"help_token":        text("Kelola token API.", "Manage API tokens."),
	"help_token_create": text("Buat token API; rahasianya ditampilkan sekali.", "Make an API token; its secret is shown once."),
	"help_version":      text("Tunjukkan versi.", "Show the version."),
	"help_train":        text("Latih telinga sebuah pack dan simpan modelnya di samping contoh-contohnya.", "Train a pack's ears and keep the model beside its examples."),
	"help_train_pack":   text("Folder pack.", "The pack's folder."),
	"help_train_check":  text("Hanya periksa apakah model yang tersimpan masih cocok.", "Only check whether the kept model still fits."),
	"train_few":         text("{intent}: baru {count} contoh; tulis setidaknya lima.", "{intent}: only {count} examples; write at least five."),
	"train_unanswered":  text("{intent}: dikenali, tetapi belum ada yang menjawab; tambahkan playbook, atau topiknya di brand.yaml.", "{intent}: heard, but nothing answers it; add a playbook, or its topic in brand.yaml."),
	"train_done":        text("{file}: {examples} contoh, {intents} maksud, {accuracy}% terjawab benar pada contoh yang disisihkan.", "{file}: {examples} examples, {intents} intents, {accuracy}% heard right on examples held out."),
	"help_bench":        text("Ukur server yang berjalan dibanding server nol.", "Measure a running server against the null server."),
	"help_file":         text("Berkas konfigurasi; bila tidak disebut ./terang.yaml.", "Configuration file; ./terang.yaml if none is named."),
	"help_set":          text("Satu nilai konfigurasi, misalnya log.level=debug; boleh berulang.", "One configuration value, for example log.level=debug; may be repeated."),
	"help_listen":       text("Alamat server HTTP.", "Address of the HTTP server."),
	"help_public_url":   text("Alamat yang dilihat peramban.", "The address that browsers see."),
	"help_data":         text("Folder data.", "Data folder."),
	"help_postgres":     text("URL PostgreSQL sebagai ganti SQLite.", "PostgreSQL URL instead of SQLite."),
	"help_log_format":   text("Bentuk log.", "Form of the log."),
	"help_log_level":    text("Tingkat log.", "Level of the log."),
	"help_receipt":      text("Berkas tanda terima.", "Receipt file."),
	"help_email":        text("Alamat surel.", "E-mail address."),
	"help_name":         text("Nama yang dilihat pelanggan.", "Name that customers see."),
	"help_role":         text("Peran: owner, admin, agent.", "Role: owner, admin, agent."),
	"help_workspace":    text("Nama pendek ruang kerja.", "Short name of the workspace."),
	"help_token_name":   text("Untuk apa token ini.", "What the token is for."),
	"help_scope":        text("Izin: conversations:read, conversations:write, events:write, admin; boleh berulang.", "Scope: conversations:read, conversations:write, events:write, admin; may be repeated."),
	"help_init_name":    text("Nama merek.", "Name of the brand."),
	"help_init_email":   text("Surel pemilik.", "The owner's e-mail address."),
	"owner":             text("Pemilik", "Owner"),
	"help_init_owner":   text("Nama pemilik.", "The owner's name."),
	"help_pack":         text("Pack sektor, atau folder.", "Sector's pack, or a folder."),
	"help_action_url":   text("Alamat dasar sistem merek.", "Base address of the brand's system."),

	"one_time_link":  text("Tautan sekali pakai, berlaku 72 jam:", "One-time link, good for 72 hours:"),
	"token_once":     text("Token ini ditampilkan sekali; simpan sekarang:", "This token is shown once; keep it now:"),
	"init_wrote":     text("Konfigurasi ditulis: {file}", "Configuration written: {file}"),
	"init_kept":      text("Konfigurasi yang ada dipakai: {file}", "Existing configuration kept: {file}"),
	"init_workspace": text("Ruang kerja {name} dibuat.", "Workspace {name} created."),
	"init_next":      text("Jalankan server, lalu buka tautan sekali pakai milik pemilik (berlaku 72 jam):", "Start the server, then open the owner's one-time link (good for 72 hours):"),
	"init_example":   text("Pack {pack} berisi fakta contoh, bukan fakta merek Anda: salin packs/{pack}, sunting, lalu isi workspaces.{name}.pack.", "The pack {pack} holds an example's facts, not yours: copy packs/{pack}, edit, set workspaces.{name}.pack."),
	"init_script":    text("Pasang di situs Anda:", "Put this on your site:"),

	"verify_ok":         text("Tanda terima sah: pesan ini tercatat tepat seperti ini.", "The receipt holds: this message was logged exactly so."),
	"verify_erased":     text("Isi pesan sudah dihapus atas permintaan pelanggan; yang terbukti hanya pencatatannya.", "The message was erased at the customer's request; only that it was logged is proved."),
	"verify_author":     text("Penulis", "Author"),
	"verify_kind":       text("Jenis", "Kind"),
	"verify_model":      text("Model", "Model"),
	"verify_playbook":   text("Playbook", "Playbook"),
	"verify_disclosure": text("Keterangan", "Disclosure"),
	"verify_text":       text("Pesan", "Message"),
	"verify_file":       text("Berkas", "File"),
	"verify_policy":     text("Aturan", "Policy"),
	"verify_at":         text("Waktu", "Time"),
	"verify_index":      text("Urutan", "Place"),
	"verify_log":        text("Log", "Log"),
	"verify_compare":    text("Bandingkan kunci log ini dengan yang diumumkan merek, atau beri --key.", "Compare this log's key with the one that the brand publishes, or give --key."),
}
