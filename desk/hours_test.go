package desk_test

import (
	"testing"

	"terang"
	"terang/desk"
	"terang/engine"
	"terang/internal/scene"
	"terang/store"
	"terang/store/storetest"
)

// TestTheHoursOfADeskAreToldBeforeTheyHold: when they are set, when they are left to the file again, and when a process begins.
func TestTheHoursOfADeskAreToldBeforeTheyHold(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := scene.New(t, db)
		var told []*engine.SetHours
		begin := func() *desk.Desk {
			k, err := desk.New(ctx, s.Delivery, s.Accounts, desk.Parts{
				Hours:  func(string) terang.Text { return nil },
				Opened: func(_ string, hours *engine.SetHours) { told = append(told, hours) },
			})
			must(t, err)
			return k
		}
		k := begin()
		set := desk.DefaultSetting()
		set.Hours = &engine.SetHours{
			Open: []engine.Opening{{Days: []string{"mon"}, From: "08:00", To: "16:00"}},
			Text: terang.Text{terang.Indonesian: "Senin", terang.English: "Monday"},
		}
		set, err := k.SetSetting(ctx, scene.Workspace, "test", set)
		must(t, err)
		if begin(); len(told) != 2 || told[0].Open[0].From != "08:00" || told[1] == nil || told[1].Open[0].To != "16:00" {
			t.Fatalf("told %v", told)
		}
		wrong := set
		wrong.Hours = &engine.SetHours{Off: []string{"someday"}}
		if _, err := k.SetSetting(ctx, scene.Workspace, "test", wrong); code(err) != "routing_invalid" {
			t.Errorf("a day that is none: %v", err)
		}
		set.Hours = &engine.SetHours{Off: []string{"2027-01-02", "2026-12-31", "2026-12-31"}}
		if set, err = k.SetSetting(ctx, scene.Workspace, "test", set); err != nil || set.Hours.Open == nil || len(set.Hours.Off) != 2 || set.Hours.Off[0] != "2026-12-31" || len(set.Hours.Text) != 2 {
			t.Errorf("put in order: %+v, %v", set.Hours, err)
		}
		set.Hours = nil
		if _, err = k.SetSetting(ctx, scene.Workspace, "test", set); err != nil || len(told) != 4 || told[3] != nil {
			t.Errorf("left to the file again: %v, %v", told, err)
		}
	})
}
