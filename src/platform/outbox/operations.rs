//! What a person does with messages: send again, give up, print.

use jiff::{SignedDuration, Timestamp};
use kyoten_store::Tx;

use super::{Channel, EMAIL, MessageId, State, Stored, store};
use crate::platform::hub_id::HubId;
use crate::platform::timers::{self, When};

/// Why something cannot be done with a message, in words for the person who tried.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotPossible {
    /// There is no such message.
    #[error("見つかりません。")]
    NoSuchMessage,
    /// The server has taken it.
    #[error("もう送りました。")]
    SentAlready,
    /// The program talks to the server right now.
    #[error("いま送っています。少し待って、もう一度開いてください。")]
    BeingSent,
    /// It is waiting already.
    #[error("もう順番を待っています。")]
    WaitsAlready,
    /// It was given up, or is too old: its one-time links are void or gone.
    #[error("リンクの期限が切れたか、内容がもう残っていません。元の画面から、新しく送ってください。")]
    Forgotten,
    /// There is no address for mail.
    #[error("メールアドレスがありません。手紙にしてください。")]
    NoEmail,
    /// There is nothing to give up.
    #[error("もう終わっています。")]
    Closed,
    /// Somebody else was quicker.
    #[error("ほかの操作が先にありました。開き直してください。")]
    Changed,
    /// The database's own trouble.
    #[error(transparent)]
    Store(#[from] kyoten_store::Error),
}

/// Sends a message again: one that bounced, failed, was printed, or waits for its next attempt. `channel` changes the way it
/// leaves. It begins anew: attempts are counted from none.
pub fn retry(
    tx: &mut Tx<'_>,
    hub: HubId,
    id: MessageId,
    channel: Option<Channel>,
    by: &str,
    now: Timestamp,
) -> Result<(), NotPossible> {
    let mut message = store::find(tx, hub, id)?.ok_or(NotPossible::NoSuchMessage)?;
    let channel = channel.unwrap_or(message.channel);
    match message.state {
        State::Sent => return Err(NotPossible::SentAlready),
        State::Sending if is_being_sent(tx, hub, id, now)? => return Err(NotPossible::BeingSent),
        State::Waiting if channel == Channel::Letter && message.channel == Channel::Letter => {
            return Err(NotPossible::WaitsAlready);
        }
        _ if message.is_void(now) => return Err(NotPossible::Forgotten),
        _ if channel == Channel::Email && message.to.email.is_none() => return Err(NotPossible::NoEmail),
        State::Waiting | State::Sending | State::Bounced | State::Failed | State::Printed | State::GivenUp => {}
    }
    (message.channel, message.state) = (channel, State::Waiting);
    (message.attempts, message.trouble) = (0, None);
    message.says.clear();
    change(tx, hub, message, by, now)?;
    match channel {
        Channel::Email => timers::set(tx, hub, EMAIL, &id.to_string(), When::After(SignedDuration::ZERO), now)?,
        Channel::Letter => drop(timers::cancel(tx, hub, EMAIL, &id.to_string())?),
    }
    Ok(())
}

/// Gives a message up: nobody needs it any more. Its secrets go with it.
pub fn give_up(tx: &mut Tx<'_>, outbox: &super::Outbox, id: MessageId, by: &str) -> Result<(), NotPossible> {
    let (hub, now) = (outbox.0.hub, outbox.0.clock.now());
    let mut message = store::find(tx, hub, id)?.ok_or(NotPossible::NoSuchMessage)?;
    match message.state {
        State::Sending if is_being_sent(tx, hub, id, now)? => return Err(NotPossible::BeingSent),
        State::Waiting | State::Sending | State::Bounced | State::Failed => {}
        State::Sent | State::GivenUp | State::Printed => return Err(NotPossible::Closed),
    }
    message.state = State::GivenUp;
    message.forget(&outbox.0.templates, now);
    change(tx, hub, message, by, now)?;
    timers::cancel(tx, hub, EMAIL, &id.to_string())?;
    Ok(())
}

/// Notes that letters stand on paper. Says which of them were waiting for it; the others were settled meanwhile.
pub fn printed(
    tx: &mut Tx<'_>,
    hub: HubId,
    letters: &[MessageId],
    by: &str,
    now: Timestamp,
) -> Result<Vec<MessageId>, NotPossible> {
    let mut done = Vec::new();
    for id in letters {
        let found = store::find(tx, hub, *id)?;
        let is_waiting = |message: &Stored| message.state == State::Waiting && message.channel == Channel::Letter;
        if let Some(mut message) = found.filter(is_waiting) {
            message.state = State::Printed;
            message.trouble = None;
            change(tx, hub, message, by, now)?;
            done.push(*id);
        }
    }
    Ok(done)
}

/// Whether somebody talks to the server right now. Whoever was killed while he did has no lease any more.
fn is_being_sent(tx: &mut Tx<'_>, hub: HubId, id: MessageId, now: Timestamp) -> kyoten_store::Result<bool> {
    let timer = timers::find(tx, hub, EMAIL, &id.to_string())?;
    Ok(timer.is_some_and(|timer| timer.is_taken && timer.run_at > now))
}

fn change(tx: &mut Tx<'_>, hub: HubId, mut message: Stored, by: &str, now: Timestamp) -> Result<(), NotPossible> {
    message.changed_at = now;
    if store::save(tx, hub, &message, by)? { Ok(()) } else { Err(NotPossible::Changed) }
}
