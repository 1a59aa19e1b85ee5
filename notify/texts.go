package notify

import "terang"

func text(id, en string) terang.Text {
	return terang.Text{terang.Indonesian: id, terang.English: en}
}

var titles = map[Kind]terang.Text{
	Waiting: text("Ada yang menunggu petugas", "Somebody waits for a person"),
	Offered: text("Giliran Anda menjawab", "It is your turn to answer"),
	Reply:   text("Balasan baru untuk Anda", "A new reply for you"),
	Due:     text("Janji hampir jatuh tempo", "A promise is nearly due"),
	Broken:  text("Janji lewat waktunya", "A promise is overdue"),
	Mention: text("Nama Anda disebut di catatan", "You were named in a note"),
	Try:     text("Notifikasi bekerja", "Notifications work"),
}

var (
	openIt  = text("Buka Terang untuk membacanya.", "Open Terang to read it.")
	tryText = text("Begini Anda akan diberi tahu di perangkat ini.", "This is how you will be told on this device.")
	someone = text("Pelanggan tanpa nama", "A contact without a name")
)
