package nlu

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"terang/encoder"
	"terang/understand/ear"
)

// Encoder lets an ear ask the sentence encoder that comes with the binary.
type Encoder struct{ inner *encoder.Encoder }

// OpenEncoder makes the encoder.
func OpenEncoder() (*Encoder, error) {
	e, err := encoder.Open()
	if err != nil {
		return nil, fmt.Errorf("nlu: encoder: %w", err)
	}
	return &Encoder{e}, nil
}

// Encode implements [ear.Encoder].
func (e *Encoder) Encode(texts []string) ([][]float32, error) {
	out := make([][]float32, len(texts))
	for i, text := range texts {
		out[i] = make([]float32, encoder.Dim)
		if err := e.inner.Encode(out[i], text); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Digest implements [ear.Encoder].
func (e *Encoder) Digest() string { return e.inner.Digest() }

// cacheFile holds the vectors of texts that were measured before; it can be deleted at any time.
const cacheFile = "terang/vectors.bin"

// LoadCache reads the vectors that were kept in a folder. What is not there or damaged is begun anew.
func LoadCache(folder string) (*ear.Cache, error) {
	c := &ear.Cache{}
	b, err := os.ReadFile(filepath.Join(folder, cacheFile))
	if errors.Is(err, fs.ErrNotExist) {
		return c, nil
	}
	if err != nil {
		return c, fmt.Errorf("nlu: cache: %w", err)
	}
	if err := c.UnmarshalBinary(b); err != nil {
		return &ear.Cache{}, fmt.Errorf("nlu: cache: %w", err)
	}
	return c, nil
}

// SaveCache keeps the vectors in a folder.
func SaveCache(folder string, c *ear.Cache) error {
	name := filepath.Join(folder, cacheFile)
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return fmt.Errorf("nlu: cache: %w", err)
	}
	b, err := c.AppendBinary(nil)
	if err != nil {
		return err
	}
	tmp, err := os.CreateTemp(filepath.Dir(name), "vectors-*")
	if err != nil {
		return fmt.Errorf("nlu: cache: %w", err)
	}
	_, err = tmp.Write(b)
	err = errors.Join(err, tmp.Close())
	if err == nil {
		err = os.Rename(tmp.Name(), name)
	}
	if err != nil {
		_ = os.Remove(tmp.Name())
		return fmt.Errorf("nlu: cache: %w", err)
	}
	return nil
}
