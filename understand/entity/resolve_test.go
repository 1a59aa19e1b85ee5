package entity

import (
	"fmt"
	"testing"
	"time"
)

// What people say on Saturday 21 November 2026, half past two in Jakarta.
var resolveTests = []struct {
	text   string
	toward Toward
	want   string
}{
	{"hari ini", Future, "2026-11-21 00:00 .. 2026-11-22 00:00 day"},
	{"besok", Future, "2026-11-22 00:00 .. 2026-11-23 00:00 day"},
	{"lusa jam 3 sore", Future, "2026-11-23 15:00 .. 2026-11-23 15:01 minute"},
	{"kemarin lusa", Past, "2026-11-19 00:00 .. 2026-11-20 00:00 day"},
	{"besok pagi", Future, "2026-11-22 05:00 .. 2026-11-22 11:00 part"},
	{"minggu depan", Future, "2026-11-23 00:00 .. 2026-11-30 00:00 week"},
	{"minggu lalu", Past, "2026-11-09 00:00 .. 2026-11-16 00:00 week"},
	{"bulan depan", Future, "2026-12-01 00:00 .. 2027-01-01 00:00 month"},
	{"tahun lalu", Past, "2025-01-01 00:00 .. 2026-01-01 00:00 year"},
	{"akhir bulan", Future, "2026-11-21 00:00 .. 2026-12-01 00:00 range"},
	{"awal bulan depan", Future, "2026-12-01 00:00 .. 2026-12-11 00:00 range"},
	{"akhir pekan ini", Future, "2026-11-21 00:00 .. 2026-11-23 00:00 range"},
	{"senin", Future, "2026-11-23 00:00 .. 2026-11-24 00:00 day"},
	{"senin", Past, "2026-11-16 00:00 .. 2026-11-17 00:00 day"},
	{"sabtu", Future, "2026-11-21 00:00 .. 2026-11-22 00:00 day"},
	{"senin depan", Future, "2026-11-23 00:00 .. 2026-11-24 00:00 day"},
	{"jumat depan", Future, "2026-11-27 00:00 .. 2026-11-28 00:00 day"},
	{"jumat ini", Future, "2026-11-20 00:00 .. 2026-11-21 00:00 day"},
	{"jumat lalu", Future, "2026-11-20 00:00 .. 2026-11-21 00:00 day"},
	{"next friday at 5pm", Future, "2026-11-27 17:00 .. 2026-11-27 17:01 minute"},
	{"3 hari lagi", Future, "2026-11-24 00:00 .. 2026-11-25 00:00 day"},
	{"in two weeks", Future, "2026-12-05 00:00 .. 2026-12-06 00:00 day"},
	{"3 bulan lagi", Future, "2027-02-21 00:00 .. 2027-02-22 00:00 day"},
	{"17 agustus", Future, "2027-08-17 00:00 .. 2027-08-18 00:00 day"},
	{"17 agustus", Past, "2026-08-17 00:00 .. 2026-08-18 00:00 day"},
	{"29 februari", Future, "2028-02-29 00:00 .. 2028-03-01 00:00 day"},
	{"29 februari", Past, "2024-02-29 00:00 .. 2024-03-01 00:00 day"},
	{"tgl 25", Future, "2026-11-25 00:00 .. 2026-11-26 00:00 day"},
	{"tgl 25", Past, "2026-10-25 00:00 .. 2026-10-26 00:00 day"},
	{"tgl 31", Future, "2026-12-31 00:00 .. 2027-01-01 00:00 day"},
	{"tgl 5 bulan depan", Future, "2026-12-05 00:00 .. 2026-12-06 00:00 day"},
	{"17/8/2026", Future, "2026-08-17 00:00 .. 2026-08-18 00:00 day"},
	{"agustus 2026", Future, "2026-08-01 00:00 .. 2026-09-01 00:00 month"},
	{"bulan agustus", Future, "2027-08-01 00:00 .. 2027-09-01 00:00 month"},
	{"in November", Future, "2026-11-01 00:00 .. 2026-12-01 00:00 month"},
	{"3-7 Desember", Future, "2026-12-03 00:00 .. 2026-12-08 00:00 range"},
	{"senin sampai jumat", Future, "2026-11-23 00:00 .. 2026-11-28 00:00 range"},
	{"besok sampai lusa", Future, "2026-11-22 00:00 .. 2026-11-24 00:00 range"},
	{"28 desember - 3 januari", Future, "2026-12-28 00:00 .. 2027-01-04 00:00 range"},
	{"jam 3 sore", Future, "2026-11-21 15:00 .. 2026-11-21 15:01 minute"},
	{"jam 3 sore", Past, "2026-11-20 15:00 .. 2026-11-20 15:01 minute"},
	{"jam 9", Future, "2026-11-21 21:00 .. 2026-11-21 21:01 minute"},
	{"jam 9 pagi", Future, "2026-11-22 09:00 .. 2026-11-22 09:01 minute"},
	{"jam 9", Past, "2026-11-21 09:00 .. 2026-11-21 09:01 minute"},
	{"jam 3", Past, "2026-11-21 03:00 .. 2026-11-21 03:01 minute"},
	{"jam setengah 8 malam", Future, "2026-11-21 19:30 .. 2026-11-21 19:31 minute"},
	{"jam 12 malam", Future, "2026-11-22 00:00 .. 2026-11-22 00:01 minute"},
	{"pukul 16.30 WITA", Future, "2026-11-21 15:30 .. 2026-11-21 15:31 minute"},
	{"pukul 17.00 WIT", Future, "2026-11-21 15:00 .. 2026-11-21 15:01 minute"},
	{"besok jam 9-11", Future, "2026-11-22 09:00 .. 2026-11-22 11:00 range"},
	{"jam 10 malam sampai jam 2 pagi", Future, "2026-11-21 22:00 .. 2026-11-22 02:00 range"},
	{"between 9 and 11", Future, "2026-11-22 09:00 .. 2026-11-22 11:00 range"},
	{"2 jam lagi", Future, "2026-11-21 16:30 .. 2026-11-21 16:31 minute"},
	{"10 menit yang lalu", Past, "2026-11-21 14:20 .. 2026-11-21 14:21 minute"},
	{"nanti malam", Future, "2026-11-21 18:00 .. 2026-11-22 00:00 part"},
	{"nanti malam jam 8", Future, "2026-11-21 20:00 .. 2026-11-21 20:01 minute"},
	{"nanti malam jam 12", Future, "2026-11-22 00:00 .. 2026-11-22 00:01 minute"},
	{"semalam", Past, "2026-11-20 18:00 .. 2026-11-21 00:00 part"},
	{"hari ini jam 4", Future, "2026-11-21 16:00 .. 2026-11-21 16:01 minute"},
	{"hari ini jam 9", Future, "2026-11-21 21:00 .. 2026-11-21 21:01 minute"},
}

