package backend

import (
	"crypto/hmac"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"net/mail"
	"regexp"
	"strings"
	"time"
)

// One-time codes.
const (
	codeLife          = 5 * time.Minute
	codeTries         = 5
	codeWindow        = 10 * time.Minute // what the rate limits count over
	tokenLife         = 30 * time.Minute
	customerMultiple  = 2 // codes per customer, as a multiple of those per subject
	keepVerifications = 24 * time.Hour
)

var (
	phoneForm = regexp.MustCompile(`^\+[1-9][0-9]{7,14}$`)
	codeForm  = regexp.MustCompile(`^[0-9]{6}$`)
)

// Identifier is one way in which somebody may say who they are.
type Identifier struct {
	Field string                                    // the member of the request: "order_no"
	Read  func(text string) (value string, ok bool) // brings what was typed into the form in which it is kept
	// Query gives the id of the customer with the value $1. More than one row is nobody: who it is must be certain.
	Query string
	phone bool // the value is the number that the code goes to
}

// ByPhone finds the customer with that phone number.
func ByPhone() Identifier {
	return Identifier{Field: "phone", Read: ReadPhone, Query: `select id from customer where phone = $1`, phone: true}
}

// ByEmail finds the customer with that mail address.
func ByEmail() Identifier {
	return Identifier{Field: "email", Read: readEmail, Query: `select id from customer where email = $1`}
}

// ByNumber finds the customer by a number of the brand's own.
func ByNumber(field string, form *regexp.Regexp, query string) Identifier {
	return Identifier{Field: field, Query: query, Read: func(text string) (string, bool) {
		value := strings.ToUpper(strings.TrimSpace(text))
		return value, form.MatchString(value)
	}}
}

// subject is what somebody named to say who they are.
type subject struct {
	by    Identifier
	value string
}

// readSubject returns the name of the wrong field, "" if all is well. Exactly one identifier must be given.
func (s *Server) readSubject(given map[string]any) (sub subject, wrong string) {
	count, typed := 0, ""
	for _, by := range s.system.Identifiers {
		if text, _ := given[by.Field].(string); strings.TrimSpace(text) != "" {
			count++
			sub.by, typed = by, text
		}
	}
	if count != 1 {
		return sub, s.system.Identifiers[0].Field
	}
	value, ok := sub.by.Read(typed)
	if !ok {
		return sub, sub.by.Field
	}
	sub.value = value
	return sub, ""
}

func readEmail(text string) (string, bool) {
	email := strings.ToLower(strings.TrimSpace(text))
	a, err := mail.ParseAddress(email)
	return email, err == nil && a.Address == email && len(email) <= 254
}

// ReadPhone writes an Indonesian number as it is kept: "0812-0000-4321" and "62 812…" become "+62812…".
func ReadPhone(text string) (string, bool) {
	p := strings.NewReplacer(" ", "", "-", "", "(", "", ")", "", ".", "").Replace(strings.TrimSpace(text))
	switch {
	case strings.HasPrefix(p, "0"):
		p = "+62" + p[1:]
	case strings.HasPrefix(p, "62"):
		p = "+" + p
	}
	return p, phoneForm.MatchString(p)
}

// maskPhone keeps what lets the owner recognise the number: "+62 812-****-4321".
func maskPhone(phone string) string {
	last := phone[len(phone)-4:]
	if rest, ok := strings.CutPrefix(phone, "+62"); ok && len(rest) >= 8 {
		return "+62 " + rest[:3] + "-****-" + last
	}
	return phone[:3] + " ****-" + last
}

// inventedPhone is the masked number for a subject that nobody has: always the same for the same subject, and
// of the same form as a real one.
func (s *Server) inventedPhone(sub subject) string {
	if sub.by.phone {
		return maskPhone(sub.value)
	}
	prefixes := []string{"811", "812", "813", "821", "822", "852", "857", "878", "896"}
	n := binary.BigEndian.Uint64(s.keyed("invented phone", sub.by.Field, sub.value))
	return fmt.Sprintf("+62 %s-****-%04d", prefixes[n%uint64(len(prefixes))], n>>32%10000)
}

