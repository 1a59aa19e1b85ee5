package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"

	"terang/config"
	"terang/connection"
	"terang/notify"
	"terang/store"
)

// secretFile holds the keys that seal the connections' credentials, beside the data that they seal and never in it. Whoever
// copies the data alone, as a backup does, cannot read them.
const secretFile = "secret.key"

const secretRemark = "# Seals the credentials of connections. Keep a copy apart from the backups of the data; see docs/actions.md.\n"

// secretKeys reads the ring: from the configuration, else from the file, which is made the first time it is needed.
func secretKeys(cfg config.Config) (connection.Ring, error) {
	if cfg.Secret.Key != "" {
		return connection.ParseRing(cfg.Secret.Key)
	}
	path := filepath.Join(cfg.Data, secretFile)
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		ring, err := connection.Ring{}.With(random(32))
		if err != nil {
			return connection.Ring{}, err
		}
		if err := makeSecretFile(path, ring); err != nil {
			return connection.Ring{}, err
		}
		b, err = os.ReadFile(path) // what stands there counts: another process may have been first
		if err != nil {
			return connection.Ring{}, fmt.Errorf("terang: secret key: %w", err)
		}
		return connection.ParseRing(string(b))
	}
	if err != nil {
		return connection.Ring{}, fmt.Errorf("terang: secret key: %w", err)
	}
	return connection.ParseRing(string(b))
}

// makeSecretFile writes the first key. A file that is there by now is left as it is: its key may have sealed something.
func makeSecretFile(path string, ring connection.Ring) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("terang: secret key: %w", err)
	}
	temporary, err := writeSecret(path, ring)
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(temporary) }()
	if err := os.Link(temporary, path); err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("terang: secret key: %w", err)
	}
	return nil
}

// replaceSecretFile puts another ring in the place of the one that is there, whole or not at all.
func replaceSecretFile(path string, ring connection.Ring) error {
	temporary, err := writeSecret(path, ring)
	if err != nil {
		return err
	}
	if err := os.Rename(temporary, path); err != nil {
		return fmt.Errorf("terang: secret key: %w", err)
	}
	return nil
}

func writeSecret(path string, ring connection.Ring) (string, error) {
	f, err := os.CreateTemp(filepath.Dir(path), secretFile+".*") // with mode 0600
	if err != nil {
		return "", fmt.Errorf("terang: secret key: %w", err)
	}
	_, err = f.WriteString(secretRemark + ring.Text())
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return "", errors.Join(fmt.Errorf("terang: secret key: %w", err), os.Remove(f.Name()))
	}
	return f.Name(), nil
}

type secretCmd struct {
	Rotate secretRotateCmd `cmd:"" help:"${help_secret_rotate}"`
}

// secretRotateCmd seals all credentials under a new key.
type secretRotateCmd struct {
	source
	Keep bool `help:"${help_secret_keep}"`
}

// Run writes the new key before the old ones, seals everything anew, and only then drops the old ones: whenever it ends
// early, all credentials can still be read, and running it again finishes the work. A running server reads the file anew.
func (c *secretRotateCmd) Run(p *program) error {
	return c.withStore(p, func(db *store.DB, cfg config.Config) error {
		var r rotation
		err := recordedEverywhere(p, db, cfg, change{action: "rotate-secret-key", target: "/secret"}, func() (any, error) {
			var err error
			r, err = c.rotate(p, db, cfg)
			return r, err
		})
		if err != nil {
			return fail("secret", err)
		}
		return p.result(r, func() {
			p.println(p.fill("secret_rotated", map[string]string{"count": strconv.Itoa(r.Resealed)}))
			if r.Unreadable > 0 {
				p.println(p.fill("secret_unreadable", map[string]string{"count": strconv.Itoa(r.Unreadable)}))
			}
			if cfg.Secret.Key != "" {
				p.println(p.text("secret_config"))
			}
		})
	})
}

// rotation is what came of a new key.
type rotation struct {
	Resealed   int `json:"resealed"`
	Unreadable int `json:"unreadable"`
	Keys       int `json:"keys"`
}

func (c *secretRotateCmd) rotate(p *program, db *store.DB, cfg config.Config) (r rotation, err error) {
	ring, err := secretKeys(cfg)
	if err != nil {
		return r, err
	}
	path := filepath.Join(cfg.Data, secretFile)
	ours := cfg.Secret.Key == "" // else the operator has put the new key first
	if ours {
		if ring, err = ring.With(random(32)); err != nil {
			return r, err
		}
		if err := replaceSecretFile(path, ring); err != nil {
			return r, err
		}
	}
	r.Keys = ring.Len()
	service := connection.New(connection.Parts{Store: db, Keys: func() (connection.Ring, error) { return ring, nil }, Clock: clock, Random: random})
	for _, reseal := range []func() (int, int, error){
		func() (int, int, error) { return service.Rotate(p.ctx) },
		func() (int, int, error) { return newAccounts(db, cfg).With(service).Reseal(p.ctx) },
		func() (int, int, error) { return notify.Reseal(p.ctx, db, service) },
	} {
		done, unreadable, err := reseal()
		if r.Resealed, r.Unreadable = r.Resealed+done, r.Unreadable+unreadable; err != nil {
			return r, err
		}
	}
	if ours && !c.Keep && r.Unreadable == 0 {
		return r, replaceSecretFile(path, ring.Newest())
	}
	return r, nil
}
