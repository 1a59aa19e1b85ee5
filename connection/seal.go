package connection

import (
	"fmt"

	"terang/action"
)

// Seal hides a secret of another room under the newest key. about binds it to where it belongs, beginning with what it is.
func (s *Service) Seal(secret []byte, about ...string) ([]byte, error) {
	ring, err := s.Keys()
	if err != nil {
		return nil, fmt.Errorf("connection: seal: %w", err)
	}
	return ring.seal(action.Secret(secret), about, s.Random)
}

// Unseal opens what [Service.Seal] hid, and reports whether it stands under the newest key.
func (s *Service) Unseal(sealed []byte, about ...string) (secret []byte, current bool, err error) {
	ring, err := s.Keys()
	if err != nil {
		return nil, false, fmt.Errorf("connection: unseal: %w", err)
	}
	plain, err := ring.open(sealed, about)
	return []byte(plain), ring.current(sealed), err
}
