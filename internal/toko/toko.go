// Package toko is Toko Terang: the system of a made-up shop, for the demo and for tests of everything that
// calls a brand's system. It is a world of its own, with its own database (toko.db), keys and HTTP interface
// (openapi.yaml), built from the kit in internal/backend; it knows nothing of the house and imports none of its
// packages, and the house reaches it over HTTP only. All people, numbers and places in it are made up.
//
// It never shows an order to anybody but the customer whose it is, and never takes money.
//
// The way in is [New] and [Server.Handler].
package toko

import (
	_ "embed"
	"net/http"
	"regexp"
	"time"

	"terang/internal/backend"
)

// Names of the seeded world that a demo's story needs.
const (
	DemoCustomer = "cus_1001" // Sari, who waits for her parcel
	DemoOrder    = "TRG-1042" // her late parcel
)

// Headers of the interface.
const (
	APIKeyHeader        = backend.APIKeyHeader
	CustomerTokenHeader = backend.CustomerTokenHeader
)

// Config is what the shop needs to run.
type Config = backend.Config

// Server is the running shop.
type Server = backend.Server

//go:embed schema.sql
var schema string

//go:embed interface.yaml
var ownInterface []byte

var orderForm = regexp.MustCompile(`^TRG-[0-9]{4,6}$`)

// New opens or creates the shop in cfg.Dir; a new shop is seeded.
func New(cfg Config) (*Server, error) { return backend.New(system(), cfg) }

func system() backend.System {
	hours := []int{9, 10, 11, 13, 14, 15, 16}
	closed := []time.Weekday{time.Sunday}
	return backend.System{
		Name: "toko", Title: "Toko Terang", Sender: "TOKOTERANG", Schema: schema, OpenAPI: ownInterface,
		Identifiers: []backend.Identifier{
			backend.ByNumber("order_no", orderForm, `select customer_id from customer_order where no = $1`),
			backend.ByPhone(), backend.ByEmail(),
		},
		Desks: []backend.Desk{
			{ID: "repair", Service: "repair", Place: "Toko Terang Bandung, lantai 1", Hours: hours, Closed: closed, Length: 45 * time.Minute, Seats: 2},
			{ID: "consultation", Service: "consultation", Place: "Toko Terang Bandung, lantai 2", Hours: hours, Closed: closed, Length: 45 * time.Minute, Seats: 2},
		},
		Secrets:    []backend.Secret{backend.Password("Toko Terang")},
		Numbers:    `select no from customer_order where customer_id = $1 order by placed_at desc, no desc`,
		Seed:       seed,
		Happenings: happenings(),
		Problems:   problems,
		Routes:     routes(),
	}
}

func refusals(titles map[string]string) map[string]backend.Known {
	out := map[string]backend.Known{}
	for code, title := range titles {
		out[code] = backend.Known{Status: http.StatusConflict, Title: title}
	}
	return out
}

var problems = refusals(map[string]string{
	"already_shipped":    "The order has left the warehouse",
	"already_cancelled":  "The order is cancelled",
	"address_same":       "The address is that already",
	"undo_over":          "The time to take it back is over, or it was taken back",
	"not_delivered":      "The order was not delivered",
	"return_too_late":    "The time for returns is over",
	"not_returnable":     "The item was made to order",
	"return_exists":      "The item is being returned",
	"choose_item":        "The order has several items: say which",
	"pickup_day":         "The courier does not come on that day",
	"in_stock":           "The product is there",
	"discontinued":       "The product is no longer made",
	"alert_exists":       "The customer waits for it already",
	"basket_exists":      "The customer has an open basket",
	"mandate_too_high":   "The mandate is above the highest",
	"mandate_exceeded":   "The mandate does not cover it",
	"mandate_over":       "The mandate has run out",
	"out_of_stock":       "There are not so many",
	"basket_closed":      "The basket is not open",
	"basket_empty":       "There is nothing in the basket",
	"price_changed":      "The total is another one now",
	"not_paid":           "The order was not paid",
	"tax_invoice_late":   "The month of purchase is over",
	"tax_invoice_exists": "There is a tax invoice for the order",
})

func routes() []backend.Route {
	open := func(path string, do func(*backend.Call) (backend.Answer, error)) backend.Route {
		return backend.Route{Method: http.MethodGet, Path: path, Access: backend.ForBrand, Do: do}
	}
	read := func(path string, do func(*backend.Call) (backend.Answer, error)) backend.Route {
		return backend.Route{Method: http.MethodGet, Path: path, Access: backend.ForCustomer, Do: do}
	}
	change := func(path string, do func(*backend.Call) (backend.Answer, error)) backend.Route {
		return backend.Route{Method: http.MethodPost, Path: path, Access: backend.ForCustomer, Do: do}
	}
	return []backend.Route{
		read("/customers/{customer_id}/orders", getOrders),
		read("/orders/{order_no}", getOrder),
		change("/orders/{order_no}/address-quote", postAddressQuote),
		change("/orders/{order_no}/address", postAddress),
		change("/address-changes/{change_id}/undo", postAddressUndo),
		read("/orders/{order_no}/cancel-quote", getCancelQuote),
		change("/orders/{order_no}/cancel", postCancel),
		change("/cancellations/{cancel_id}/undo", postCancelUndo),
		read("/orders/{order_no}/return-quote", getReturnQuote),
		change("/returns", postReturn),
		read("/returns/{return_no}", getReturn),
		change("/returns/{return_no}/cancel", postReturnCancel),
		read("/customers/{customer_id}/returns", getReturns),
		read("/refunds/{refund_no}", getRefund),
		read("/customers/{customer_id}/refunds", getRefunds),
		open("/products", getProducts),
		open("/products/{sku}", getProduct),
		open("/products/compare", getComparison),
		change("/stock-alerts", postStockAlert),
		change("/stock-alerts/{alert_id}/cancel", postStockAlertCancel),
		read("/customers/{customer_id}/stock-alerts", getStockAlerts),
		change("/baskets", postBasket),
		read("/baskets/{basket_id}", getBasket),
		read("/customers/{customer_id}/basket", getCurrentBasket),
		change("/baskets/{basket_id}/limit", postBasketLimit),
		change("/baskets/{basket_id}/items", postBasketItem),
		read("/baskets/{basket_id}/preview", getBasketPreview),
		change("/baskets/{basket_id}/order", postBasketOrder),
		change("/baskets/{basket_id}/undo", postBasketUndo),
		read("/orders/{order_no}/invoice", getInvoice),
		{Method: http.MethodGet, Path: "/invoices/{token}", Access: backend.ForAll, Show: showInvoice},
		change("/orders/{order_no}/tax-invoice", postTaxInvoice),
	}
}
