//! Joining two organisations that are one (名寄せ). Nothing of either is lost, so that they can [part](super::part()) again.

use std::collections::BTreeMap;

use kyoten_store::Tx;

use super::survey::{said, told};
use super::{Deed, NOBODY, Result, Was, present, rewrite};
use crate::directory::refusal::Refused;
use crate::directory::store::reviews::MatchReview;
use crate::directory::store::survey::{self, By};
use crate::directory::store::{documents, history, joins, records, reviews, words};
use crate::directory::{OrganizationId, item};
use crate::platform::hub_id::HubId;
use crate::platform::{Clock, Id};

/// What a person decides about a doubtful match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// They are one: the second is joined into the first.
    Same,
    /// They are two, and stay two in every later import.
    Different,
}

/// Settles a doubtful match.
pub fn decide(
    tx: &mut Tx<'_>,
    hub: HubId,
    review: Id<MatchReview>,
    decision: Decision,
    by: By<'_>,
    clock: &Clock,
) -> Result<()> {
    let deed = Deed::begin(tx, hub, by)?;
    let (keep, other) = reviews::find_open(tx, hub, review)?.ok_or(Refused::ReviewSettled)?;
    match decision {
        Decision::Same => join_in(tx, &deed, keep, other, clock),
        Decision::Different => Ok(reviews::settle(tx, hub, clock, (keep, other), "different", by)?),
    }
}

/// Joins an organisation into another one. Where both have a word about the same thing the later one holds, and the other stays in
/// the history; the address of the joined one leads to the one that is kept.
pub fn join(
    tx: &mut Tx<'_>,
    hub: HubId,
    keep: OrganizationId,
    other: OrganizationId,
    by: By<'_>,
    clock: &Clock,
) -> Result<()> {
    let deed = Deed::begin(tx, hub, by)?;
    join_in(tx, &deed, keep, other, clock)
}

fn join_in(tx: &mut Tx<'_>, deed: &Deed<'_>, keep: OrganizationId, other: OrganizationId, clock: &Clock) -> Result<()> {
    let (hub, by) = (deed.hub, deed.by);
    if keep == other {
        return Err(Refused::OneAndTheSame);
    }
    let kept = present(tx, hub, keep)?;
    let gone = present(tx, hub, other)?;
    let before = Answers::of(tx, hub, keep)?;
    records::give_all(tx, hub, other, keep)?;
    words::give(tx, hub, other, keep, None, by)?;
    words::settle(tx, hub, keep, by)?;
    joins::set_merged_into(tx, hub, other, keep, by.now)?;
    reviews::carry_over(tx, hub, clock, other, keep)?;
    reviews::settle(tx, hub, clock, (keep, other), "same", by)?;
    documents::save(tx, hub, other, deed.revision, "")?;
    let names = |was: &str| Was { was: Some(was.to_owned()), became: None };
    deed.note(tx, keep, item::JOINED, names(&gone.organization.name), NOBODY)?;
    deed.note(tx, other, item::JOINED, names(&kept.organization.name), NOBODY)?;
    before.note_changes(tx, deed, keep)?;
    rewrite(tx, deed, keep, &[])?;
    Ok(())
}

/// The answers of an organisation as the history tells them, with their sources.
pub(super) struct Answers(BTreeMap<String, (String, String)>);

impl Answers {
    pub(super) fn of(tx: &mut Tx<'_>, hub: HubId, id: OrganizationId) -> Result<Self> {
        let answers = survey::capabilities(tx, hub, id)?.into_iter();
        let answers = answers.map(|one| (item::of_question(&one.code), (told(&one), one.source)));
        let time = survey::care_manager_time(tx, hub, id)?;
        let time = time.map(|time| (item::CARE_MANAGER_TIME.to_owned(), (said(&time), time.source)));
        Ok(Self(answers.chain(time).collect()))
    }

    /// As they were shown last: the answers of one that was joined are those of another now.
    pub(super) fn shown_last(tx: &mut Tx<'_>, hub: HubId, id: OrganizationId) -> Result<Self> {
        let shown = history::shown_last(tx, hub, id)?.into_iter();
        let answers = shown.filter(|(field, _, _)| item::is_answer(field));
        Ok(Self(answers.map(|(field, shown, source)| (field, (shown, source))).collect()))
    }

    /// Notes what is answered differently since.
    pub(super) fn note_changes(&self, tx: &mut Tx<'_>, deed: &Deed<'_>, id: OrganizationId) -> Result<()> {
        let now = Self::of(tx, deed.hub, id)?;
        let both = self.0.keys().chain(now.0.keys().filter(|field| !self.0.contains_key(*field)));
        for field in both {
            let (was, is) = (self.0.get(field), now.0.get(field));
            if was.map(|was| &was.0) != is.map(|is| &is.0) {
                let values = Was { was: was.map(|was| was.0.clone()), became: is.map(|is| is.0.clone()) };
                deed.note(tx, id, field, values, is.map_or(NOBODY, |is| &is.1))?;
            }
        }
        Ok(())
    }
}
