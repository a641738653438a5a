//! Handing a mail to the server: note that it begins, talk to the server, note what came of it.

use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;
use kyoten_store::Tx;

use super::mail::{self, Frame, Mail};
use super::smtp::Mailer;
use super::{Channel, EmailAddress, ITSELF, Inner, MessageId, Outbox, State, Stored, Trouble, store};
use crate::platform::timers::{Claim, Pauses, Settled, Unsettled};
use crate::platform::web::Words;

/// Mails that are under way at the same time, in each program.
pub(super) const AT_ONCE: usize = 4;

/// Longer than a server may take for each of its answers.
pub(super) const LONGEST: Duration = Duration::from_secs(3 * 3600);

/// From a minute to six hours.
const PAUSES: Pauses = Pauses { first: SignedDuration::from_mins(1), longest: SignedDuration::from_hours(6) };

/// With these pauses: about four days. Attempts are counted and not days, so that no jump of the clock gives a mail up.
pub(super) const MOST_ATTEMPTS: u32 = 24;

/// How often the outcome is written when the database is away, and how long to wait in between: a failover takes 5 to 30 s.
const TRIES: u32 = 8;
const BETWEEN_TRIES: Duration = Duration::from_secs(5);

/// Delivers the mail that a timer speaks of.
pub(super) async fn deliver(outbox: Outbox, claim: Claim) -> Result<Settled, Unsettled> {
    let Ok(id) = claim.subject.parse::<MessageId>() else {
        return Err(Unsettled::Failed("its subject is no message".to_owned()));
    };
    let (mailer, mail) = match outbox.begin(&claim, id).await? {
        Begun::Mail(mailer, mail) => (mailer, mail),
        Begun::Settled(settled) => return Ok(settled),
    };
    match mailer.deliver(&mail.to, &mail.bytes).await {
        Ok(accepted) => {
            tracing::info!(message.id = %id, "the mail server has taken a message");
            let settled = outbox.end(&claim, id, &Outcome::Taken { says: accepted.says.clone() }).await;
            accepted.goodbye();
            settled
        }
        Err(refused) => {
            tracing::warn!(message.id = %id, trouble = refused.trouble.code(), "a message was not taken");
            // Once frozen, a mail stays as it is: an earlier attempt may have arrived.
            let thaws = mail.is_fresh && !refused.may_have_arrived();
            let (trouble, says) = (refused.trouble, refused.says);
            outbox.end(&claim, id, &Outcome::NotTaken { trouble, says, thaws }).await
        }
    }
}

enum Begun {
    Mail(Arc<Mailer>, Outgoing),
    Settled(Settled),
}

/// A mail that goes out now.
struct Outgoing {
    to: EmailAddress,
    bytes: String,
    /// It was composed for this attempt.
    is_fresh: bool,
}

/// What came of an attempt.
#[derive(Clone)]
enum Outcome {
    Taken { says: String },
    NotTaken { trouble: Trouble, says: String, thaws: bool },
}

impl Outbox {
    /// Notes that the mail is being sent, with the bytes that go out.
    async fn begin(&self, claim: &Claim, id: MessageId) -> Result<Begun, Unsettled> {
        let (outbox, claim) = (self.clone(), claim.clone());
        self.0.store.write(move |tx| outbox.0.begin(tx, &claim, id)).await
    }

    /// Notes what came of it. The mail may be out of the house by now, so this is not given up lightly.
    async fn end(&self, claim: &Claim, id: MessageId, outcome: &Outcome) -> Result<Settled, Unsettled> {
        let mut tries = 0;
        loop {
            let (outbox, claim, outcome) = (self.clone(), claim.clone(), outcome.clone());
            let written = self.0.store.write(move |tx| outbox.0.end(tx, &claim, id, &outcome)).await;
            tries += 1;
            match written {
                Err(Unsettled::Failed(_)) if tries < TRIES => tokio::time::sleep(BETWEEN_TRIES).await,
                other => return other,
            }
        }
    }
}

