package toko

import (
	"context"
	"database/sql"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"terang/internal/backend"
)

//go:embed products.tsv
var productTable string

const (
	productColumns = 12 // of products.tsv
	usualProducts  = 6
	maxProducts    = 30
	maxCompared    = 4
)

var categories = []string{"lighting", "fan", "kitchen", "laundry", "cleaning", "electrical", "smart_home"}

// labels are what attributes are called.
var labels = map[string]backend.Words{
	"power": {ID: "Daya", EN: "Power"}, "lumens": {ID: "Terang cahaya", EN: "Brightness"}, "levels": {ID: "Tingkat", EN: "Levels"},
	"height": {ID: "Tinggi", EN: "Height"}, "battery": {ID: "Tahan baterai", EN: "Battery"}, "diameter": {ID: "Diameter", EN: "Diameter"},
	"socket": {ID: "Fiting", EN: "Socket"}, "pieces": {ID: "Isi", EN: "Pieces"}, "size": {ID: "Ukuran", EN: "Size"}, "noise": {ID: "Suara", EN: "Noise"},
	"capacity": {ID: "Kapasitas", EN: "Capacity"}, "burners": {ID: "Tungku", EN: "Burners"}, "length": {ID: "Panjang", EN: "Length"},
	"sockets": {ID: "Lubang", EN: "Sockets"},
}

// product is something that the shop sells.
type product struct {
	SKU          string        `json:"sku"`
	Name         string        `json:"name"`
	Category     string        `json:"category"`
	Price        int64         `json:"price"`
	Stock        int           `json:"stock"`
	Discontinued bool          `json:"discontinued"`
	BackOn       *string       `json:"back_on"` // the day on which it is expected again
	Summary      backend.Words `json:"summary"`

	weight     int
	warranty   int
	returnable bool
	attributes [][3]string // key, value, unit
	words      string
}

const productFields = `sku, name, category, price, stock, weight, warranty_months, returnable, discontinued, back_at, summary, attributes, words`

func scanProduct(row backend.Scanner) (product, error) {
	var p product
	var back sql.NullInt64
	var summary, attributes string
	err := row.Scan(&p.SKU, &p.Name, &p.Category, &p.Price, &p.Stock, &p.weight, &p.warranty, &p.returnable, &p.Discontinued, &back, &summary, &attributes, &p.words)
	if err != nil {
		return p, err
	}
	if back.Valid && p.Stock == 0 {
		day := backend.Day(backend.Instant(back.Int64))
		p.BackOn = &day
	}
	if w := backend.WordsOf(summary); w != nil {
		p.Summary = *w
	}
	return p, json.Unmarshal([]byte(attributes), &p.attributes)
}

func findProduct(c *backend.Call, sku string) (p product, found bool, err error) {
	p, found, err = backend.One(c, scanProduct, `select `+productFields+` from product where sku = $1`, strings.ToUpper(strings.TrimSpace(sku)))
	if err != nil {
		return p, false, fmt.Errorf("product: %w", err)
	}
	return p, found, nil
}

// wanted is a search, decoded.
type wanted struct {
	words      []string
	category   string
	least, top int64
	inStock    bool
	sort       string
}

// readWanted returns the name of the wrong parameter, "" if all is well.
func readWanted(c *backend.Call) (w wanted, wrong string) {
	w = wanted{words: tokens(c.Query("q")), category: c.Query("category"), sort: c.Query("sort"), top: 1 << 60}
	if w.category != "" && !slices.Contains(categories, w.category) {
		return w, "category"
	}
	for name, into := range map[string]*int64{"min_price": &w.least, "max_price": &w.top} {
		if text := c.Query(name); text != "" {
			n, ok := backend.ReadNumber(text)
			if !ok || n < 0 {
				return w, name
			}
			*into = n
		}
	}
	if text := c.Query("in_stock"); text != "" {
		b, err := strconv.ParseBool(text)
		if err != nil {
			return w, "in_stock"
		}
		w.inStock = b
	}
	if !slices.Contains([]string{"", "fit", "price", "price_down"}, w.sort) {
		return w, "sort"
	}
	return w, ""
}

