//! Emergency sign-in: ask, vouch, enter, and look at it afterwards.

use super::{Beginning, Caller, Entered, tell};
use crate::hub::Hub;
use crate::people::may;
use crate::people::member::compared_sign_in;
use crate::people::sign_in::emergency::{Event as Happens, Refused, Stage};
use crate::people::sign_in::notice::Notice;
use crate::people::sign_in::session::Method;
use crate::people::sign_in::store::accounts;
use crate::people::sign_in::store::emergencies::{self, By, EmergencyId, Stored};
use crate::people::sign_in::trail::{Event, What, trail};
use crate::people::store::members;
use crate::platform::access::{MemberId, Right, SignedIn, Viewer};
use crate::platform::clock::local;
use crate::platform::hub_id::HubId;
use crate::platform::id::random_bytes;
use crate::platform::secrets::Token;
use crate::platform::web::{Presence, Problem};

/// Somebody asked.
pub struct Asked {
    /// What he reads out to his colleagues: eight digits.
    pub code: String,
    /// For the cookie of the browser that waits.
    pub browser: Token,
}

/// The longest reason, in characters.
pub const LONGEST_REASON: usize = 200;

/// Asks colleagues to vouch. A name that is nobody's is answered alike; nobody will find its code. `Err`: the seconds to wait.
pub async fn ask(hub: &Hub, name: &str, reason: &str, caller: &Caller) -> Result<Result<Asked, u64>, Problem> {
    if let Err(seconds) = hub.sign_in().attempts().begin_recovery(caller.address, caller.uptime) {
        return Ok(Err(seconds));
    }
    let (clock, name, browser) = (hub.clock().clone(), compared_sign_in(name), Token::new());
    let reason: String = kyoten_text::normalize::display_line(reason).chars().take(LONGEST_REASON).collect();
    let code = new_code();
    let (sum, hash, id) = (code_sum(hub, &code), browser.hash(), EmergencyId::new(&clock));
    let asked = hub.write(move |tx, hub| -> kyoten_store::Result<_> {
        let account = accounts::by_name(tx, hub, &name)?.filter(|account| account.is_active);
        let member = account.map(|account| account.member);
        emergencies::add(tx, hub, id, (&sum, &hash), member, &reason, clock.now())?;
        let event = Event::by_anyone(What::EmergencyAsked, member);
        trail(tx, hub, &clock, &event)
    });
    asked.await?;
    Ok(Ok(Asked { code, browser }))
}

/// Eight digits. Two that are the same would be refused by the database: once in a hundred million.
fn new_code() -> String {
    let number = u64::from_be_bytes(random_bytes()) % 100_000_000;
    format!("{:04} {:04}", number / 10_000, number % 10_000)
}

fn code_sum(hub: &Hub, code: &str) -> [u8; 32] {
    let digits: String =
        code.chars().map(kyoten_text::normalize::narrow).filter(char::is_ascii_digit).take(20).collect();
    hub.sign_in().secrets().sign("emergency code", digits.as_bytes())
}

/// How far the emergency of a waiting browser has come. `None`: there is none.
pub async fn stage(hub: &Hub, browser: &Token) -> Result<Option<Stage>, Problem> {
    let (hash, now) = (browser.hash(), hub.clock().now());
    let found = hub.read(move |tx, hub| emergencies::find(tx, hub, By::Browser(&hash))).await?;
    Ok(found.map(|found| found.emergency.stage(now)))
}

/// Enters. `None`: not yet, not any more, or never.
pub async fn enter(hub: &Hub, browser: &Token, caller: &Caller) -> Result<Option<Entered>, Problem> {
    let (hash, clock) = (browser.hash(), hub.clock().clone());
    let found = hub.read(move |tx, hub| emergencies::find(tx, hub, By::Browser(&hash))).await?;
    let Some(found) = found.filter(|found| found.is_active) else { return Ok(None) };
    let (Some(member), Ok(_)) = (found.emergency.member, found.emergency.on(Happens::Enters, clock.now())) else {
        return Ok(None);
    };
    let beginning = Beginning::new(member, Method::Emergency, true, caller);
    let entered = beginning.entered();
    let written = hub.write(move |tx, hub| -> kyoten_store::Result<_> {
        if !emergencies::enter(tx, hub, found.id, clock.now())? {
            return Ok(false);
        }
        beginning.write(tx, hub, &clock)?;
        tell(tx, hub, &clock, member, Notice::Emergency, &[])?;
        Ok(true)
    });
    Ok(written.await?.then_some(entered))
}

/// Whom a colleague would vouch for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asking {
    /// His name.
    pub name: String,
    /// Why he asks.
    pub reason: String,
    /// How many colleagues are missing.
    pub missing: usize,
}

