package channeltest

import (
	"strings"
	"testing"

	"terang/channel"
)

// Refuses changes a payload in each of the ways, and wants the channel to refuse to read it back as what it was: an error, or
// another author. Each change is the old words and the new ones; words that are not in the payload are a mistake of the test.
func Refuses(t *testing.T, c channel.Channel, payload []byte, changes [][2]string) {
	t.Helper()
	was, err := c.Shown(payload)
	if err != nil {
		t.Fatal(err)
	}
	for _, change := range changes {
		changed := strings.Replace(string(payload), change[0], change[1], 1)
		if changed == string(payload) {
			t.Errorf("%q is not in %s", change[0], payload)
			continue
		}
		if s, err := c.Shown([]byte(changed)); err == nil && s.Kind == was.Kind && s.Label == was.Label {
			t.Errorf("with %q for %q it is read back: %+v", change[1], change[0], s)
		}
	}
}
