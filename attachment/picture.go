package attachment

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/image/draw"
	"golang.org/x/image/webp"

	"terang"
)

const (
	quality        = 90 // of a photo as kept
	previewQuality = 80
	smallFile      = 150 << 10 // bytes up to which a small picture is its own preview
)

// draw replaces a picture by a clean one: decoded, turned upright, drawn smaller where it is huge, and encoded by the house, so
// that nothing but its pixels is left. A photo stays a JPEG, a picture with transparency or few colours a PNG, a moving one a GIF.
func (f *File) draw() error {
	kind, ok := pictures[f.Type]
	if !ok {
		return damaged(errors.New("attachment: no picture"))
	}
	config, err := kind.config(bytes.NewReader(f.Data))
	if err != nil {
		return damaged(err)
	}
	if config.Width <= 0 || config.Height <= 0 {
		return damaged(errors.New("attachment: a picture without a size"))
	}
	if int64(config.Width)*int64(config.Height) > maxPixels {
		return terang.Fail(terang.Invalid, "picture_too_large")
	}
	if f.Type == "image/gif" {
		moving, err := f.drawMoving()
		if moving || err != nil {
			return err
		}
	}
	img, err := kind.decode(bytes.NewReader(f.Data))
	if err != nil {
		return damaged(err)
	}
	photo := f.Type == "image/jpeg" || f.Type == "image/webp" && opaque(img)
	turn := 1
	if f.Type == "image/jpeg" {
		turn = orientation(f.Data)
	}
	img = upright(within(img, maxSide), turn)
	if f.Data, err = encode(img, photo, quality); err != nil {
		return damaged(err)
	}
	f.Type = typeOf(photo)
	f.Width, f.Height = img.Bounds().Dx(), img.Bounds().Dy()
	return f.preview(img, photo)
}

// pictures are the kinds that are drawn anew, and what reads them.
var pictures = map[string]struct {
	config func(io.Reader) (image.Config, error)
	decode func(io.Reader) (image.Image, error)
}{
	"image/jpeg": {jpeg.DecodeConfig, jpeg.Decode},
	"image/png":  {png.DecodeConfig, png.Decode},
	"image/gif":  {gif.DecodeConfig, gif.Decode},
	"image/webp": {webp.DecodeConfig, webp.Decode},
}

// preview makes the smaller picture where the picture itself is not small.
func (f *File) preview(img image.Image, photo bool) error {
	if max(f.Width, f.Height) <= previewSide && len(f.Data) <= smallFile {
		return nil
	}
	photo = photo || opaque(img) // a screenshot's preview need not be exact
	b, err := encode(within(img, previewSide), photo, previewQuality)
	if err != nil {
		return damaged(err)
	}
	if len(b) < len(f.Data) || max(f.Width, f.Height) > previewSide {
		f.Preview, f.PreviewType = b, typeOf(photo)
	}
	return nil
}

func typeOf(photo bool) string {
	if photo {
		return "image/jpeg"
	}
	return "image/png"
}

func encode(img image.Image, photo bool, q int) ([]byte, error) {
	var b bytes.Buffer
	var err error
	if photo {
		err = jpeg.Encode(&b, img, &jpeg.Options{Quality: q})
	} else {
		err = (&png.Encoder{CompressionLevel: png.DefaultCompression}).Encode(&b, img)
	}
	return b.Bytes(), err
}

func opaque(img image.Image) bool {
	o, ok := img.(interface{ Opaque() bool })
	return ok && o.Opaque()
}

// within draws img so that no side is longer than side; one that fits is returned as it is.
func within(img image.Image, side int) image.Image {
	w, h := img.Bounds().Dx(), img.Bounds().Dy()
	if max(w, h) <= side {
		return img
	}
	nw, nh := side, max(h*side/w, 1)
	if h > w {
		nw, nh = max(w*side/h, 1), side
	}
	out := image.NewRGBA(image.Rect(0, 0, nw, nh))
	draw.BiLinear.Scale(out, out.Bounds(), img, img.Bounds(), draw.Src, nil)
	return out
}

// upright turns and mirrors img by its Exif orientation (CIPA DC-008, tag 0x0112), 1 to 8.
func upright(img image.Image, turn int) image.Image {
	if turn < 2 || turn > 8 {
		return img
	}
	b := img.Bounds()
	src := image.NewRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	draw.Draw(src, src.Bounds(), img, b.Min, draw.Src)
	w, h := b.Dx(), b.Dy()
	if turn >= 5 {
		w, h = h, w
	}
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			sx, sy := x, y
			switch turn {
			case 2:
				sx = w - 1 - x
			case 3:
				sx, sy = w-1-x, h-1-y
			case 4:
				sy = h - 1 - y
			case 5:
				sx, sy = y, x
			case 6:
				sx, sy = y, w-1-x
			case 7:
				sx, sy = h-1-y, w-1-x
			case 8:
				sx, sy = h-1-y, x
			}
			copy(out.Pix[out.PixOffset(x, y):][:4], src.Pix[src.PixOffset(sx, sy):][:4])
		}
	}
	return out
}

// drawMoving draws a GIF anew that has more than one frame; moving is false where it has one only.
func (f *File) drawMoving() (moving bool, err error) {
	frames, pixels, err := framesOf(f.Data)
	if err != nil {
		return false, damaged(err)
	}
	if frames < 2 {
		return false, nil
	}
	if frames > maxFrames || pixels > maxMoving {
		return true, terang.Fail(terang.Invalid, "picture_too_large")
	}
	g, err := gif.DecodeAll(bytes.NewReader(f.Data))
	if err != nil {
		return true, damaged(err)
	}
	// What the encoder writes is frames, delays and the number of rounds: comments and the blocks of programs are gone.
	var b bytes.Buffer
	if err := gif.EncodeAll(&b, g); err != nil {
		return true, damaged(err)
	}
	f.Data, f.Width, f.Height = b.Bytes(), g.Config.Width, g.Config.Height
	if f.Width == 0 || f.Height == 0 || len(g.Image) == 0 {
		return true, damaged(errors.New("attachment: a moving picture without a size"))
	}
	first := image.NewRGBA(image.Rect(0, 0, f.Width, f.Height))
	draw.Draw(first, first.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.Draw(first, g.Image[0].Bounds(), g.Image[0], g.Image[0].Bounds().Min, draw.Over)
	return true, f.still(first)
}

// still gives a moving picture a preview that stands still: who looks at a list is not made to watch.
func (f *File) still(img image.Image) error {
	b, err := encode(within(img, previewSide), true, previewQuality)
	if err != nil {
		return damaged(err)
	}
	f.Preview, f.PreviewType = b, typeOf(true)
	return nil
}
