//! Two rows of one import with one key that do not say the same (矛盾する行). Decides from the two rows alone.
//!
//! What one row leaves open is no contradiction, and neither is another way of writing the same name, address or number.

use kyoten_text::distance;
use kyoten_text::{address, normalize};

use crate::directory::hours::{HolidayRule, Hours};
use crate::directory::kind::OrganizationKind;
use crate::directory::record::{PlaceFacts, Point, Record, ServiceFacts};

/// Points nearer than this are one house.
const ONE_HOUSE_METRES: f64 = 100.0;
/// Characters of a value in the list.
const LONGEST_QUOTE: usize = 40;

/// What two rows say differently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The column, as people call it.
    pub column: &'static str,
    /// The same in English.
    pub english: &'static str,
    /// What counts.
    pub counts: String,
    /// What the other row says.
    pub other: String,
}

/// Everything that `other` says differently from the row that counts. `is_ward_of` knows which ward is of which city.
pub fn differences(counts: &Record, other: &Record, is_ward_of: &dyn Fn(&str, &str) -> bool) -> Vec<Difference> {
    let mut all = Differences::default();
    all.text("名称", "name", Some(&counts.name), Some(&other.name), normalize::search_key);
    all.text("フリガナ", "reading", counts.kana.as_ref(), other.kana.as_ref(), normalize::search_key);
    all.kinds(counts, other);
    all.places(&counts.place, &other.place, is_ward_of);
    all.text("電話番号", "telephone", counts.phone.as_ref(), other.phone.as_ref(), digits);
    all.text("FAX番号", "fax", counts.fax.as_ref(), other.fax.as_ref(), digits);
    all.text("URL", "web page", counts.url.as_ref(), other.url.as_ref(), web_page);
    all.text("メールアドレス", "mail", counts.email.as_ref(), other.email.as_ref(), str::to_lowercase);
    all.text("法人の名称", "owner", counts.owner.as_ref(), other.owner.as_ref(), normalize::search_key);
    all.text("法人番号", "owner's number", counts.owner_number.as_ref(), other.owner_number.as_ref(), str::to_owned);
    for mine in &counts.services {
        if let Some(theirs) = other.services.iter().find(|theirs| theirs.code == mine.code) {
            all.services(mine, theirs);
        }
    }
    let (mine, theirs) = (counts.note.as_str(), other.note.as_str());
    if !mine.contains(theirs) && !theirs.contains(mine) {
        all.add("備考", "note", mine, theirs);
    }
    all.0
}

#[derive(Default)]
struct Differences(Vec<Difference>);

impl Differences {
    fn add(&mut self, column: &'static str, english: &'static str, counts: &str, other: &str) {
        self.0.push(Difference { column, english, counts: quote(counts), other: quote(other) });
    }

    /// Texts that are both there and stay different when both are written in one way.
    fn text(
        &mut self,
        column: &'static str,
        english: &'static str,
        counts: Option<&String>,
        other: Option<&String>,
        one_way: impl Fn(&str) -> String,
    ) {
        if let (Some(mine), Some(theirs)) = (counts, other)
            && !mine.is_empty()
            && !theirs.is_empty()
            && mine != theirs
            && one_way(mine) != one_way(theirs)
        {
            self.add(column, english, mine, theirs);
        }
    }

    fn kinds(&mut self, counts: &Record, other: &Record) {
        let (mine, theirs) = (counts.kind, other.kind);
        // A list without beds does not know which of the two a clinic is.
        let clinic = |kind| matches!(kind, OrganizationKind::Clinic | OrganizationKind::ClinicWithBeds);
        let told = !counts.name.is_empty() && !other.name.is_empty();
        if told && mine != theirs && !(clinic(mine) && clinic(theirs)) {
            self.add("種類", "kind", mine.japanese(), theirs.japanese());
        }
    }

