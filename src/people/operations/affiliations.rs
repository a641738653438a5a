//! Where somebody works: beginning, moving, leaving.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};
use kyoten_store::Tx;

use super::ending::close;
use super::{Now, Reach, Result, begin, check, check_at, keeping_an_administrator, known_and_not_ended, organization};
use crate::directory::OrganizationId;
use crate::people::affiliation::{self, Affiliation};
use crate::people::form::checked_line;
use crate::people::history::{Act, FieldChange, MemberField};
use crate::people::member::Member;
use crate::people::period::Period;
use crate::people::refusal::Refused;
use crate::people::sign_in::operations::own;
use crate::people::store::{affiliations, members, roles};
use crate::people::trail::{Trace, trail};
use crate::platform::access::{MemberId, Right, Role, Viewer};
use crate::platform::clock::tokyo;
use crate::platform::hub_id::HubId;
use crate::platform::{Clock, Id};

/// The longest title, in characters.
pub const LONGEST_TITLE: usize = 60;
/// A beginning further ahead, in years, is a slip of the keyboard.
const FARTHEST_AHEAD: i32 = 2;
/// So is one further back.
const FARTHEST_BACK: i32 = 70;

/// Where somebody is to work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAffiliation {
    /// With which organisation.
    pub organization: OrganizationId,
    /// 役職; may be empty.
    pub title: String,
    /// From which day; nothing: today.
    pub from: Option<Date>,
    /// His last day there, when it is known.
    pub last_day: Option<Date>,
}

impl NewAffiliation {
    /// From today on, without a title.
    pub fn at(organization: OrganizationId) -> Self {
        Self { organization, title: String::new(), from: None, last_day: None }
    }

    fn period(&self, at: Now) -> Result<Period> {
        let from = self.from.unwrap_or(at.today);
        for day in [Some(from), self.last_day].into_iter().flatten() {
            not_far(day, at)?;
        }
        let until = self.last_day.map(|day| day.saturating_add(1.day()));
        Period::new(from, until).map_err(|_| Refused::EndsBeforeItStarts)
    }
}

fn not_far(day: Date, at: Now) -> Result<()> {
    let years = (day.year() - at.today.year()).into();
    if (-FARTHEST_BACK..=FARTHEST_AHEAD).contains(&years) { Ok(()) } else { Err(Refused::DayFarAway(day)) }
}

/// Gives a member one more affiliation.
pub fn join(tx: &mut Tx<'_>, viewer: &Viewer, id: MemberId, new: &NewAffiliation, clock: &Clock) -> Result<()> {
    let (hub, at) = begin(tx, viewer, clock)?;
    let member = known_and_not_ended(tx, viewer, id, at)?;
    let place = organization(tx, hub, new.organization)?;
    check_at(viewer, Right::AddMember, place.id)?;
    // Otherwise a manager could make anybody his own.
    check(viewer, Right::AddMember, &member, Reach::Alone, at)?;
    begin_affiliation(tx, viewer, id, &member.affiliations, new, clock)
}

/// Writes a new affiliation down. Whoever calls has checked that he may.
pub(super) fn begin_affiliation(
    tx: &mut Tx<'_>,
    viewer: &Viewer,
    member: MemberId,
    existing: &[Affiliation],
    new: &NewAffiliation,
    clock: &Clock,
) -> Result<()> {
    let hub = viewer.hub();
    let place = organization(tx, hub, new.organization)?;
    let period = new.period(Now::of(clock))?;
    let title = checked_line(&new.title, MemberField::Title, LONGEST_TITLE)?;
    if let Some(there) = affiliation::in_the_way(existing, place.id, period) {
        return Err(Refused::AlreadyThere(there.organization_name.clone()));
    }
    affiliations::add(tx, hub, Id::new(clock), member, place.id, &title, period)?;
    let revision = members::raise_revision(tx, hub, member)?;
    let trace = Trace::of(Act::Joined, member, revision).at(place.id);
    Ok(trail(tx, viewer, trace, clock)?)
}

/// Sets what somebody is called where he works.
pub fn retitle(
    tx: &mut Tx<'_>,
    viewer: &Viewer,
    id: MemberId,
    at_organization: OrganizationId,
    title: &str,
    clock: &Clock,
) -> Result<()> {
    let (hub, at) = begin(tx, viewer, clock)?;
    let member = known_and_not_ended(tx, viewer, id, at)?;
    let place = organization(tx, hub, at_organization)?;
    check_at(viewer, Right::ChangeIdentity, place.id)?;
    let became = checked_line(title, MemberField::Title, LONGEST_TITLE)?;
    let there = rows_there(&member, place.id, at);
    let Some(first) = there.first() else { return Err(Refused::NotThere) };
    if there.iter().all(|row| row.title == became) {
        return Ok(());
    }
    for row in &there {
        affiliations::set_title(tx, hub, row.id, &became)?;
    }
    let revision = members::raise_revision(tx, hub, id)?;
    let fields = [FieldChange { field: MemberField::Title, was: first.title.clone(), became }];
    Ok(trail(tx, viewer, Trace::of(Act::Retitled, id, revision).at(place.id).with(&fields), clock)?)
}