/// Whom the code belongs to that a colleague was told. Somebody who is no colleague is not found.
pub async fn look(hub: &Hub, presence: &Presence, code: &str) -> Result<Result<Asking, Refused>, Problem> {
    let (sum, now, viewer) = (code_sum(hub, code), hub.clock().now(), presence.as_viewer());
    let by = presence.viewer.member;
    let found = hub
        .read(move |tx, hub| -> kyoten_store::Result<_> {
            let Some(found) = emergencies::find(tx, hub, By::Code(&sum))? else { return Ok(None) };
            let is_colleague = may(tx, hub, (&viewer, Right::VouchForColleague), &found, now)?;
            Ok(Some((found, is_colleague)))
        })
        .await?;
    let Some((found, is_colleague)) = found else { return Ok(Err(Refused::NotAColleague)) };
    let asking = found.emergency.on(Happens::Vouched { by, is_colleague }, now).map(|_| Asking {
        name: found.name.clone(),
        reason: found.reason.clone(),
        missing: match found.emergency.stage(now) {
            Stage::Waits(missing) => missing,
            Stage::Granted | Stage::Entered | Stage::Over => 0,
        },
    });
    if asking.is_err() {
        record_refusal(hub, presence, found.emergency.member).await?;
    }
    Ok(asking)
}

/// Vouches for whoever the code belongs to.
pub async fn vouch(hub: &Hub, presence: &Presence, code: &str) -> Result<Result<Stage, Refused>, Problem> {
    let (sum, clock, viewer) = (code_sum(hub, code), hub.clock().clone(), presence.as_viewer());
    let by = presence.viewer.member;
    let vouched = hub.write(move |tx, hub| -> kyoten_store::Result<_> {
        let now = clock.now();
        let Some(found) = emergencies::find(tx, hub, By::Code(&sum))? else { return Ok(Err(Refused::NotAColleague)) };
        let is_colleague = may(tx, hub, (&viewer, Right::VouchForColleague), &found, now)?;
        let next = match found.emergency.on(Happens::Vouched { by, is_colleague }, now) {
            Ok(next) => next,
            Err(refused) => return Ok(Err(refused)),
        };
        if !emergencies::vouch(tx, hub, found.id, by, now)? {
            return Ok(Err(Refused::Twice));
        }
        let member = found.emergency.member;
        let event = Event { member, ..Event::own(What::EmergencyVouched, by) };
        trail(tx, hub, &clock, &event)?;
        Ok(Ok(next.stage(now)))
    });
    Ok(vouched.await?)
}

async fn record_refusal(hub: &Hub, presence: &Presence, of: Option<MemberId>) -> Result<(), Problem> {
    let event = Event { member: of, ..Event::own(What::EmergencyRefused, presence.viewer.member) };
    Ok(super::record(hub, event).await?)
}

/// Whether the viewer has this right where the asking member is concerned.
fn may(
    tx: &mut kyoten_store::Tx<'_>,
    hub: HubId,
    (viewer, right): (&Viewer, Right),
    found: &Stored,
    now: jiff::Timestamp,
) -> kyoten_store::Result<bool> {
    let Some(member) = found.emergency.member else { return Ok(false) };
    let Some(member) = members::find(tx, hub, member)? else { return Ok(false) };
    Ok(may::may(viewer, right, may::to_member(viewer, &member, now, local(now).date())))
}

/// Emergency sign-ins that this viewer should look at afterwards.
pub async fn to_review(hub: &Hub, viewer: &SignedIn) -> Result<Vec<Stored>, Problem> {
    let (viewer, now) = (Viewer::Member(viewer.clone()), hub.clock().now());
    let found = hub.read(move |tx, hub| -> kyoten_store::Result<_> {
        let mut own = Vec::new();
        for found in emergencies::recent(tx, hub, 100)? {
            if may_review(tx, hub, &viewer, &found, now)? {
                own.push(found);
            }
        }
        Ok(own)
    });
    Ok(found.await?)
}

/// Writes down that it was looked at. One that this viewer has no business with is not found; nor is his own.
pub async fn review(hub: &Hub, presence: &Presence, id: EmergencyId) -> Result<(), Problem> {
    let (viewer, by, clock) = (presence.as_viewer(), presence.viewer.member, hub.clock().clone());
    let reviewed = hub.write(move |tx, hub| -> kyoten_store::Result<_> {
        let now = clock.now();
        let Some(found) = emergencies::find(tx, hub, By::Id(id))? else { return Ok(false) };
        if !may_review(tx, hub, &viewer, &found, now)? {
            return Ok(false);
        }
        if emergencies::review(tx, hub, id, by, now)? {
            let member = found.emergency.member;
            let event = Event { member, ..Event::own(What::EmergencyReviewed, by) };
            trail(tx, hub, &clock, &event)?;
        }
        Ok(true)
    });
    reviewed.await?.then_some(()).ok_or_else(Problem::not_found)
}

/// Neither the one who entered nor those who vouched check it: others do.
fn may_review(
    tx: &mut kyoten_store::Tx<'_>,
    hub: HubId,
    viewer: &Viewer,
    found: &Stored,
    now: jiff::Timestamp,
) -> kyoten_store::Result<bool> {
    let (Some(member), Viewer::Member(own)) = (found.emergency.member, viewer) else { return Ok(false) };
    if found.emergency.entered_at.is_none() || own.member == member || found.emergency.vouchers.contains(&own.member) {
        return Ok(false);
    }
    may(tx, hub, (viewer, Right::ReviewEmergencies), found, now)
}