    fn places(&mut self, counts: &PlaceFacts, other: &PlaceFacts, is_ward_of: &dyn Fn(&str, &str) -> bool) {
        let (mine, theirs) = (&counts.municipality, &other.municipality);
        let one_city = is_ward_of(mine, theirs) || is_ward_of(theirs, mine);
        if !one_city {
            self.text("市区町村", "municipality", Some(mine), Some(theirs), str::to_owned);
        }
        let (mine, theirs) = (address::key(&counts.address), address::key(&other.address));
        // One of the two may go on with the building; and where one says the city, the other the ward, only what follows counts.
        let within = |key: &str| key.split_once(['市', '区']).map_or(String::new(), |(_, rest)| rest.to_owned());
        let one_place = one_city && (mine.ends_with(&within(&theirs)) || theirs.ends_with(&within(&mine)));
        if !one_place && !mine.starts_with(&theirs) && !theirs.starts_with(&mine) {
            self.add("住所", "address", &counts.address, &other.address);
        }
        let (mine, theirs) = (counts.postal_code.as_ref(), other.postal_code.as_ref());
        self.text("郵便番号", "postal code", mine, theirs, str::to_owned);
        self.text("方書", "building", counts.building.as_ref(), other.building.as_ref(), normalize::search_key);
        if let (Some(mine), Some(theirs)) = (counts.position, other.position)
            && metres(mine, theirs) > ONE_HOUSE_METRES
        {
            self.add("緯度・経度", "position", &degrees(mine), &degrees(theirs));
        }
    }

    fn services(&mut self, counts: &ServiceFacts, other: &ServiceFacts) {
        if let (Some(mine), Some(theirs)) = (counts.capacity, other.capacity)
            && mine != theirs
        {
            self.add("定員", "capacity", &mine.to_string(), &theirs.to_string());
        }
        if let (Some(mine), Some(theirs)) = (&counts.hours, &other.hours)
            && contradict(mine, theirs)
        {
            self.add("曜日・時間", "hours", &mine.to_string(), &theirs.to_string());
        }
        let (mine, theirs) = (&counts.departments, &other.departments);
        let lacks = |some: &[String], others: &[String]| some.iter().any(|one| !others.contains(one));
        if lacks(mine, theirs) && lacks(theirs, mine) {
            self.add("診療科目", "departments", &mine.join(";"), &theirs.join(";"));
        }
        let said = |beds: &[(String, u32)]| {
            beds.iter().map(|(kind, count)| format!("{kind}{count}")).collect::<Vec<_>>().join(";")
        };
        if !counts.beds.is_empty() && !other.beds.is_empty() && counts.beds != other.beds {
            self.add("病床数", "beds", &said(&counts.beds), &said(&other.beds));
        }
    }
}

/// Other times, or other words for the same thing. A copy that leaves the closed days out contradicts nobody.
fn contradict(mine: &Hours, theirs: &Hours) -> bool {
    let told = |rule| !matches!(rule, HolidayRule::NotStated);
    let both = |one: bool, other: bool| one && other;
    let (note, other_note) = (mine.note(), theirs.note());
    (mine.windows(), mine.untimed()) != (theirs.windows(), theirs.untimed())
        || both(told(mine.holidays()), told(theirs.holidays())) && mine.holidays() != theirs.holidays()
        || both(!mine.closures().is_empty(), !theirs.closures().is_empty()) && mine.closures() != theirs.closures()
        || !note.contains(other_note) && !other_note.contains(note)
}

fn digits(number: &str) -> String {
    number.chars().filter(char::is_ascii_digit).collect()
}

/// http and https, with and without the last slash, are one page.
fn web_page(url: &str) -> String {
    let page = url.split_once("://").map_or(url, |(_, page)| page);
    page.trim_end_matches('/').to_owned()
}

fn metres(one: Point, other: Point) -> f64 {
    let point = |p: Point| distance::Point { latitude: p.latitude, longitude: p.longitude };
    distance::metres(point(one), point(other))
}

fn degrees(point: Point) -> String {
    format!("{:.6},{:.6}", f64::from(point.latitude) / 1e6, f64::from(point.longitude) / 1e6)
}

