//! A mail past the outbox, for whoever sets the mail server up: sent once, now, and forgotten.

use super::mail::{self, Frame, Mail};
use super::smtp::{Mailer, Refused};
use super::{EmailAddress, Template, TestMail};
use crate::platform::config::{Config, PublicUrl};
use crate::platform::web::Words;
use crate::platform::{Clock, log};

/// Sends the test text and gives the server's answer. Nothing is kept: if the program dies meanwhile the mail is lost.
pub async fn send_at_once(
    config: &Config,
    mailer: &Mailer,
    to: &EmailAddress,
    clock: &Clock,
) -> Result<String, Refused> {
    let t = Words::default();
    let test = TestMail { url: config.public_url.as_ref().map(PublicUrl::origin) };
    let mail = Mail {
        id: log::short_number(),
        created_at: clock.now(),
        from: mailer.from(),
        to,
        frame: Frame { t, name: to.domain(), hub: &config.hub },
        written: &test.write(t, &mail::hub_name(&config.hub, t.language)),
    };
    let accepted = mailer.deliver(to, &mail::compose(&mail)).await?;
    let says = accepted.says.clone();
    accepted.goodbye();
    Ok(says)
}
