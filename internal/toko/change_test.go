package toko

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"terang/internal/backend/backendtest"
)

func sari(w *backendtest.World) string {
	w.T.Helper()
	return w.Prove(DemoCustomer, "order_no", DemoOrder)
}

func TestActionsFitTheShop(t *testing.T) {
	t.Parallel()
	newShop(t).CheckActions(t, "../../packs/retail/actions.yaml")
}

func TestCatalogueIsWhole(t *testing.T) {
	t.Parallel()
	w := newShop(t)
	all := w.Do("GET", "/products?limit=30", "").Want(t, 200, "")
	if total, _ := all.Body["total"].(float64); total < 60 {
		t.Errorf("%v products", total)
	}
	for _, category := range categories {
		for _, p := range w.Do("GET", "/products?limit=30&category="+category, "").Want(t, 200, "").Items() {
			sku := fmt.Sprint(backendtest.At(p, "sku"))
			one := w.Do("GET", "/products/"+sku, "").Want(t, 200, "")
			if len(one.Body["attributes"].([]any)) == 0 || one.Body["price"].(float64) <= 0 {
				t.Error(one.Raw)
			}
		}
	}
}

func TestSearchFindsWhatFits(t *testing.T) {
	t.Parallel()
	w := newShop(t)
	for query, want := range map[string]string{
		"q=lampu+meja+lipat": "LMP-014", "q=desk+lamp&sort=price": "LMP-015", "q=kipas&max_price=300000&in_stock=true&sort=price_down": "KPS-001", "q=rice+cooker&sort=price": "RCK-010",
	} {
		items := w.Do("GET", "/products?"+query, "").Want(t, 200, "").Items()
		if len(items) == 0 || backendtest.At(items[0], "sku") != want {
			t.Errorf("%s: %v", query, items)
		}
	}
	if got := w.Do("GET", "/products?q=kapal+selam", "").Want(t, 200, ""); got.Body["total"] != 0.0 {
		t.Error(got.Raw)
	}
	c := w.Do("GET", "/products/compare?skus=KPS-007,KPS-008", "").Want(t, 200, "")
	if c.Text("cheapest") != "KPS-007" || len(c.Body["rows"].([]any)) < 4 {
		t.Error(c.Raw)
	}
	w.Do("GET", "/products/compare?skus=KPS-007", "").Want(t, 422, "invalid")
	w.Do("GET", "/products/compare?skus=KPS-007,NIL-1", "").Want(t, 404, "not_found")
}

func TestAddressChangesBeforeShippingOnly(t *testing.T) {
	t.Parallel()
	w := newShop(t)
	who := sari(w)
	far := `{"address":"Jl. Pala Contoh No. 9","city":"Kota Jayapura"}`
	near := `{"address":"Jl. Kenari Contoh No. 2","city":"Bandung","phone":"0812-0000-1111"}`
	w.As(who, "POST", "/orders/TRG-1042/address-quote", near).Want(t, 409, "already_shipped")
	w.As(who, "POST", "/orders/TRG-1055/address-quote", `{"address":"x","city":"Atlantis"}`).Want(t, 422, "invalid")
	q := w.As(who, "POST", "/orders/TRG-1055/address-quote", far).Want(t, 200, "")
	if q.Body["shipping_before"] != 10_000.0 || q.Body["shipping_after"] != 58_000.0 || q.Body["difference"] != 48_000.0 {
		t.Error(q.Raw)
	}
	done := w.As(who, "POST", "/orders/TRG-1055/address", near).Want(t, 201, "")
	read := func() string { return fmt.Sprint(w.As(who, "GET", "/orders/TRG-1055", "").Body["ship_to"]) }
	if done.Text("status") != "done" || read() != "map[address:Jl. Kenari Contoh No. 2 name:Sari Wulandari phone:+6281200001111]" {
		t.Error(done.Raw, read())
	}
	w.As(who, "POST", "/orders/TRG-1055/address", near).Want(t, 409, "address_same")
	w.As(who, "POST", "/address-changes/"+done.Text("id")+"/undo", "").Want(t, 200, "")
	if !strings.Contains(read(), "Jl. Melati") {
		t.Error(read())
	}
	w.As(who, "POST", "/address-changes/"+done.Text("id")+"/undo", "").Want(t, 409, "undo_over")
	wait := w.As(who, "POST", "/orders/TRG-1055/address", far).Want(t, 201, "")
	if wait.Text("status") != "waiting_for_payment" || wait.Text("payment_code") == "" || !strings.Contains(read(), "Jl. Melati") {
		t.Error(wait.Raw, read())
	}
	w.Do("POST", "/demo/happenings/difference_paid", "").Want(t, 200, "")
	if !strings.Contains(read(), "Jl. Pala") {
		t.Error(read())
	}
	w.Do("POST", "/demo/happenings/difference_paid", "").Want(t, 404, "not_found")
}

