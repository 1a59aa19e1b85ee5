package desk

import "terang"

// What contacts hear of promises.
var (
	brokenTexts = map[terang.PromiseKind]terang.Text{
		terang.PromiseReply: {
			terang.Indonesian: "Kami menjanjikan jawaban paling lambat {time}, dan janji itu tidak kami tepati. Kami minta maaf.",
			terang.English:    "We promised you an answer by {time}, and we did not keep that promise. We are sorry.",
		},
		terang.PromiseCall: {
			terang.Indonesian: "Kami berjanji menelepon Anda paling lambat {time}, dan janji itu tidak kami tepati. Kami minta maaf.",
			terang.English:    "We promised to call you by {time}, and we did not keep that promise. We are sorry.",
		},
		terang.PromiseWrite: {
			terang.Indonesian: "Kami berjanji menulis kepada Anda paling lambat {time}, dan janji itu tidak kami tepati. Kami minta maaf.",
			terang.English:    "We promised to write to you by {time}, and we did not keep that promise. We are sorry.",
		},
		terang.PromiseTask: {
			terang.Indonesian: "Kami berjanji: “{what}”, paling lambat {time}. Janji itu tidak kami tepati. Kami minta maaf.",
			terang.English:    "We promised: “{what}”, by {time}. We did not keep that promise. We are sorry.",
		},
	}
	brokenQueue = terang.Text{
		terang.Indonesian: "Percakapan Anda sekarang kami dahulukan di antrean petugas.",
		terang.English:    "Your conversation now comes first in the agents' queue.",
	}
	brokenAgent = terang.Text{
		terang.Indonesian: "Petugas yang menangani Anda sudah diberi tahu.",
		terang.English:    "The agent who has your conversation has been told.",
	}
	movedText = terang.Text{
		terang.Indonesian: "Waktunya berubah. {what}",
		terang.English:    "The time has changed. {what}",
	}
	movedTask = terang.Text{ // what only its own words say
		terang.Indonesian: "Waktunya berubah: “{what}”, sekarang paling lambat {time}.",
		terang.English:    "The time has changed: “{what}”, now by {time}.",
	}
	// againTexts are the words of what is promised for another time.
	againTexts = map[terang.PromiseKind]terang.Text{
		terang.PromiseReply: {terang.Indonesian: "Kami membalas Anda di sini paling lambat {time}.", terang.English: "We reply to you here by {time}."},
		terang.PromiseCall:  {terang.Indonesian: "Kami menelepon Anda paling lambat {time}.", terang.English: "We call you by {time}."},
		terang.PromiseWrite: {terang.Indonesian: "Kami menulis kepada Anda paling lambat {time}.", terang.English: "We write to you by {time}."},
	}
	yesterday = terang.Text{terang.Indonesian: "kemarin", terang.English: "yesterday at"}
	tomorrow  = terang.Text{terang.Indonesian: "besok", terang.English: "tomorrow at"}

	// What contacts hear when the agent who had their conversation vanished.
	vanished = terang.Text{
		terang.Indonesian: "Sambungan {agent} terputus. Anda kembali di antrean petugas, dihitung sejak Anda pertama menunggu, dan semua yang sudah Anda tulis ikut terbawa.",
		terang.English:    "{agent} has lost the connection. You are back in the agents' queue, counted from when you first waited, and everything you wrote comes along.",
	}
	nobodyHere = terang.Text{
		terang.Indonesian: "Saat ini tidak ada petugas lain yang online.",
		terang.English:    "No other agent is online right now.",
	}
	// called is what contacts hear when an agent lets them wait for a team that the assistant did not call.
	called = terang.Text{
		terang.Indonesian: "Petugas kami akan melanjutkan percakapan ini. Anda sekarang di antrean, dan semua yang sudah Anda tulis ikut terbawa.",
		terang.English:    "One of our agents will carry on with this. You are in the queue now, and everything you wrote comes along.",
	}
	noneHere = terang.Text{
		terang.Indonesian: "Saat ini tidak ada petugas yang online.",
		terang.English:    "No agent is online right now.",
	}
	openHours = terang.Text{
		terang.Indonesian: "Jam layanan: {hours}.",
		terang.English:    "Opening hours: {hours}.",
	}

	// missed stands on the card of a conversation that nobody had handed over.
	missed = terang.Text{
		terang.Indonesian: "Janji kepada pelanggan terlewat.",
		terang.English:    "A promise to the customer was missed.",
	}
)
