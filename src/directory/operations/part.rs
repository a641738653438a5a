//! Parting what was joined: two organisations again, with all that was told of each.

use std::collections::HashSet;

use jiff::Timestamp;
use kyoten_store::Tx;

use super::join::Answers;
use super::{Deed, NOBODY, Result, Was, check, rewrite};
use crate::directory::import::matching::{Matching, Traits};
use crate::directory::refusal::Refused;
use crate::directory::store::records::Owned;
use crate::directory::store::survey::By;
use crate::directory::store::{joins, organizations, records, reviews, words};
use crate::directory::{OrganizationId, item};
use crate::platform::Clock;
use crate::platform::hub_id::HubId;

/// Makes an organisation that was joined with another one of its own again: every record and every word that was told of it goes
/// back, and no later import joins the two. Answers the one it was joined with.
pub fn part(
    tx: &mut Tx<'_>,
    hub: HubId,
    joined: OrganizationId,
    because: &str,
    by: By<'_>,
    clock: &Clock,
) -> Result<OrganizationId> {
    let because = check::reason(because)?;
    let deed = Deed::because(tx, hub, by, &because)?;
    let gone = organizations::find(tx, hub, joined)?.ok_or(Refused::NoSuchOrganization)?;
    let (Some(into), Some(since)) = (gone.merged_into, gone.merged_at) else { return Err(Refused::NotJoined) };
    let kept = joins::standing(tx, hub, joined)?;
    let Some(stays) = organizations::find(tx, hub, kept)? else { return Err(Refused::NoSuchOrganization) };
    let before = Answers::of(tx, hub, kept)?;

    let mut family = vec![joined];
    family.extend(joins::joined_into(tx, hub, joined)?.into_iter().map(|one| one.id));
    let own_before = Answers::shown_last(tx, hub, joined)?;
    give_records_back(tx, &deed, kept, &family, since)?;
    words::give(tx, hub, kept, joined, Some(&family), by)?;
    joins::set_parted(tx, hub, joined, by.now)?;
    words::settle(tx, hub, kept, by)?;
    words::settle(tx, hub, joined, by)?;
    reviews::take_back(tx, hub, joined)?;
    for other in HashSet::from([into, kept]) {
        reviews::settle(tx, hub, clock, (joined, other), "different", by)?;
    }

    let names = |was: &str| Was { was: Some(was.to_owned()), became: None };
    deed.note(tx, kept, item::PARTED, names(&gone.organization.name), NOBODY)?;
    deed.note(tx, joined, item::PARTED, names(&stays.organization.name), NOBODY)?;
    before.note_changes(tx, &deed, kept)?;
    own_before.note_changes(tx, &deed, joined)?;
    rewrite(tx, &deed, kept, &[])?;
    rewrite(tx, &deed, joined, &[])?;
    Ok(kept)
}

/// The records that were first matched with one of the family go back; of those that came since, the ones that the import would
/// match with them if the two had never been joined.
fn give_records_back(
    tx: &mut Tx<'_>,
    deed: &Deed<'_>,
    kept: OrganizationId,
    family: &[OrganizationId],
    since: Timestamp,
) -> Result<()> {
    let all = records::owned(tx, deed.hub, kept, since)?;
    for owned in theirs(&all, family) {
        records::give(tx, deed.hub, owned.record.source.code(), &owned.record.key, family[0])?;
    }
    records::give_told_of(tx, deed.hub, kept, family[0], family)?;
    Ok(())
}

/// The late records that go with the family.
fn theirs<'a>(all: &'a [Owned], family: &[OrganizationId]) -> Vec<&'a Owned> {
    const STAYS: u32 = 0;
    const GOES: u32 = 1;
    let of = |owned: &Owned| match (family.contains(&owned.told_of), owned.is_late) {
        (true, _) => Some(GOES),
        (false, false) => Some(STAYS),
        (false, true) => None,
    };
    let mut matching = Matching::default();
    for owned in all {
        matching.add(Traits::of(&owned.record), of(owned));
    }
    let groups = matching.join(&HashSet::from([(STAYS, GOES)]));
    let goes: HashSet<u32> = all
        .iter()
        .zip(&groups.group_of)
        .filter(|(owned, _)| of(owned) == Some(GOES))
        .map(|(_, group)| *group)
        .collect();
    let late = all.iter().zip(&groups.group_of).filter(|(owned, group)| of(owned).is_none() && goes.contains(group));
    late.map(|(owned, _)| owned).collect()
}
