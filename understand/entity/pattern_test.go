package entity

import (
	"testing"

	"terang"
)

func TestBrandPatternGivesNumbersInCapitalsAndNamesAsWritten(t *testing.T) {
	t.Parallel()
	f, err := New(Options{Patterns: []Pattern{
		{Kind: "order_no", Find: `(?i)\btrg-(\d{4}[a-z]?)\b`, Format: "TRG-$1"},
		{Kind: "office", Find: `(?i)\bkantor (utama|pusat)\b`, Format: "utama"},
		{Kind: "office", Find: `(?i)\bgerai utara\b`, Format: "utara"},
	}})
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{"trg-1042b mana": "TRG-1042B", "ke KANTOR Pusat": "utama", "di gerai utara": "utara"} {
		if got := f.Find(nil, text); len(got) != 1 || got[0].Value != want {
			t.Errorf("%q: %v, want %s", text, got, want)
		}
	}
}

func TestAnswerOfAnyKindMayBeOneOfTheChoicesBesideIt(t *testing.T) {
	t.Parallel()
	f, err := New(Options{Patterns: []Pattern{{Kind: "order_no", Find: `(?i)\btrg-(\d{4})\b`, Format: "TRG-$1"}}})
	if err != nil {
		t.Fatal(err)
	}
	q := Question{Kind: "order_no", Choices: []terang.QuickReply{{Label: "TRG-1042 · lampu", Value: "TRG-1042"}, {Label: "TRG-1055 · kabel", Value: "TRG-1055"}}}
	for text, want := range map[string]string{"yang pertama": "TRG-1042", "yang kabel": "TRG-1055", "trg-1031": "TRG-1031"} {
		if e, ok := f.Answer(text, q); !ok || e.Value != want {
			t.Errorf("%q: %v %v, want %s", text, e, ok, want)
		}
	}
	if e, ok := f.Answer("berapa ongkirnya", q); ok {
		t.Errorf("a question was read as a choice: %v", e)
	}
}