// filler are words that say nothing about the product.
var filler = strings.Fields("yang untuk dan di dari buat saya mau cari ada the a an for and with of i want looking need")

func tokens(text string) []string {
	var out []string
	for word := range strings.FieldsFuncSeq(strings.ToLower(text), func(r rune) bool { return strings.ContainsRune(" ,.;:!?/()\"'\n\t", r) }) {
		if len(word) > 1 && !slices.Contains(filler, word) {
			out = append(out, word)
		}
	}
	return out
}

// fit counts how many of the words are in the product (hits), those in its name twice (score).
func (w *wanted) fit(p *product) (hits, score int) {
	name := strings.ToLower(p.Name + " " + p.SKU)
	rest := strings.ToLower(p.Category + " " + p.Summary.ID + " " + p.Summary.EN + " " + p.words)
	for _, word := range w.words {
		switch {
		case strings.Contains(name, word):
			hits, score = hits+1, score+2
		case strings.Contains(rest, word):
			hits, score = hits+1, score+1
		}
	}
	return hits, score
}

func getProducts(c *backend.Call) (backend.Answer, error) {
	limit, ok := c.Limit(usualProducts, maxProducts)
	if !ok {
		return backend.Invalid("limit"), nil
	}
	w, wrong := readWanted(c)
	if wrong != "" {
		return backend.Invalid(wrong), nil
	}
	all, err := backend.All(c, scanProduct, `select `+productFields+` from product
		where ($1 = '' or category = $1) and price between $2 and $3 and (stock > 0 or not $4) order by sku`, w.category, w.least, w.top, w.inStock)
	if err != nil {
		return backend.Answer{}, fmt.Errorf("products: %w", err)
	}
	hits, scores, most := map[string]int{}, map[string]int{}, 0
	for i := range all {
		sku := all[i].SKU
		hits[sku], scores[sku] = w.fit(&all[i])
		most = max(most, hits[sku])
	}
	if len(w.words) > 0 { // what has some of the words is left aside where there is something that has more
		all = slices.DeleteFunc(all, func(p product) bool { return most == 0 || hits[p.SKU] < most })
	}
	slices.SortStableFunc(all, func(a, b product) int {
		switch {
		case w.sort == "price":
			return int(a.Price - b.Price)
		case w.sort == "price_down":
			return int(b.Price - a.Price)
		case scores[a.SKU] != scores[b.SKU]:
			return scores[b.SKU] - scores[a.SKU]
		case (a.Stock > 0) != (b.Stock > 0):
			return b.Stock - a.Stock
		}
		return int(a.Price - b.Price)
	})
	return backend.OK(map[string]any{"items": all[:min(limit, len(all))], "total": len(all)}), nil
}

type attribute struct {
	Key   string        `json:"key"`
	Label backend.Words `json:"label"`
	Value string        `json:"value"`
	Unit  string        `json:"unit"`
}

type storeStock struct {
	Store string `json:"store"`
	Stock int    `json:"stock"`
}

var stores = []string{"Toko Terang Bandung", "Toko Terang Jakarta", "Toko Terang Surabaya"}

// inStores spreads what the stores have, which is a part of the stock.
func (p *product) inStores() []storeStock {
	out := []storeStock{}
	for i, store := range stores {
		out = append(out, storeStock{store, p.Stock / (5 + 2*i)})
	}
	return out
}