/// Ends an affiliation: after its last day, or at once. Whoever works nowhere then, and not for the hub, has ended.
pub fn leave(
    tx: &mut Tx<'_>,
    viewer: &Viewer,
    id: MemberId,
    from_organization: OrganizationId,
    last_day: Option<Date>,
    clock: &Clock,
) -> Result<()> {
    let (hub, at) = begin(tx, viewer, clock)?;
    let member = known_and_not_ended(tx, viewer, id, at)?;
    let place = organization(tx, hub, from_organization)?;
    check_at(viewer, Right::EndAffiliation, place.id)?;
    if let Some(day) = last_day {
        not_far(day, at)?;
        if day < at.today {
            return Err(Refused::DayIsPast(day));
        }
    }
    let until = last_day.map_or(at.today, |day| day.saturating_add(1.day()));
    keeping_an_administrator(tx, hub, at, |tx| {
        end_affiliation(tx, viewer, &member, place.id, until, clock)?;
        let left = members::find(tx, hub, id)?.ok_or(Refused::NoSuchMember)?;
        if affiliation::present_or_coming(&left.affiliations, at.today).is_empty() && !left.is_of_hub(at.now) {
            return close(tx, viewer, &left, clock);
        }
        if !left.may_enter(at.now, at.today) {
            own::end_everything(tx, hub, clock, id)?;
        }
        Ok(())
    })
}

/// Moves a member from one organisation to another on a day.
pub fn move_to(
    tx: &mut Tx<'_>,
    viewer: &Viewer,
    id: MemberId,
    from_organization: OrganizationId,
    new: &NewAffiliation,
    clock: &Clock,
) -> Result<()> {
    let (hub, at) = begin(tx, viewer, clock)?;
    let member = known_and_not_ended(tx, viewer, id, at)?;
    let from = organization(tx, hub, from_organization)?;
    let to = organization(tx, hub, new.organization)?;
    check_at(viewer, Right::EndAffiliation, from.id)?;
    check_at(viewer, Right::AddMember, to.id)?;
    check(viewer, Right::AddMember, &member, Reach::Alone, at)?;
    let day = new.from.unwrap_or(at.today);
    if day < at.today {
        return Err(Refused::DayIsPast(day));
    }
    end_affiliation(tx, viewer, &member, from.id, day, clock)?;
    let left = affiliations::of_member(tx, hub, id)?;
    begin_affiliation(tx, viewer, id, &left, new, clock)
}

/// The affiliations with one organisation that hold or will: usually one, two when two organisations became one.
fn rows_there(member: &Member, organization: OrganizationId, at: Now) -> Vec<&Affiliation> {
    let there = |one: &&Affiliation| one.organization == organization && one.period.holds_or_will(at.today);
    member.affiliations.iter().filter(there).collect()
}

/// Ends what somebody has at an organisation, as its manager too, on the first day on which it no longer holds.
fn end_affiliation(
    tx: &mut Tx<'_>,
    viewer: &Viewer,
    member: &Member,
    organization: OrganizationId,
    until: Date,
    clock: &Clock,
) -> Result<()> {
    let (hub, at) = (viewer.hub(), Now::of(clock));
    let there = rows_there(member, organization, at);
    if there.is_empty() {
        return Err(Refused::NotThere);
    }
    for row in there {
        end_row(tx, hub, row, until, at)?;
    }
    for row in roles::rows_of_member(tx, hub, member.id)? {
        let role = row.assignment;
        if role.role == Role::Manager && role.organization == Some(organization) && role.is_or_will_be(at.now) {
            let end = beginning_of(until, at);
            if role.until.is_none_or(|until| end < until) {
                roles::set_until(tx, hub, member.id, &row, end)?;
            }
        }
    }
    let revision = members::raise_revision(tx, hub, member.id)?;
    Ok(trail(tx, viewer, Trace::of(Act::Left, member.id, revision).at(organization), clock)?)
}

/// Ends one affiliation at the latest on the first day on which it no longer holds.
pub(super) fn end_row(tx: &mut Tx<'_>, hub: HubId, row: &Affiliation, until: Date, at: Now) -> Result<()> {
    let ended = row.period.ended(until);
    if ended.is_empty() && ended.from() > at.today {
        return Ok(affiliations::forget(tx, hub, row.id)?);
    }
    match ended.until() {
        Some(until) => Ok(affiliations::set_until(tx, hub, row.id, until)?),
        None => Ok(()),
    }
}

/// The moment at which a day begins; now for today.
fn beginning_of(day: Date, at: Now) -> Timestamp {
    if day <= at.today {
        return at.now;
    }
    day.to_zoned(tokyo()).map_or(at.now, |midnight| midnight.timestamp())
}
