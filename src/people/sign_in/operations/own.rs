//! One's own sessions and devices: see them, end them.

use super::end;
use crate::hub::Hub;
use crate::people::sign_in::session::{Method, Why};
use crate::people::sign_in::store::credentials::{self, Overview, StoredPasskey};
use crate::people::sign_in::store::devices::{self, Device, DeviceId};
use crate::people::sign_in::store::records::{self, Due};
use crate::people::sign_in::store::sessions::{self, Stored};
use crate::people::sign_in::trail::{Event, What, trail};
use crate::platform::Clock;
use crate::platform::access::MemberId;
use crate::platform::audit::Actor;
use crate::platform::hub_id::HubId;
use crate::platform::web::{Presence, Problem, SessionId};

/// So many notices are shown.
const SHOWN_NOTICES: u32 = 10;

/// What a member sees of his sign-in.
pub struct Everything {
    /// What he has set up.
    pub overview: Overview,
    /// His passkeys.
    pub passkeys: Vec<StoredPasskey>,
    /// Where he is signed in.
    pub sessions: Vec<Stored>,
    /// Where he has ever signed in.
    pub devices: Vec<Device>,
    /// What happened to his sign-in, the newest first.
    pub notices: Vec<Due>,
}

/// What a member sees of his sign-in.
pub async fn everything(hub: &Hub, member: MemberId) -> Result<Everything, Problem> {
    let now = hub.clock().now();
    let seen = hub.read(move |tx, hub| -> kyoten_store::Result<_> {
        Ok(Everything {
            overview: credentials::overview(tx, hub, member)?,
            passkeys: credentials::passkeys(tx, hub, member)?,
            sessions: sessions::open(tx, hub, member, now)?,
            devices: devices::all(tx, hub, member)?,
            notices: records::newest_notices(tx, hub, member, now, SHOWN_NOTICES)?,
        })
    });
    Ok(seen.await?)
}

/// Signs out.
pub async fn sign_out(hub: &Hub, presence: &Presence) -> Result<(), Problem> {
    let (clock, id) = (hub.clock().clone(), presence.session);
    hub.write(move |tx, hub| end(tx, hub, &clock, id, Why::SignedOut)).await?;
    Ok(())
}

/// Ends one of one's sessions. Somebody else's is not found.
pub async fn end_session(hub: &Hub, presence: &Presence, id: SessionId) -> Result<(), Problem> {
    let (clock, member) = (hub.clock().clone(), presence.viewer.member);
    let ended = hub.write(move |tx, hub| -> kyoten_store::Result<_> {
        let own = sessions::open(tx, hub, member, clock.now())?;
        if own.iter().any(|session| session.id == id) { end(tx, hub, &clock, id, Why::Revoked) } else { Ok(None) }
    });
    ended.await?.ok_or_else(Problem::not_found)
}

/// Ends all of one's sessions but this one.
pub async fn end_other_sessions(hub: &Hub, presence: &Presence) -> Result<(), Problem> {
    let (clock, member, own) = (hub.clock().clone(), presence.viewer.member, presence.session);
    let ended = hub.write(move |tx, hub| -> kyoten_store::Result<_> {
        sessions::end_all(tx, hub, member, Some(own), Why::Revoked, clock.now())?;
        trail(tx, hub, &clock, &Event::own(What::SessionEnded, member).detail("others"))
    });
    Ok(ended.await?)
}

/// Forgets a device and ends the sessions there. Somebody else's is not found.
pub async fn forget_device(hub: &Hub, presence: &Presence, id: DeviceId) -> Result<(), Problem> {
    let (clock, member) = (hub.clock().clone(), presence.viewer.member);
    let forgotten = hub.write(move |tx, hub| -> kyoten_store::Result<_> {
        if !devices::forget(tx, hub, member, id)? {
            return Ok(false);
        }
        sessions::end_on_device(tx, hub, member, id, clock.now())?;
        trail(tx, hub, &clock, &Event::own(What::DeviceForgotten, member))?;
        Ok(true)
    });
    forgotten.await?.then_some(()).ok_or_else(Problem::not_found)
}

/// Ends the sessions in which somebody sets up a member's sign-in: the link that let him in is good no more.
pub fn end_setting_up(
    tx: &mut kyoten_store::Tx<'_>,
    hub: HubId,
    clock: &Clock,
    member: MemberId,
) -> kyoten_store::Result<()> {
    sessions::end_by_method(tx, hub, member, Method::Link, clock.now()).map(drop)
}

/// Ends everything of a member at once: he leaves. For the room that ends members, in its own unit of work.
pub fn end_everything(
    tx: &mut kyoten_store::Tx<'_>,
    hub: HubId,
    clock: &Clock,
    member: MemberId,
) -> kyoten_store::Result<()> {
    sessions::end_all(tx, hub, member, None, Why::Revoked, clock.now())?;
    devices::forget_all(tx, hub, member)?;
    let event = Event { by: Actor::Hub, ..Event::own(What::SessionEnded, member).detail("all") };
    trail(tx, hub, clock, &event)
}
