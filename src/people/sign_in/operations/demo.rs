//! The roles of a demo: in a hub that is marked as one, its invented members are signed in by pressing a button.

use kyoten_store::{Result as Stored, Tx};

use super::{Beginning, Caller, Entered};
use crate::hub::Hub;
use crate::people::listing::{self, Account, MemberQuery};
use crate::people::member::{Member, MemberState};
use crate::people::refusal::Refused;
use crate::people::sign_in::session::Method;
use crate::people::store::members;
use crate::platform::Clock;
use crate::platform::access::{MemberId, Viewer};
use crate::platform::clock::local;
use crate::platform::hub_id::{self, HubId};
use crate::platform::web::Problem;

/// The members of the demo who can be taken, in the order of their names. Outside of a demo there are none.
pub async fn members(hub: &Hub) -> Result<Vec<Member>, Problem> {
    let clock = hub.clock().clone();
    let found = hub.read(move |tx, hub| -> Result<Vec<Member>, Refused> {
        let mut found = Vec::new();
        if hub_id::demo(tx, hub)?.is_none() {
            return Ok(found);
        }
        let mut query = MemberQuery { state: Some(MemberState::Active), ..MemberQuery::default() };
        loop {
            let page = listing::accounts(tx, &Viewer::Operator { hub }, &query, &clock)?;
            let is_last = page.rows.is_empty();
            let mut members = page.rows.into_iter().map(|Account { member, .. }| member);
            found.extend(members.by_ref().filter(|member| may_be_taken(member, &clock)));
            if is_last {
                return Ok(found);
            }
            query.page += 1;
        }
    });
    found.await.map_err(Problem::ours)
}

fn may_be_taken(member: &Member, clock: &Clock) -> bool {
    let now = clock.now();
    member.may_enter(now, local(now).date())
}

/// Signs in as a member of the demo. Nobody else is found, and outside of a demo nobody at all.
pub async fn sign_in(hub: &Hub, member: MemberId, caller: &Caller) -> Result<Entered, Problem> {
    let beginning = Beginning::new(member, Method::Demo, true, caller);
    let (clock, entered) = (hub.clock().clone(), beginning.entered());
    let written = hub.write(move |tx, hub| -> Stored<_> {
        let is_one = is_of_a_demo(tx, hub, member, &clock)?;
        if is_one {
            beginning.write(tx, hub, &clock)?;
        }
        Ok(is_one)
    });
    written.await?.then_some(entered).ok_or_else(Problem::not_found)
}

fn is_of_a_demo(tx: &mut Tx<'_>, hub: HubId, member: MemberId, clock: &Clock) -> Stored<bool> {
    if hub_id::demo(tx, hub)?.is_none() {
        return Ok(false);
    }
    Ok(members::find(tx, hub, member)?.is_some_and(|member| may_be_taken(&member, clock)))
}
