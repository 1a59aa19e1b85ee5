package dinas

import (
	"database/sql"
	"fmt"
	"slices"
	"time"

	"terang/internal/backend"
)

// disruption is something that does not work, or will not.
type disruption struct {
	ID      string        `json:"id"`
	Kind    string        `json:"kind"`
	PlaceID *string       `json:"place_id"` // null: everywhere
	Place   *string       `json:"place"`
	Since   time.Time     `json:"since"`
	Until   time.Time     `json:"until"`
	Text    backend.Words `json:"text"`
	Instead backend.Words `json:"instead"` // what can be done meanwhile
}

func scanDisruption(row backend.Scanner) (disruption, error) {
	var d disruption
	var place sql.NullString
	var since, until int64
	var text, instead string
	if err := row.Scan(&d.ID, &d.Kind, &place, &since, &until, &text, &instead); err != nil {
		return d, err
	}
	d.PlaceID, d.Since, d.Until = backend.Word(place), backend.Instant(since), backend.Instant(until)
	if o, ok := officeOf(place.String); ok {
		where := o.place()
		d.Place = &where
	}
	for text, into := range map[string]*backend.Words{text: &d.Text, instead: &d.Instead} {
		if w := backend.WordsOf(text); w != nil {
			*into = *w
		}
	}
	return d, nil
}

// maintenance is the regular one, on Sundays from 22:00 to 24:00 WIB: this week's, until it is over.
func maintenance(now time.Time) disruption {
	days := int(7-now.In(backend.Zone).Weekday()) % 7
	return disruption{
		ID: "maintenance-" + backend.Day(backend.AtHour(now, days, 22)), Kind: "maintenance",
		Since: backend.AtHour(now, days, 22), Until: backend.AtHour(now, days+1, 0),
		Text:    words("Pemeliharaan rutin Terang Online.", "Regular maintenance of Terang Online."),
		Instead: words("Permohonan yang sudah dikirim tidak hilang.", "Applications that were sent are not lost."),
	}
}

func getDisruptions(c *backend.Call) (backend.Answer, error) {
	place := c.Query("place_id")
	if _, ok := officeOf(place); place != "" && !ok {
		return backend.Invalid("place_id"), nil
	}
	list, err := backend.All(c, scanDisruption, `select id, kind, place_id, since, until, text, instead from disruption
		where until > $1 and ($2 = '' or place_id is null or place_id = $2) order by since, id`, c.Now.UnixMilli(), place)
	if err != nil {
		return backend.Answer{}, fmt.Errorf("disruptions: %w", err)
	}
	list = append(list, maintenance(c.Now))
	slices.SortStableFunc(list, func(a, b disruption) int { return a.Since.Compare(b.Since) })
	return backend.Items(list), nil
}
