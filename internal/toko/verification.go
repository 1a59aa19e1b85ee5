package toko

import (
	"crypto/hmac"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"net/http"
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
	orderForm = regexp.MustCompile(`^TRG-[0-9]{4,6}$`)
	phoneForm = regexp.MustCompile(`^\+[1-9][0-9]{7,14}$`)
	codeForm  = regexp.MustCompile(`^[0-9]{6}$`)
)

// subject is what somebody names to say who they are: exactly one of the three, normalised.
type subject struct{ order, phone, email string }

// parseSubject returns the name of the wrong field, "" if all is well.
func parseSubject(order, phone, email string) (subject, string) {
	sub := subject{
		order: strings.ToUpper(strings.TrimSpace(order)),
		phone: normalPhone(phone),
		email: strings.ToLower(strings.TrimSpace(email)),
	}
	given := 0
	for _, text := range []string{sub.order, sub.phone, sub.email} {
		if text != "" {
			given++
		}
	}
	switch {
	case given != 1:
		return sub, "order_no"
	case sub.order != "" && !orderForm.MatchString(sub.order):
		return sub, "order_no"
	case sub.phone != "" && !phoneForm.MatchString(sub.phone):
		return sub, "phone"
	case sub.email != "":
		if a, err := mail.ParseAddress(sub.email); err != nil || a.Address != sub.email || len(sub.email) > 254 {
			return sub, "email"
		}
	}
	return sub, ""
}

// normalPhone writes an Indonesian number as it is kept: "0812-0000-4321" and "62 812…" become "+62812…".
func normalPhone(text string) string {
	p := strings.NewReplacer(" ", "", "-", "", "(", "", ")", "", ".", "").Replace(strings.TrimSpace(text))
	switch {
	case strings.HasPrefix(p, "0"):
		return "+62" + p[1:]
	case strings.HasPrefix(p, "62"):
		return "+" + p
	}
	return p
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
	if sub.phone != "" {
		return maskPhone(sub.phone)
	}
	prefixes := []string{"811", "812", "813", "821", "822", "852", "857", "878", "896"}
	n := binary.BigEndian.Uint64(s.keyed("invented phone", sub.order, sub.email))
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
func (s *Server) postVerification(c *call) (answer, error) {
	var in struct {
		Order string `json:"order_no"`
		Phone string `json:"phone"`
		Email string `json:"email"`
	}
	if !c.decode(&in) {
		return refuse("bad_request"), nil
	}
	sub, wrong := parseSubject(in.Order, in.Phone, in.Email)
	if wrong != "" {
		return refuse("invalid", field(wrong)), nil
	}
	hash := s.keyed("subject", sub.order, sub.phone, sub.email)
	wait, err := s.codeWait(c, hash)
	if err != nil {
		return answer{}, err
	}
	if wait > 0 {
		return refuse("rate_limited", after(wait)), nil
	}
	to, err := s.findCustomer(c, sub)
	if err != nil {
		return answer{}, err
	}
	code, err := s.newCode()
	if err != nil {
		return answer{}, err
	}
	id, err := s.newID("vrf")
	if err != nil {
		return answer{}, err
	}
	out := verificationStarted{ID: id, Channel: "sms", Masked: s.inventedPhone(sub), ExpiresAt: c.now.Add(codeLife).UTC()}
	owner := sql.NullString{}
	if to != nil {
		out.Masked = maskPhone(to.Phone)
		owner = sql.NullString{String: to.ID, Valid: true}
		if err := s.sendSMS(c, *to, smsCode, code); err != nil {
			return answer{}, err
		}
	}
	_, err = c.q.ExecContext(c.ctx, `delete from verification where id in (
		select id from verification where created_at < $1 order by created_at limit $2)`,
		c.now.Add(-keepVerifications).UnixMilli(), purgePerWrite)
	if err != nil {
		return answer{}, fmt.Errorf("purge verifications: %w", err)
	}
	_, err = c.q.ExecContext(c.ctx, `insert into verification (id, customer_id, subject, code_hash, created_at, expires_at)
		values ($1, $2, $3, $4, $5, $6)`,
		id, owner, hash, s.keyed("code", id, code), c.now.UnixMilli(), out.ExpiresAt.UnixMilli())
	if err != nil {
		return answer{}, fmt.Errorf("start verification: %w", err)
	}
	return answer{status: http.StatusCreated, body: out}, nil
}

// codeWait returns how long this subject has to wait for another code. It counts what was asked for, known or
// not, so that the limit tells nobody who is a customer either.
func (s *Server) codeWait(c *call, hash []byte) (time.Duration, error) {
	var count int
	var oldest sql.NullInt64
	err := c.q.QueryRowContext(c.ctx, `select count(*), min(created_at) from verification where subject = $1 and created_at > $2`,
		hash, c.now.Add(-codeWindow).UnixMilli()).Scan(&count, &oldest)
	if err != nil {
		return 0, fmt.Errorf("rate limit: %w", err)
	}
	if count < s.cfg.CodesPerSubject {
		return 0, nil
	}
	return instant(oldest.Int64).Add(codeWindow).Sub(c.now), nil
}

// findCustomer returns whose the subject is, nil if nobody's. A customer who is being flooded with codes through
// several subjects is nobody for a while: no message goes out, and the answer looks as always.
func (s *Server) findCustomer(c *call, sub subject) (*customer, error) {
	found, err := scanCustomer(c.q.QueryRowContext(c.ctx, `select c.id, c.name, c.email, c.phone, c.address, c.language
		from customer c where c.email = $1 or c.phone = $2 or c.id = (select customer_id from customer_order where no = $3)`,
		sub.email, sub.phone, sub.order))
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("find customer: %w", err)
	}
	var count int
	err = c.q.QueryRowContext(c.ctx, `select count(*) from verification where customer_id = $1 and created_at > $2`,
		found.ID, c.now.Add(-codeWindow).UnixMilli()).Scan(&count)
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
func (s *Server) postVerificationCheck(c *call) (answer, error) {
	var in struct {
		Code string `json:"code"`
	}
	if !c.decode(&in) {
		return refuse("bad_request"), nil
	}
	in.Code = strings.ReplaceAll(strings.TrimSpace(in.Code), " ", "")
	if !codeForm.MatchString(in.Code) {
		return refuse("invalid", field("code")), nil
	}
	id := c.param("verification_id")
	var owner, name sql.NullString
	var hash []byte
	var tries int
	var expires int64
	var used sql.NullInt64
	err := c.q.QueryRowContext(c.ctx, `select v.customer_id, c.name, v.code_hash, v.tries, v.expires_at, v.verified_at
		from verification v left join customer c on c.id = v.customer_id where v.id = $1`, id).
		Scan(&owner, &name, &hash, &tries, &expires, &used)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return refuse("not_found"), nil
	case err != nil:
		return answer{}, fmt.Errorf("check code: %w", err)
	case used.Valid || !c.now.Before(instant(expires)):
		return refuse("expired"), nil
	case tries >= codeTries:
		return refuse("too_many_tries"), nil
	}
	right := hmac.Equal(hash, s.keyed("code", id, in.Code))
	if !right || !owner.Valid {
		return s.wrongCode(c, id, tries+1)
	}
	return s.rightCode(c, id, owner.String, name.String)
}

