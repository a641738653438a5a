//! Everything the page of a facility shows, worked out from what is known of it.

use std::collections::BTreeMap;

use askama::Template;
use jiff::civil::{Date, DateTime};

use super::able::Able;
use super::history::{self, ChangeView};
use super::origins::{self, OriginRow};
use super::pages::Known;
use super::place::PlaceView;
use super::sheet::Sheet;
use super::state::StateView;
use crate::directory::capability::codes;
use crate::directory::capability::{Answer, Capability};
use crate::directory::hours::{Hours, HoursParts, Window};
use crate::directory::organization::{Organization, Service};
use crate::directory::record::IdentifierSystem;
use crate::directory::service_type;
use crate::directory::store::summaries::Summary;
use crate::platform::clock;
use crate::platform::holidays::Holidays;
use crate::platform::web::{Page, Phrase};
use crate::site::care_manager_time::CareView;
use crate::site::map::Shapes;
use crate::site::times::{self, HoursTable, Today};
use crate::site::words::{self, Named, Telephone};

/// The page of a facility.
#[derive(Template)]
#[template(path = "site/facility/show.html")]
pub struct Facility {
    page: Page,
    plain_name: String,
    name: Named,
    kind: Phrase,
    kind_href: String,
    /// The results from which the visitor comes.
    back: Option<String>,
    chips: Vec<(Phrase, &'static str)>,
    missing: Option<Phrase>,
    state: StateView,
    telephone: Option<Telephone>,
    tables: Vec<HoursTable>,
    departments: Vec<(String, Vec<Phrase>)>,
    able: Able,
    services: Vec<ServiceView>,
    note: Vec<String>,
    place: PlaceView,
    fax: Option<String>,
    website: Option<Website>,
    email: Option<String>,
    operator: Option<String>,
    numbers: Vec<(Phrase, String)>,
    care: Option<CareView>,
    origins: Vec<OriginRow>,
    history: Vec<ChangeView>,
    sheet: Sheet,
}

/// One service it provides.
struct ServiceView {
    what: Phrase,
    own_name: Option<String>,
    capacity: Option<u32>,
    departments: String,
    beds: Vec<Phrase>,
    source: Phrase,
}

/// A home page; without `href` it is only shown.
struct Website {
    shown: String,
    href: Option<String>,
}

impl Facility {
    /// Works out the page.
    pub fn new(
        page: Page,
        known: &Known,
        back: Option<String>,
        neighbours: &[Summary],
        shapes: &Shapes,
        now: DateTime,
        holidays: &dyn Holidays,
    ) -> Self {
        let organization = &known.stored.organization;
        let groups = hours_groups(&page, organization);
        let today = Today::of(now, holidays);
        Self {
            plain_name: organization.name.clone(),
            name: words::named(&page, &organization.name, organization.kana.as_deref()),
            kind: words::kind(&page, organization.kind),
            back,
            kind_href: format!("/search?kind={}", organization.kind.code()),
            chips: chips(&page, known, now.date()),
            missing: missing(&page, known),
            state: StateView::new(&page, &groups, now, holidays),
            telephone: organization.phone.as_deref().map(words::telephone),
            tables: tables(&page, &groups, today),
            departments: departments(&page, organization),
            able: Able::new(&page, known, now.date()),
            services: organization.services.iter().map(|service| ServiceView::new(&page, service)).collect(),
            note: organization.note.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect(),
            place: PlaceView::new(&page, organization, neighbours, shapes),
            fax: organization.fax.clone(),
            website: organization.url.as_deref().map(Website::new),
            email: organization.email.clone(),
            operator: organization.owner.clone(),
            numbers: numbers(&page, organization),
            care: known.care_manager_time.as_ref().map(|stored| CareView::new(&page, stored, now, holidays)),
            origins: origins::rows(&page, organization),
            history: history::lines(&page, known),
            sheet: Sheet::new(&page, known, &groups, now),
            page,
        }
    }
}

/// The different hours of its services, each with the names of those that have them.
fn hours_groups<'a>(page: &Page, organization: &'a Organization) -> Vec<(Phrase, &'a Hours)> {
    let mut groups: Vec<(Vec<Phrase>, &Hours)> = Vec::new();
    for service in &organization.services {
        let Some(hours) = service.hours.as_ref().filter(|hours| !hours.is_empty()) else { continue };
        let own = service.name.as_deref().map(|name| page.t.as_written(name));
        let name = own.unwrap_or_else(|| words::service(page, &service.code));
        match groups.iter_mut().find(|(_, known)| *known == hours) {
            Some((names, _)) if names.contains(&name) => {}
            Some((names, _)) => names.push(name),
            None => groups.push((vec![name], hours)),
        }
    }
    groups.into_iter().map(|(names, hours)| (words::listed(page, &names), hours)).collect()
}

