package playbook

import (
	"os"
	"strings"
	"testing"

	"terang"
)

// TestTheTutorialsPlaybookWorks holds docs/playbooks.md to what the language is: what a newcomer copies is read, and nothing is
// found in it.
func TestTheTutorialsPlaybookWorks(t *testing.T) {
	t.Parallel()
	doc, err := os.ReadFile("../docs/playbooks.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, ok := strings.Cut(string(doc), "Save this as `my-shop/playbooks/gift_idea.yaml`:\n\n")
	if !ok {
		t.Fatal("the tutorial begins in another way")
	}
	var src strings.Builder
	for line := range strings.SplitSeq(rest, "\n") {
		if line != "" && !strings.HasPrefix(line, "    ") {
			break
		}
		src.WriteString(strings.TrimPrefix(line, "    ") + "\n")
	}
	p := parsed(t, "gift_idea.yaml", src.String())
	found := Lint([]*Playbook{p}, LintFacts{
		Actions: map[string]Action{"products_search": {
			Name: "products_search", Risk: RiskRead, Outputs: []string{"products", "total"},
			Inputs: []ActionInput{{Name: "q"}, {Name: "max_price"}, {Name: "limit"}},
		}},
		Intents: map[string]bool{}, Languages: []terang.Language{terang.Indonesian, terang.English},
	})
	if len(found) > 0 || len(p.Slots) != 2 {
		t.Errorf("%v", found)
	}
}

// TestTheReferenceNamesEveryRule keeps the table of rules whole.
func TestTheReferenceNamesEveryRule(t *testing.T) {
	t.Parallel()
	doc, err := os.ReadFile("../docs/playbooks.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, rule := range []string{
		RuleForm, RuleUnreachable, RuleLoop, RuleTranslation, RuleUnset, RulePromise, RuleErrorBranch, RulePersonal, RuleConfirm, RuleReceipt, RuleAction,
		RuleInput, RuleNeedsInput, RuleOutput, RuleArticle, RulePlaybook, RuleSegment, RuleIntent, RuleAttribute, RuleIdentifier, RuleTwice, RuleSameID,
		RuleRunCycle, RuleCode, RuleUnused, RuleWaitAsks, RuleNoTriggers,
	} {
		if !strings.Contains(string(doc), "`"+rule+"`") {
			t.Errorf("the rule %s is not explained", rule)
		}
	}
	for _, step := range stepKinds {
		if !strings.Contains(string(doc), "| `"+step+":") {
			t.Errorf("the step %s is not explained", step)
		}
	}
	for _, filter := range allowedFilters {
		if !strings.Contains(string(doc), "`"+filter+"`") && !strings.Contains(string(doc), "`"+filter+":") {
			t.Errorf("the filter %s is not explained", filter)
		}
	}
}