// TestResolve reads what people say.
func TestResolve(t *testing.T) {
	t.Parallel()
	f := testFinder(t)
	wib := time.FixedZone("WIB", 7*3600)
	now := time.Date(2026, 11, 21, 14, 30, 0, 0, wib)
	for _, tt := range resolveTests {
		found := f.Find(nil, tt.text)
		if len(found) != 1 {
			t.Errorf("%q: found %v", tt.text, found)
			continue
		}
		from, to, grain := Resolve(found[0], now, tt.toward)
		got := fmt.Sprintf("%s .. %s %s", from.Format("2006-01-02 15:04"), to.Format("2006-01-02 15:04"), grain)
		if grain == "" {
			got = "!"
		}
		if got != tt.want {
			t.Errorf("%q (%s) toward %v: %s, want %s", tt.text, found[0].Value, tt.toward, got, tt.want)
		}
	}
}

// TestResolveZone shows that the zone of now decides what the same words mean, and that nonsense means nothing.
func TestResolveZone(t *testing.T) {
	t.Parallel()
	wib := time.FixedZone("WIB", 7*3600)
	now := time.Date(2026, 11, 21, 14, 30, 0, 0, wib)
	wit := now.In(time.FixedZone("WIT", 9*3600))
	from, _, _ := Resolve(Entity{Kind: KindTime, Value: "17:00+07:00"}, wit, Future)
	if !from.Equal(time.Date(2026, 11, 21, 17, 0, 0, 0, wib)) || from.Hour() != 19 {
		t.Errorf("17.00 WIB seen from WIT is %v", from)
	}
	for _, bad := range []Entity{{Kind: KindMoney, Value: "+1d"}, {Kind: KindDate, Value: ""}, {Kind: KindDate, Value: "nonsense"}, {Kind: KindDate, Value: "2026-02-31"}, {Kind: KindTime, Value: "25:00"}, {Kind: KindDate, Value: "week+1T10:00"}, {Kind: KindDate, Value: "--13-01"}} {
		if from, to, grain := Resolve(bad, now, Future); grain != "" || !from.IsZero() || !to.IsZero() {
			t.Errorf("%v resolves to %v .. %v %s", bad, from, to, grain)
		}
	}
}

func TestResolveDate(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 21, 23, 59, 0, 0, time.FixedZone("", 7*3600))
	for value, want := range map[string]string{"+1d": "2026-11-22", "+1dT10:00": "2026-11-22", "mon": "2026-11-23", "---05": "2026-12-05", "--11-20": "2027-11-20", "2026-01-02": "2026-01-02", "week+1": "2026-11-23", "--12-03/--12-07": "2026-12-03"} {
		if got, ok := ResolveDate(value, now); !ok || got.Format("2006-01-02") != want {
			t.Errorf("%s: %v %v, want %s", value, got, ok, want)
		}
	}
	if _, ok := ResolveDate("later", now); ok {
		t.Error("a word is no date")
	}
}