func TestCancelledOrderComesBackInTimeOrTheMoneyDoes(t *testing.T) {
	t.Parallel()
	w := newShop(t)
	who := sari(w)
	w.As(who, "GET", "/orders/TRG-1042/cancel-quote", "").Want(t, 409, "already_shipped")
	q := w.As(who, "GET", "/orders/TRG-1055/cancel-quote", "").Want(t, 200, "")
	if q.Body["refund_amount"] != 185_000.0 || q.Text("refund_by") != "2026-11-25T11:00:00Z" {
		t.Error(q.Raw)
	}
	c := w.As(who, "POST", "/orders/TRG-1055/cancel", `{"reason":"salah pesan"}`).Want(t, 201, "")
	w.As(who, "POST", "/orders/TRG-1055/cancel", "").Want(t, 409, "already_cancelled")
	refund := "/refunds/" + c.Text("refund_no")
	if got := w.As(who, "GET", refund, "").Want(t, 200, "").Text("status"); got != "checking" {
		t.Error(got)
	}
	w.As(who, "POST", "/cancellations/"+c.Text("id")+"/undo", "").Want(t, 200, "")
	w.As(who, "GET", refund, "").Want(t, 404, "not_found")
	if got := w.As(who, "GET", "/orders/TRG-1055", "").Want(t, 200, "").Text("status"); got != "paid" {
		t.Error(got)
	}
	c = w.As(who, "POST", "/orders/TRG-1055/cancel", "").Want(t, 201, "")
	w.Pass(31 * time.Minute)
	who = sari(w)
	w.As(who, "POST", "/cancellations/"+c.Text("id")+"/undo", "").Want(t, 409, "undo_over")
	for pass, want := range map[time.Duration]string{0: "sent"} {
		w.Pass(pass)
		if got := w.As(who, "GET", "/refunds/"+c.Text("refund_no"), "").Want(t, 200, "").Text("status"); got != want {
			t.Error(got)
		}
	}
	w.Pass(5 * day)
	if got := w.As(sari(w), "GET", "/refunds/"+c.Text("refund_no"), "").Want(t, 200, ""); got.Text("status") != "arrived" || got.Body["late"] != false {
		t.Error(got.Raw)
	}
}

func TestReturnFollowsTheRulesAndTheClock(t *testing.T) {
	t.Parallel()
	w := newShop(t)
	who := sari(w)
	quote := func(order, more string) string { return "/orders/" + order + "/return-quote?" + more }
	w.As(who, "GET", quote("TRG-1042", "reason=damaged"), "").Want(t, 409, "not_delivered")
	w.As(who, "GET", quote("TRG-1012", "reason=damaged"), "").Want(t, 409, "return_too_late")
	w.As(who, "GET", quote("TRG-1050", "reason=damaged"), "").Want(t, 409, "choose_item")
	q := w.As(who, "GET", quote("TRG-1050", "reason=changed_mind&sku=BLD-005"), "").Want(t, 200, "")
	if q.Body["refund_amount"] != 389_000.0 || q.Text("shipping_paid_by") != "customer" || q.Body["shipping_cost"] != 10_000.0 {
		t.Error(q.Raw)
	}
	budi := w.Prove("cus_1002", "order_no", "TRG-1038")
	w.As(budi, "GET", quote("TRG-1038", "reason=changed_mind&sku=LMP-090"), "").Want(t, 409, "not_returnable")
	w.As(budi, "GET", quote("TRG-1038", "reason=damaged&sku=LMP-090"), "").Want(t, 200, "")
	days, _ := q.Body["pickup_dates"].([]any)
	on := fmt.Sprint(backendtest.At(days[0], "on"))
	if on != "2026-11-23" || backendtest.At(days[0], "label", "id") != "Senin 23 November" {
		t.Error(days)
	}
	body := `{"order_no":"TRG-1050","sku":"BLD-005","reason":"damaged","method":"pickup","pickup_on":"`
	w.As(who, "POST", "/returns", body+`2026-11-22"}`).Want(t, 409, "pickup_day")
	r := w.As(who, "POST", "/returns", body+on+`"}`).Want(t, 201, "")
	if about := w.As(who, "POST", "/returns", body+on+`"}`).Want(t, 409, "return_exists").Text("about"); about != r.Text("no") {
		t.Error(about)
	}
	path := "/returns/" + r.Text("no")
	w.As(who, "POST", path+"/cancel", "").Want(t, 200, "")
	r = w.As(who, "POST", "/returns", body+on+`"}`).Want(t, 201, "")
	path = "/returns/" + r.Text("no")
	for _, stage := range []string{"requested", "collected", "received", "refunded"} {
		got := w.As(sari(w), "GET", path, "").Want(t, 200, "")
		if got.Text("status") != stage {
			t.Errorf("%s, want %s at %s", got.Text("status"), stage, w.Now())
		}
		w.Pass(map[string]time.Duration{"requested": 52 * hour, "collected": 45 * hour, "received": 55 * hour}[stage])
	}
	w.As(sari(w), "POST", path+"/cancel", "").Want(t, 409, "undo_over")
}

