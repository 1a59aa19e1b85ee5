package toko

import (
	"bytes"
	"crypto/hmac"
	"encoding/base64"
	"fmt"
	"html/template"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"terang/internal/backend"
)

const (
	invoiceLife = 24 * time.Hour
	sealBytes   = 16
	taxDays     = 3 // working days
	maxCompany  = 120
)

// paidAt is when an order was paid, zero where it was not.
func paidAt(c *backend.Call, no string) (time.Time, error) {
	at, found, err := backend.One(c, func(row backend.Scanner) (at int64, err error) {
		err = row.Scan(&at)
		return at, err
	}, `select at from order_event where order_no = $1 and event = $2`, no, paid)
	if err != nil || !found {
		return time.Time{}, err
	}
	return backend.Instant(at), nil
}

// paidOrder reads the order of the path, if it was paid; the answer is a refusal unless ok.
func paidOrder(c *backend.Call) (o orderHead, at time.Time, refused backend.Answer, ok bool, err error) {
	o, found, err := findOrder(c, c.Param("order_no"))
	if err != nil {
		return o, at, backend.Answer{}, false, fmt.Errorf("invoice: %w", err)
	}
	if !found {
		return o, at, backend.Refuse("not_found"), false, nil
	}
	if at, err = paidAt(c, o.no); err != nil {
		return o, at, backend.Answer{}, false, fmt.Errorf("invoice: %w", err)
	}
	if at.IsZero() {
		return o, at, backend.Refuse("not_paid"), false, nil
	}
	return o, at, backend.Answer{}, true, nil
}

func invoiceNo(o *orderHead, at time.Time) string {
	return "INV/" + at.In(backend.Zone).Format("20060102") + "/" + strings.TrimPrefix(o.no, "TRG-")
}

func getInvoice(c *backend.Call) (backend.Answer, error) {
	o, at, refused, ok, err := paidOrder(c)
	if err != nil || !ok {
		return refused, err
	}
	out := struct {
		OrderNo    string      `json:"order_no"`
		No         string      `json:"invoice_no"`
		IssuedAt   time.Time   `json:"issued_at"`
		Total      int64       `json:"total"`
		Link       string      `json:"link"`
		Items      []orderItem `json:"items"`
		TaxInvoice *string     `json:"tax_invoice"`
	}{o.no, invoiceNo(&o, at), at, o.total(), c.PublicURL() + "/invoices/" + invoiceLink(c, o.no, c.Now.Add(invoiceLife)), o.items, nil}
	by, found, err := backend.One(c, func(row backend.Scanner) (by int64, err error) {
		err = row.Scan(&by)
		return by, err
	}, `select ready_by from tax_invoice where order_no = $1`, o.no)
	if err != nil {
		return backend.Answer{}, fmt.Errorf("invoice: %w", err)
	}
	if found {
		state := "requested"
		if c.Now.After(backend.Instant(by)) {
			state = "issued"
		}
		out.TaxInvoice = &state
	}
	return backend.OK(out), nil
}

// invoiceLink needs no row: it names the order and its end, and is sealed with the shop's key.
func invoiceLink(c *backend.Call, no string, until time.Time) string {
	text := no + " " + strconv.FormatInt(until.Unix(), 36)
	return base64.RawURLEncoding.EncodeToString(append(c.Keyed("invoice", text)[:sealBytes], text...))
}

// openInvoice reads a link; ok is false for one that we did not make or that has expired.
func openInvoice(c *backend.Call, link string) (no string, ok bool) {
	b, err := base64.RawURLEncoding.DecodeString(link)
	if err != nil || len(b) <= sealBytes {
		return "", false
	}
	text := string(b[sealBytes:])
	no, end, _ := strings.Cut(text, " ")
	until, err := strconv.ParseInt(end, 36, 64)
	return no, err == nil && hmac.Equal(b[:sealBytes], c.Keyed("invoice", text)[:sealBytes]) && c.Now.Unix() < until
}

