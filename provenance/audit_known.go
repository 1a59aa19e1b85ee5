package provenance

import (
	"fmt"

	"terang/provenance/receipt"
)

// expect opens the checkpoints that somebody kept, and those that the store keeps itself.
func (a *auditor) expect(l *Log, known [][]byte, keys []receipt.Key) error {
	days, err := l.Days(a.ctx, a.workspaceID, maxDays)
	if err != nil {
		return err
	}
	_, witnessed, err := l.witnessed(a.ctx, a.workspaceID)
	if err != nil {
		return err
	}
	for _, signed := range known {
		a.expectOne(signed, keys, "a known checkpoint")
	}
	for _, d := range days {
		a.expectOne(d.Signed, keys, "the checkpoint of "+d.Day)
	}
	if len(witnessed) > 0 {
		a.expectOne(witnessed, keys, "the witnessed checkpoint")
	}
	a.compareKnown()
	return nil
}

func (a *auditor) expectOne(signed []byte, keys []receipt.Key, name string) {
	for _, k := range keys {
		t, err := openBy(signed, k.Verifier)
		if err != nil {
			continue
		}
		if have, ok := a.known[t.N]; ok && have != t.Hash {
			a.find(CheckpointBroken, -1, "", fmt.Sprintf("two checkpoints of size %d differ: the log was forked", t.N))
		}
		a.known[t.N] = t.Hash
		return
	}
	a.find(CheckpointForeign, -1, "", name+" was not signed by a key of this log")
}

// followKeys checks that each key was named by the one before it, and that the last one is in use.
func (a *auditor) followKeys(keys []receipt.Key) {
	for i, k := range keys {
		if last := i == len(keys)-1; last != (k.Until == "") || last && k.To != 0 {
			a.find(KeyDamaged, -1, "", fmt.Sprintf("key %d is retired and in use, or neither", i))
		}
		if i == 0 {
			if k.From != 0 || k.Chain != "" {
				a.find(KeyDamaged, -1, "", "the first key did not begin with the log")
			}
			continue
		}
		s, err := receipt.OpenSuccession([]byte(k.Chain), keys[i-1].Verifier)
		if err != nil || s.Next != k.Verifier || s.Size != k.From || keys[i-1].To != k.From || keys[i-1].Until != k.Since {
			a.find(KeyDamaged, -1, "", fmt.Sprintf("key %d does not follow from the one before it", i))
		}
	}
	if len(keys) == 0 || keys[len(keys)-1].Verifier != a.head.verifier {
		a.find(KeyDamaged, -1, "", "the key in use is not the last one that was published")
	}
}

// compareKnown compares the root with the one that was signed at this size.
func (a *auditor) compareKnown() {
	if want, ok := a.known[a.tree.size]; ok && want != a.tree.root() {
		a.find(CheckpointBroken, a.tree.size-1, "", fmt.Sprintf("the first %d leaves are not those of the checkpoint", a.tree.size))
	}
}