func TestBasketKeepsTheMandate(t *testing.T) {
	t.Parallel()
	w := newShop(t)
	who := sari(w)
	w.As(who, "POST", "/baskets", `{"limit":10000001}`).Want(t, 409, "mandate_too_high")
	b := w.As(who, "POST", "/baskets", `{"limit":"400000"}`).Want(t, 201, "")
	path := "/baskets/" + b.Text("id")
	if about := w.As(who, "POST", "/baskets", `{"limit":5}`).Want(t, 409, "basket_exists").Text("about"); about != b.Text("id") {
		t.Error(about)
	}
	w.As(who, "GET", path+"/preview", "").Want(t, 409, "basket_empty")
	put := func(body string) backendtest.Reply { return w.As(who, "POST", path+"/items", body) }
	put(`{"sku":"LMP-014","quantity":"2"}`).Want(t, 200, "") // 378,000, shipped free
	if got := put(`{"sku":"BLB-001"}`).Want(t, 409, "mandate_exceeded"); got.Body["limit"] != 400_000.0 {
		t.Error(got.Raw)
	}
	put(`{"sku":"LMP-032"}`).Want(t, 409, "out_of_stock")
	put(`{"sku":"LMP-014","quantity":0}`).Want(t, 200, "")
	got := put(`{"sku":"LMP-014"}`).Want(t, 200, "") // 189,000 and 10,000 of shipping
	if got.Body["total"] != 199_000.0 || got.Body["left"] != 201_000.0 {
		t.Error(got.Raw)
	}
	w.As(who, "POST", path+"/limit", `{"limit":198999}`).Want(t, 409, "mandate_exceeded")
	w.As(who, "GET", path+"/preview", "").Want(t, 200, "")
	w.As(who, "POST", path+"/order", `{"total":189000}`).Want(t, 409, "price_changed")
	stock := func() float64 { n, _ := w.Do("GET", "/products/LMP-014", "").Body["stock"].(float64); return n }
	before := stock()
	o := w.As(who, "POST", path+"/order", `{"total":199000}`).Want(t, 201, "")
	if stock() != before-1 || o.Text("undo_until") != "2026-11-21T03:15:00Z" {
		t.Error(stock(), o.Raw)
	}
	w.As(who, "GET", "/orders/"+o.Text("order_no"), "").Want(t, 200, "")
	w.As(who, "GET", "/orders/"+o.Text("order_no")+"/invoice", "").Want(t, 409, "not_paid")
	put(`{"sku":"LMP-014"}`).Want(t, 409, "basket_closed")
	if got := w.As(who, "POST", path+"/undo", "").Want(t, 200, "").Text("status"); got != "open" || stock() != before {
		t.Error(got, stock())
	}
	w.Pass(24 * time.Hour)
	who = sari(w)
	put(`{"sku":"LMP-014"}`).Want(t, 409, "mandate_over")
	w.As(who, "POST", "/baskets", `{"limit":50000}`).Want(t, 201, "")
}

