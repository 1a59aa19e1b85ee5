package main

import (
	"io"
	"log/slog"
	"slices"

	"terang/config"
	rules "terang/internal/house"
)

// newLogger makes the program's log. A key that is not on the list of the house is left out: a log line
// carries ids, codes and numbers, never a text, a name or a secret.
func newLogger(w io.Writer, cfg config.Log) *slog.Logger {
	var level slog.Level
	if err := level.UnmarshalText([]byte(cfg.Level)); err != nil {
		level = slog.LevelInfo
	}
	opt := &slog.HandlerOptions{Level: level, ReplaceAttr: allowed}
	if cfg.Format == "json" {
		return slog.New(slog.NewJSONHandler(w, opt))
	}
	return slog.New(slog.NewTextHandler(w, opt))
}

func allowed(groups []string, a slog.Attr) slog.Attr {
	switch a.Key {
	case slog.TimeKey, slog.LevelKey, slog.MessageKey:
		return a
	}
	if len(groups) > 0 || !slices.Contains(rules.AllowedLogKeys, a.Key) {
		return slog.Attr{}
	}
	return a
}
