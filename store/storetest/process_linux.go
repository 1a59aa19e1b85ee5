package storetest

import (
	"syscall"
	"time"
)

// dieWithParent makes the server end with the test binary, however that ends. SIGINT is PostgreSQL's
// fast shutdown (https://www.postgresql.org/docs/15/server-shutdown.html).
func dieWithParent(a *syscall.SysProcAttr) { a.Pdeathsig = syscall.SIGINT }

func sleep() { time.Sleep(50 * time.Millisecond) }
