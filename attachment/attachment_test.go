package attachment_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"runtime"
	"strings"
	"testing"
	"unicode/utf8"

	"terang"
	"terang/attachment"
)

const limit = 10 << 20

// photo is a JPEG, red on the left and blue on the right.
func photo(t testing.TB, w, h int) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.RGBA{200, 10, 10, 255}
			if x >= w/2 {
				c = color.RGBA{10, 10, 200, 255}
			}
			img.SetRGBA(x, y, c)
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// withExif puts a block as a camera writes it behind a JPEG's first marker: the orientation, and a place in words.
func withExif(b []byte, turn uint16) []byte {
	tiff := []byte("II*\x00\x08\x00\x00\x00\x01\x00")
	entry := make([]byte, 12)
	binary.LittleEndian.PutUint16(entry, 0x0112)
	binary.LittleEndian.PutUint16(entry[2:], 3)
	binary.LittleEndian.PutUint32(entry[4:], 1)
	binary.LittleEndian.PutUint16(entry[8:], turn)
	body := append([]byte("Exif\x00\x00"), append(append(tiff, entry...), "\x00\x00\x00\x00GPS -6.2088,106.8456"...)...)
	head := []byte{0xFF, 0xE1, 0, 0}
	binary.BigEndian.PutUint16(head[2:], uint16(len(body)+2))
	return append(append(append([]byte{}, b[:2]...), append(head, body...)...), b[2:]...)
}

