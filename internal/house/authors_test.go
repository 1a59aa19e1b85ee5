package house

import (
	"go/ast"
	"strings"
	"testing"
)

// TestOnlyTheDeskSpeaksForPeople: a person as an author comes from the desk, where a login is known and words are compared
// with drafts; nobody else may make one, whatever they were called with. The gate's dry run and the tests of channels make
// people up.
func TestOnlyTheDeskSpeaksForPeople(t *testing.T) {
	made := map[string]bool{"ByAgent": true, "ByAgentWithAI": true, "HandAgent": true, "FromElsewhere": true}
	for _, f := range files(t) {
		if f.test || f.dir == "desk" || f.path == "gate/dryrun.go" || f.dir == "channel/channeltest" || strings.HasPrefix(f.dir, "conform") {
			continue
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if sel.Sel.Name == "FromElsewhere" && f.dir == "move" { // an import, which the gate lets nothing out under
				return true
			}
			if x, ok := sel.X.(*ast.Ident); ok && x.Name == "terang" && made[sel.Sel.Name] {
				t.Errorf("%s: terang.%s: only the desk speaks for people", f.fset.Position(n.Pos()), sel.Sel.Name)
			}
			return true
		})
	}
}