func (s *Server) wrongCode(c *call, id string, tries int) (answer, error) {
	if _, err := c.q.ExecContext(c.ctx, `update verification set tries = $1 where id = $2`, tries, id); err != nil {
		return answer{}, fmt.Errorf("count try: %w", err)
	}
	if tries >= codeTries {
		return refuse("too_many_tries"), nil
	}
	return refuse("wrong_code", triesLeft(codeTries-tries)), nil
}

func (s *Server) rightCode(c *call, id, customer, name string) (answer, error) {
	_, err := c.q.ExecContext(c.ctx, `update verification set verified_at = $1 where id = $2`, c.now.UnixMilli(), id)
	if err != nil {
		return answer{}, fmt.Errorf("use code: %w", err)
	}
	_, err = c.q.ExecContext(c.ctx, `delete from customer_token where hash in (
		select hash from customer_token where expires_at <= $1 limit $2)`, c.now.UnixMilli(), purgePerWrite)
	if err != nil {
		return answer{}, fmt.Errorf("purge tokens: %w", err)
	}
	token, hash, err := s.newToken("tct")
	if err != nil {
		return answer{}, err
	}
	out := verified{Verified: true, Token: token, ExpiresAt: c.now.Add(tokenLife).UTC()}
	out.Customer.ID, out.Customer.Name = customer, name
	_, err = c.q.ExecContext(c.ctx, `insert into customer_token (hash, customer_id, expires_at) values ($1, $2, $3)`,
		hash, customer, out.ExpiresAt.UnixMilli())
	if err != nil {
		return answer{}, fmt.Errorf("keep token: %w", err)
	}
	return answer{status: http.StatusOK, body: out}, nil
}
