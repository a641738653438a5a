//! What is shown of an organisation, item by item (項目), in the words the history keeps: it compares them, so that no change
//! of anything that is shown goes unnoticed.

use std::fmt::Write as _;

use super::hours::{Hours, HoursParts};
use super::organization::{Field, Organization, Place, Service};
use super::record::Source;

/// In the history beside the items: ケアマネタイム.
pub const CARE_MANAGER_TIME: &str = "care_manager_time";
/// The day on which the organisation confirmed its entry.
pub const CONFIRMED: &str = "confirmed";
/// Whether no newest source names it any more.
pub const MISSING: &str = "missing";
/// Two organisations became one; `was` is the name of the other.
pub const JOINED: &str = "joined";
/// They are two again; `was` is the name of the other.
pub const PARTED: &str = "parted";

/// Whether a line of the history speaks of two organisations.
pub fn is_of_two(field: &str) -> bool {
    matches!(field, JOINED | PARTED)
}

/// Where a line stands among those of one moment: what happened to the whole, then item by item, then the answers.
pub fn place(field: &str) -> usize {
    let at = Item::ALL.iter().position(|item| item.code() == field);
    match at {
        Some(at) => 1 + at,
        None if is_answer(field) => 1 + Item::ALL.len(),
        None => 0,
    }
}

const QUESTION: &str = "capability:";

/// In the history: an answer to a question of the survey.
pub fn of_question(code: &str) -> String {
    format!("{QUESTION}{code}")
}

/// The question of which a line of the history speaks.
pub fn question(field: &str) -> Option<&str> {
    field.strip_prefix(QUESTION)
}

/// Whether a line of the history speaks of what was answered to the hub.
pub fn is_answer(field: &str) -> bool {
    question(field).is_some() || field == CARE_MANAGER_TIME
}

/// One item of an organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Item {
    /// A field that the hub may set itself.
    Field(Field),
    /// 種類.
    Kind,
    /// 法人の名称.
    Owner,
    /// 法人番号.
    OwnerNumber,
    /// 公的な番号.
    Identifiers,
    /// 方書(ビル名等) of the main place.
    Building,
    /// 郵便番号 of the main place.
    PostalCode,
    /// 市区町村 of the main place.
    Municipality,
    /// ほかの場所.
    OtherPlaces,
    /// 提供サービス: their codes.
    Services,
    /// Services with a name or a place of their own.
    Branches,
    /// 定員.
    Capacity,
    /// 診療科.
    Departments,
    /// 病床.
    Beds,
}

impl Item {
    /// Every item in the order of the pages.
    pub const ALL: [Self; 23] = [
        Self::Field(Field::Name),
        Self::Field(Field::Kana),
        Self::Kind,
        Self::Owner,
        Self::OwnerNumber,
        Self::Identifiers,
        Self::Field(Field::Phone),
        Self::Field(Field::Fax),
        Self::Field(Field::Url),
        Self::Field(Field::Email),
        Self::PostalCode,
        Self::Field(Field::Address),
        Self::Building,
        Self::Municipality,
        Self::Field(Field::Point),
        Self::OtherPlaces,
        Self::Services,
        Self::Branches,
        Self::Capacity,
        Self::Departments,
        Self::Beds,
        Self::Field(Field::Hours),
        Self::Field(Field::Note),
    ];

    /// The stored code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Field(field) => field.code(),
            Self::Kind => "kind",
            Self::Owner => "owner",
            Self::OwnerNumber => "owner_number",
            Self::Identifiers => "identifiers",
            Self::Building => "building",
            Self::PostalCode => "postal_code",
            Self::Municipality => "municipality",
            Self::OtherPlaces => "other_places",
            Self::Services => "services",
            Self::Branches => "branches",
            Self::Capacity => "capacity",
            Self::Departments => "departments",
            Self::Beds => "beds",
        }
    }

    /// The item with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|item| item.code() == code)
    }

    /// The word on Japanese pages.
    pub fn japanese(self) -> &'static str {
        match self {
            Self::Field(field) => field.japanese(),
            Self::Kind => "種類",
            Self::Owner => "運営しているところ",
            Self::OwnerNumber => "法人番号",
            Self::Identifiers => "番号",
            Self::Building => "建物",
            Self::PostalCode => "郵便番号",
            Self::Municipality => "市区町村",
            Self::OtherPlaces => "ほかの場所",
            Self::Services => "サービス",
            Self::Branches => "サービスごとの名称と場所",
            Self::Capacity => "定員",
            Self::Departments => "診療科",
            Self::Beds => "病床",
        }
    }

    /// What is shown, as one text; nothing when it is not known.
    pub fn of(self, organization: &Organization) -> Option<String> {
        let o = organization;
        let place = o.main_place();
        match self {
            Self::Field(Field::Name) => Some(o.name.clone()),
            Self::Field(Field::Kana) => o.kana.clone(),
            Self::Field(Field::Phone) => o.phone.clone(),
            Self::Field(Field::Fax) => o.fax.clone(),
            Self::Field(Field::Url) => o.url.clone(),
            Self::Field(Field::Email) => o.email.clone(),
            Self::Field(Field::Address) => some(place.address.clone()),
            Self::Field(Field::Point) => point(place),
            Self::Field(Field::Hours) => hours(&o.services),
            Self::Field(Field::Note) => some(o.note.clone()),
            Self::Kind => Some(o.kind.code().to_owned()),
            Self::Owner => o.owner.clone(),
            Self::OwnerNumber => o.owner_number.clone(),
            Self::Identifiers => listed(o.identifiers.iter().map(|one| format!("{}:{}", one.system.code(), one.value))),
            Self::Building => place.building.clone(),
            Self::PostalCode => place.postal_code.clone(),
            Self::Municipality => some(place.municipality.clone()),
            Self::OtherPlaces => some(o.places.iter().skip(1).map(whole_place).collect::<Vec<_>>().join(" / ")),
            Self::Services => listed(o.services.iter().map(|service| service.code.clone())),
            Self::Branches => listed(o.services.iter().filter_map(branch)),
            Self::Capacity => of_services(&o.services, |service| service.capacity.map(|n| n.to_string())),
            Self::Departments => of_services(&o.services, |service| some(service.departments.join("、"))),
            Self::Beds => {
                of_services(&o.services, |service| listed(service.beds.iter().map(|(kind, n)| format!("{kind}{n}"))))
            }
        }
    }

    /// The field whose source is this item's source; nothing where several may have given it.
    pub fn origin_field(self, organization: &Organization) -> Option<&'static str> {
        let is_hubs = |field: &str| organization.origins.get(field).is_some_and(|origin| origin.source == Source::Hub);
        match self {
            Self::Field(Field::Point) if organization.origins.contains_key(Field::Point.code()) => Some(self.code()),
            // They follow from an address that the hub has set.
            Self::Field(Field::Point) | Self::Building | Self::PostalCode | Self::Municipality => {
                Some(Field::Address.code()).filter(|field| is_hubs(field))
            }
            Self::Kind => Some(Field::Name.code()),
            Self::Field(_) | Self::Owner | Self::OwnerNumber => Some(self.code()),
            Self::Identifiers | Self::OtherPlaces | Self::Services | Self::Branches => None,
            Self::Capacity | Self::Departments | Self::Beds => None,
        }
    }

    /// By whose word it is shown, where that is known for certain.
    pub fn source(self, organization: &Organization) -> Option<Source> {
        match (self.origin_field(organization), self) {
            (Some(field), _) => organization.origins.get(field).map(|origin| origin.source),
            (None, Self::Identifiers | Self::OtherPlaces | Self::Branches) => None,
            (None, _) => only_source(organization),
        }
    }
}

