package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"sync"

	"terang/httpapi"
)

// brandPhones reads what the brand's system sent to its customers' make-believe phones, over the brand's own
// HTTP interface. Message ids are dense over all phones, so one position serves them all.
type brandPhones struct {
	system *brandSystem

	mu        sync.Mutex
	customers []string
}

// after returns all messages after an id, oldest first.
func (b *brandPhones) after(ctx context.Context, since int64) ([]httpapi.DemoSMS, error) {
	customers, err := b.who(ctx)
	if err != nil {
		return nil, err
	}
	var out []httpapi.DemoSMS
	for _, id := range customers {
		var page struct {
			Items []httpapi.DemoSMS `json:"items"`
		}
		if err := b.get(ctx, phonePath(id, strconv.FormatInt(since, 10)), &page); err != nil {
			return nil, err
		}
		out = append(out, page.Items...)
	}
	slices.SortFunc(out, func(x, y httpapi.DemoSMS) int { return int(x.ID - y.ID) })
	return out, nil
}

// who returns the ids of the brand's customers; they do not change while the demo runs.
func (b *brandPhones) who(ctx context.Context) ([]string, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.customers) > 0 {
		return b.customers, nil
	}
	var list struct {
		Items []struct {
			ID string `json:"id"`
		} `json:"items"`
	}
	if err := b.get(ctx, "/demo/customers", &list); err != nil {
		return nil, err
	}
	for _, c := range list.Items {
		b.customers = append(b.customers, c.ID)
	}
	return b.customers, nil
}

func (b *brandPhones) get(ctx context.Context, path string, out any) error {
	body, err := b.system.ask(ctx, http.MethodGet, path, nil)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(body, out); err != nil {
		return fmt.Errorf("terang: phones: %w", err)
	}
	return nil
}
