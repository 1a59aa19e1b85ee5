package live

import (
	"testing"
)

func TestResumeReplaysWhatWasMissedInOrder(t *testing.T) {
	b := New(1000)
	topic := WorkspaceTopic("ws_1")
	first := b.Subscribe(topic, func(Event) {})
	for range 5 {
		b.PublishRing(topic, "message", []byte(`{}`))
	}
	first.Close()
	b.PublishRing(topic, "message", []byte(`{}`))
	var got []int64
	s, ok := b.Resume(topic, 1002, func(e Event) { got = append(got, e.Seq) })
	defer s.Close()
	if !ok {
		t.Fatal("the ring holds everything since 1001, but the resume was refused")
	}
	b.PublishRing(topic, "message", []byte(`{}`))
	want := []int64{1003, 1004, 1005, 1006, 1007}
	if len(got) != len(want) {
		t.Fatalf("got %v, want %v", got, want)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Fatalf("got %v, want %v", got, want)
		}
	}
}

func TestResumeSaysWhenTheRingForgot(t *testing.T) {
	b := New(0)
	topic := WorkspaceTopic("ws_1")
	defer b.Subscribe(topic, func(Event) {}).Close()
	for range 2 * ringSize {
		b.PublishRing(topic, "message", []byte(`{}`))
	}
	if _, ok := b.Resume(topic, 1, func(Event) {}); ok {
		t.Fatal("position 1 is long forgotten, but the resume claims to be whole")
	}
	if _, ok := b.Resume(topic, 99_999_999, func(Event) {}); ok {
		t.Fatal("a position from another life was taken for one of now")
	}
}

func TestTopicWithoutListenersCostsNothing(t *testing.T) {
	b := New(0)
	s := b.Subscribe(ConversationTopic("cnv_1"), func(Event) {})
	s.Close()
	for i := range b.shards {
		if n := len(b.shards[i].topics); n != 0 {
			t.Fatalf("shard %d still holds %d topics", i, n)
		}
	}
}

func BenchmarkPublish(b *testing.B) {
	br := New(0)
	defer br.Subscribe(ConversationTopic("cnv_1"), func(Event) {}).Close()
	e := Event{Seq: 1, Frame: Frame("message", 1, []byte(`{"id":"msg_1"}`))}
	b.ReportAllocs()
	for b.Loop() {
		br.Publish(ConversationTopic("cnv_1"), e)
	}
}