func TestConcurrentPutsStayWithinTheMandate(t *testing.T) {
	t.Parallel()
	w := newShop(t)
	who := sari(w)
	path := "/baskets/" + w.As(who, "POST", "/baskets", `{"limit":300000}`).Want(t, 201, "").Text("id")
	var wg sync.WaitGroup
	for _, sku := range []string{"LMP-014", "KTL-001", "STR-009", "BTR-001", "CHR-001", "PEL-001"} {
		wg.Go(func() { w.As(who, "POST", path+"/items", `{"sku":"`+sku+`"}`) })
	}
	wg.Wait()
	b := w.As(who, "GET", path, "").Want(t, 200, "")
	if left, _ := b.Body["left"].(float64); left < 0 || len(b.Body["items"].([]any)) == 0 {
		t.Error(b.Raw)
	}
}

func TestStockAlertIsToldOnce(t *testing.T) {
	t.Parallel()
	w := newShop(t)
	who := sari(w)
	for sku, code := range map[string]string{"LMP-014": "in_stock", "BLB-006": "discontinued"} {
		w.As(who, "POST", "/stock-alerts", `{"sku":"`+sku+`"}`).Want(t, 409, code)
	}
	w.As(who, "POST", "/stock-alerts", `{"sku":"KPS-009"}`).Want(t, 201, "")
	w.As(who, "POST", "/stock-alerts", `{"sku":"KPS-009"}`).Want(t, 409, "alert_exists")
	if about := w.Do("POST", "/demo/happenings/stock_available", "").Want(t, 200, "").Text("about"); about != "KPS-009" {
		t.Error(about)
	}
	list := w.As(who, "GET", "/customers/cus_1001/stock-alerts", "").Want(t, 200, "").Items()
	if len(list) != 1 || backendtest.At(list[0], "status") != "sent" {
		t.Error(list)
	}
}

func TestInvoiceOpensByItsLinkForADay(t *testing.T) {
	t.Parallel()
	w := newShop(t)
	inv := w.As(sari(w), "GET", "/orders/TRG-1042/invoice", "").Want(t, 200, "")
	link := inv.Text("link")[len("https://toko.example"):]
	if page := w.Do("GET", link, "").Want(t, 200, "").Raw; !strings.Contains(page, "Rp 381.000") || !strings.Contains(page, "Sari Wulandari") {
		t.Error(page)
	}
	w.Do("GET", link[:len(link)-2]+"xx", "").Want(t, 404, "")
	w.Do("GET", "/invoices/"+strings.Repeat("A", 40), "").Want(t, 404, "")
	w.As(sari(w), "POST", "/orders/TRG-1042/tax-invoice", `{"company":"PT Contoh","npwp":"01.234.567.8-901.000"}`).Want(t, 201, "")
	w.As(sari(w), "POST", "/orders/TRG-1042/tax-invoice", `{"company":"PT Contoh","npwp":"01.234.567.8-901.000"}`).Want(t, 409, "tax_invoice_exists")
	w.As(sari(w), "POST", "/orders/TRG-1012/tax-invoice", `{"company":"PT Contoh","npwp":"012345678901000"}`).Want(t, 409, "tax_invoice_late")
	w.Pass(24 * time.Hour)
	w.Do("GET", link, "").Want(t, 404, "")
}

func TestStuckRefundIsLate(t *testing.T) {
	t.Parallel()
	w := newShop(t)
	r := w.As(w.Prove("cus_1002", "order_no", "TRG-1038"), "GET", "/refunds/RF-70007", "").Want(t, 200, "")
	if r.Text("status") != "sent" || r.Body["late"] != true {
		t.Error(r.Raw)
	}
}

func TestEveryHappeningTellsSomethingAgainAndAgain(t *testing.T) {
	t.Parallel()
	w := newShop(t)
	for _, h := range w.Do("GET", "/demo/happenings", "").Want(t, 200, "").Items() {
		id := fmt.Sprint(backendtest.At(h, "id"))
		if id == "difference_paid" {
			continue
		}
		for range 4 {
			event := w.Do("POST", "/demo/happenings/"+id, "").Want(t, 200, "").Text("event")
			w.Pass(time.Second)
			if last := w.Do("GET", "/demo/events", "").Want(t, 200, "").Items()[0]; backendtest.At(last, "name") != event {
				t.Errorf("%s: %v, want %s", id, last, event)
			}
		}
	}
}
