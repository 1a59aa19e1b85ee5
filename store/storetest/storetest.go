// Package storetest opens stores for tests: a fresh SQLite file, and a fresh PostgreSQL database where a server
// can be started or is named by TERANG_TEST_POSTGRES. [Each] runs one test on both. It never skips silently:
// what is missing is named, and with TERANG_TEST_REQUIRE=all it is a failure.
package storetest

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"terang/store"
)

// Require reports whether tests must fail, rather than skip, where a part is missing.
func Require() bool { return os.Getenv("TERANG_TEST_REQUIRE") == "all" }

// Missing skips the test with the reason, or fails it where everything is required.
func Missing(t testing.TB, what string) {
	t.Helper()
	if Require() {
		t.Fatalf("missing: %s (TERANG_TEST_REQUIRE=all)", what)
	}
	t.Skipf("missing: %s", what)
}

// Each runs fn on a fresh store of each engine.
func Each(t *testing.T, fn func(t *testing.T, db *store.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { fn(t, SQLite(t)) })
	t.Run("postgres", func(t *testing.T) { fn(t, Postgres(t)) })
}

// SQLite opens a fresh SQLite store that ends with the test.
func SQLite(t testing.TB) *store.DB {
	t.Helper()
	return Open(t, store.Config{Dir: t.TempDir()})
}

// Postgres opens a store in a fresh PostgreSQL database that ends with the test.
func Postgres(t testing.TB) *store.DB {
	t.Helper()
	return Open(t, store.Config{Postgres: PostgresURL(t)})
}

// Open opens a store that is closed when the test ends.
func Open(t testing.TB, cfg store.Config) *store.DB {
	t.Helper()
	db, err := store.Open(context.Background(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("close the store: %v", err)
		}
	})
	return db
}

// PostgresURL makes a fresh database and returns its connection string.
func PostgresURL(t testing.TB) string {
	t.Helper()
	base := server(t)
	var b [6]byte
	if _, err := rand.Read(b[:]); err != nil {
		t.Fatal(err)
	}
	name := "terang_test_" + hex.EncodeToString(b[:])
	admin, err := sql.Open("pgx", base)
	if err != nil {
		t.Fatal(err)
	}
	defer admin.Close()
	if _, err := admin.Exec(`create database ` + name); err != nil {
		t.Fatalf("create a test database: %v", err)
	}
	t.Cleanup(func() {
		admin, err := sql.Open("pgx", base)
		if err != nil {
			return
		}
		defer admin.Close()
		_, _ = admin.Exec(`drop database if exists ` + name + ` with (force)`)
	})
	u, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name
	return u.String()
}

var (
	serverOnce sync.Once
	serverURL  string
	serverWhy  string
	held       []io.Closer // open as long as this process lives: who drops the last one closes it
)

// server returns the connection string of a PostgreSQL server: the one named by TERANG_TEST_POSTGRES, or one
// that this test binary starts in a temporary folder. PostgreSQL refuses to run as root, so that root starts it
// as the user "postgres".
func server(t testing.TB) string {
	t.Helper()
	serverOnce.Do(func() {
		if u := os.Getenv("TERANG_TEST_POSTGRES"); u != "" {
			serverURL = u
			return
		}
		serverURL, serverWhy = startServer()
	})
	if serverURL == "" {
		Missing(t, "PostgreSQL ("+serverWhy+")")
	}
	return serverURL
}

