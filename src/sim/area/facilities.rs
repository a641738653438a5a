//! Records of the invented facilities, as each kind's real source would tell of it.

use std::collections::HashMap;

use jiff::civil::Date;

use crate::directory::kind::OrganizationKind as K;
use crate::directory::record::{Identifier, IdentifierSystem, PlaceFacts, Point, Record, ServiceFacts, Source};
use crate::directory::service_type;

use super::address::{WRITINGS, address};
use super::care_names::{self, OWNERS, PATTERNS, Pattern};
use super::chance::Chance;
use super::line::{Line, lines, patterned_lines};
use super::model::Boundary;
use super::numbers::{owner_number, with_check_digit};
use super::owners::medical_owner;
use super::{hours, land, medical_names as medical, town_names as town};

/// A facility: the record that tells most of it, and the others that speak of it too.
pub(super) struct Facility {
    /// What it is known by.
    pub main: Record,
    /// More records of the same place: further services, a second source.
    pub others: Vec<Record>,
    /// The line of the table it comes from.
    pub line: Line,
    /// Its house number in the town, so that a second source can write the same address in its own way.
    pub house: String,
}

/// The days of which the sources speak.
#[derive(Clone, Copy)]
pub(super) struct SourceDays {
    pub navii: Date,
    pub kaigo: Date,
    pub hoken: Date,
    pub municipal: Date,
}

impl SourceDays {
    /// The latest that would be out on this day.
    pub(super) fn before(today: Date) -> Self {
        let published = today.saturating_sub(jiff::Span::new().days(45));
        let year = published.year();
        let latest = |days: [(i8, i8); 2]| {
            let of_years = [year, year - 1].into_iter().flat_map(|y| days.map(|(m, d)| Date::constant(y, m, d)));
            of_years.filter(|day| *day <= published).max().expect("last year has passed")
        };
        Self {
            navii: latest([(6, 1), (12, 1)]),
            kaigo: latest([(6, 30), (12, 31)]),
            hoken: published.first_of_month(),
            municipal: latest([(4, 1), (10, 1)]),
        }
    }
}

/// Every facility, in the order of the tables.
pub(super) fn facilities(seed: u64, days: SourceDays, boundaries: &[Boundary]) -> Vec<Facility> {
    let mut maker = Maker { seed, days, boundaries, serials: HashMap::new() };
    let mut all = Vec::new();
    let navii = [
        (medical::HOSPITALS, "navii:hospital", K::Hospital),
        (medical::CLINICS, "navii:clinic", K::Clinic),
        (medical::DENTISTS, "navii:dental", K::DentalClinic),
        (medical::PHARMACIES, "navii:pharmacy", K::Pharmacy),
        (medical::MIDWIVES, "navii:maternity", K::Midwife),
    ];
    for (table, dataset, kind) in navii {
        all.extend(lines(table).map(|line| maker.medical(line, dataset, kind)));
    }
    for table in [care_names::VISITING, care_names::PLACES_TO_GO] {
        all.extend(patterned_lines(table).map(|line| maker.care(line)));
    }
    let municipal = "municipal:office";
    let others = [
        (town::SUPPORT_CENTRES, Source::Municipal, municipal, K::CommunitySupportCentre),
        (town::PUBLIC_OFFICES, Source::Municipal, municipal, K::PublicOffice),
        (town::ASSOCIATIONS, Source::Hub, "hub", K::ProfessionalAssociation),
        (town::COUNCILS, Source::Municipal, municipal, K::CouncilOfSocialWelfare),
        (town::FIRE, Source::Municipal, municipal, K::FireDepartment),
        (town::INFORMAL, Source::Hub, "hub", K::Informal),
        (town::OTHERS, Source::Hub, "hub", K::Other),
    ];
    for (table, source, dataset, kind) in others {
        all.extend(lines(table).map(|line| maker.other(line, source, dataset, kind)));
    }
    all
}

struct Maker<'a> {
    seed: u64,
    days: SourceDays,
    boundaries: &'a [Boundary],
    /// How many facilities each municipality and each town has so far.
    serials: HashMap<&'static str, u32>,
}