var invoiceHTML = template.Must(template.New("invoice").Funcs(template.FuncMap{"rupiah": rupiah}).Parse(`<p>{{.No}} · pesanan {{.Order}} · {{.At}}</p>
<p>{{.To.Name}}<br>{{.To.Address}}</p>
<table><thead><tr><th>Barang</th><th class="n">Jumlah</th><th class="n">Harga</th></tr></thead><tbody>
{{range .Items}}<tr><td>{{.Name}}</td><td class="n">{{.Quantity}}</td><td class="n">{{rupiah .Price}}</td></tr>
{{end}}<tr><td>Ongkos kirim</td><td></td><td class="n">{{rupiah .Shipping}}</td></tr>
<tr><th>Jumlah yang dibayar</th><td></td><th class="n">{{rupiah .Total}}</th></tr></tbody></table>
<p>Toko Terang adalah toko karangan. Halaman ini berlaku 24 jam.</p>
`))

// rupiah writes an amount as people read it: "Rp 189.000".
func rupiah(n int64) string {
	digits := strconv.FormatInt(n, 10)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "." + digits[i:]
	}
	return "Rp " + digits
}

func showInvoice(c *backend.Call) (backend.Page, error) {
	no, ok := openInvoice(c, c.Param("token"))
	if !ok {
		return backend.Page{}, nil
	}
	owner, found, err := backend.One(c, scanText, `select customer_id from customer_order where no = $1`, no)
	if err != nil || !found {
		return backend.Page{}, err
	}
	c.Customer = owner // the link is the proof
	o, _, err := findOrder(c, no)
	if err != nil {
		return backend.Page{}, err
	}
	at, err := paidAt(c, no)
	if err != nil {
		return backend.Page{}, err
	}
	var b bytes.Buffer
	err = invoiceHTML.Execute(&b, map[string]any{
		"No": invoiceNo(&o, at), "Order": o.no, "At": at.In(backend.Zone).Format("02-01-2006 15.04") + " WIB", "To": o.to, "Items": o.items, "Shipping": o.shipping, "Total": o.total(),
	})
	if err != nil {
		return backend.Page{}, fmt.Errorf("invoice: %w", err)
	}
	return backend.Page{Title: "Bukti pembelian", HTML: template.HTML(b.String())}, nil
}

func postTaxInvoice(c *backend.Call) (backend.Answer, error) {
	var in struct {
		Company string `json:"company"`
		NPWP    string `json:"npwp"`
	}
	if !c.Decode(&in) {
		return backend.Refuse("bad_request"), nil
	}
	in.Company = strings.TrimSpace(in.Company)
	npwp := strings.NewReplacer(".", "", "-", "", " ", "").Replace(in.NPWP)
	switch {
	case in.Company == "" || utf8.RuneCountInString(in.Company) > maxCompany:
		return backend.Invalid("company"), nil
	case len(npwp) != 15 && len(npwp) != 16 || strings.Trim(npwp, "0123456789") != "":
		return backend.Invalid("npwp"), nil
	}
	o, at, refused, ok, err := paidOrder(c)
	if err != nil || !ok {
		return refused, err
	}
	month := at.In(backend.Zone)
	if end := time.Date(month.Year(), month.Month()+1, 1, 0, 0, 0, 0, backend.Zone); !c.Now.Before(end) {
		return backend.Refuse("tax_invoice_late", backend.Until(end)), nil
	}
	by := backend.WorkingDays(c.Now, taxDays, 17)
	n, err := c.Exec(`insert into tax_invoice (order_no, company, npwp, at, ready_by) values ($1, $2, $3, $4, $5) on conflict (order_no) do nothing`,
		o.no, in.Company, npwp, c.Now.UnixMilli(), by.UnixMilli())
	if err != nil {
		return backend.Answer{}, fmt.Errorf("tax invoice: %w", err)
	}
	if n == 0 {
		return backend.Refuse("tax_invoice_exists"), nil
	}
	return backend.Created(map[string]any{"order_no": o.no, "company": in.Company, "status": "requested", "ready_by": by}), nil
}