fn quote(text: &str) -> String {
    let mut quoted: String = text.chars().map(|c| if c == '\n' { ' ' } else { c }).take(LONGEST_QUOTE).collect();
    if text.chars().count() > LONGEST_QUOTE {
        quoted.push('…');
    }
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directory::hours;
    use crate::directory::record::Source;

    fn office() -> Record {
        Record {
            source: Source::Kaigo,
            key: "1360490000:150".into(),
            dataset: "kaigo:150".into(),
            as_of: None,
            kind: OrganizationKind::DayService,
            name: "架空デイサービス".into(),
            kana: Some("カクウデイサービス".into()),
            identifiers: Vec::new(),
            owner: None,
            owner_number: None,
            place: PlaceFacts {
                municipality: "13104".into(),
                address: "東京都新宿区架空町1丁目2番3号".into(),
                position: Some(Point { latitude: 35_690_000, longitude: 139_700_000 }),
                ..PlaceFacts::default()
            },
            phone: Some("03-0000-0001".into()),
            fax: None,
            url: Some("http://example.jp/".into()),
            email: None,
            services: vec![ServiceFacts { code: "150".into(), capacity: Some(20), ..ServiceFacts::default() }],
            note: "送迎あり".into(),
        }
    }

    /// 浜松市 is 22130, its ward 天竜区 22140.
    fn told(one: &Record, other: &Record) -> Vec<Difference> {
        differences(one, other, &|ward, city| (ward, city) == ("22140", "22130"))
    }

    fn columns(change: impl FnOnce(&mut Record)) -> Vec<&'static str> {
        let mut other = office();
        change(&mut other);
        told(&office(), &other).into_iter().map(|one| one.column).collect()
    }

    #[test]
    fn another_way_of_writing_contradicts_nothing() {
        assert!(columns(|_| {}).is_empty());
        let nothing: Vec<&str> = columns(|other| {
            other.name = "架空ﾃﾞｲｻｰﾋﾞｽ".into();
            other.kana = None;
            other.place.address = "新宿区架空町１－２－３　架空ビル２階".into();
            other.place.position = Some(Point { latitude: 35_690_300, longitude: 139_700_300 });
            other.phone = Some("0300000001".into());
            other.fax = Some("03-0000-0002".into());
            other.url = Some("https://example.jp".into());
            other.services[0].capacity = None;
            other.services[0].departments = vec!["内科".into()];
            other.note = "送迎あり。車いす可".into();
        });
        assert_eq!(nothing, Vec::<&str>::new());
    }

    #[test]
    fn each_thing_that_is_said_differently_is_told() {
        assert_eq!(columns(|other| other.name = "見本デイサービス".into()), ["名称"]);
        assert_eq!(columns(|other| other.kind = OrganizationKind::HomeCare), ["種類"]);
        assert_eq!(columns(|other| other.place.address = "東京都新宿区架空町1丁目2番4号".into()), ["住所"]);
        assert_eq!(columns(|other| other.place.municipality = "13105".into()), ["市区町村"]);
        let moved = Point { latitude: 35_692_000, longitude: 139_700_000 };
        assert_eq!(columns(|other| other.place.position = Some(moved)), ["緯度・経度"]);
        assert_eq!(columns(|other| other.phone = Some("03-0000-0009".into())), ["電話番号"]);
        assert_eq!(columns(|other| other.services[0].capacity = Some(25)), ["定員"]);
        assert_eq!(columns(|other| other.note = "送迎なし".into()), ["備考"]);
        let mut one = office();
        let mut other = office();
        one.services[0].hours = Some(hours::parse_text("月〜金 9:00-17:00").expect("hours"));
        other.services[0].hours = Some(hours::parse_text("月〜土 9:00-17:00").expect("hours"));
        let found = told(&one, &other);
        assert_eq!((found[0].column, found[0].counts.as_str()), ("曜日・時間", "月〜金 9:00-17:00"));
    }

    #[test]
    fn a_clinic_whose_beds_nobody_told_contradicts_nobody() {
        let kind = |kind| Record { kind, ..office() };
        let (one, other) = (kind(OrganizationKind::ClinicWithBeds), kind(OrganizationKind::Clinic));
        assert!(told(&one, &other).is_empty());
        assert_eq!(told(&one, &kind(OrganizationKind::Hospital)).len(), 1);
    }

    #[test]
    fn a_city_and_its_ward_are_no_contradiction_and_neither_are_words_left_out() {
        let at = |municipality: &str, address: &str| Record {
            place: PlaceFacts { municipality: municipality.into(), address: address.into(), ..PlaceFacts::default() },
            ..office()
        };
        let ward = at("22140", "静岡県浜松市天竜区二俣町二俣56番1");
        assert!(told(&ward, &at("22130", "静岡県浜松市二俣町二俣56番1")).is_empty());
        assert_eq!(told(&ward, &at("22130", "静岡県浜松市二俣町二俣57番1"))[0].column, "住所");
        let open = |text: &str| {
            let mut record = office();
            record.services[0].hours = Some(hours::parse_text(text).expect("hours"));
            record
        };
        assert!(told(&open("月〜金 9:00-17:00、12/29-1/3休み"), &open("月〜金 9:00-17:00")).is_empty());
        assert_eq!(told(&open("月〜金 9:00-17:00、祝日休み"), &open("月〜金・祝 9:00-17:00")).len(), 1);
    }
}
