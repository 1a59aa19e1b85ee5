// Package dinas is Dinas Terang: the system of a made-up population and civil registry office, for the demo and for
// tests of everything that calls a brand's system. It is a world of its own, with its own database (dinas.db), keys
// and HTTP interface (openapi.yaml), built from the kit in internal/backend; it knows nothing of the house and imports
// none of its packages, and the house reaches it over HTTP only. All people, numbers and places in it are made up; the
// region 32.99 of its NIKs does not exist.
//
// It shows an application or complaint to nobody but the citizen whose it is, and never promises a day without saying
// until when.
//
// The way in is [New] and [Server.Handler].
package dinas

import (
	_ "embed"
	"net/http"
	"regexp"
	"time"

	"terang/internal/backend"
)

// Names of the seeded world that a demo's story needs.
const (
	DemoCustomer    = "wrg_3001"  // Lestari, who waits for her family card
	DemoApplication = "DT-260418" // her application
)

// Config is what the office needs to run.
type Config = backend.Config

// Server is the running office.
type Server = backend.Server

//go:embed schema.sql
var schema string

//go:embed interface.yaml
var ownInterface []byte

var (
	applicationForm = regexp.MustCompile(`^DT-[0-9]{6}$`)
	nikForm         = regexp.MustCompile(`^[0-9]{16}$`)
)

// New opens or creates the office in cfg.Dir; a new one is seeded.
func New(cfg Config) (*Server, error) { return backend.New(system(), cfg) }

func system() backend.System {
	return backend.System{
		Name: "dinas", Title: "Dinas Terang", Sender: "DINASTERANG", Schema: schema, OpenAPI: ownInterface,
		Problems: map[string]backend.Known{
			"undo_over":      {Status: http.StatusConflict, Title: "The time to take it back is over, or it was taken back"},
			"queue_closed":   {Status: http.StatusConflict, Title: "No numbers are given out now"},
			"already_queued": {Status: http.StatusConflict, Title: "The citizen has a number for today"},
			"queue_over":     {Status: http.StatusConflict, Title: "The number was called"},
		},
		Identifiers: []backend.Identifier{
			backend.ByNumber("application_no", applicationForm, `select customer_id from application where no = $1`),
			backend.ByNumber("nik", nikForm, `select customer_id from citizen where nik = $1`),
			backend.ByPhone(),
		},
		Desks: desks(), AppointmentPrefix: "JT", FirstAppointment: 20418,
		// Until 17:00 of the day before.
		ChangeUntil: func(start time.Time) time.Time { return backend.AtHour(start, -1, 17) },
		Secrets:     []backend.Secret{backend.Password("Dinas Terang")},
		Happenings:  happenings(),
		Numbers:     `select no from application where customer_id = $1 order by submitted_at desc, no desc`,
		Seed:        seed,
		Routes:      routes(),
	}
}

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
		open("/services", getServices),
		open("/services/{service_id}", getService),
		open("/offices", getOffices),
		read("/applications/{application_no}", getApplication),
		read("/customers/{customer_id}/applications", getApplications),
		change("/complaints", postComplaint),
		read("/complaints/{complaint_no}", getComplaint),
		change("/complaints/{complaint_no}/withdraw", postComplaintWithdraw),
		read("/customers/{customer_id}/complaints", getComplaints),
		open("/queue", getQueue),
		change("/queue-numbers", postQueueNumber),
		read("/queue-numbers/{queue_id}", getQueueNumber),
		change("/queue-numbers/{queue_id}/cancel", postQueueCancel),
		read("/customers/{customer_id}/queue-numbers", getQueueNumbers),
		open("/disruptions", getDisruptions),
	}
}