func getProduct(c *backend.Call) (backend.Answer, error) {
	p, found, err := findProduct(c, c.Param("sku"))
	if err != nil {
		return backend.Answer{}, err
	}
	if !found {
		return backend.Refuse("not_found"), nil
	}
	attributes := []attribute{}
	for _, a := range p.attributes {
		attributes = append(attributes, attribute{a[0], labels[a[0]], a[1], a[2]})
	}
	return backend.OK(struct {
		product
		Attributes []attribute  `json:"attributes"`
		Warranty   int          `json:"warranty_months"`
		Stores     []storeStock `json:"stores"`
	}{p, attributes, p.warranty, p.inStores()}), nil
}

// compareRow is one line of a comparison: a value for each product.
type compareRow struct {
	Key    string        `json:"key"`
	Label  backend.Words `json:"label"`
	Values []string      `json:"values"`
}

func getComparison(c *backend.Call) (backend.Answer, error) {
	var list []product
	for sku := range strings.SplitSeq(c.Query("skus"), ",") {
		p, found, err := findProduct(c, sku)
		if err != nil {
			return backend.Answer{}, err
		}
		if !found {
			return backend.Refuse("not_found"), nil
		}
		if !slices.ContainsFunc(list, func(o product) bool { return o.SKU == p.SKU }) {
			list = append(list, p)
		}
	}
	if len(list) < 2 || len(list) > maxCompared {
		return backend.Invalid("skus"), nil
	}
	rows := []compareRow{{Key: "warranty", Label: backend.Words{ID: "Garansi", EN: "Warranty"}}}
	for i := range list {
		rows[0].Values = append(rows[0].Values, strconv.Itoa(list[i].warranty)+" bln")
		for _, a := range list[i].attributes {
			if !slices.ContainsFunc(rows, func(r compareRow) bool { return r.Key == a[0] }) {
				rows = append(rows, compareRow{Key: a[0], Label: labels[a[0]], Values: valuesOf(list, a[0])})
			}
		}
	}
	cheapest := slices.MinFunc(list, func(a, b product) int { return int(a.Price - b.Price) })
	return backend.OK(map[string]any{"items": list, "rows": rows, "cheapest": cheapest.SKU}), nil
}

// valuesOf is an attribute of each product, "–" where it has none.
func valuesOf(list []product, key string) []string {
	out := []string{}
	for _, p := range list {
		value := "–"
		for _, a := range p.attributes {
			if a[0] == key {
				value = strings.TrimSpace(a[1] + " " + a[2])
			}
		}
		out = append(out, value)
	}
	return out
}

// seedProducts reads products.tsv.
func seedProducts(ctx context.Context, db backend.Querier, now time.Time) error {
	for line := range strings.Lines(productTable) {
		line = strings.TrimSuffix(line, "\n")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if err := seedProduct(ctx, db, now, strings.Split(line, "\t")); err != nil {
			return fmt.Errorf("product %q: %w", line, err)
		}
	}
	return nil
}

func seedProduct(ctx context.Context, db backend.Querier, now time.Time, f []string) error {
	if len(f) != productColumns {
		return errors.New("a column is missing")
	}
	var numbers [4]int64
	for i := range numbers {
		n, err := strconv.ParseInt(f[3+i], 10, 64)
		if err != nil {
			return err
		}
		numbers[i] = n
	}
	var back any
	if days, ok := strings.CutPrefix(f[7], "back="); ok {
		n, err := strconv.Atoi(days)
		if err != nil {
			return err
		}
		back = backend.AtHour(now, n, 9).UnixMilli()
	}
	attributes := [][3]string{}
	for part := range strings.SplitSeq(f[10], ",") {
		a := strings.Split(part, "=")
		if len(a) != 3 || labels[a[0]].ID == "" {
			return fmt.Errorf("attribute %q", part)
		}
		attributes = append(attributes, [3]string(a))
	}
	text, err := json.Marshal(attributes)
	if err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, `insert into product (`+productFields+`) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		f[0], f[1], f[2], numbers[0], numbers[1], numbers[2], numbers[3], f[7] != "made", f[7] == "end", back, backend.Words{ID: f[8], EN: f[9]}.Text(), string(text), f[11])
	return err
}
