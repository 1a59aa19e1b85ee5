package main

import (
	"terang/channel"
	"terang/channel/webchat"
)

// channels is the list of all ways to a customer: a new one is its folder and a line here.
func channels() map[string]channel.Channel {
	return map[string]channel.Channel{
		// Browsers are told by the publisher, which sends a message and the state after it in one frame; the
		// channel needs no bell of its own.
		webchat.Name: webchat.New(nil),
	}
}

// beginning are the channels on which a brand may begin to talk: whoever has a conversation there finds the message in it.
func beginning() []string { return []string{webchat.Name} }
