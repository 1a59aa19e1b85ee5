package config

import (
	"time"

	"terang"
)

// settings is the table of all fixed keys, in the order of the written file. Keys with dots are nested in
// the file; the environment's name is TERANG_ and the key in capitals with "_" for everything else.
func (c *Config) settings() []setting {
	locale := setting{
		key: "locale", def: "id", get: func() string { return string(c.Locale) },
		doc: text("Bahasa bila bahasa pembaca tidak diketahui: id atau en.", "Language where the reader's is not known: id or en."),
		set: func(s string) error {
			if !terang.Language(s).Valid() {
				return errForm("one:id:en")
			}
			c.Locale = terang.Language(s)
			return nil
		},
	}
	out := []setting{
		str("listen", &c.Listen, "127.0.0.1:8080", text("Alamat server HTTP.", "Address of the HTTP server."), address),
		str("public_url", &c.PublicURL, "", text("Alamat yang dilihat peramban, misalnya https://bantuan.toko.id; kosong berarti http://<listen>.",
			"The address that browsers see, for example https://help.shop.id; empty means http://<listen>."), optional(origin)),
		str("data", &c.Data, "./data", text("Folder untuk basis data tertanam dan kunci.", "Folder of the embedded store and the keys."), someText),
		hidden(str("postgres", &c.Postgres, "", text("URL PostgreSQL; kosong berarti SQLite di folder data.",
			"PostgreSQL URL; empty means SQLite in the data folder."), optional(postgresURL))),
		locale,
		prefixes("proxies", &c.Proxies, text("Alamat proksi yang X-Forwarded-For-nya dipercaya, dipisah koma.",
			"Addresses of proxies whose X-Forwarded-For is believed, comma separated.")),
	}
	out = append(out, c.houseSettings()...)
	return append(out, c.limitSettings()...)
}

func (c *Config) houseSettings() []setting {
	return []setting{
		str("log.format", &c.Log.Format, "text", text("Bentuk log: text atau json.", "Form of the log: text or json."), oneOf("text", "json")),
		str("log.level", &c.Log.Level, "info", text("Tingkat log: debug, info, warn, error.", "Level of the log: debug, info, warn, error."), oneOf("debug", "info", "warn", "error")),
		str("metrics.listen", &c.Metrics.Listen, "", text("Alamat sendiri untuk /metrics; kosong: di server utama; off: tidak ada.",
			"Own address for /metrics; empty: on the main server; off: nowhere."), optional(addressOrOff)),
		duration("session.lifetime", &c.Session.Lifetime, "14d", time.Minute, text("Umur login petugas.", "Life of an agent's login.")),
		duration("session.contact_lifetime", &c.Session.ContactLifetime, "90d", time.Minute, text("Umur token pelanggan sejak dibuat.", "Life of a contact's token since its issue.")),
		str("oidc.issuer", &c.OIDC.Issuer, "", text("Penyedia login (OpenID Connect) untuk petugas, misalnya https://accounts.google.com; kosong: tidak ada.",
			"Sign-in provider (OpenID Connect) for agents, for example https://accounts.google.com; empty: none."), optional(webURL)),
		str("oidc.client_id", &c.OIDC.ClientID, "", text("Client ID di penyedia itu. Alamat baliknya: <public_url>/api/v1/login/oidc/callback.",
			"Client id at that provider. Its redirect address: <public_url>/api/v1/login/oidc/callback.")),
		hidden(str("oidc.client_secret", &c.OIDC.ClientSecret, "", text("Rahasia client itu.", "Secret of that client."))),
		str("oidc.name", &c.OIDC.Name, "", text("Nama penyedia pada tombol; kosong: host-nya.", "Name of the provider on the button; empty: its host.")),
		integer("desk.undo_seconds", &c.Desk.UndoSeconds, 5, 0, 10, text("Berapa detik balasan petugas masih bisa dibatalkan; tiap petugas boleh memilih sendiri.",
			"For how many seconds an agent's reply can be taken back; each agent may choose.")),
		duration("webhook.timeout", &c.Webhook.Timeout, "10s", time.Second, text("Batas waktu satu panggilan web hook.", "Time limit of one web hook call.")),
		duration("webhook.give_up", &c.Webhook.GiveUp, "5d", time.Hour, text("Web hook yang gagal selama ini dimatikan.", "A web hook that fails this long is switched off.")),
		boolean("webhook.allow_private", &c.Webhook.AllowPrivate, false, text("Izinkan web hook ke alamat pribadi dan loopback.", "Permit web hooks to private and loopback addresses.")),
		list("push.hosts", &c.Push.Hosts, text("Host:port layanan notifikasi dorong selain milik peramban, dipisah koma.", "Host:port of push services beside the browsers' own, comma separated."), hostAndPort),
		hidden(str("secret.key", &c.Secret.Key, "", text("Kunci penyegel kredensial koneksi (32 byte base64; yang terbaru dulu, dipisah koma); kosong: berkas secret.key di folder data. Wajib sama di semua simpul.",
			"Key that seals the connections' credentials (32 bytes in base64; newest first, separated by commas); empty: the file secret.key in the data folder. Must be the same on all nodes."), optional(sealKeys))),
		list("connection.private_hosts", &c.Connection.PrivateHosts, text("Host:port pribadi yang boleh dituju koneksi dari konsol, dipisah koma.",
			"Private host:port that connections made in the console may reach, comma separated."), hostAndPort),
		boolean("ears.deep", &c.Ears.Deep, true, text("Tanya penyandi kalimat bila telinga cepat ragu (±60 MB memori saat bangun).",
			"Ask the sentence encoder where the fast ear is not sure (about 60 MB of memory while awake).")),
		str("llm.url", &c.LLM.URL, "", text("Model bahasa (OpenAI-compatible) untuk membantu petugas, misalnya http://127.0.0.1:11434/v1; kosong: tidak ada.",
			"Language model (OpenAI-compatible) that helps agents, for example http://127.0.0.1:11434/v1; empty: none."), optional(webURL)),
		hidden(str("llm.key", &c.LLM.Key, "", text("Kunci rahasianya.", "Its secret key."))),
		str("llm.model", &c.LLM.Model, "gpt-4o-mini", text("Nama modelnya di sana.", "The model's name there."), someText),
		duration("llm.timeout", &c.LLM.Timeout, "20s", time.Second, text("Batas waktu satu jawaban.", "Time limit of one answer.")),
		integer("llm.per_day", &c.LLM.PerDay, 2_000_000, 0, 1_000_000_000, text("Token paling banyak sehari di tiap simpul; 0: tanpa batas.", "Most tokens in a day on each node; 0: no limit.")),
		witnesses("proof.witnesses", &c.Proof.Witnesses, text("Saksi dari luar yang ikut menandatangani log bukti: \"KUNCI URL\", dipisah koma.", "Witnesses outside who sign the proof logs too: \"KEY URL\", separated by commas.")),
		integer("proof.require", &c.Proof.Require, 0, 0, 16, text("Berapa saksi harus menandatangani sebelum tanda terima diberikan.", "How many witnesses must have signed before a receipt is given out.")),
	}
}

