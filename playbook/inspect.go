package playbook

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// inspector walks a template's source, refuses what could run long, read files or name what is not there, and notes what
// the template reads.
type inspector struct {
	known  func(path []string) error
	reads  []textRead
	steps  int // left of what a rendering may take at most
	at     int // byte of the source where the mark stands that is looked at
	blocks []block
}

// block is an if, unless, case or for around a place.
type block struct {
	tag   string
	loop  string     // the name of a loop's item
	asked [][]string // the paths that the condition asks for
}

var limitForm = regexp.MustCompile(`\blimit\s*:\s*(\S+)`)

var quotedForm = regexp.MustCompile(`"[^"]*"|'[^']*'`)

// inspect returns the source with a limit on each loop.
func (i *inspector) inspect(src string) (string, error) {
	if rest := markForm.ReplaceAllString(src, ""); strings.Contains(rest, "{{") || strings.Contains(rest, "{%") {
		i.at = unclosed(src)
		return "", because("mark_open")
	}
	var out strings.Builder
	last := 0
	for _, at := range markForm.FindAllStringSubmatchIndex(src, -1) {
		part := func(n int) string {
			if at[2*n] < 0 {
				return ""
			}
			return src[at[2*n]:at[2*n+1]]
		}
		out.WriteString(src[last:at[0]])
		last, i.at = at[1], at[0]
		limit, err := i.mark(part(2), part(1)+part(3))
		if err != nil {
			return "", err
		}
		mark := src[at[0]:at[1]]
		if limit {
			end := strings.TrimSuffix(strings.TrimSuffix(mark, "%}"), "-")
			mark = end + " limit:" + strconv.Itoa(MaxList) + " " + mark[len(end):]
		}
		out.WriteString(mark)
	}
	out.WriteString(src[last:])
	return out.String(), nil
}

// unclosed is where the first mark stands that has no end.
func unclosed(src string) int {
	begin := func(s string) int {
		at := strings.Index(s, "{{")
		if tag := strings.Index(s, "{%"); at < 0 || tag >= 0 && tag < at {
			return tag
		}
		return at
	}
	last := 0
	for _, at := range markForm.FindAllStringIndex(src, -1) {
		if open := begin(src[last:at[0]]); open >= 0 {
			return last + open
		}
		last = at[1]
	}
	return last + max(begin(src[last:]), 0)
}

// mark reads one {{ value }} or {% tag %}. It reports whether it is a loop that needs a limit.
func (i *inspector) mark(tag, expr string) (limit bool, err error) {
	if tag != "" && !slices.Contains(allowedTags, tag) {
		return false, because("tag_refused", "tag", tag)
	}
	if err := i.spend(1); err != nil {
		return false, err
	}
	switch tag {
	case "for":
		return i.loop(expr)
	case "if", "unless", "case":
		if len(i.blocks) == maxBlocks {
			return false, because("blocks_deep", "limit", maxBlocks)
		}
		paths, err := i.expr(expr, false)
		i.blocks = append(i.blocks, block{tag: tag, asked: paths})
		return false, err
	case "elsif", "when":
		paths, err := i.expr(expr, false)
		if n := len(i.blocks); n > 0 {
			i.blocks[n-1].asked = append(i.blocks[n-1].asked, paths...)
		}
		return false, err
	case "endfor", "endif", "endunless", "endcase":
		if n := len(i.blocks); n > 0 && i.blocks[n-1].tag == tag[len("end"):] {
			i.blocks = i.blocks[:n-1]
			return false, nil
		}
		return false, because("tag_end", "tag", tag)
	}
	_, err = i.expr(expr, tag == "")
	return false, err
}

func (i *inspector) loop(expr string) (bool, error) {
	words := strings.Fields(expr)
	if len(words) < 3 || words[1] != "in" || strings.Contains(expr, "(") {
		return false, because("loop_form")
	}
	if i.loops() == maxLoops {
		return false, because("loops_deep", "limit", maxLoops)
	}
	if len(i.blocks) == maxBlocks {
		return false, because("blocks_deep", "limit", maxBlocks)
	}
	limit := limitForm.FindStringSubmatch(expr)
	if limit != nil {
		if n, err := strconv.Atoi(limit[1]); err != nil || n < 1 || n > MaxList {
			return false, because("loop_limit", "limit", MaxList)
		}
	}
	if _, err := i.expr(strings.Join(words[2:], " "), false); err != nil {
		return false, err
	}
	i.blocks = append(i.blocks, block{tag: "for", loop: words[0]})
	return limit == nil, nil
}

func (i *inspector) loops() int {
	n := 0
	for _, b := range i.blocks {
		if b.tag == "for" {
			n++
		}
	}
	return n
}

// spend counts steps, those in a loop as often as it may run.
func (i *inspector) spend(n int) error {
	for range i.loops() {
		n *= MaxList
	}
	if i.steps -= n; i.steps < 0 {
		return because("template_steps", "limit", MaxTemplateSteps)
	}
	return nil
}

// expr reads what stands in a mark and returns the paths in it. strict says that the value is put into the text.
func (i *inspector) expr(expr string, strict bool) ([][]string, error) {
	if strings.Contains(quotedForm.ReplaceAllString(expr, ""), "[") {
		return nil, because("brackets")
	}
	filter := false
	begin := len(i.reads)
	var paths [][]string
	for _, tok := range tokenForm.FindAllString(expr, -1) {
		if strings.TrimSpace(tok) == "" {
			continue
		}
		switch {
		case tok == "|":
			filter = true
			if err := i.spend(10); err != nil {
				return nil, err
			}
			continue
		case tok == "..":
			return nil, because("ranges")
		case filter && wordForm.MatchString(tok):
			if !slices.Contains(allowedFilters, tok) {
				return nil, because("filter_unknown", "name", tok, "filters", allowedFilters)
			}
			if tok == "default" {
				for n := begin; n < len(i.reads); n++ {
					i.reads[n].strict = false
				}
			}
		case wordForm.MatchString(tok) && !slices.Contains(keywords, tok):
			path := strings.Split(tok, ".")
			if err := i.spend(1); err != nil {
				return nil, err
			}
			paths = append(paths, path)
			if i.ofLoop(path[0]) {
				break
			}
			if err := i.known(path); err != nil {
				return nil, err
			}
			i.reads = append(i.reads, textRead{path: path, strict: strict && !i.asked(path), at: i.at})
		}
		filter = false
	}
	return paths, nil
}

func (i *inspector) ofLoop(name string) bool {
	return slices.ContainsFunc(i.blocks, func(b block) bool { return b.tag == "for" && (b.loop == name || name == "forloop") })
}

// asked says whether a condition around this place asks for the path, or for what it goes through.
func (i *inspector) asked(path []string) bool {
	return slices.ContainsFunc(i.blocks, func(b block) bool {
		return slices.ContainsFunc(b.asked, func(p []string) bool { return len(p) <= len(path) && slices.Equal(p, path[:len(p)]) })
	})
}
