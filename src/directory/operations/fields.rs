//! Setting a field as the hub knows it, and withdrawing what was set.

use kyoten_store::Tx;

use super::{Deed, Result, Whereabouts, check, present, rewrite, whereabouts};
use crate::directory::OrganizationId;
use crate::directory::facts::{Fact, HeldFact};
use crate::directory::item::Item;
use crate::directory::organization::{Field, Organization};
use crate::directory::record::PlaceFacts;
use crate::directory::refusal::Refused;
use crate::directory::store::facts;
use crate::directory::store::survey::By;
use crate::directory::store::words::{self, Words};
use crate::platform::hub_id::HubId;

/// Sets one field as the hub knows it. The sources keep what they say; the hub's word is shown. Answers where the organisation is
/// shown now, when that was the question.
pub fn set_field(
    tx: &mut Tx<'_>,
    hub: HubId,
    id: OrganizationId,
    fact: Fact,
    by: By<'_>,
) -> Result<Option<Whereabouts>> {
    set_fields(tx, hub, id, vec![fact], by)
}

/// Sets several fields at once, each one once, such as an address and its point.
pub fn set_fields(
    tx: &mut Tx<'_>,
    hub: HubId,
    id: OrganizationId,
    facts: Vec<Fact>,
    by: By<'_>,
) -> Result<Option<Whereabouts>> {
    let deed = Deed::begin(tx, hub, by)?;
    let before = present(tx, hub, id)?.organization;
    let held = facts::held(tx, hub, id)?;
    let mut address = None;
    let mut items = Vec::new();
    for fact in facts {
        let known = held.iter().find(|held| held.fact.field == fact.field).map(|held| held.fact.as_of);
        check::not_before(fact.as_of, known)?;
        let fact = Fact { source: check::source(&fact.source, fact.as_of, by)?, ..fact };
        let new = checked(tx, fact, &before, address.as_ref())?;
        if new.fact.field == Field::Address {
            address.clone_from(&new.place);
        }
        items.push(Item::Field(new.fact.field));
        facts::set(tx, hub, id, deed.revision, &new, by)?;
    }
    let after = rewrite(tx, &deed, id, &items)?.organization;
    shown(tx, &items, &after)
}

/// Withdraws what the hub said of a field: what the sources say is shown again.
pub fn withdraw_field(
    tx: &mut Tx<'_>,
    hub: HubId,
    id: OrganizationId,
    field: Field,
    because: &str,
    by: By<'_>,
) -> Result<Option<Whereabouts>> {
    let because = check::reason(because)?;
    let deed = Deed::because(tx, hub, by, &because)?;
    present(tx, hub, id)?;
    if words::withdraw(tx, hub, id, Words::Facts, field.code(), &because, by)? == 0 {
        return Err(Refused::NothingToWithdraw);
    }
    let items = [Item::Field(field)];
    let after = rewrite(tx, &deed, id, &items)?.organization;
    shown(tx, &items, &after)
}

/// The fact as it is kept. `address` is the one that is set with it.
fn checked(tx: &mut Tx<'_>, fact: Fact, before: &Organization, address: Option<&PlaceFacts>) -> Result<HeldFact> {
    let main = before.main_place();
    let mut place = None;
    let value = match fact.field {
        Field::Name => check::name(&fact.value)?,
        Field::Kana => check::kana(&fact.value)?.unwrap_or_default(),
        Field::Phone | Field::Fax => check::phone(&fact.value)?.unwrap_or_default(),
        Field::Url => check::url(&fact.value)?,
        Field::Email => check::email(&fact.value)?,
        Field::Hours => {
            check::opening(&fact.value)?;
            check::text(&fact.value)?
        }
        Field::Note => check::text(&fact.value)?,
        Field::Address => {
            let near: Vec<String> =
                Some(main.municipality.clone()).filter(|code| !code.is_empty()).into_iter().collect();
            let read = whereabouts::read(tx, &fact.value, None, &near)?;
            let value = read.address.clone();
            place = Some(read);
            value
        }
        Field::Point => {
            let known = PlaceFacts {
                municipality: main.municipality.clone(),
                address: main.address.clone(),
                ..PlaceFacts::default()
            };
            let about = address.cloned().unwrap_or(known);
            let position = if fact.value.trim().is_empty() { None } else { Some(whereabouts::point(&fact.value)?) };
            if let Some(point) = position {
                whereabouts::check_point(tx, point, &about.municipality)?;
            }
            place = Some(PlaceFacts { position, ..about });
            position.map_or_else(String::new, |p| {
                format!("{},{}", f64::from(p.latitude) / 1e6, f64::from(p.longitude) / 1e6)
            })
        }
    };
    Ok(HeldFact { fact: Fact { value, ..fact }, place })
}

fn shown(tx: &mut Tx<'_>, items: &[Item], after: &Organization) -> Result<Option<Whereabouts>> {
    let asked = [Item::Field(Field::Address), Item::Field(Field::Point)].iter().any(|item| items.contains(item));
    if asked { Whereabouts::of(tx, after).map(Some) } else { Ok(None) }
}
