package understand

import (
	"terang"
	"terang/understand/ear"
)

// Report says how well a [Model] understands its own examples: each was read by a model that had not seen it. It holds
// no texts.
type Report struct {
	Measured  bool      `json:"measured"` // false where there were too few examples to hold some out
	Examples  int       `json:"examples"`
	Intents   int       `json:"intents"`
	Accuracy  float64   `json:"accuracy"`   // share of the examples whose intent came first
	ECE       float64   `json:"ece"`        // expected calibration error of the confidences
	Coverage  []Share   `json:"coverage"`   // what each promise costs, from the lowest to the highest precision
	Promise   Promise   `json:"promise"`    // the one that is kept
	DeepShare float64   `json:"deep_share"` // share of the examples for which the deep ear was asked; 0 without it
	Trials    []Trial   `json:"-"`          // one for each example, in the order given; without a guess where it shows no intent
	Warnings  []Warning `json:"warnings,omitempty"`
}

// Share is the part of the messages that is answered where a precision is promised.
type Share struct {
	Precision float64 `json:"precision"`
	Share     float64 `json:"share"`
	Threshold float64 `json:"threshold"` // confidence from which a message is answered
}

// Promise is the precision that a manager chose, and what follows from it.
type Promise = Share

// Trial is what was heard in one example that was held out.
type Trial struct {
	Guess      string
	Confidence float64
}

// Warning is something about the examples that a manager should look at; the rest works all the same.
type Warning struct {
	Where   string      `json:"where,omitempty"` // "intents/id.tsv:14"
	Code    string      `json:"code"`
	Message terang.Text `json:"message"`
}

// promises are the precisions that a report tells the price of.
var promises = []float64{0.80, 0.85, 0.90, 0.92, 0.94, 0.95, 0.96, 0.97, 0.98, 0.99, 0.995}

func promised(e *ear.Ear, precision float64) Promise {
	share, threshold := e.Coverage(float32(precision))
	return Promise{Precision: precision, Share: float64(share), Threshold: float64(threshold)}
}

// reportOf takes over what an ear measured while it learnt. examples are all that were given, those of no intent included.
func reportOf(e *ear.Ear, examples []Example, promise float64) Report {
	heard := e.Report()
	r := Report{
		Examples: len(heard.Examples), Intents: len(e.Labels()), Accuracy: heard.Accuracy, ECE: heard.ECE, DeepShare: heard.DeepShare,
		Promise: promised(e, promise), Trials: make([]Trial, len(examples)),
	}
	for _, p := range promises {
		r.Coverage = append(r.Coverage, promised(e, p))
	}
	for _, w := range heard.Warnings {
		r.Warnings = append(r.Warnings, Warning{Where: w.Where, Code: w.Code, Message: w.Message})
	}
	next := 0
	for i := range examples {
		if examples[i].Intent == OutOfScope {
			continue
		}
		if v := heard.Examples[next]; v.Measured {
			r.Trials[i], r.Measured = Trial{Guess: v.Guess, Confidence: float64(v.Confidence)}, true
		}
		next++
	}
	return r
}