impl Maker<'_> {
    fn medical(&mut self, line: Line, dataset: &str, kind: K) -> Facility {
        let (mut facility, mut chance, serial) = self.start(line, Source::Navii, dataset, kind);
        let record = &mut facility.main;
        let beds = beds(line);
        if kind == K::Clinic && !beds.is_empty() {
            record.kind = K::ClinicWithBeds;
        }
        record.as_of = Some(self.days.navii);
        record.key = format!("99{}{}{serial:08}", medical_class(kind), area_number(line));
        record.identifiers = vec![Identifier { system: IdentifierSystem::Navii, value: record.key.clone() }];
        let departments: Vec<String> =
            line.option("dep").unwrap_or_default().split(',').filter(|d| !d.is_empty()).map(str::to_owned).collect();
        let code = match kind {
            K::DentalClinic => "dental",
            K::Pharmacy => "pharmacy",
            K::Midwife => "midwifery",
            _ => "outpatient",
        };
        let hours = match line.option("h") {
            Some(key) => Some(hours::named(key)),
            None => hours::usual(kind, &mut chance),
        };
        record.services.push(ServiceFacts { code: code.into(), hours, departments, ..ServiceFacts::default() });
        if !beds.is_empty() {
            let capacity = Some(beds.iter().map(|(_, count)| count).sum());
            record.services.push(ServiceFacts { code: "inpatient".into(), capacity, beds, ..ServiceFacts::default() });
        }
        if line.has("minato") {
            record.note = "港通りバス停から歩いて2分。駐車3台".into();
        }
        if kind == K::Hospital || line.option("beds").is_some() || line.has("home") {
            let listed = self.in_the_citys_list(&facility, serial);
            facility.others.push(listed);
        }
        if line.has("hoken") {
            let second = self.second_source(&facility, serial, &mut chance);
            facility.others.push(second);
            // The real source tells of no telephone at all; here it leaves it out now and then.
            if line.option("tel").is_none() && chance.percent(50) {
                facility.main.phone = None;
                facility.main.fax = None;
            }
        }
        facility
    }

    /// What 厚生局 says of the same place: no hours, no point, another writing; and often the only telephone.
    fn second_source(&self, facility: &Facility, serial: u32, chance: &mut Chance) -> Record {
        let main = &facility.main;
        let code = medical_code(facility.line, main.kind, serial);
        let prefix = match chance.below(3) {
            0 if main.kind != K::Pharmacy => "医療法人 ",
            _ => "",
        };
        let name = format!("{prefix}{}", main.name.replace('髙', "高").replace('﨑', "崎"));
        let writing = chance.below(WRITINGS);
        Record {
            source: Source::Hoken,
            key: code.clone(),
            dataset: "hoken:99".into(),
            as_of: Some(self.days.hoken),
            kana: None,
            name,
            identifiers: vec![Identifier { system: IdentifierSystem::MedicalInstitution, value: code }],
            place: PlaceFacts {
                address: address(facility.line.place, &facility.house, writing),
                building: None,
                position: None,
                ..main.place.clone()
            },
            fax: None,
            url: None,
            email: None,
            services: Vec::new(),
            note: String::new(),
            ..main.clone()
        }
    }

    /// What the municipality's own list says of it: the code, and who owns it.
    fn in_the_citys_list(&self, facility: &Facility, serial: u32) -> Record {
        let main = &facility.main;
        let code = medical_code(facility.line, main.kind, serial);
        let dataset = format!("municipal:medical:{}", main.place.municipality);
        let (owner, number) = medical_owner(facility.line);
        Record {
            source: Source::Municipal,
            key: format!("{dataset}:{code}"),
            dataset,
            as_of: Some(self.days.municipal),
            identifiers: vec![Identifier { system: IdentifierSystem::MedicalInstitution, value: code }],
            owner: Some(owner),
            owner_number: Some(number),
            phone: None,
            fax: None,
            url: None,
            email: None,
            services: Vec::new(),
            note: String::new(),
            ..main.clone()
        }
    }

    fn care(&mut self, line: Line) -> Facility {
        let pattern = PATTERNS.iter().find(|known| known.tag == line.pattern).expect("the pattern is known");
        let kind = service_type::by_code(pattern.services[0]).expect("the service is known").kind;
        let dataset = format!("kaigo:{}", pattern.services[0]);
        let (mut facility, mut chance, serial) = self.start(line, Source::Kaigo, &dataset, kind);
        let number = with_check_digit(&format!("99{}{}{serial:04}", pattern.class, area_number(line)));
        let record = &mut facility.main;
        record.name = pattern.name.replace("{}", line.name);
        record.kana = Some(pattern.kana.replace("{}", line.kana).replace(' ', ""));
        record.as_of = Some(self.days.kaigo);
        record.identifiers = vec![Identifier { system: IdentifierSystem::CareOffice, value: number.clone() }];
        if !line.name.contains("社協") {
            // One name is one owner, whatever it runs.
            let owners = care_names::owners(pattern.tag);
            let owner = Chance::of(self.seed, line.kana).pick(owners);
            let serial = OWNERS.iter().position(|known| *known == owner).unwrap_or_default();
            record.owner = Some(owner.to_owned());
            record.owner_number = Some(owner_number(serial as u32 + 1));
        }
        let of_service = |code: &str, chance: &mut Chance| Record {
            key: format!("{number}:{code}"),
            dataset: format!("kaigo:{code}"),
            kind: service_type::by_code(code).expect("the service is known").kind,
            services: vec![care_service(code, line, pattern, chance)],
            ..facility.main.clone()
        };
        let mut records: Vec<Record> = pattern.services.iter().map(|code| of_service(code, &mut chance)).collect();
        facility.main = records.remove(0);
        facility.others = records;
        facility
    }

    fn other(&mut self, line: Line, source: Source, dataset: &str, kind: K) -> Facility {
        let (mut facility, _, serial) = self.start(line, source, dataset, kind);
        let record = &mut facility.main;
        record.key = format!("{}-{}-{serial:03}", kind.code().replace('_', "-"), line.place.municipality);
        record.as_of = Some(self.days.municipal);
        let open = line.option("h").map(hours::named);
        if kind == K::CommunitySupportCentre {
            let number = with_check_digit(&format!("990{}{serial:04}", area_number(line)));
            record.identifiers = vec![Identifier { system: IdentifierSystem::CareOffice, value: number }];
        }
        match (kind, open) {
            (K::Informal | K::Other, hours) => {
                record.services = vec![ServiceFacts { code: "informal".into(), hours, ..ServiceFacts::default() }];
            }
            // No table numbers what an office does, so its hours are words.
            (_, Some(hours)) => record.note = format!("受付は {hours}。{}", record.note),
            (_, None) => {}
        }
        facility
    }

    /// What every kind has: name, place, telephone.
    fn start(&mut self, line: Line, source: Source, dataset: &str, kind: K) -> (Facility, Chance, u32) {
        let serial = self.count(line.place.municipality);
        let block = self.count(line.place.tag);
        let mut chance = Chance::of(self.seed, &format!("{}{}", line.name, line.pattern));
        let house = match line.option("no") {
            Some(house) => house.to_owned(),
            None => format!("{}-{}", block * 2 + chance.below(2), 1 + chance.below(24)),
        };
        let writing = if line.option("no").is_some() { 0 } else { chance.below(WRITINGS) };
        let (phone, fax) = telephone(line, serial);
        let in_town = line.place.base == "駅前町" && kind.is_medical();
        let main = Record {
            source,
            key: String::new(),
            dataset: dataset.to_owned(),
            as_of: None,
            kind,
            name: line.name.to_owned(),
            kana: Some(line.kana.to_owned()),
            identifiers: Vec::new(),
            owner: None,
            owner_number: None,
            place: PlaceFacts {
                municipality: line.place.municipality.to_owned(),
                postal_code: Some(line.place.postal_code.to_owned()),
                address: address(line.place, &house, writing),
                building: in_town.then(|| format!("汐見野駅前ビル{}階", 1 + chance.below(5))),
                position: Some(self.position(line, &mut chance)),
            },
            phone: Some(phone),
            fax: (chance.percent(85) || line.option("fax").is_some()).then_some(fax),
            url: chance
                .percent(35)
                .then(|| format!("https://{}{serial:03}.example.jp/", kind.code().replace('_', "-"))),
            email: chance.percent(12).then(|| format!("madoguchi{serial:03}@example.jp")),
            services: Vec::new(),
            note: line.note.to_owned(),
        };
        (Facility { main, others: Vec::new(), line, house }, chance, serial)
    }

    fn count(&mut self, of: &'static str) -> u32 {
        let serial = self.serials.entry(of).or_default();
        *serial += 1;
        *serial
    }

    /// Near the point of its town, and never across the border or in the sea.
    fn position(&self, line: Line, chance: &mut Chance) -> Point {
        if let Some((x, y)) = line.option("at").and_then(|at| at.split_once(',')) {
            let number = |text: &str| text.parse().expect("a spot is two numbers");
            return land::point((number(x), number(y)));
        }
        let (x, y) = line.place.spot;
        let around = self.boundaries.iter().find(|b| b.name == line.place.district).expect("the town has a shape");
        loop {
            let point = land::point((x + chance.about(9), y + chance.about(9)));
            if land::contains(&around.ring, point) {
                return point;
            }
        }
    }
}

