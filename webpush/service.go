package webpush

import (
	"net/url"
	"slices"
	"strings"
)

// services are the push services of the browsers there are; one that begins with a dot is any host under it.
var services = []string{
	"fcm.googleapis.com", "android.googleapis.com", // Chrome, Edge on Android, Brave, Opera, Samsung
	".push.services.mozilla.com", // Firefox
	".notify.windows.com",        // Edge
	".push.apple.com",            // Safari
}

// Service reports whether u is an address of a push service that is known. A subscription's address comes from a browser
// that anybody may imitate: without a list the house would call whatever they wrote.
func Service(u *url.URL) bool {
	host := strings.ToLower(u.Hostname())
	known := slices.ContainsFunc(services, func(one string) bool { return host == one || one[0] == '.' && strings.HasSuffix(host, one) })
	return known && u.Scheme == "https" && u.User == nil && (u.Port() == "" || u.Port() == "443")
}