func binary(name string) string {
	if p, err := exec.LookPath(name); err == nil {
		return p
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/" + name)
	if len(found) > 0 {
		return found[len(found)-1]
	}
	return ""
}

// folders is how the folders of servers are called. Whoever outlives the test binary removes its folder; where even that one was
// killed, a later test binary does.
const (
	folders   = "terang-postgres-"
	leftAlone = 10 * time.Minute // after which a folder without a server is nobody's
	maxSwept  = 10               // folders at a time
)

// sweep removes folders whose server has ended.
func sweep(now time.Time) {
	found, _ := filepath.Glob(filepath.Join(os.TempDir(), folders+"*"))
	swept := 0
	for _, dir := range found {
		data := filepath.Join(dir, "data")
		info, err := os.Stat(data)
		if err != nil || now.Sub(info.ModTime()) < leftAlone || swept == maxSwept {
			continue
		}
		if !serves(data) {
			_ = os.RemoveAll(dir)
			swept++
		}
	}
}

// serves reports whether a folder's server lives, or may live. One that was killed leaves its file behind, whose first line is
// its process id (https://www.postgresql.org/docs/15/storage-file-layout.html).
func serves(data string) bool {
	b, err := os.ReadFile(filepath.Join(data, "postmaster.pid"))
	if err != nil {
		return !os.IsNotExist(err)
	}
	first, _, _ := strings.Cut(string(b), "\n")
	pid, err := strconv.Atoi(strings.TrimSpace(first))
	if err != nil || pid <= 0 {
		return true // it is just being written
	}
	return !errors.Is(syscall.Kill(pid, 0), syscall.ESRCH)
}

// afterwards waits until its input ends, which is when the test binary has ended, however that came; then it ends the server
// and removes the folder, if nobody runs in it any more.
const afterwards = `trap '' INT TERM HUP
cat >/dev/null
kill -INT "$1" 2>/dev/null
for _ in 1 2 3 4 5 6 7 8 9 10; do
	[ -e "$2/data/postmaster.pid" ] || break
	sleep 1
done
[ -e "$2/data/postmaster.pid" ] || rm -rf "$2"`

// tidyAfter leaves a process behind that tidies up after this one. Where there is no shell, a later sweep does.
func tidyAfter(pid int, dir string) {
	cmd := exec.Command("sh", "-c", afterwards, "sh", strconv.Itoa(pid), dir)
	cmd.Dir = os.TempDir()
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // it outlives a Ctrl-C
	if hold, err := cmd.StdinPipe(); err == nil && cmd.Start() == nil {
		held = append(held, hold)
	}
}

func startServer() (string, string) {
	initdb, postgres := binary("initdb"), binary("postgres")
	if initdb == "" || postgres == "" {
		return "", "neither TERANG_TEST_POSTGRES nor the programs initdb and postgres were found"
	}
	sweep(time.Now())
	dir, err := os.MkdirTemp("", folders)
	if err != nil {
		return "", err.Error()
	}
	cred, err := unprivileged(dir)
	if err != nil {
		return "", err.Error()
	}
	data := filepath.Join(dir, "data")
	out, err := command(cred, initdb, "-D", data, "-U", "terang", "-A", "trust", "-E", "UTF8", "--locale=C").CombinedOutput()
	if err != nil {
		return "", fmt.Sprintf("initdb: %v: %s", err, out)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err.Error()
	}
	port := l.Addr().(*net.TCPAddr).Port
	l.Close()
	cmd := command(cred, postgres, "-D", data, "-p", fmt.Sprint(port), "-k", dir, "-c", "listen_addresses=127.0.0.1", "-c", "max_connections=200")
	if err := cmd.Start(); err != nil {
		return "", err.Error()
	}
	tidyAfter(cmd.Process.Pid, dir)
	u := fmt.Sprintf("postgres://terang@127.0.0.1:%d/postgres?sslmode=disable", port)
	if err := waitFor(u); err != nil {
		return "", err.Error()
	}
	return u, ""
}

// unprivileged returns the credential of the user "postgres" where we are root, and gives it the folder.
func unprivileged(dir string) (*syscall.Credential, error) {
	if os.Getuid() != 0 {
		return nil, nil
	}
	out, err := exec.Command("id", "-u", "postgres").Output()
	if err != nil {
		return nil, fmt.Errorf("root cannot run PostgreSQL and there is no user postgres: %w", err)
	}
	var uid uint32
	if _, err := fmt.Sscan(strings.TrimSpace(string(out)), &uid); err != nil {
		return nil, err
	}
	if err := os.Chown(dir, int(uid), -1); err != nil {
		return nil, err
	}
	return &syscall.Credential{Uid: uid, Gid: uid, NoSetGroups: true}, nil
}

func command(cred *syscall.Credential, name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Dir = os.TempDir()
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: cred}
	if runtime.GOOS == "linux" {
		dieWithParent(cmd.SysProcAttr)
	}
	return cmd
}

func waitFor(u string) error {
	db, err := sql.Open("pgx", u)
	if err != nil {
		return err
	}
	defer db.Close()
	for range 200 {
		if err = db.Ping(); err == nil {
			return nil
		}
		sleep()
	}
	return fmt.Errorf("the server did not come up: %w", err)
}
