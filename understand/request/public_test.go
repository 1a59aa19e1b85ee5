package request

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"terang"
)

// shared holds public data sets that are not part of the project; tests that need them skip where it is missing.
const shared = "../../../shared/data"

// public is a text of a public set. Known says which requests it can teach about or be measured by.
type public struct {
	set, label, text string
	language         terang.Language
	known            uint16
}

// mayAsk are labels of public sets whose texts do ask for something special, or may.
var mayAsk = map[string][]Request{
	"compromised_card": {Emergency}, "lost_or_stolen_card": {Emergency}, "lost_or_stolen_phone": {Emergency},
	"card_payment_not_recognised": {Emergency}, "cash_withdrawal_not_recognised": {Emergency}, "direct_debit_payment_not_recognised": {Emergency},
	"report_lost_card": {Emergency}, "report_fraud": {Emergency}, "freeze_account": {Emergency}, "card_swallowed": {Emergency},
	"why_verify_identity": {Why, Data}, "edit_personal_details": {Data}, "terminate_account": {Data}, "verify_source_of_funds": {Why},
	"request_refund": {Complaint}, "card_linking": {},
	"are_you_a_bot": {Identity}, "what_is_your_name": {Identity}, "who_made_you": {Identity}, "who_do_you_work_for": {Identity},
	"where_are_you_from": {Identity}, "how_old_are_you": {Identity}, "do_you_have_pets": {Identity}, "what_are_your_hobbies": {Identity},
	"what_can_i_ask_you": {Identity}, "fun_fact": {Identity}, "change_ai_name": {Identity}, "change_user_name": {Data, Identity},
	"user_name": {Data, Identity}, "oos_train": {Identity, Data}, "oos_val": {Identity, Data}, "oos": {Identity, Data}, "meaning_of_life": {Identity, Emergency},
	"tell_joke": {Identity}, "goodbye": {Stop},
}

// courtesies are what people say in passing, which public sets are not labelled for.
const courtesies = uint16(1)<<7 | 1<<8 | 1<<9 | 1<<10 | 1<<11

// publicTexts reads the sets that hold ordinary service talk.
func publicTexts(t *testing.T) []public {
	t.Helper()
	if _, err := os.Stat(shared); err != nil {
		t.Skipf("%s is missing: the public sets are not measured", shared)
	}
	var out []public
	for _, file := range []string{"banking77/train.tsv", "clinc150/train.tsv", "clinc150/valid.tsv", "clinc150/oos_train.tsv", "clinc150/oos_valid.tsv"} {
		b, err := os.ReadFile(filepath.Join(shared, file))
		if err != nil {
			t.Skipf("%s is missing: the public sets are not measured", file)
		}
		for line := range strings.Lines(string(b)) {
			label, text, ok := strings.Cut(strings.TrimSpace(line), "\t")
			if !ok || label == "label" {
				continue
			}
			known := everyLabel &^ bitsOf(mayAsk[label])
			if strings.HasPrefix(file, "clinc") {
				known &^= courtesies
			}
			out = append(out, public{file, label, text, terang.English, known})
		}
	}
	return append(out, tweets(t)...)
}

// tweets are what Indonesian customers wrote to service accounts. They are not labelled: many of them complain or
// say thanks, and some ask why.
func tweets(t *testing.T) []public {
	t.Helper()
	var out []public
	known := everyLabel &^ (courtesies | bitsOf([]Request{Complaint}))
	for _, file := range []string{"train.inf", "dev.inf", "test.inf", "train.for", "unlabelled.inf"} {
		b, err := os.ReadFile(filepath.Join(shared, "stif", file))
		if err != nil {
			t.Skipf("stif/%s is missing: the public sets are not measured", file)
		}
		for line := range strings.Lines(string(b)) {
			if line = strings.TrimSpace(line); line != "" {
				out = append(out, public{set: "stif", label: file, text: line, language: terang.Indonesian, known: known})
			}
		}
	}
	return out
}