fn care_service(code: &str, line: Line, pattern: &Pattern, chance: &mut Chance) -> ServiceFacts {
    let written = line.option("cap").and_then(|places| places.parse().ok());
    let main = code == pattern.services[0];
    let capacity = match code {
        "150" | "160" => Some(20 + 5 * chance.below(5)),
        "155" => Some(9),
        "780" => Some(10 + 4 * chance.below(3)),
        "720" => Some(12),
        "730" | "770" => Some(29),
        "320" => Some(9 * (1 + chance.below(2))),
        "210" if !main => Some(8 + chance.below(8)),
        _ if main => written,
        _ => None,
    };
    let key = if main { line.option("h").unwrap_or(pattern.hours) } else { "" };
    let hours = match code {
        "160" => Some(hours::named("day")),
        _ => (!key.is_empty()).then(|| hours::named(key)),
    };
    ServiceFacts { code: code.to_owned(), capacity, hours, ..ServiceFacts::default() }
}

fn beds(line: Line) -> Vec<(String, u32)> {
    let written = line.option("beds").unwrap_or_default();
    let pairs = written.split(',').filter_map(|pair| pair.split_once(':'));
    pairs.map(|(kind, count)| (kind.to_owned(), count.parse().expect("beds are counted"))).collect()
}

/// Telephone and fax: a number that begins with 0000 reaches nobody.
fn telephone(line: Line, serial: u32) -> (String, String) {
    let exchange = match line.place.municipality {
        "99201" => 22,
        "99202" => 34,
        _ => 47,
    };
    let number = |key: &str, usual: u32| {
        let last = line.option(key).map_or_else(|| format!("{usual:04}"), str::to_owned);
        format!("0000-{exchange}-{last}")
    };
    (number("tel", 200 + 4 * serial), number("fax", 201 + 4 * serial))
}

/// 医療機関コード of an invented place.
pub(super) fn medical_code(line: Line, kind: K, serial: u32) -> String {
    with_check_digit(&format!("99{}{}{serial:04}", medical_class(kind), area_number(line)))
}

/// 点数表: 1 medical, 3 dental, 4 pharmacy; the midwife has none and stands as 9.
fn medical_class(kind: K) -> u8 {
    match kind {
        K::DentalClinic => 3,
        K::Pharmacy => 4,
        K::Midwife => 9,
        _ => 1,
    }
}

/// 郡市区番号.
fn area_number(line: Line) -> &'static str {
    &line.place.municipality[3..]
}