fn tables(page: &Page, groups: &[(Phrase, &Hours)], today: Today) -> Vec<HoursTable> {
    let table = |(names, hours): &(Phrase, &Hours)| {
        let caption = (groups.len() > 1).then(|| names.clone());
        HoursTable { caption, ..HoursTable::new(page, hours, today) }
    };
    groups.iter().map(table).filter(|table| !table.is_empty()).collect()
}

/// The hours of each 診療科; those of several services are put together.
fn departments(page: &Page, organization: &Organization) -> Vec<(String, Vec<Phrase>)> {
    let mut all: BTreeMap<&str, Vec<Window>> = BTreeMap::new();
    for hours in organization.services.iter().filter_map(|service| service.hours.as_ref()) {
        for (department, windows) in hours.departments() {
            all.entry(department).or_default().extend(windows);
        }
    }
    let lines = |windows| times::lines(page, &Hours::from(HoursParts { windows, ..HoursParts::default() }));
    all.into_iter().map(|(department, windows)| (department.to_owned(), lines(windows))).collect()
}

fn chips(page: &Page, known: &Known, today: Date) -> Vec<(Phrase, &'static str)> {
    let t = &page.t;
    let mut chips = vec![(words::kind(page, known.stored.organization.kind), "")];
    let comes = |one: &&Capability| codes::AT_HOME.contains(&one.code.as_str()) && one.answer != Answer::No;
    let by_service =
        known.stored.organization.services.iter().any(|service| service_type::AT_HOME.contains(&service.code.as_str()));
    let newest = known.capabilities.iter().filter(comes).max_by_key(|one| one.answered_on);
    if by_service || newest.is_some() {
        chips.push((t.search_home_visit(), ""));
    }
    if let Some(newest) = newest.filter(|newest| !by_service && newest.is_old(today)) {
        chips.push((t.common_years_old((today - newest.answered_on).get_days() / 365), "old"));
    }
    let confirmed: Option<Date> = known.stored.confirmed_on.as_deref().and_then(|day| day.parse().ok());
    chips.extend(confirmed.map(|day| (t.facility_confirmed_on(t.date(day)), "ok")));
    if known.stored.missing_since.is_some() {
        chips.push((t.facility_more_not_in_newest(), "old"));
    }
    chips
}

fn missing(page: &Page, known: &Known) -> Option<Phrase> {
    let since = page.t.date(clock::local(known.stored.missing_since?).date());
    let origin = known.stored.organization.origins.get("name")?;
    Some(page.t.facility_not_in_newest(words::source(page, origin.source), since))
}

fn numbers(page: &Page, organization: &Organization) -> Vec<(Phrase, String)> {
    let t = &page.t;
    let corporate = organization.owner_number.iter().map(|number| (t.facility_more_corporate_number(), number.clone()));
    let own = organization.identifiers.iter().map(|identifier| {
        let what = match identifier.system {
            IdentifierSystem::CareOffice => t.facility_more_number_care_office(),
            IdentifierSystem::MedicalInstitution => t.facility_more_number_medical(),
            IdentifierSystem::Navii => t.facility_more_number_navii(),
        };
        (what, identifier.value.clone())
    });
    corporate.chain(own).collect()
}

impl ServiceView {
    fn new(page: &Page, service: &Service) -> Self {
        let bed = |(kind, n): &(String, u32)| page.t.facility_more_beds(page.t.as_written(kind), n);
        Self {
            what: words::service(page, &service.code),
            own_name: service.name.clone(),
            capacity: service.capacity,
            departments: service.departments.join("、"),
            beds: service.beds.iter().map(bed).collect(),
            source: words::source(page, service.source),
        }
    }
}

impl Website {
    fn new(url: &str) -> Self {
        let is_web = url.starts_with("https://") || url.starts_with("http://");
        Self { shown: url.to_owned(), href: is_web.then(|| url.to_owned()) }
    }
}
