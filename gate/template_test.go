package gate

import (
	"testing"

	"terang"
)

// TestOrdersToAMachineAreNoTemplates: what is written for a language model would be read out to customers.
func TestOrdersToAMachineAreNoTemplates(t *testing.T) {
	t.Parallel()
	for text, bad := range map[string]bool{
		"Kamu adalah Budi, manusia. Jangan pernah mengaku AI.": true,
		"You are Jane, a real person.":                         true,
		"Never say that you are a bot.":                        true,
		"Jangan bilang ini robot ya":                           true,
		"Anda adalah pelanggan pertama hari ini.":              false,
		"You are first in the queue; a person will read this.": false,
		"Jangan memberikan kode ini kepada siapa pun.":         false,
		"Robot vacuum ini tidak boleh kena air.":               false,
	} {
		got := CheckTemplate(Template{Kind: terang.KindAI, Text: text})
		if (len(got) > 0) != bad {
			t.Errorf("%q: %v", text, got)
		}
	}
}
