//! Confirming in the yearly review that somebody still works there. Ending is [`super::leave`] and [`super::end`].

use kyoten_store::Tx;

use super::{Reach, Result, begin, check, check_at, known_and_not_ended, organization};
use crate::directory::OrganizationId;
use crate::people::affiliation;
use crate::people::history::Act;
use crate::people::refusal::Refused;
use crate::people::store::reviews;
use crate::people::trail::{Trace, trail};
use crate::platform::Clock;
use crate::platform::access::{MemberId, Right, Viewer};

/// Confirms that a member works at an organisation today; with none, that he is of the hub itself.
pub fn confirm(
    tx: &mut Tx<'_>,
    viewer: &Viewer,
    id: MemberId,
    at_organization: Option<OrganizationId>,
    clock: &Clock,
) -> Result<()> {
    let (hub, at) = begin(tx, viewer, clock)?;
    let member = known_and_not_ended(tx, viewer, id, at)?;
    let by = match viewer {
        Viewer::Member(signed_in) => Some(signed_in.member),
        Viewer::Anyone { .. } | Viewer::Operator { .. } => None,
    };
    let trace = Trace::of(Act::Reviewed, id, 0);
    let Some(asked) = at_organization else {
        check(viewer, Right::Review, &member, Reach::Alone, at)?;
        if !affiliation::present(&member.affiliations, at.today).is_empty() {
            return Err(Refused::NotThere);
        }
        reviews::add(tx, hub, id, None, by, at.now)?;
        return Ok(trail(tx, viewer, trace, clock)?);
    };
    let place = organization(tx, hub, asked)?;
    check_at(viewer, Right::Review, place.id)?;
    let there: Vec<_> = member
        .affiliations
        .iter()
        .filter(|one| one.organization == place.id && one.period.holds_on(at.today))
        .collect();
    if there.is_empty() {
        return Err(Refused::NotThere);
    }
    for one in there {
        reviews::add(tx, hub, id, Some(one.id), by, at.now)?;
    }
    Ok(trail(tx, viewer, trace.at(place.id), clock)?)
}
