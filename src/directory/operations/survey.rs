//! Answers to the hub's survey, and care-manager time.

use kyoten_store::Tx;

use super::{Deed, NOBODY, Result, Was, check, present, refresh_document};
use crate::directory::OrganizationId;
use crate::directory::capability::{Answer, Capability};
use crate::directory::hours::CareManagerTime;
use crate::directory::item;
use crate::directory::refusal::Refused;
use crate::directory::store::survey::{self, By, StoredCareManagerTime};
use crate::directory::store::words::{self, Words};
use crate::platform::hub_id::HubId;

/// Keeps an organisation's answer to one question of the survey.
pub fn answer(tx: &mut Tx<'_>, hub: HubId, id: OrganizationId, new: Capability, by: By<'_>) -> Result<()> {
    let deed = Deed::begin(tx, hub, by)?;
    present(tx, hub, id)?;
    check::capability_code(tx, hub, &new.code)?;
    let condition = check::text(&new.condition)?;
    if new.answer == Answer::Conditional && condition.is_empty() {
        return Err(Refused::ConditionMissing);
    }
    let source = check::source(&new.source, new.answered_on, by)?;
    let was = held(tx, hub, id, &new.code)?;
    check::not_before(new.answered_on, was.as_ref().map(|was| was.answered_on))?;
    let new = Capability { condition, source, ..new };
    survey::set_capability(tx, hub, id, deed.revision, &new, by)?;
    let values = Was { was: was.as_ref().map(told), became: Some(told(&new)) };
    deed.note(tx, id, &item::of_question(&new.code), values, &new.source)?;
    refresh_document(tx, &deed, id)?;
    Ok(())
}

/// Withdraws the answer to a question: it was never asked, as far as anybody sees.
pub fn withdraw_answer(
    tx: &mut Tx<'_>,
    hub: HubId,
    id: OrganizationId,
    code: &str,
    because: &str,
    by: By<'_>,
) -> Result<()> {
    let because = check::reason(because)?;
    let deed = Deed::because(tx, hub, by, &because)?;
    present(tx, hub, id)?;
    let was = held(tx, hub, id, code)?.ok_or(Refused::NothingToWithdraw)?;
    words::withdraw(tx, hub, id, Words::Answers, code, &because, by)?;
    deed.note(tx, id, &item::of_question(code), Was { was: Some(told(&was)), became: None }, NOBODY)?;
    refresh_document(tx, &deed, id)?;
    Ok(())
}

/// Sets when an organisation takes care managers' calls.
pub fn set_care_manager_time(
    tx: &mut Tx<'_>,
    hub: HubId,
    id: OrganizationId,
    new: StoredCareManagerTime,
    by: By<'_>,
) -> Result<()> {
    let deed = Deed::begin(tx, hub, by)?;
    present(tx, hub, id)?;
    let source = check::source(&new.source, new.answered_on, by)?;
    let (contact, note) = (check::line(new.time.contact())?, check::text(new.time.note())?);
    let reach = new.time.reach().iter().copied();
    let time = CareManagerTime::new(new.time.hours().clone(), reach, &contact, &note).map_err(Refused::NoWindow)?;
    let was = survey::care_manager_time(tx, hub, id)?;
    check::not_before(new.answered_on, was.as_ref().map(|was| was.answered_on))?;
    let new = StoredCareManagerTime { time, source, ..new };
    survey::set_care_manager_time(tx, hub, id, deed.revision, &new, by)?;
    let values = Was { was: was.as_ref().map(said), became: Some(said(&new)) };
    deed.note(tx, id, item::CARE_MANAGER_TIME, values, &new.source)?;
    refresh_document(tx, &deed, id)?;
    Ok(())
}

/// Withdraws the care-manager time.
pub fn withdraw_care_manager_time(
    tx: &mut Tx<'_>,
    hub: HubId,
    id: OrganizationId,
    because: &str,
    by: By<'_>,
) -> Result<()> {
    let because = check::reason(because)?;
    let deed = Deed::because(tx, hub, by, &because)?;
    present(tx, hub, id)?;
    let was = survey::care_manager_time(tx, hub, id)?.ok_or(Refused::NothingToWithdraw)?;
    words::withdraw(tx, hub, id, Words::CareManagerTime, Words::TIME, &because, by)?;
    deed.note(tx, id, item::CARE_MANAGER_TIME, Was { was: Some(said(&was)), became: None }, NOBODY)?;
    refresh_document(tx, &deed, id)?;
    Ok(())
}

fn held(tx: &mut Tx<'_>, hub: HubId, id: OrganizationId, code: &str) -> Result<Option<Capability>> {
    Ok(survey::capabilities(tx, hub, id)?.into_iter().find(|known| known.code == code))
}

/// An answer as the history keeps it: `yes 市内だけ`.
pub(in crate::directory) fn told(answer: &Capability) -> String {
    format!("{} {}", answer.answer.code(), answer.condition).trim_end().to_owned()
}

/// A care-manager time as the history keeps it: the hours, the ways, whom to ask for.
pub(in crate::directory) fn said(stored: &StoredCareManagerTime) -> String {
    let time = &stored.time;
    let ways = time.reach().iter().map(|reach| reach.japanese()).collect::<Vec<_>>().join("・");
    let parts = [time.hours().to_string(), ways, time.contact().to_owned(), time.note().to_owned()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}