type verificationStarted struct {
	ID        string    `json:"verification_id"`
	Channel   string    `json:"channel"`
	Masked    string    `json:"masked"`
	ExpiresAt time.Time `json:"expires_at"`
}

// postVerification sends a code to the customer's phone. For a subject that nobody has it does the same, but for
// the message: the answer tells nobody who is a customer.
func (s *Server) postVerification(c *Call) (Answer, error) {
	var in map[string]any
	if !c.Decode(&in) {
		return Refuse("bad_request"), nil
	}
	sub, wrong := s.readSubject(in)
	if wrong != "" {
		return Invalid(wrong), nil
	}
	hash := s.keyed("subject", sub.by.Field, sub.value)
	wait, err := s.codeWait(c, hash)
	if err != nil {
		return Answer{}, err
	}
	if wait > 0 {
		return Refuse("rate_limited", after(wait)), nil
	}
	to, err := s.findCustomer(c, sub)
	if err != nil {
		return Answer{}, err
	}
	code, err := s.newCode()
	if err != nil {
		return Answer{}, err
	}
	id, err := s.newID("vrf")
	if err != nil {
		return Answer{}, err
	}
	out := verificationStarted{ID: id, Channel: "sms", Masked: s.inventedPhone(sub), ExpiresAt: c.Now.Add(codeLife).UTC()}
	owner := sql.NullString{}
	if to != nil {
		out.Masked = maskPhone(to.Phone)
		owner = sql.NullString{String: to.ID, Valid: true}
		if err := s.sendCode(c, *to, code); err != nil {
			return Answer{}, err
		}
	}
	_, err = c.DB.ExecContext(c.Ctx, `delete from verification where id in (
		select id from verification where created_at < $1 order by created_at limit $2)`,
		c.Now.Add(-keepVerifications).UnixMilli(), purgePerWrite)
	if err != nil {
		return Answer{}, fmt.Errorf("purge verifications: %w", err)
	}
	_, err = c.DB.ExecContext(c.Ctx, `insert into verification (id, customer_id, subject, code_hash, created_at, expires_at)
		values ($1, $2, $3, $4, $5, $6)`,
		id, owner, hash, s.keyed("code", id, code), c.Now.UnixMilli(), out.ExpiresAt.UnixMilli())
	if err != nil {
		return Answer{}, fmt.Errorf("start verification: %w", err)
	}
	return Created(out), nil
}

// codeWait returns how long this subject has to wait for another code. It counts what was asked for, known or
// not, so that the limit tells nobody who is a customer either.
func (s *Server) codeWait(c *Call, hash []byte) (time.Duration, error) {
	var count int
	var oldest sql.NullInt64
	err := c.DB.QueryRowContext(c.Ctx, `select count(*), min(created_at) from verification where subject = $1 and created_at > $2`,
		hash, c.Now.Add(-codeWindow).UnixMilli()).Scan(&count, &oldest)
	if err != nil {
		return 0, fmt.Errorf("rate limit: %w", err)
	}
	if count < s.cfg.CodesPerSubject {
		return 0, nil
	}
	return Instant(oldest.Int64).Add(codeWindow).Sub(c.Now), nil
}

// findCustomer returns whose the subject is, nil if nobody's. A customer who is being flooded with codes through
// several subjects is nobody for a while: no message goes out, and the answer looks as always.
func (s *Server) findCustomer(c *Call, sub subject) (*Customer, error) {
	ids, err := All(c, scanText, sub.by.Query, sub.value)
	if err != nil {
		return nil, fmt.Errorf("find customer: %w", err)
	}
	if len(ids) != 1 {
		return nil, nil
	}
	found, _, err := c.FindCustomer(ids[0])
	if err != nil {
		return nil, err
	}
	var count int
	err = c.DB.QueryRowContext(c.Ctx, `select count(*) from verification where customer_id = $1 and created_at > $2`,
		found.ID, c.Now.Add(-codeWindow).UnixMilli()).Scan(&count)
	if err != nil {
		return nil, fmt.Errorf("rate limit: %w", err)
	}
	if count >= s.cfg.CodesPerSubject*customerMultiple {
		return nil, nil
	}
	return &found, nil
}

