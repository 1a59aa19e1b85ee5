package attachment

import (
	"encoding/binary"
	"errors"
)

var errShort = errors.New("attachment: the file ends too early")

// orientation reads from a JPEG's Exif block how the camera was held, 1 where it does not say. It reads that one number and
// trusts none of the offsets.
func orientation(b []byte) int {
	for i := 2; i+4 <= len(b) && b[i] == 0xFF; {
		marker, size := b[i+1], int(binary.BigEndian.Uint16(b[i+2:]))
		if marker == 0xFF { // padding
			i++
			continue
		}
		if marker == 0xDA || marker == 0xD9 || size < 2 || i+2+size > len(b) {
			return 1
		}
		body := b[i+4 : i+2+size]
		if marker == 0xE1 && len(body) > 14 && string(body[:6]) == "Exif\x00\x00" {
			return turnOf(body[6:])
		}
		i += 2 + size
	}
	return 1
}

// turnOf reads tag 0x0112 of the first directory of a TIFF block.
func turnOf(tiff []byte) int {
	var order binary.ByteOrder
	switch string(tiff[:2]) {
	case "II":
		order = binary.LittleEndian
	case "MM":
		order = binary.BigEndian
	default:
		return 1
	}
	at := int64(order.Uint32(tiff[4:]))
	if at+2 > int64(len(tiff)) {
		return 1
	}
	n := int(order.Uint16(tiff[at:]))
	for i := range n {
		entry := at + 2 + 12*int64(i)
		if entry+12 > int64(len(tiff)) {
			return 1
		}
		if order.Uint16(tiff[entry:]) == 0x0112 {
			if v := int(order.Uint16(tiff[entry+8:])); v >= 1 && v <= 8 {
				return v
			}
			return 1
		}
	}
	return 1
}

// framesOf walks the blocks of a GIF (GIF89a) and returns how many frames it has and how many pixels they have together,
// without decoding any.
func framesOf(b []byte) (frames int, pixels int64, err error) {
	if len(b) < 13 {
		return 0, 0, errShort
	}
	i := 13 + table(b[10])
	for i < len(b) {
		switch b[i] {
		case 0x3B: // trailer
			return frames, pixels, nil
		case 0x21: // extension
			i += 2
		case 0x2C: // image descriptor
			if i+10 > len(b) {
				return 0, 0, errShort
			}
			frames++
			pixels += int64(binary.LittleEndian.Uint16(b[i+5:])) * int64(binary.LittleEndian.Uint16(b[i+7:]))
			i += 10 + table(b[i+9]) + 1
		default:
			return 0, 0, errors.New("attachment: an unknown block")
		}
		for { // sub-blocks, the last of them empty
			if i >= len(b) {
				return 0, 0, errShort
			}
			n := int(b[i])
			if i += 1 + n; n == 0 {
				break
			}
		}
	}
	return frames, pixels, nil
}

// table is the size of a colour table by its packed field.
func table(packed byte) int {
	if packed&0x80 == 0 {
		return 0
	}
	return 3 << (packed&7 + 1)
}
