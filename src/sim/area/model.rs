//! What the invented area is made of: plain values, ready to be stored by those who own the tables.

use jiff::civil::Date;

use crate::directory::capability::Capability;
use crate::directory::hours::CareManagerTime;
use crate::directory::kind::OrganizationKind;
use crate::directory::record::{Point, Record, Source};
use crate::directory::store::map::Landmark;

/// The whole invented area of one seed and day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FictionalArea {
    /// The hub that looks after it.
    pub hub: HubFacts,
    /// The city of the hub, then its neighbours.
    pub municipalities: Vec<Municipality>,
    /// 町丁目 with a point that stands for each.
    pub towns: Vec<Town>,
    /// One for every name of a town without its number.
    pub postal_codes: Vec<PostalCode>,
    /// Shapes of the municipalities, then of the five towns of the city.
    pub boundaries: Vec<Boundary>,
    /// What else a map of it shows: the sea, a river, a railway, a station, a bay.
    pub decorations: Vec<Landmark>,
    /// What the sources say of the facilities; some are described twice.
    pub records: Vec<Record>,
    /// The hub's own enquiry.
    pub survey: SurveyLayer,
    /// Numbers of people, by municipality, year and source.
    pub statistics: Vec<Statistic>,
    /// Pairs of records of which only a person can say whether they are one facility.
    pub doubtful_pairs: Vec<(RecordKey, RecordKey)>,
}

/// Names and desk of the hub.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HubFacts {
    /// Its Japanese name.
    pub name: &'static str,
    /// The reading of the name.
    pub kana: &'static str,
    /// Its English name.
    pub english: &'static str,
    /// The municipality that runs it.
    pub municipality: &'static str,
    /// Telephone of the desk.
    pub phone: &'static str,
    /// Fax of the desk.
    pub fax: &'static str,
    /// When the desk answers, in the hub's notation.
    pub hours_text: &'static str,
    /// Where a map of the area should look first.
    pub centre: Point,
}

/// A municipality (市区町村).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Municipality {
    /// Five digits without the check digit.
    pub code: &'static str,
    /// The name, such as 汐見野市.
    pub name: &'static str,
    /// Its reading in katakana.
    pub kana: &'static str,
    /// The name in Latin letters.
    pub english: &'static str,
    /// The name of the prefecture.
    pub prefecture: &'static str,
    /// 郡, which stands before the name in addresses; empty for a city.
    pub county: &'static str,
    /// A point that stands for it: its town hall.
    pub point: Point,
}

/// A town with its number (町丁目).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Town {
    /// The municipality it lies in.
    pub municipality: &'static str,
    /// The name with its number, such as 梅ヶ枝町3丁目.
    pub name: String,
    /// Its reading in katakana, such as ウメガエチョウ3チョウメ.
    pub kana: String,
    /// The name without its number.
    pub base: &'static str,
    /// 丁目, where the town has such.
    pub number: Option<u8>,
    /// Which of the shapes it lies in, such as 梅ヶ枝; the municipality's own name outside the city.
    pub district: &'static str,
    /// Seven digits without hyphen; they begin with 000.
    pub postal_code: String,
    /// A point that stands for it.
    pub point: Point,
}

/// A row of the table of postal codes (郵便番号).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostalCode {
    /// Seven digits without hyphen.
    pub code: String,
    /// The municipality.
    pub municipality: &'static str,
    /// The town without its number.
    pub town: &'static str,
    /// Its reading in katakana.
    pub kana: &'static str,
}

/// What a boundary goes around.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BoundaryLevel {
    /// A municipality.
    Municipality,
    /// One of the towns into which the city is divided on maps.
    Town,
}

/// A shape on the map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Boundary {
    /// What it goes around.
    pub level: BoundaryLevel,
    /// The municipality it is or lies in.
    pub municipality: &'static str,
    /// The name to write on it.
    pub name: &'static str,
    /// Where to write the name.
    pub label: Point,
    /// The outline; its last point is its first.
    pub ring: Vec<Point>,
}

/// Which record something is said of: its source and the source's own key.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RecordKey {
    /// The source of the record.
    pub source: Source,
    /// The source's own key.
    pub key: String,
}

/// A facility that is asked: what [`super::survey_for`] needs to know of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// The record it is known by.
    pub record: RecordKey,
    /// What it is.
    pub kind: OrganizationKind,
    /// The codes of its services.
    pub services: Vec<String>,
}

/// What the hub learned by asking.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SurveyLayer {
    /// Answers to the questions of [`CAPABILITY_CODES`](crate::directory::capability::codes::CAPABILITY_CODES).
    pub answers: Vec<SurveyAnswer>,
    /// Times at which care managers may call.
    pub care_manager_times: Vec<ToldTime>,
}

/// One answer of one facility.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SurveyAnswer {
    /// Who answered.
    pub record: RecordKey,
    /// The question, the answer, who said so (歯科の回答, 電話で確認, 令和8年調査) and when.
    pub capability: Capability,
}

/// When a doctor, dentist or pharmacist has time for care managers (ケアマネタイム).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToldTime {
    /// Whose time it is.
    pub record: RecordKey,
    /// When, how and whom to ask for.
    pub time: CareManagerTime,
    /// Who said so.
    pub source: String,
    /// The day it was told.
    pub answered_on: Date,
}

/// A number of people or households.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statistic {
    /// The municipality.
    pub municipality: &'static str,
    /// What is counted: `population`, `households`, `age_0_14`, `age_15_64`, `age_65_up`, `age_65_74`, `age_75_84`,
    /// `age_85_up`, `certified` or `certified_support_1` … `certified_care_5`.
    pub indicator: &'static str,
    /// The day the number speaks of.
    pub as_of: Date,
    /// The number.
    pub value: i64,
    /// The invented source.
    pub source: &'static str,
}