func document(t testing.TB, parts ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range parts {
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
		if err != nil {
			t.Fatal(err)
		}
		content := "<x/>"
		if name == "mimetype" {
			content = "application/vnd.oasis.opendocument.text"
		}
		if _, err := w.Write([]byte(content)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func codeOf(err error) string {
	var e *terang.Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

func TestAFileIsWhatItsBytesAre(t *testing.T) {
	t.Parallel()
	jpg := photo(t, 40, 20)
	var pic bytes.Buffer
	if err := png.Encode(&pic, image.NewNRGBA(image.Rect(0, 0, 4, 4))); err != nil {
		t.Fatal(err)
	}
	word := document(t, "[Content_Types].xml", "word/document.xml")
	for _, c := range []struct {
		name, data, mime, called, code string
	}{
		{"foto.jpg", string(jpg), "image/jpeg", "foto.jpg", ""},
		{"foto.png", string(jpg), "image/jpeg", "foto.jpg", ""},
		{"nota", pic.String(), "image/png", "nota.png", ""},
		{"../../etc/nota.pdf", "%PDF-1.7\n1 0 obj\n%%EOF\n", "application/pdf", "nota.pdf", ""},
		{"daftar.csv", "nama,harga\nkopi,12000\n", "text/csv", "daftar.csv", ""},
		{"catatan", "tolong dicek ya", "text/plain", "catatan.txt", ""},
		{"surat.docx", string(word), "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "surat.docx", ""},
		{"surat.zip", string(word), "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "surat.zip.docx", ""},
		{"surat.odt", string(document(t, "mimetype", "META-INF/manifest.xml", "content.xml")), "application/vnd.oasis.opendocument.text", "surat.odt", ""},
		{"suara.ogg", "OggS\x00\x02" + strings.Repeat("\x00", 22) + "\x01\x13OpusHead\x01", "audio/ogg", "suara.ogg", ""},
		{"", "", "", "", "file_empty"},
		{"besar.txt", strings.Repeat("a", limit+1), "", "", "file_too_large"},
		{"foto.jpg", "MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff", "", "", "file_kind"},
		{"foto.jpg", "\x7fELF\x02\x01\x01" + strings.Repeat("\x00", 60), "", "", "file_kind"},
		{"foto.jpg", "<!DOCTYPE html><script>alert(1)</script>", "", "", "file_kind"},
		{"foto.svg", `<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`, "", "", "file_name"},
		{"foto.png", `<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`, "", "", "file_kind"},
		{"halaman.html", "hanya teks", "", "", "file_name"},
		{"faktur.pdf.exe", "%PDF-1.7\n", "", "", "file_name"},
		{"faktur.pdf.exe. ", "%PDF-1.7\n", "", "", "file_name"},
		{"faktur.e\u202exe", "%PDF-1.7\n", "", "", "file_name"}, // what cannot be seen is no part of the name
		{"arsip.zip", string(document(t, "a.txt", "b.txt")), "", "", "file_kind"},
		{"makro.docx", string(document(t, "[Content_Types].xml", "word/document.xml", "word/vbaProject.bin")), "", "", "file_macros"},
		{"sisip.docx", string(document(t, "[Content_Types].xml", "word/document.xml", "word/embeddings/lari.exe")), "", "", "file_macros"},
		{"potong.docx", string(word[:len(word)-30]), "", "", "file_damaged"},
		{"potong.jpg", string(jpg[:len(jpg)/2]), "", "", "file_damaged"},
	} {
		f, err := attachment.Admit(c.name, []byte(c.data), limit)
		if codeOf(err) != c.code {
			t.Errorf("%q: %v, want %q", c.name, err, c.code)
			continue
		}
		if err == nil && (f.Type != c.mime || f.Name != c.called || f.Size != int64(len(f.Data)) || len(f.Digest) != 64) {
			t.Errorf("%q is %q called %q, %d bytes of %d, digest %q", c.name, f.Type, f.Name, f.Size, len(f.Data), f.Digest)
		}
	}
}

// TestAPictureKeepsItsPixelsAndNothingElse: where it was taken is gone, and so is what stood behind its end; it stands upright.
func TestAPictureKeepsItsPixelsAndNothingElse(t *testing.T) {
	t.Parallel()
	plain := photo(t, 80, 40)
	for turn, want := range map[uint16]struct {
		w, h     int
		redFirst bool // the corner at the upper left
	}{1: {80, 40, true}, 2: {80, 40, false}, 3: {80, 40, false}, 4: {80, 40, true}, 5: {40, 80, true}, 6: {40, 80, true}, 7: {40, 80, false}, 8: {40, 80, false}, 9: {80, 40, true}} {
		f, err := attachment.Admit("foto.jpg", append(withExif(plain, turn), "<script>alert(1)</script>"...), limit)
		if err != nil {
			t.Fatal(err)
		}
		for _, trace := range []string{"Exif", "GPS", "106.8456", "script"} {
			if bytes.Contains(f.Data, []byte(trace)) || bytes.Contains(f.Preview, []byte(trace)) {
				t.Errorf("turn %d: %q is still there", turn, trace)
			}
		}
		img, err := jpeg.Decode(bytes.NewReader(f.Data))
		if err != nil {
			t.Fatal(err)
		}
		r, _, b, _ := img.At(3, 3).RGBA()
		if img.Bounds().Dx() != want.w || img.Bounds().Dy() != want.h || f.Width != want.w || f.Height != want.h || (r > b) != want.redFirst {
			t.Errorf("turn %d: %v, %d × %d, red first is %v", turn, img.Bounds(), f.Width, f.Height, r > b)
		}
	}
}

func TestALargePictureHasAPreviewAndIsDrawnSmaller(t *testing.T) {
	t.Parallel()
	f, err := attachment.Admit("layar.jpg", photo(t, 4400, 1100), limit)
	if err != nil {
		t.Fatal(err)
	}
	small, kind, err := image.Decode(bytes.NewReader(f.Preview))
	if err != nil || kind != "jpeg" || f.PreviewType != "image/jpeg" || small.Bounds().Dx() != 960 || small.Bounds().Dy() != 240 {
		t.Errorf("the preview is a %s, %v", kind, err)
	}
	if f.Width != 4096 || f.Height != 1024 {
		t.Errorf("kept as %d × %d", f.Width, f.Height)
	}
	if f, err = attachment.Admit("ikon.jpg", photo(t, 64, 64), limit); err != nil || f.Preview != nil {
		t.Errorf("a small picture is its own preview: %v", err)
	}
}

// bomb is a GIF that says of itself to have frames of side × side, with next to no bytes in each.
func bomb(frames int, side uint16) []byte {
	b := []byte("GIF89a")
	b = binary.LittleEndian.AppendUint16(b, side)
	b = binary.LittleEndian.AppendUint16(b, side)
	b = append(b, 0x80, 0, 0, 0, 0, 0, 255, 255, 255)
	for range frames {
		b = append(b, 0x2C, 0, 0, 0, 0)
		b = binary.LittleEndian.AppendUint16(b, side)
		b = binary.LittleEndian.AppendUint16(b, side)
		b = append(b, 0, 2, 2, 0x44, 0x01, 0)
	}
	return append(b, 0x3B)
}

func TestBombsAreNotOpened(t *testing.T) { // not parallel: it measures memory
	var head bytes.Buffer
	if err := png.Encode(&head, image.NewGray(image.Rect(0, 0, 1, 1))); err != nil {
		t.Fatal(err)
	}
	huge := head.Bytes()
	binary.BigEndian.PutUint32(huge[16:], 60_000)
	binary.BigEndian.PutUint32(huge[20:], 60_000)
	for name, c := range map[string]struct{ data, code string }{
		"png.png":   {string(huge), "file_damaged"}, // its checksum does not fit, and it is not read beyond its head
		"many.gif":  {string(bomb(100_000, 20)), "picture_too_large"},
		"large.gif": {string(bomb(50, 4000)), "picture_too_large"},
		"wide.gif":  {string(bomb(1, 65535)), "picture_too_large"},
		"dir.docx":  {"PK\x03\x04" + strings.Repeat("PK\x01\x02", 30_000), "file_damaged"},
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := attachment.Admit(name, []byte(c.data), limit)
		runtime.ReadMemStats(&after)
		if took := after.TotalAlloc - before.TotalAlloc; codeOf(err) != c.code || took > 32<<20 {
			t.Errorf("%s: %v after %d bytes, want %s", name, err, took, c.code)
		}
	}
}

func TestAMovingPictureKeepsMovingAndLosesItsComment(t *testing.T) {
	t.Parallel()
	palette := color.Palette{color.White, color.Black}
	g := &gif.GIF{LoopCount: 0}
	for i := range 3 {
		frame := image.NewPaletted(image.Rect(0, 0, 30, 20), palette)
		frame.SetColorIndex(i, i, 1)
		g.Image, g.Delay = append(g.Image, frame), append(g.Delay, 10)
	}
	var b bytes.Buffer
	if err := gif.EncodeAll(&b, g); err != nil {
		t.Fatal(err)
	}
	raw := b.Bytes()
	raw = append(append([]byte{}, raw[:len(raw)-1]...), "\x21\xFE\x0Bdi Jakarta!\x00\x3B"...)
	f, err := attachment.Admit("gerak.gif", raw, limit)
	if err != nil {
		t.Fatal(err)
	}
	again, err := gif.DecodeAll(bytes.NewReader(f.Data))
	if err != nil || len(again.Image) != 3 || bytes.Contains(f.Data, []byte("Jakarta")) || f.PreviewType != "image/jpeg" || f.Type != "image/gif" {
		t.Errorf("%v, %s with a %s", err, f.Type, f.PreviewType)
	}
}

func TestNamesAreClean(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"nota.pdf": "nota.pdf", `C:\Users\ani\nota.pdf`: "nota.pdf", "../../../etc/passwd": "passwd", "a\u202egpj.exe": "agpj.exe", "con.txt": "_con.txt",
		"  ..tersembunyi ": "tersembunyi", "a\r\nX-Evil: 1.txt": "a X-Evil_ 1.txt", `"><img src=x>.png`: "___img src=x_.png", "\x00": "file", "": "file", "...": "file",
		"bukti transfer 📸.jpg": "bukti transfer 📸.jpg", "\xff\xfe.txt": "txt",
	} {
		if got := attachment.CleanName(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
	long := attachment.CleanName(strings.Repeat("é", 300) + ".docx")
	if utf8.RuneCountInString(long) != 100 || !strings.HasSuffix(long, ".docx") {
		t.Errorf("%q", long)
	}
}

func FuzzCleanName(f *testing.F) {
	for _, s := range []string{"a.pdf", "..\\x", "con", "\u202e.exe", strings.Repeat("a", 200) + ".jpeg"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := attachment.CleanName(s)
		if got == "" || utf8.RuneCountInString(got) > 100 || strings.ContainsAny(got, "/\\\"<>\x00\r\n") || !utf8.ValidString(got) {
			t.Errorf("%q: %q", s, got)
		}
		if again := attachment.CleanName(got); again != got {
			t.Errorf("%q: %q, and again %q", s, got, again)
		}
	})
}

// FuzzAdmit: whatever comes, it is refused with a code or kept as one of the kinds, under a name that goes with it.
func FuzzAdmit(f *testing.F) {
	f.Add("a.jpg", withExif(photo(f, 8, 8), 6))
	f.Add("a.gif", bomb(3, 4))
	f.Add("a.docx", document(f, "[Content_Types].xml", "word/document.xml"))
	f.Add("a.pdf", []byte("%PDF-1.7"))
	f.Add("a.webp", []byte("RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00"))
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		if len(data) > 64<<10 {
			return
		}
		got, err := attachment.Admit(name, data, 64<<10)
		if err != nil {
			if codeOf(err) == "" {
				t.Errorf("an error without a code: %v", err)
			}
			return
		}
		if !attachment.Known(got.Type) || got.Size == 0 || got.Name != attachment.CleanName(got.Name) {
			t.Errorf("kept as %q called %q", got.Type, got.Name)
		}
	})
}
