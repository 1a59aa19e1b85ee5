package exchange

import (
	"bufio"
	"bytes"
	"encoding/json"
)

// Version is the newest version of the house's own files that this reads and writes.
const Version = 1

// The records that begin and end a file of the house's own. The last one tells how many stand between them, so that a file that was
// cut off is noticed.
const (
	RecordHeader = "header"
	RecordEnd    = "end"
)

// Header begins a file of the house's own.
type Header struct {
	Record  string `json:"record"`
	Format  string `json:"format"`
	Version int    `json:"version"`
}

// End ends one.
type End struct {
	Record string `json:"record"`
	Rows   int64  `json:"rows"`
}

// readHouse reads the house's own JSON Lines: a header, records, an end.
func readHouse(f File, yield func(Row) bool) bool {
	var rows int64
	begun, ended, stopped, enough := false, false, false, false
	hand := func(r Row) bool {
		enough = enough || !yield(r)
		return !enough
	}
	last := Place{File: f.Name, Line: 1}
	more := readLines(f.Name, bufio.NewReaderSize(skipMark(f.Body), maxPeek), func(r Row) bool { rows++; return hand(r) }, func(at Place, line []byte) bool {
		last = at
		var head struct {
			Header
			ID   json.RawMessage `json:"id"`
			Rows int64           `json:"rows"`
		}
		_ = json.Unmarshal(line, &head) // what does not fit has no record, and is told so
		var p *Problem
		switch {
		case !begun && (head.Record != RecordHeader || head.Format != string(Terang)):
			p, stopped = &Problem{Code: "not_terang"}, true
		case !begun && head.Version > Version:
			p, stopped = &Problem{Code: "version_newer"}, true
		case !begun:
			begun = true
			return true
		case ended:
			p, stopped = &Problem{Code: "after_the_end"}, true
		case head.Record == RecordEnd:
			ended = true
			if head.Rows == rows {
				return true
			}
			p = &Problem{Code: "cut_off", Field: "rows"}
		}
		if p != nil {
			return hand(Row{Place: at, System: string(Terang), Problem: p}) && !stopped
		}
		rows++
		row := Row{Place: at, System: string(Terang), Kind: Kind(head.Record), Record: compact(line)}
		if head.Record == "" {
			row.Problem = &Problem{Code: "missing", Field: "record"}
		}
		var id string
		if json.Unmarshal(head.ID, &id) == nil {
			row.ID = tidy(id, maxName)
		}
		return hand(row)
	})
	switch {
	case enough:
		return false
	case stopped:
		return true
	case more && !ended:
		return hand(Row{Place: last, System: string(Terang), Problem: &Problem{Code: "cut_off"}})
	}
	return more
}

func compact(line []byte) json.RawMessage {
	var b bytes.Buffer
	if json.Compact(&b, line) != nil {
		return nil
	}
	return b.Bytes()
}
