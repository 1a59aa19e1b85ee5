package terang

import "time"

// crockford is the alphabet of ULIDs (https://github.com/ulid/spec).
const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// NewID forms a time-ordered id: prefix, "_", and a ULID of the millisecond and ten random bytes, for
// example "msg_01KAJ3E6ZV9M6W0Q6T8D1V3H2K". Pure: clock and randomness are given.
func NewID(prefix string, at time.Time, entropy [10]byte) string {
	var b [16]byte
	ms := uint64(at.UnixMilli())
	b[0], b[1], b[2] = byte(ms>>40), byte(ms>>32), byte(ms>>24)
	b[3], b[4], b[5] = byte(ms>>16), byte(ms>>8), byte(ms)
	copy(b[6:], entropy[:])
	out := make([]byte, 0, len(prefix)+27)
	out = append(out, prefix...)
	out = append(out, '_')
	// 128 bits in 26 characters of 5 bits, the first holding 3.
	var acc uint32
	bits := 2 // two leading zero bits make 130
	for _, c := range b {
		acc = acc<<8 | uint32(c)
		bits += 8
		for bits >= 5 {
			bits -= 5
			out = append(out, crockford[acc>>bits&31])
		}
	}
	return string(out)
}

// IDs makes ids; the caller gives the prefix. It is handed to whoever creates rows.
type IDs func(prefix string) string

// Clock tells the time. It is handed in so that tests and replays own it.
type Clock func() time.Time
