//! The hub's own questions of the survey.

use kyoten_store::Tx;

use super::survey::told;
use super::{Deed, NOBODY, Result, Was, check, refresh_document};
use crate::directory::capability::codes::CapabilityGroup;
use crate::directory::capability::{Capability, OWN_PREFIX, OwnCode};
use crate::directory::refusal::Refused;
use crate::directory::store::survey::{self, By};
use crate::directory::store::{organizations, words};
use crate::directory::{OrganizationId, item};
use crate::platform::hub_id::HubId;

/// The group of questions that stand under no heading of the built-in table.
pub const OWN_GROUP: &str = "own";

/// Adds a question to the hub's survey. One that was retired is asked again, and its answers, with the days they were given, are
/// seen again.
pub fn add_capability_code(tx: &mut Tx<'_>, hub: HubId, own: &OwnCode, by: By<'_>) -> Result<()> {
    let rest = own.code.strip_prefix(OWN_PREFIX).unwrap_or_default();
    let plain = rest.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    if rest.is_empty() || rest.len() > 40 || !plain {
        return Err(Refused::BadCapabilityCode(own.code.clone()));
    }
    let groups = || CapabilityGroup::ALL.into_iter().map(CapabilityGroup::japanese).chain([OWN_GROUP]);
    if !groups().any(|group| group == own.group) {
        let nearest = check::nearest(&own.group, groups());
        return Err(Refused::UnknownWord { what: "見出し", typed: own.group.clone(), nearest });
    }
    let own = OwnCode { japanese: check::name(&own.japanese)?, english: check::name(&own.english)?, ..own.clone() };
    let deed = Deed::begin(tx, hub, by)?;
    if !survey::add_own_code(tx, hub, &own, by.now)? {
        return Err(Refused::CapabilityCodeTaken(own.code.clone()));
    }
    for id in survey::told_under(tx, hub, &own.code)? {
        words::settle(tx, hub, id, by)?;
        if let Some(answer) = current(tx, hub, id, &own.code)? {
            let values = Was { was: None, became: Some(told(&answer)) };
            deed.note(tx, id, &item::of_question(&own.code), values, &answer.source)?;
        }
        refresh(tx, &deed, id)?;
    }
    Ok(())
}

/// Stops asking a question of the hub's own: its answers stay in the history and are found by nobody. How many there were.
pub fn retire_capability_code(tx: &mut Tx<'_>, hub: HubId, code: &str, because: &str, by: By<'_>) -> Result<usize> {
    if !code.starts_with(OWN_PREFIX) {
        return Err(Refused::NotAnOwnQuestion(code.to_owned()));
    }
    let because = check::reason(because)?;
    let deed = Deed::because(tx, hub, by, &because)?;
    check::capability_code(tx, hub, code)?;
    let mut answers = Vec::new();
    for id in survey::told_under(tx, hub, code)? {
        answers.extend(current(tx, hub, id, code)?.map(|answer| (id, answer)));
    }
    survey::put_answers_aside(tx, hub, code, by)?;
    survey::retire_own_code(tx, hub, code, by)?;
    for (id, answer) in &answers {
        let values = Was { was: Some(told(answer)), became: None };
        deed.note(tx, *id, &item::of_question(code), values, NOBODY)?;
        refresh(tx, &deed, *id)?;
    }
    Ok(answers.len())
}

fn current(tx: &mut Tx<'_>, hub: HubId, id: OrganizationId, code: &str) -> Result<Option<Capability>> {
    Ok(survey::capabilities(tx, hub, id)?.into_iter().find(|known| known.code == code))
}

/// The words of one that was joined since have gone to another; it has no document of its own.
fn refresh(tx: &mut Tx<'_>, deed: &Deed<'_>, id: OrganizationId) -> Result<()> {
    let stored = organizations::find(tx, deed.hub, id)?;
    if stored.is_some_and(|stored| stored.merged_into.is_none()) {
        refresh_document(tx, deed, id)?;
    }
    Ok(())
}
