// Command terang is the whole product in one binary: the server, the demonstration, and the tools of whoever
// runs it. It holds no rules of its own: it reads the configuration, puts the rooms together (wire.go), and
// says in the operator's language what is, why, and which command comes next.
//
// The way in is `terang help`; README shows the first three commands.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

// version is set by the linker.
var version = "dev"

func main() {
	os.Exit(run(os.Args[1:], os.Environ(), os.Stdout, os.Stderr))
}

// run is the program without the process: it returns the exit status.
func run(args, environ []string, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// The second signal ends the process at once.
	context.AfterFunc(ctx, stop)
	p := &program{ctx: ctx, environ: environ, out: stdout, err: stderr, language: operatorLanguage(environ)}
	if err := p.parseAndRun(args); err != nil {
		p.explain(err)
		return 1
	}
	return 0
}

// println writes a line for people; a closed pipe is no reason to fail.
func (p *program) println(a ...any) { _, _ = fmt.Fprintln(p.out, a...) }

func (p *program) printf(format string, a ...any) { _, _ = fmt.Fprintf(p.out, format, a...) }
