package entity

import "strings"

const (
	home      = "62" // the country code of numbers that are written the way they are dialled at home
	maxE164   = 15   // digits
	leastE164 = 8
)

// phoneOf completes the digits of a number that is surely one: with a country code, or an Indonesian mobile
// number as it is dialled at home. "" for others.
func phoneOf(digits string, plus bool) string {
	switch {
	case plus:
	case strings.HasPrefix(digits, "0062"):
		digits = digits[2:]
	case strings.HasPrefix(digits, "628"):
	case strings.HasPrefix(digits, "08"):
		digits = home + digits[1:]
	default:
		return ""
	}
	if strings.HasPrefix(digits, home) {
		digits = home + strings.TrimLeft(digits[2:], "0") // +62 (0)812
		if len(digits) > 4 && digits[2] == '8' {
			return mobile(digits)
		}
		return landline("0" + digits[2:])
	}
	if len(digits) < leastE164 || len(digits) > maxE164 || !countryCode(digits) {
		return ""
	}
	return "+" + digits
}

// mobile checks an Indonesian mobile number, "62" included: an operator's prefix and 9 to 12 digits after 62.
func mobile(digits string) string {
	n := len(digits) - 2
	if n < 9 || n > 12 {
		return ""
	}
	switch digits[3] {
	case '1', '2', '3', '5', '7', '8', '9':
		return "+" + digits
	}
	return ""
}

// landline checks an Indonesian fixed number as it is dialled at home: an area code and 5 to 8 digits.
func landline(digits string) string {
	if len(digits) < 8 || len(digits) > 12 || digits[0] != '0' {
		return ""
	}
	area := 4
	switch digits[1:3] {
	case "21", "22", "24", "31", "61":
		area = 3
	}
	if digits[1] < '2' || digits[1] == '8' || digits[2] == '0' {
		return ""
	}
	if rest := len(digits) - area; rest < 5 || rest > 8 || digits[area] < '2' {
		return ""
	}
	return "+" + home + digits[1:]
}

// countryCode reports whether digits begin with a country code of ITU-T E.164 and have a plausible length.
func countryCode(digits string) bool {
	switch digits[0] {
	case '1': // North America: ten digits, neither area nor exchange begins with 0 or 1
		return len(digits) == 11 && digits[1] >= '2' && digits[4] >= '2'
	case '7':
		return len(digits) == 11
	case '0':
		return false
	}
	const two = " 20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98 "
	if strings.Contains(two, " "+digits[:2]+" ") {
		return len(digits) >= 9 && len(digits) <= 14
	}
	switch digits[:2] { // three-digit codes
	case "21", "22", "23", "24", "25", "26", "29", "35", "37", "38", "42", "50", "59", "67", "68", "69", "80", "85", "87", "88", "96", "97", "99":
		return len(digits) >= 9 && len(digits) <= 15
	}
	return false
}
