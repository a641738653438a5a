//! What people do to the directory: every operation checks, keeps what it replaces, writes the history and lets search know.
//!
//! Each raises the directory's revision before it reads anything: that row is locked until the commit, so on PostgreSQL too one
//! operation, or one import, sees what the other one left.

mod add;
mod check;
mod confirm;
mod fields;
mod join;
mod part;
mod questions;
mod survey;
mod whereabouts;

use kyoten_store::Tx;

use super::document;
use super::facts::{self, HeldFact};
use super::item::{self, Item};
use super::merge;
use super::record::Source;
use super::store::history::{self, Change};
use super::store::organizations::{self, Stored};
use super::store::records::Sources;
use super::store::survey::By;
use super::store::{documents, facts as held_facts, joins, records, survey as answers};
use super::{OrganizationId, refusal::Refused};
use crate::platform::hub_id::HubId;

pub use add::{Added, NewOrganization, add};
pub use check::{LONGEST_FIELD, LONGEST_NAME, capability_code, field, kind};
pub use confirm::{confirm, withdraw_confirmation};
pub use fields::{set_field, set_fields, withdraw_field};
pub use join::{Decision, decide, join};
pub use part::part;
pub use questions::{add_capability_code, retire_capability_code};
pub use survey::{answer, set_care_manager_time, withdraw_answer, withdraw_care_manager_time};
#[cfg(test)]
pub(super) use survey::{said, told};
pub use whereabouts::{Whereabouts, point};

/// An operation's answer: done, or a refusal that says what to mend, or the database's trouble.
pub type Result<T> = std::result::Result<T, Refused>;

/// One thing that a person does: in which directory, as which revision, who, and why where that must be said.
#[derive(Clone, Copy)]
struct Deed<'a> {
    hub: HubId,
    revision: i64,
    by: By<'a>,
    reason: &'a str,
}

impl<'a> Deed<'a> {
    fn begin(tx: &mut Tx<'_>, hub: HubId, by: By<'a>) -> Result<Self> {
        Self::because(tx, hub, by, "")
    }

    fn because(tx: &mut Tx<'_>, hub: HubId, by: By<'a>, reason: &'a str) -> Result<Self> {
        if check::line(by.who)?.is_empty() {
            return Err(Refused::WhoMissing);
        }
        Ok(Self { hub, revision: documents::raise_revision(tx, hub)?, by, reason })
    }

    /// Writes a line of the history.
    fn note(&self, tx: &mut Tx<'_>, id: OrganizationId, field: &str, values: Was, source: &str) -> Result<()> {
        let change = Change {
            at: self.by.now,
            field: field.to_owned(),
            was: values.was,
            became: values.became,
            source: source.to_owned(),
            by: self.by.who.to_owned(),
            reason: self.reason.to_owned(),
        };
        Ok(history::add(tx, self.hub, id, self.revision, &change)?)
    }
}

/// What was shown, and what is shown since.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Was {
    was: Option<String>,
    became: Option<String>,
}

/// Stands in the history where no source says what is shown.
const NOBODY: &str = "–";

/// Joins an organisation anew from its records and the hub's facts, notes what is shown differently, and lets search know.
/// `told` are the items that the person spoke of: they have a line in the history even when they are shown as before.
fn rewrite(tx: &mut Tx<'_>, deed: &Deed<'_>, id: OrganizationId, told: &[Item]) -> Result<Stored> {
    let hub = deed.hub;
    let old = present(tx, hub, id)?;
    let Sources { records, joined, missing } = records::of_organization(tx, hub, id)?;
    let held = held_facts::held(tx, hub, id)?;
    let towns = whereabouts::towns_of(tx, &records, &held)?;
    // One whose rows this version cannot read stays as it was.
    let unread = records.is_empty();
    let mut organization =
        if unread { old.organization.clone() } else { merge::merge_joined(records, &joined, &towns) };
    facts::lay_over(&mut organization, &held, &towns);
    let missing_since =
        if unread { old.missing_since } else { missing.then(|| old.missing_since.unwrap_or(deed.by.now)) };
    organizations::save(tx, hub, id, &organization, missing_since, deed.by.now)?;
    for item in Item::ALL {
        let values = Was { was: item.of(&old.organization), became: item.of(&organization) };
        if values.was != values.became || told.contains(&item) {
            deed.note(tx, id, item.code(), values, &source_of(item, &organization, &held))?;
        }
    }
    note_missing(tx, deed, id, old.missing_since.is_some(), missing_since.is_some())?;
    refresh_document(tx, deed, id)
}

/// By whose word an item is shown: the person's own words where the hub has set it.
fn source_of(item: Item, organization: &super::organization::Organization, held: &[HeldFact]) -> String {
    let source = item.source(organization);
    let field = item.origin_field(organization).filter(|_| source == Some(Source::Hub));
    match held.iter().find(|held| Some(held.fact.field.code()) == field) {
        Some(held) => held.fact.source.clone(),
        None => source.map_or(NOBODY, Source::code).to_owned(),
    }
}

fn note_missing(tx: &mut Tx<'_>, deed: &Deed<'_>, id: OrganizationId, was: bool, is: bool) -> Result<()> {
    if was == is {
        return Ok(());
    }
    let values = Was { was: Some(was.to_string()), became: Some(is.to_string()) };
    deed.note(tx, id, item::MISSING, values, NOBODY)
}

/// Writes the text that search reads.
fn refresh_document(tx: &mut Tx<'_>, deed: &Deed<'_>, id: OrganizationId) -> Result<Stored> {
    let stored = present(tx, deed.hub, id)?;
    let surveyed = answers::surveyed(tx, deed.hub, id)?;
    let text = document::write(&stored.organization, &surveyed, stored.missing_since.is_some());
    documents::save(tx, deed.hub, id, deed.revision, &text)?;
    Ok(stored)
}

/// The organisation as it is; one that was joined with another is refused with the number of that one.
fn present(tx: &mut Tx<'_>, hub: HubId, id: OrganizationId) -> Result<Stored> {
    let stored = organizations::find(tx, hub, id)?.ok_or(Refused::NoSuchOrganization)?;
    match stored.merged_into {
        None => Ok(stored),
        Some(_) => Err(Refused::Joined { into: joins::standing(tx, hub, id)?.to_string() }),
    }
}
