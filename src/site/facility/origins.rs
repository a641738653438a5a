//! Where each item of the page comes from (情報の出どころ).

use crate::directory::item::Item;
use crate::directory::organization::{Field, Organization};
use crate::platform::web::{Page, Phrase};
use crate::site::words;

/// One row of the table.
pub struct OriginRow {
    /// The item.
    pub item: Phrase,
    /// Who said it.
    pub source: Phrase,
    /// Of which day.
    pub date: Option<Phrase>,
}

/// The origin of every item, in the order of the page.
pub fn rows(page: &Page, organization: &Organization) -> Vec<OriginRow> {
    let fields = Field::ALL.into_iter().map(|field| (field.code(), words::item(page, Item::Field(field))));
    let all = fields.chain([("owner", page.t.facility_operator())]).filter(|(code, _)| is_there(organization, code));
    let row = |(code, item): (&str, Phrase)| {
        let origin = organization.origins.get(code)?;
        let date = origin.as_of.map(|day| page.t.date(day));
        Some(OriginRow { item, source: words::source(page, origin.source), date })
    };
    all.filter_map(row).collect()
}

/// An item that is not there needs no source.
fn is_there(organization: &Organization, code: &str) -> bool {
    match code {
        "kana" => organization.kana.is_some(),
        "phone" => organization.phone.is_some(),
        "fax" => organization.fax.is_some(),
        "url" => organization.url.is_some(),
        "email" => organization.email.is_some(),
        "address" => !organization.main_place().address.is_empty(),
        "hours" => organization.services.iter().any(|service| service.hours.is_some()),
        "note" => !organization.note.is_empty(),
        "owner" => organization.owner.is_some(),
        _ => true,
    }
}
