package playbook

// Risk says what an action can do to the contact.
type Risk string

// The risks.
const (
	RiskRead     Risk = "read"
	RiskChange   Risk = "change"
	RiskMoney    Risk = "money"
	RiskIdentity Risk = "identity"
)

// Changes reports whether an action of this risk leaves something changed, so that the contact must have said yes.
func (r Risk) Changes() bool { return r == RiskChange || r == RiskMoney || r == RiskIdentity }

// Action is what the checks and the engine may know of an action of the brand's systems.
type Action struct {
	Name     string
	Risk     Risk
	Personal bool // it needs, or gives, what belongs to one contact
	Inputs   []ActionInput
	Outputs  []string // names of the fields of its result
	Codes    []string // with which it refuses
}

// ActionInput is one input of an action.
type ActionInput struct {
	Name     string
	Required bool
	Secret   bool // it may not be shown or written down
}