impl Inner {
    fn begin(&self, tx: &mut Tx<'_>, claim: &Claim, id: MessageId) -> Result<Begun, Unsettled> {
        claim.check(tx)?;
        let found = store::find(tx, self.hub, id)?;
        let Some(mut message) = found.filter(|message| matches!(message.state, State::Waiting | State::Sending)) else {
            // Settled by a person meanwhile.
            return Ok(Begun::Settled(claim.done(tx)?));
        };
        let now = self.clock.now();
        message.changed_at = now;
        if message.is_void(now) {
            message.expire(&self.templates, now);
            self.save(tx, &message)?;
            return Ok(Begun::Settled(claim.done(tx)?));
        }
        let (Some(mailer), Some(to), Channel::Email) = (&self.mailer, message.to.email.clone(), message.channel) else {
            (message.channel, message.state, message.trouble) =
                (Channel::Letter, State::Waiting, Some(Trouble::NoMailHere));
            self.save(tx, &message)?;
            return Ok(Begun::Settled(claim.done(tx)?));
        };
        message.attempts += 1;
        message.last_attempt_at = Some(now);
        let (bytes, is_fresh) = match message.frozen.take() {
            Some(bytes) => (bytes, false),
            None => match self.compose(&message, mailer.from(), &to) {
                Ok(bytes) => (bytes, true),
                Err(trouble) => {
                    tracing::warn!(message.id = %id, template = message.template, "a message cannot be written");
                    return self.not_taken(tx, claim, message, trouble, "").map(Begun::Settled);
                }
            },
        };
        message.trouble = (message.state == State::Sending).then_some(Trouble::Interrupted);
        message.says.clear();
        message.state = State::Sending;
        message.frozen = Some(bytes.clone());
        self.save(tx, &message)?;
        Ok(Begun::Mail(Arc::clone(mailer), Outgoing { to, bytes, is_fresh }))
    }

    fn compose(&self, message: &Stored, from: &EmailAddress, to: &EmailAddress) -> Result<String, Trouble> {
        let t = Words::new(message.language);
        let hub = mail::hub_name(&self.settings, t.language);
        let written = self.templates.write(&message.template, &message.values, t, &hub);
        let mail = Mail {
            id: mail::message_id(self.hub, &message.key),
            created_at: message.created_at,
            from,
            to,
            frame: Frame { t, name: &message.to.name, hub: &self.settings },
            written: &written.map_err(|_| Trouble::Unwritten)?,
        };
        Ok(mail::compose(&mail))
    }

    fn end(&self, tx: &mut Tx<'_>, claim: &Claim, id: MessageId, outcome: &Outcome) -> Result<Settled, Unsettled> {
        claim.check(tx)?;
        let mut message = store::find(tx, self.hub, id)?.ok_or(kyoten_store::Error::NoRow)?;
        message.changed_at = self.clock.now();
        match outcome {
            Outcome::Taken { says } => {
                message.state = State::Sent;
                (message.trouble, message.says) = (None, says.clone());
                message.forget(&self.templates, message.changed_at);
                self.save(tx, &message)?;
                claim.done(tx)
            }
            Outcome::NotTaken { trouble, says, thaws } => {
                if *thaws {
                    message.frozen = None;
                }
                self.not_taken(tx, claim, message, *trouble, says)
            }
        }
    }

    /// Bounced, given up after many attempts, or to be tried again.
    fn not_taken(
        &self,
        tx: &mut Tx<'_>,
        claim: &Claim,
        mut message: Stored,
        trouble: Trouble,
        says: &str,
    ) -> Result<Settled, Unsettled> {
        (message.trouble, message.says) = (Some(trouble), says.to_owned());
        message.state = match trouble {
            _ if trouble.is_final() => State::Bounced,
            _ if message.attempts >= MOST_ATTEMPTS => State::Failed,
            _ => State::Waiting,
        };
        self.save(tx, &message)?;
        if message.state == State::Waiting {
            claim.again_after(tx, PAUSES.by_chance(message.attempts), message.changed_at)
        } else {
            claim.done(tx)
        }
    }

    fn save(&self, tx: &mut Tx<'_>, message: &Stored) -> Result<(), Unsettled> {
        if store::save(tx, self.hub, message, ITSELF)? {
            Ok(())
        } else {
            Err(Unsettled::Failed("somebody else changed the message".to_owned()))
        }
    }
}
