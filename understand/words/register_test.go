package words

import "testing"

func TestRegisterTellsEverydayFromCareful(t *testing.T) {
	b := Default()
	var l Line
	for _, c := range []struct {
		file  string
		want  Register
		floor float64
	}{{"stif/test.inf", Everyday, 0.8}, {"stif/test.for", Formal, 0.8}} {
		got := make(map[Register]int)
		for _, text := range public(t, c.file) {
			b.Read(&l, text, "")
			got[l.Register]++
			if *verbose && l.Register != c.want {
				t.Logf("%q %s", l.Register, text)
			}
		}
		share := float64(got[c.want]) / float64(len(public(t, c.file)))
		t.Logf("%s: %.3f %v", c.file, share, got)
		if share < c.floor {
			t.Errorf("%s: %.3f told right, want %.2f", c.file, share, c.floor)
		}
	}
}
