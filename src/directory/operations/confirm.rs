//! Confirming an entry (記載の確認): somebody at the organisation has looked at it and said that it is right.

use jiff::civil::Date;
use kyoten_store::Tx;

use super::{Deed, NOBODY, Result, Was, check, present};
use crate::directory::refusal::Refused;
use crate::directory::store::organizations::{self, Stored};
use crate::directory::store::survey::By;
use crate::directory::{OrganizationId, item};
use crate::platform::hub_id::HubId;

/// Keeps that an organisation has confirmed its entry on a day, and who did.
pub fn confirm(
    tx: &mut Tx<'_>,
    hub: HubId,
    id: OrganizationId,
    confirmed_on: Date,
    confirmed_by: &str,
    by: By<'_>,
) -> Result<()> {
    let deed = Deed::begin(tx, hub, by)?;
    let was = present(tx, hub, id)?;
    let who = check::source(confirmed_by, confirmed_on, by)?;
    check::not_before(confirmed_on, was.confirmed_on.as_deref().and_then(|day| day.parse().ok()))?;
    let day = confirmed_on.to_string();
    organizations::set_confirmed(tx, hub, id, Some((&day, &who)), by.now)?;
    deed.note(tx, id, item::CONFIRMED, Was { was: shown(&was), became: Some(day) }, &who)
}

/// Takes a confirmation back that was entered by mistake.
pub fn withdraw_confirmation(tx: &mut Tx<'_>, hub: HubId, id: OrganizationId, because: &str, by: By<'_>) -> Result<()> {
    let because = check::reason(because)?;
    let deed = Deed::because(tx, hub, by, &because)?;
    let was = present(tx, hub, id)?;
    if was.confirmed_on.is_none() {
        return Err(Refused::NothingToWithdraw);
    }
    organizations::set_confirmed(tx, hub, id, None, by.now)?;
    deed.note(tx, id, item::CONFIRMED, Was { was: shown(&was), became: None }, NOBODY)
}

fn shown(stored: &Stored) -> Option<String> {
    stored.confirmed_on.clone()
}
