//! The invented people of the demo work with the hub: added, invited and ended through the operations that people use.

use jiff::ToSpan as _;
use kyoten_store::{Store, Tx};

use super::area::{self, RecordKey};
use super::demo::{DemoError, organization_of};
use super::members::{Fate, InventedMember, members};
use crate::directory::OrganizationId;
use crate::directory::kind::OrganizationKind;
use crate::directory::operations::{self, NewOrganization};
use crate::directory::record::Record;
use crate::directory::store::survey::By;
use crate::people;
use crate::people::agreement::{AgreementKind, AgreementText};
use crate::people::operations::{LinkLife, NewAffiliation, NewMember, NewRole, Opened, PaperAgreement, SameName};
use crate::platform::access::Viewer;
use crate::platform::hub_id::HubId;
use crate::platform::{Clock, Config};

/// Adds the invented members, each to the invented facility where he works.
pub fn add_members(store: &Store, clock: &Clock, hub: HubId, seed: u64) -> Result<(), DemoError> {
    let made = area::fictional_area(seed, clock.today());
    let keys = |name: &str| made.records.iter().filter(|record| record.name == name).map(key_of).collect::<Vec<_>>();
    let wanted: Vec<_> =
        members(clock.today()).into_iter().map(|one| (one.facility.map(keys).unwrap_or_default(), one)).collect();
    let clock = clock.clone();
    store.write_blocking(move |tx| {
        publish_agreements(tx, hub, &clock)?;
        for (keys, one) in &wanted {
            let mut place = None;
            for key in keys {
                place = place.or(organization_of(tx, hub, key)?);
            }
            add_member(tx, hub, one, place, &clock)?;
        }
        Ok(())
    })
}

/// Adds the same people to a hub that was filled with open data. Nobody invented works at a real facility: they all belong to one sample.
pub fn add_members_to_a_sample(store: &Store, clock: &Clock, hub: HubId, area: &[String]) -> Result<(), DemoError> {
    let sample = NewOrganization {
        kind: OrganizationKind::Other,
        name: "見本の事業所".to_owned(),
        kana: "みほんのじぎょうしょ".to_owned(),
        address: String::new(),
        municipality: String::new(),
        near: area.to_vec(),
        position: None,
        phone: String::new(),
        numbers: Vec::new(),
        note: "練習用です。実在しません。".to_owned(),
        hours: String::new(),
        source: "見本".to_owned(),
        as_of: clock.today(),
    };
    let (wanted, clock) = (members(clock.today()), clock.clone());
    store.write_blocking(move |tx| {
        publish_agreements(tx, hub, &clock)?;
        let place = operations::add(tx, hub, &sample, By { who: "demo", now: clock.now() }, &clock)?.id;
        for one in &wanted {
            add_member(tx, hub, one, one.facility.map(|_| place), &clock)?;
        }
        Ok(())
    })
}

fn publish_agreements(tx: &mut Tx<'_>, hub: HubId, clock: &Clock) -> Result<(), DemoError> {
    for kind in AgreementKind::ALL {
        let text = AgreementText {
            kind,
            version: FIRST_EDITION.to_owned(),
            in_force_on: clock.today().saturating_sub(2.years()),
            document: "見本".to_owned(),
        };
        people::operations::publish(tx, &Viewer::Operator { hub }, &text, clock)?;
    }
    Ok(())
}

const FIRST_EDITION: &str = "第1版";

/// Tells the story of one member through the operations that people use.
fn add_member(
    tx: &mut Tx<'_>,
    hub: HubId,
    one: &InventedMember,
    place: Option<OrganizationId>,
    clock: &Clock,
) -> Result<(), DemoError> {
    use people::operations as act;
    let operator = Viewer::Operator { hub };
    let affiliation = place.map(|organization| NewAffiliation {
        title: one.title.to_owned(),
        from: Some(one.since),
        ..NewAffiliation::at(organization)
    });
    let new = NewMember { form: one.form.clone(), affiliation, same_name: SameName::Ask };
    let id = act::add(tx, &operator, &new, clock)?;
    let link = act::invite(tx, &operator, id, LinkLife::from(Config::standard().links), clock)?;
    if one.fate == Fate::Invited {
        return Ok(());
    }
    let anyone = Viewer::Anyone { hub };
    if let Opened::Welcome { claim: Some(claim), .. } = act::open(tx, &anyone, &link.secret, &[], clock)? {
        act::accept(tx, &anyone, link.link.id, &claim, clock)?;
    }
    for role in &one.roles {
        act::give_role(tx, &operator, id, NewRole::of_hub(*role), clock)?;
    }
    if let Some(place) = place.filter(|_| one.manages) {
        act::give_role(tx, &operator, id, NewRole::manager(place), clock)?;
    }
    for kind in AgreementKind::ALL {
        let sheet = PaperAgreement {
            kind,
            version: FIRST_EDITION.to_owned(),
            agreed_on: one.since,
            document: "見本".to_owned(),
        };
        act::record_agreement(tx, &operator, id, &sheet, clock)?;
    }
    if one.fate == Fate::Left {
        act::end(tx, &operator, id, clock)?;
    }
    Ok(())
}

fn key_of(record: &Record) -> RecordKey {
    RecordKey { source: record.source, key: record.key.clone() }
}