type verified struct {
	Verified bool `json:"verified"`
	Customer struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	} `json:"customer"`
	Token     string    `json:"customer_token"`
	ExpiresAt time.Time `json:"expires_at"`
}

// postVerificationCheck compares the code. A wrong try is counted in the same commit as its answer.
func (s *Server) postVerificationCheck(c *Call) (Answer, error) {
	var in struct {
		Code string `json:"code"`
	}
	if !c.Decode(&in) {
		return Refuse("bad_request"), nil
	}
	in.Code = strings.ReplaceAll(strings.TrimSpace(in.Code), " ", "")
	if !codeForm.MatchString(in.Code) {
		return Invalid("code"), nil
	}
	id := c.Param("verification_id")
	var owner, name sql.NullString
	var hash []byte
	var tries int
	var expires int64
	var used sql.NullInt64
	err := c.DB.QueryRowContext(c.Ctx, `select v.customer_id, c.name, v.code_hash, v.tries, v.expires_at, v.verified_at
		from verification v left join customer c on c.id = v.customer_id where v.id = $1`, id).
		Scan(&owner, &name, &hash, &tries, &expires, &used)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return Refuse("not_found"), nil
	case err != nil:
		return Answer{}, fmt.Errorf("check code: %w", err)
	case used.Valid || !c.Now.Before(Instant(expires)):
		return Refuse("expired"), nil
	case tries >= codeTries:
		return Refuse("too_many_tries"), nil
	}
	right := hmac.Equal(hash, s.keyed("code", id, in.Code))
	if !right || !owner.Valid {
		return s.wrongCode(c, id, tries+1)
	}
	return s.rightCode(c, id, owner.String, name.String)
}

func (s *Server) wrongCode(c *Call, id string, tries int) (Answer, error) {
	if _, err := c.DB.ExecContext(c.Ctx, `update verification set tries = $1 where id = $2`, tries, id); err != nil {
		return Answer{}, fmt.Errorf("count try: %w", err)
	}
	if tries >= codeTries {
		return Refuse("too_many_tries"), nil
	}
	return Refuse("wrong_code", triesLeft(codeTries-tries)), nil
}

func (s *Server) rightCode(c *Call, id, customer, name string) (Answer, error) {
	_, err := c.DB.ExecContext(c.Ctx, `update verification set verified_at = $1 where id = $2`, c.Now.UnixMilli(), id)
	if err != nil {
		return Answer{}, fmt.Errorf("use code: %w", err)
	}
	_, err = c.DB.ExecContext(c.Ctx, `delete from customer_token where hash in (
		select hash from customer_token where expires_at <= $1 limit $2)`, c.Now.UnixMilli(), purgePerWrite)
	if err != nil {
		return Answer{}, fmt.Errorf("purge tokens: %w", err)
	}
	token, hash, err := s.newToken("tct")
	if err != nil {
		return Answer{}, err
	}
	out := verified{Verified: true, Token: token, ExpiresAt: c.Now.Add(tokenLife).UTC()}
	out.Customer.ID, out.Customer.Name = customer, name
	_, err = c.DB.ExecContext(c.Ctx, `insert into customer_token (hash, customer_id, expires_at) values ($1, $2, $3)`,
		hash, customer, out.ExpiresAt.UnixMilli())
	if err != nil {
		return Answer{}, fmt.Errorf("keep token: %w", err)
	}
	return OK(out), nil
}
