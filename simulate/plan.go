package simulate

import (
	"bytes"
	"errors"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"terang"
	"terang/scenario"
)

// maxPlan bounds a pack's simulation.yaml.
const maxPlan = 256 << 10

// Plan is a pack's simulation.yaml: what customers come for, how they write it, and what the brand's system answers.
type Plan struct {
	Now       string                  `yaml:"now"`       // when all conversations begin, RFC 3339
	Online    int                     `yaml:"online"`    // agents at the desk
	Languages map[terang.Language]int `yaml:"languages"` // weights
	Personas  map[Persona]int         `yaml:"personas"`  // weights; those that are not named keep the house's
	Contact   map[string][]string     `yaml:"contact"`   // values by kind by which customers can be found, besides those of goals
	Code      string                  `yaml:"code"`      // the one-time code that arrives on the customer's phone
	Ways      map[string]Ways         `yaml:"ways"`      // how values are written, by slot or kind
	System    string                  `yaml:"system"`    // answers, as in a scenario's part "system"
	Faults    []Fault                 `yaml:"faults"`
	Aside     []string                `yaml:"aside"` // intents that are asked in between
	Goals     []Goal                  `yaml:"goals"`

	start  time.Time
	system scenario.System
}

// Ways are the everyday ways of writing one kind of value.
type Ways struct {
	Forms []Form                       `yaml:"forms"` // of the value itself
	In    map[terang.Language][]string `yaml:"in"`    // sentences around it: "nomornya {}"
}

// Form writes a value another way: From is a regular expression, To what takes its place.
type Form struct {
	From string `yaml:"from"`
	To   string `yaml:"to"`

	from *regexp.Regexp
}

// Fault is a failure of the brand's system: in Percent of the calls of Action, Answer comes in the place of its own.
type Fault struct {
	Action  string  `yaml:"action"`
	Answer  string  `yaml:"answer"`
	Percent float64 `yaml:"percent"`

	answer scenario.Answer
}

// Goal is something that customers come for.
type Goal struct {
	ID      string            `yaml:"id"`
	Intents []string          `yaml:"intents"` // whose examples are the openings
	Weight  int               `yaml:"weight"`
	Slots   map[string]Values `yaml:"slots"`
	Known   float64           `yaml:"known"` // share of customers who know the values that are written, such as an order number; 1 if 0
	Taps    []string          `yaml:"taps"`  // values of quick replies that lead further, in their order
	Done    Done              `yaml:"done"`
}

// Done says when the goal is reached.
type Done struct {
	Playbook string            `yaml:"playbook"` // that must have ended, its goal reached
	Action   string            `yaml:"action"`   // that must have been called last with Inputs, and have worked
	Inputs   map[string]string `yaml:"inputs"`   // ${slot} stands for the customer's value
	Article  string            `yaml:"article"`  // that must have answered
	Person   bool              `yaml:"person"`   // by design a person does it: the hand-over is what was meant
}

// Values are what a slot may hold: the same in all languages, or by language.
type Values struct {
	Any []string
	In  map[terang.Language][]string
}

// UnmarshalYAML reads a list, or lists by language.
func (v *Values) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind == yaml.SequenceNode {
		return n.Decode(&v.Any)
	}
	return n.Decode(&v.In)
}

func (v Values) of(l terang.Language) []string {
	if v.In != nil {
		return v.In[l]
	}
	return v.Any
}

// ParsePlan reads simulation.yaml. Errors name the file, and the line or the goal.
func ParsePlan(name string, b []byte) (*Plan, error) {
	if len(b) > maxPlan {
		return nil, wrong(name, "plan_size", "count", len(b), "limit", maxPlan)
	}
	d := yaml.NewDecoder(bytes.NewReader(b))
	d.KnownFields(true)
	p := &Plan{}
	if err := d.Decode(p); err != nil {
		return nil, wrong(name, "plan_yaml", "detail", err)
	}
	if err := p.check(name); err != nil {
		return nil, err
	}
	return p, nil
}

func (p *Plan) check(name string) error {
	var problems []error
	mistake := func(key string, args ...any) { problems = append(problems, wrong(name, key, args...)) }
	p.start = scenario.Start()
	if p.Now != "" {
		at, err := time.Parse(time.RFC3339, p.Now)
		if err != nil {
			mistake("now", "value", p.Now)
		}
		p.start = at.UTC()
	}
	if len(p.Languages) == 0 {
		p.Languages = map[terang.Language]int{terang.Indonesian: 70, terang.English: 30}
	}
	for l := range p.Languages {
		if !l.Valid() {
			mistake("language", "language", l)
		}
	}
	for persona := range p.Personas {
		if _, ok := defaultPersonas[persona]; !ok {
			mistake("persona", "persona", persona, "personas", personaNames())
		}
	}
	var err error
	if p.system, err = scenario.ParseSystem(name+": system", p.System); err != nil {
		problems = append(problems, err)
	}
	for i := range p.Faults {
		if p.Faults[i].answer, err = scenario.ParseAnswer(p.Faults[i].Answer); err != nil {
			mistake("fault", "action", p.Faults[i].Action, "reason", err)
		}
	}
	for kind, w := range p.Ways {
		for i := range w.Forms {
			if w.Forms[i].from, err = regexp.Compile(w.Forms[i].From); err != nil {
				mistake("way_form", "kind", kind, "detail", err)
			}
		}
		for l, list := range w.In {
			for _, way := range list {
				if !strings.Contains(way, "{}") {
					mistake("way_hole", "kind", kind, "language", l, "way", way)
				}
			}
		}
	}
	p.checkGoals(mistake)
	return errors.Join(problems...)
}

func (p *Plan) checkGoals(mistake func(key string, args ...any)) {
	if len(p.Goals) == 0 {
		mistake("goals_none")
	}
	seen := map[string]bool{}
	for _, g := range p.Goals {
		switch {
		case g.ID == "":
			mistake("goal_id")
		case seen[g.ID]:
			mistake("goal_twice", "goal", g.ID)
		case len(g.Intents) == 0:
			mistake("goal_intents", "goal", g.ID)
		case g.Done.Playbook == "" && g.Done.Article == "" && !g.Done.Person:
			mistake("goal_done", "goal", g.ID)
		}
		seen[g.ID] = true
		for slot, v := range g.Slots {
			for l := range p.Languages {
				if len(v.of(l)) == 0 {
					mistake("goal_values", "goal", g.ID, "slot", slot, "language", l)
				}
			}
		}
	}
}

// languages are in a fixed order, with their weights.
func (p *Plan) languages() ([]terang.Language, []int) {
	list := slices.Sorted(maps.Keys(p.Languages))
	weights := make([]int, len(list))
	for i, l := range list {
		weights[i] = p.Languages[l]
	}
	return list, weights
}

func (p *Plan) personas() ([]Persona, []int) {
	list := slices.Sorted(maps.Keys(defaultPersonas))
	weights := make([]int, len(list))
	for i, name := range list {
		w, ok := p.Personas[name]
		if !ok {
			w = defaultPersonas[name]
		}
		weights[i] = w
	}
	return list, weights
}