func (c *Config) limitSettings() []setting {
	l := &c.Limits
	return []setting{
		size("limits.body", &l.Body, "64kB", 8<<10, 16<<20, text("Ukuran terbesar isi satu permintaan.", "Largest body of one request.")),
		size("limits.file", &l.File, "10MB", 64<<10, 64<<20, text("Ukuran terbesar satu berkas di pesan.", "Largest file beside a message.")),
		size("limits.files", &l.Files, "100MB", 1<<20, 10<<30, text("Jumlah berkas seorang pelanggan per percakapan dalam sehari.", "All files of a contact in one conversation in a day.")),
		size("limits.import", &l.Import, "1024MB", 1<<20, 64<<30, text("Ukuran terbesar berkas-berkas satu impor di konsol atau API; ditulis dahulu ke folder data.", "Largest files of one import in the console or the API; they are written to the data folder first.")),
		integer("limits.in_flight", &l.InFlight, 512, 1, 100_000, text("Penulisan yang dikerjakan bersamaan; selebihnya 503.", "Writes worked on at once; beyond: 503.")),
		integer("limits.backlog", &l.Backlog, 640, 1, 100_000, text("Percakapan yang sedang dijawab asisten bersamaan; selebihnya 503.", "Conversations that the assistant is answering at once; beyond: 503.")),
		integer("limits.connections", &l.Connections, 2048, 16, 1_000_000, text("Sambungan HTTP yang terbuka bersamaan, di luar aliran langsung.", "HTTP connections open at once, live streams not counted.")),
		integer("limits.streams", &l.Streams, 20_000, 1, 1_000_000, text("Aliran langsung yang terbuka bersamaan.", "Live streams open at once.")),
		rate("limits.contact", &l.Contact, "120/min burst 30", text("Penulisan per pelanggan; off: tanpa batas.", "Writes per contact; off: no limit.")),
		rate("limits.visitor", &l.Visitor, "60/min burst 30", text("Percakapan baru per alamat jaringan.", "New conversations per network address.")),
		rate("limits.login", &l.Login, "6/min burst 6", text("Percobaan masuk per akun dari satu alamat atau peramban yang dikenal (sepuluh kalinya per akun, dan per alamat).",
			"Sign-in tries per account from one address or known browser (ten times that per account, and per address).")),
		rate("limits.api", &l.API, "1200/min burst 200", text("Permintaan per petugas atau token API.", "Requests per agent or API token.")),
		integer("limits.argon_lanes", &l.ArgonLanes, 2, 1, 64, text("Pemeriksaan sandi bersamaan; satu butuh 64 MiB.", "Password checks at once; each takes 64 MiB.")),
	}
}

// workspaceSettings are the keys of one workspace, "workspaces.<name>.…". w stays the caller's until the
// whole is checked.
func workspaceSettings(name string, w *Workspace) []setting {
	at := "workspaces." + name + "."
	return []setting{
		str(at+"pack", &w.Pack, "retail", text("Nama pack, atau folder.", "Name of the pack, or a folder."), someText),
		str(at+"action.url", &w.Action.URL, "", text("Alamat dasar sistem merek.", "Base address of the brand's system."), optional(webURL)),
		hidden(str(at+"action.credential", &w.Action.Credential, "", text("Kunci rahasia untuk sistem merek.", "Secret key for the brand's system."))),
		str(at+"action.header", &w.Action.Header, "Authorization", text("Tajuk yang membawanya; di Authorization dikirim sebagai bearer token.", "Header that carries it; in Authorization it is sent as a bearer token."), someText),
		list(at+"action.hosts", &w.Action.Hosts, text("Host lain yang boleh dipanggil, dipisah koma.", "Other hosts that may be called, comma separated."), hostName),
	}
}
