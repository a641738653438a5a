//! Looking after the messages: does a timer stand behind each mail, and are old secrets gone?

use jiff::{SignedDuration, Timestamp};
use kyoten_store::{Result, Tx};

use super::{Channel, EMAIL, ITSELF, State, Stored, Templates, store};
use crate::platform::hub_id::HubId;
use crate::platform::timers::{self, When};

/// So long a message that bounced, failed or was printed can be sent again, if no link in it is void before.
const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);

const MESSAGES: &str = "outbox_messages";

/// Describes the figures of the outbox for `/metrics`.
pub fn describe_figures() {
    metrics::describe_gauge!(MESSAGES, "Messages that are still open, by channel and state.");
}

/// Sets the timers that are missing, takes out old secrets, and says how many timers were missing.
pub(super) fn look(tx: &mut Tx<'_>, hub: HubId, templates: &Templates, now: Timestamp) -> Result<u64> {
    let since = now.saturating_sub(KEPT).unwrap_or(Timestamp::MIN);
    for old in store::to_forget(tx, hub, now, since, 200)? {
        forget(tx, hub, templates, old, now)?;
    }
    show(&store::counts(tx, hub)?);
    restore(tx, hub, now)
}

/// What was still to leave has failed now; what became of the others is known.
fn forget(tx: &mut Tx<'_>, hub: HubId, templates: &Templates, mut old: Stored, now: Timestamp) -> Result<()> {
    if old.state != State::Waiting {
        old.forget(templates, now);
        return store::save_forgotten(tx, hub, &old);
    }
    old.expire(templates, now);
    if store::save(tx, hub, &old, ITSELF)? {
        timers::cancel(tx, hub, EMAIL, &old.id.to_string())?;
    }
    Ok(())
}

fn restore(tx: &mut Tx<'_>, hub: HubId, now: Timestamp) -> Result<u64> {
    let leaving = store::leaving(tx, hub)?;
    let timers = timers::subjects(tx, hub, EMAIL)?;
    let mut missing = 0;
    for id in leaving.into_iter().filter(|id| !timers.contains(&id.to_string())) {
        // Another node may have settled it between the two looks.
        let message = store::find(tx, hub, id)?;
        let still = message.is_some_and(|message| {
            message.channel == Channel::Email && matches!(message.state, State::Waiting | State::Sending)
        });
        if still && timers::ensure(tx, hub, EMAIL, &id.to_string(), When::After(SignedDuration::ZERO), now)? {
            missing += 1;
        }
    }
    Ok(missing)
}

/// States that no message is in are shown as 0: a figure that vanishes cannot be watched.
fn show(counts: &[(Channel, State, u64)]) {
    for channel in Channel::ALL {
        for state in [State::Waiting, State::Sending, State::Bounced, State::Failed] {
            let count = counts.iter().find(|(c, s, _)| (*c, *s) == (channel, state)).map_or(0, |(.., count)| *count);
            metrics::gauge!(MESSAGES, "channel" => channel.code(), "state" => state.code()).set(count as f64);
        }
    }
}
