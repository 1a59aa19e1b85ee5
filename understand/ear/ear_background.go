package ear

import "strings"

// background are sentences of all kinds of talk. Their vectors say where the middle of all sentences lies, which the
// examples of a small pack cannot.
var background = strings.Split(strings.TrimSpace(`
apa kabar hari ini
besok kita berangkat pagi sekali
cuaca di luar sedang hujan deras
tim kesebelasan kami menang dua kosong
adik saya suka menggambar kucing
nasi goreng buatan ibu enak sekali
jalan menuju kantor macet setiap sore
film itu membuat semua orang menangis
pemerintah mengumumkan aturan baru kemarin
harga cabai di pasar naik lagi
dia belajar bahasa jepang sejak kecil
kereta terakhir berangkat pukul sepuluh malam
siapa presiden pertama indonesia
gunung itu tingginya tiga ribu meter
tolong putarkan lagu yang tenang
laptop saya tiba tiba mati sendiri
paket yang saya tunggu belum datang
berapa saldo rekening saya sekarang
saya ingin mengganti kata sandi
kenapa pembayaran saya gagal terus
bisa bantu batalkan pesanan saya
di mana kantor cabang yang terdekat
terima kasih banyak atas bantuannya
saya mau bicara dengan petugas
dokter menyarankan saya banyak istirahat
how are you doing today
we are leaving early tomorrow morning
it is raining heavily outside
our team won the match two to nothing
my brother likes to draw cats
the soup that she cooked was delicious
traffic on the way to work is terrible
that movie made everyone cry
the government announced a new rule yesterday
prices at the market went up again
he has studied japanese since he was small
the last train leaves at ten at night
who was the first president of the country
how tall is the mountain
please play some calm music
my laptop suddenly turned itself off
the parcel i am waiting for has not come
what is the balance of my account
i want to change my password
why does my payment keep failing
can you help me cancel my order
where is the nearest branch
thank you very much for your help
i would like to talk to someone
the doctor told me to rest
`), "\n")