/// The source of an organisation that only one source speaks of.
fn only_source(organization: &Organization) -> Option<Source> {
    let origins = organization.origins.values().map(|origin| origin.source);
    let mut all = origins.chain(organization.services.iter().map(|service| service.source));
    let first = all.next()?;
    all.all(|source| source == first).then_some(first)
}

/// The items in which two organisations differ, with what the first and the second show.
pub fn differences(was: &Organization, is: &Organization) -> Vec<(Item, Option<String>, Option<String>)> {
    let both = Item::ALL.into_iter().map(|item| (item, item.of(was), item.of(is)));
    both.filter(|(_, was, is)| was != is).collect()
}

fn some(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

/// Each once, in order.
fn listed(parts: impl Iterator<Item = String>) -> Option<String> {
    let mut list: Vec<String> = Vec::new();
    for part in parts {
        if !list.contains(&part) {
            list.push(part);
        }
    }
    some(list.join(" "))
}

/// `34.503000,136.712000 exact`.
fn point(place: &Place) -> Option<String> {
    let point = place.position?;
    let degrees = |micro: i32| f64::from(micro) / 1e6;
    Some(format!("{:.6},{:.6} {}", degrees(point.latitude), degrees(point.longitude), place.accuracy.code()))
}

fn whole_place(place: &Place) -> String {
    let postal_code = place.postal_code.as_ref().map(|code| format!("〒{code}"));
    let address = some(place.address.clone());
    let parts = [postal_code, some(place.municipality.clone()), address, place.building.clone(), point(place)];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn branch(service: &Service) -> Option<String> {
    let mut text = service.code.clone();
    if let Some(name) = &service.name {
        let _ = write!(text, "={name}");
    }
    if service.place > 0 {
        let _ = write!(text, "@{}", service.place);
    }
    (text != service.code).then_some(text)
}

/// The hours; where services differ each says whose they are.
fn hours(services: &[Service]) -> Option<String> {
    let all: Vec<(&str, &Hours)> =
        services.iter().filter_map(|service| Some((service.code.as_str(), service.hours.as_ref()?))).collect();
    let (_, first) = all.first()?;
    if all.iter().all(|(_, hours)| hours == first) {
        return some(all_hours(first));
    }
    Some(all.iter().map(|(code, hours)| format!("{code}: {}", all_hours(hours))).collect::<Vec<_>>().join(" / "))
}

/// With those of each 診療科, which the short form leaves out.
fn all_hours(hours: &Hours) -> String {
    let mut text = hours.to_string();
    for (department, windows) in hours.departments() {
        let own = Hours::from(HoursParts { windows: windows.to_vec(), ..HoursParts::default() });
        let _ = write!(text, " [{department} {own}]");
    }
    text.trim_start().to_owned()
}

/// `120=30 / 150=18`: what each service has.
fn of_services(services: &[Service], read: impl Fn(&Service) -> Option<String>) -> Option<String> {
    let each = services.iter().filter_map(|service| Some(format!("{}={}", service.code, read(service)?)));
    some(each.collect::<Vec<_>>().join(" / "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_item_is_found_by_its_code_and_every_field_is_one() {
        for item in Item::ALL {
            assert_eq!(Item::from_code(item.code()), Some(item));
        }
        for field in Field::ALL {
            assert!(Item::ALL.contains(&Item::Field(field)), "{field:?}");
        }
    }
}
