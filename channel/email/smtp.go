package email

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/smtp"
	"time"
)

// maxDelivery is how long handing one mail over may take.
const maxDelivery = time.Minute

// SMTP is a [Mailer] that speaks to a submission server (RFC 6409). With a user name it insists on TLS.
type SMTP struct {
	Host string // "smtp.toko.example"; its certificate must name it
	Port string // "587", "" is 587
	// Hello is how we name ourselves, "" is localhost.
	Hello          string
	User, Password string // "" for a server that asks for none
	Dial           func(ctx context.Context, network, address string) (net.Conn, error)
}

// Deliver implements [Mailer].
func (s SMTP) Deliver(ctx context.Context, from, to string, mail []byte) error {
	ctx, cancel := context.WithTimeout(ctx, maxDelivery)
	defer cancel()
	client, err := s.open(ctx)
	if err != nil {
		return before(err)
	}
	defer func() { _ = client.Close() }()
	if err := client.Mail(from); err != nil {
		return before(err)
	}
	if err := client.Rcpt(to); err != nil {
		return before(err)
	}
	body, err := client.Data()
	if err != nil {
		return before(err)
	}
	if _, err := body.Write(mail); err != nil {
		return before(err) // without the last dot the server has no mail
	}
	if err := body.Close(); err != nil {
		return fmt.Errorf("email: smtp: %w", err)
	}
	_ = client.Quit() // the mail is the server's already
	return nil
}

// open connects, says hello, and logs in.
func (s SMTP) open(ctx context.Context) (*smtp.Client, error) {
	port, dial := s.Port, s.Dial
	if port == "" {
		port = "587"
	}
	if dial == nil {
		dial = (&net.Dialer{}).DialContext
	}
	conn, err := dial(ctx, "tcp", net.JoinHostPort(s.Host, port))
	if err != nil {
		return nil, err
	}
	if until, ok := ctx.Deadline(); ok {
		_ = conn.SetDeadline(until)
	}
	client, err := smtp.NewClient(conn, s.Host)
	if err != nil {
		_ = conn.Close()
		return nil, err
	}
	if err := s.greet(client); err != nil {
		_ = client.Close()
		return nil, err
	}
	return client, nil
}

func (s SMTP) greet(client *smtp.Client) error {
	if s.Hello != "" {
		if err := client.Hello(s.Hello); err != nil {
			return err
		}
	}
	if ok, _ := client.Extension("STARTTLS"); ok {
		if err := client.StartTLS(&tls.Config{ServerName: s.Host, MinVersion: tls.VersionTLS12}); err != nil {
			return err
		}
	} else if s.User != "" {
		return fmt.Errorf("the server offers no TLS, and the password would go in the clear")
	}
	if s.User == "" {
		return nil
	}
	return client.Auth(smtp.PlainAuth("", s.User, s.Password, s.Host))
}
