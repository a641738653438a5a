//! Writing down who did what to whom. Every operation calls [`trail`] in its own transaction: the act and its proof stand or fall together.

use kyoten_store::{Result, Tx};

use super::history::{Act, FieldChange};
use super::store::changes;
use crate::directory::OrganizationId;
use crate::platform::Clock;
use crate::platform::access::{MemberId, Viewer};
use crate::platform::audit::{Code, Event, Object, What, record};

/// What happened, by ids and codes. The fields are for the member's own history and never go into the audit log.
#[derive(Clone, Copy, Debug)]
pub struct Trace<'a> {
    /// What.
    pub act: Act,
    /// To whom.
    pub member: Option<MemberId>,
    /// At which organisation.
    pub organization: Option<OrganizationId>,
    /// The revision of the member afterwards; 0 when it stayed.
    pub revision: i64,
    /// What changed.
    pub fields: &'a [FieldChange],
}

impl Trace<'_> {
    /// An act upon a member that leads to this revision.
    pub fn of(act: Act, member: MemberId, revision: i64) -> Self {
        Self { act, member: Some(member), organization: None, revision, fields: &[] }
    }

    /// The same, at an organisation.
    pub fn at(self, organization: OrganizationId) -> Self {
        Self { organization: Some(organization), ..self }
    }
}

impl<'a> Trace<'a> {
    /// The same, with what changed.
    pub fn with(self, fields: &'a [FieldChange]) -> Self {
        Self { fields, ..self }
    }
}

const MEMBER: Code = Code::new("member");
const ORGANIZATION: Code = Code::new("organization");

/// Records what `viewer` did, in the transaction in which he did it: in the history of the member, and in the audit. In the history somebody
/// who has not signed in acts as the member whose link he holds; the audit does not believe that.
pub fn trail(tx: &mut Tx<'_>, viewer: &Viewer, trace: Trace<'_>, clock: &Clock) -> Result<()> {
    let by = match viewer {
        Viewer::Member(signed_in) => Some(signed_in.member),
        Viewer::Anyone { .. } => trace.member,
        Viewer::Operator { .. } => None,
    };
    changes::add(tx, viewer.hub(), by, trace, clock.now())?;
    record(tx, viewer.hub(), &event(viewer, trace, clock)).map(drop)
}

fn event(viewer: &Viewer, trace: Trace<'_>, clock: &Clock) -> Event {
    let what = match trace.act {
        Act::Ended | Act::RoleTaken => What::Revoke,
        _ => What::Write,
    };
    let event = Event::new(viewer, what, clock.now()).because(Code::new(trace.act.code()));
    match (trace.member, trace.organization) {
        (Some(member), _) => event.on(Object::new(MEMBER, member)),
        (None, Some(organization)) => event.on(Object::new(ORGANIZATION, organization)),
        (None, None) => event,
    }
}
