package main

// evalCmd measures how well the assistant understands, on files of labelled texts.
type evalCmd struct {
	NLU      evalNLU          `cmd:"" name:"nlu" help:"${help_eval_nlu}"`
	Requests evalRequestsFile `cmd:"" help:"${help_eval_requests}"`
	Trust    evalTrust        `cmd:"" help:"${help_eval_trust}"`
}

// evalRequestsFile measures the special requests.
type evalRequestsFile struct {
	File string `arg:"" help:"${help_eval_file}"`
}

// Run measures one file.
func (c *evalRequestsFile) Run(p *program) error { return evalRequests(p, c.File) }
