//! The roles of a demo: members who exist only for it and are signed in by pressing a button.

use super::{Beginning, Caller, Entered};
use crate::hub::Hub;
use crate::people::sign_in::session::Method;
use crate::people::sign_in::store::demo;
use crate::people::standing;
use crate::platform::access::{MemberId, Role};
use crate::platform::web::Problem;

/// A member of the demo.
#[derive(Clone, Debug)]
pub struct DemoMember {
    /// Who.
    pub member: MemberId,
    /// His name.
    pub name: String,
    /// What he is chosen for.
    pub role: Role,
}

/// The members of the demo.
pub async fn members(hub: &Hub) -> Result<Vec<DemoMember>, Problem> {
    let now = hub.clock().now();
    let found = hub.read(move |tx, hub| -> kyoten_store::Result<_> {
        let mut members = Vec::new();
        for (member, name) in demo::all(tx, hub)? {
            let roles = standing::signed_in(tx, hub, member, now, now)?.map(|one| one.roles);
            let role = roles.into_iter().flatten().find(|role| *role != Role::Member).unwrap_or(Role::Member);
            members.push(DemoMember { member, name, role });
        }
        Ok(members)
    });
    Ok(found.await?)
}

/// Signs in as a member of the demo. Nobody else is found.
pub async fn sign_in(hub: &Hub, member: MemberId, caller: &Caller) -> Result<Entered, Problem> {
    let beginning = Beginning::new(member, Method::Demo, true, caller);
    let (clock, entered) = (hub.clock().clone(), beginning.entered());
    let written = hub.write(move |tx, hub| -> kyoten_store::Result<_> {
        let is_one = demo::all(tx, hub)?.iter().any(|(known, _)| *known == member);
        if is_one {
            beginning.write(tx, hub, &clock)?;
        }
        Ok(is_one)
    });
    written.await?.then_some(entered).ok_or_else(Problem::not_found)
}
