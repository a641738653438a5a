//! The outbox (送るもの): what leaves the house. Mail and letters today; fax and push take the same way later.
//!
//! A room writes a message in the unit of work of the act that causes it: [`send`]. Either both are kept or neither. Then a
//! timer delivers it, again and again with longer pauses, until the mail server has taken it, has refused it for good, or
//! about four days are over; what did not work out waits for a person with a sentence that says what to do.
//!
//! What is promised: a message is handed over **at least once**, and never with two different contents under one key: from
//! the moment it may have reached somebody its bytes are frozen, and its `Message-ID` is made from the key. What cannot be
//! promised:
//!
//! * **Exactly once.** When the program dies, or the line is cut, between the server's “taken” and our commit, the same mail
//!   is sent once more. Mail programs know the copy by its `Message-ID`; a person may see two.
//! * **Arrival.** [`State::Sent`] means that our server has taken it. What later servers do, and whether somebody reads it,
//!   nobody tells us; a bounce that comes back as mail is not read yet.
//! * **Order.** Two messages to one person may arrive in either order.
//!
//! Without a mail server in the settings, and for people without mail, a printed letter takes its place.

mod address;
mod audit;
mod deliver;
mod letter;
mod mail;
mod message;
mod operations;
pub mod smtp;
mod store;
mod template;
#[cfg(test)]
mod tests;
mod trial;
mod trouble;

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use kyoten_store::{Store, Tx};

pub use address::{EmailAddress, NotAnAddress};
pub use audit::describe_figures;
pub use letter::Letters;
pub use message::{BadMessage, Channel, Message, MessageId, Recipient, State, Step, Stored};
pub use operations::{NotPossible, give_up, printed, retry};
pub use smtp::Mailer;
pub use store::{counts, find, find_by_key, letters_to_print, newest, open, steps};
pub use template::{Template, Templates, TestMail, Written};
pub use trial::send_at_once;
pub use trouble::Trouble;

use super::Clock;
use super::config::{Config, HubSettings};
use super::hub_id::HubId;
use super::start::Refusal;
use super::timers::{self, When};

/// The timers that deliver mail; their subject is the message's id.
const EMAIL: &str = "outbox.email";

/// Whose doing a step is that the program takes by itself.
const ITSELF: &str = "outbox";

/// Why a message was not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotSent {
    /// Another message has this key: a mistake of the program.
    #[error("同じ鍵「{0}」で、ちがう内容のものがもうあります。")]
    OtherContent(String),
    /// The database's own trouble.
    #[error(transparent)]
    Store(#[from] kyoten_store::Error),
}

/// Writes a message down, in the unit of work of the act that causes it. The same key with the same content is the same
/// message: sent twice, it goes out once. After the unit of work call [`timers::Timers::wake`] (`Hub::write` does).
pub fn send(tx: &mut Tx<'_>, hub: HubId, message: &Message, clock: &Clock) -> Result<MessageId, NotSent> {
    let (id, now) = (MessageId::new(clock), clock.now());
    let channel = if message.to.email.is_some() { Channel::Email } else { Channel::Letter };
    if !store::add(tx, hub, id, message, channel, now)? {
        return the_same(tx, hub, message);
    }
    let stored = store::find(tx, hub, id)?.ok_or(kyoten_store::Error::NoRow)?;
    store::add_step(tx, hub, &stored, ITSELF)?;
    if channel == Channel::Email {
        timers::set(tx, hub, EMAIL, &id.to_string(), When::After(SignedDuration::ZERO), now)?;
    }
    Ok(id)
}

/// When a message is tried next, if it is going to be.
pub fn next_attempt(tx: &mut Tx<'_>, hub: HubId, id: MessageId) -> kyoten_store::Result<Option<Timestamp>> {
    Ok(timers::find(tx, hub, EMAIL, &id.to_string())?.map(|timer| timer.run_at))
}

/// The message that has this key already, if it says the same.
fn the_same(tx: &mut Tx<'_>, hub: HubId, message: &Message) -> Result<MessageId, NotSent> {
    let before = store::find_by_key(tx, hub, &message.key)?.ok_or(kyoten_store::Error::NoRow)?;
    // Secrets are gone once it was sent; then nobody can tell whether they were the same.
    let values = before.forgotten_at.is_some() || before.values == message.values;
    let rest = before.to == message.to && before.language == message.language && before.template == message.template;
    if values && rest { Ok(before.id) } else { Err(NotSent::OtherContent(message.key.clone())) }
}

/// Delivers what was written down. Cheap to clone.
#[derive(Clone)]
pub struct Outbox(Arc<Inner>);

struct Inner {
    store: Store,
    hub: HubId,
    clock: Clock,
    settings: HubSettings,
    mailer: Option<Arc<Mailer>>,
    templates: Templates,
}

impl Outbox {
    /// The outbox of a hub; `templates` are those of all rooms.
    pub fn new(store: Store, hub: HubId, clock: Clock, config: &Config, templates: Templates) -> Result<Self, Refusal> {
        let site = config.public_url.as_ref().map(|url| url.host());
        let mailer = config.smtp.as_ref().map(|smtp| Mailer::new(smtp, site)).transpose()?.map(Arc::new);
        let templates = templates.with::<TestMail>();
        Ok(Self(Arc::new(Inner { store, hub, clock, settings: config.hub.clone(), mailer, templates })))
    }

    /// What makes the timers of the hub deliver.
    pub fn kind(&self) -> timers::Kind {
        let outbox = self.clone();
        timers::Kind::new(EMAIL, move |claim| deliver::deliver(outbox.clone(), claim))
            .at_once(deliver::AT_ONCE)
            .longest(deliver::LONGEST)
            .waits_for_others()
    }

    /// What looks after the messages.
    pub fn auditor(&self) -> timers::Auditor {
        let templates = self.0.templates.clone();
        timers::Auditor::new("outbox", move |tx, hub, now| audit::look(tx, hub, &templates, now))
    }
}
