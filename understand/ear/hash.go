package ear

// What a classifier has learnt is kept by the hashes of its features: to change one of these is to forget all of it.

// Hash is FNV-1a over b, begun at the salt and mixed at the end.
func Hash[T string | []byte](salt uint32, b T) uint32 {
	h := salt*0x9e3779b1 ^ 0x811c9dc5
	for i := range len(b) {
		h = (h ^ uint32(b[i])) * 0x01000193
	}
	return Finish(h)
}

// Mix makes one hash of two, in their order.
func Mix(a, b uint32) uint32 { return Finish(a*0x85ebca6b ^ b + 0x9e3779b9) }

// Finish spreads a hash over all its bits (the last step of MurmurHash3).
func Finish(h uint32) uint32 {
	h = (h ^ h>>16) * 0x85ebca6b
	h = (h ^ h>>13) * 0xc2b2ae35
	return h ^ h>>16
}
