//! A mix of queries such as people type, for measuring: the same for the same seed.

use jiff::civil::date;

use super::super::hours::Day;
use super::super::kind::OrganizationKind as K;
use super::super::record::Point;
use super::document::Document;
use super::needs::needs;
use super::query::{Near, OpenFilter, Order, Query};

/// How many queries a mix has.
const QUERIES: usize = 10_000;
const COMMON: [&str; 12] = [
    "クリニック",
    "歯科",
    "薬局",
    "医院",
    "訪問看護",
    "デイサービス",
    "内科",
    "株式会社",
    "医療法人",
    "東京都",
    "病院",
    "センター",
];

/// A mix of queries cut from these documents: names, readings, addresses and telephone numbers of one to twelve characters,
/// needs and common words, half of them with filters, some near a place.
pub fn query_mix(seed: u64, documents: &[Document]) -> Vec<Query> {
    queries(seed, documents).take(QUERIES).collect()
}

/// The mix without an end; nothing when there is nothing to cut from.
pub(super) fn queries(seed: u64, documents: &[Document]) -> impl Iterator<Item = Query> {
    let mut chance = Chance::new(seed);
    std::iter::repeat_with(move || query(&mut chance, documents)).take(if documents.is_empty() {
        0
    } else {
        usize::MAX
    })
}

fn query(chance: &mut Chance, documents: &[Document]) -> Query {
    let mut query = Query { text: text(chance, documents), ..Query::default() };
    if chance.one_in(2) {
        filters(chance, documents, &mut query);
    }
    if let Some(place) = documents[chance.below(documents.len())].located.filter(|_| chance.one_in(4)) {
        let off = |chance: &mut Chance| chance.below(20_000) as i32 - 10_000;
        let point =
            Point { latitude: place.point.latitude + off(chance), longitude: place.point.longitude + off(chance) };
        query.near = Some(Near { point, label: String::new() });
        query.within_metres = [None, Some(2_000), Some(5_000), Some(10_000), Some(50_000)][chance.below(5)];
    }
    match chance.below(20) {
        0 | 1 => query.order = Some(Order::Gojuon),
        2 => query.order = Some(Order::Near),
        3 => query.order = Some(Order::Match),
        4 => query.wishes = vec![in_their_words(chance)],
        5 => {
            let name = documents[chance.below(documents.len())].name_key();
            query.place_word = Some(piece(chance, name, 2));
        }
        _ => {}
    }
    if chance.one_in(20) {
        query.offset = 20 * chance.below(50);
    }
    query
}

fn text(chance: &mut Chance, documents: &[Document]) -> String {
    let document = &documents[chance.below(documents.len())];
    let field = match chance.below(20) {
        0 => return String::new(),
        1 => return in_their_words(chance),
        2 => return COMMON[chance.below(COMMON.len())].to_owned(),
        3 => {
            return format!("{} {}", piece(chance, document.address_key(), 6), COMMON[chance.below(COMMON.len())]);
        }
        4..=9 => document.name_key(),
        10..=13 => document.kana_key(),
        14..=16 => document.address_key(),
        17 => document.phone_key(),
        _ => document.words_key(),
    };
    piece(chance, field, 12)
}

/// One of the ways to say it; of words typed apart, as one word.
fn in_their_words(chance: &mut Chance) -> String {
    let need = &needs()[chance.below(needs().len())];
    need.words[chance.below(need.words.len())].split_whitespace().collect()
}

fn piece(chance: &mut Chance, field: &str, longest: usize) -> String {
    let chars: Vec<char> = field.chars().collect();
    if chars.is_empty() {
        return String::new();
    }
    let length = 1 + chance.below(longest.min(chars.len()));
    let from = chance.below(chars.len() - length + 1);
    chars[from..from + length].iter().collect()
}

fn filters(chance: &mut Chance, documents: &[Document], query: &mut Query) {
    let alike = &documents[chance.below(documents.len())];
    match chance.below(8) {
        0 => query.kinds = vec![alike.kind],
        1 => query.kinds = vec![K::Hospital, K::Clinic, K::ClinicWithBeds],
        2 => query.services = alike.services.clone(),
        3 => query.capabilities = alike.capabilities.iter().take(2).cloned().collect(),
        4 => query.comes_home = true,
        5 => query.municipalities = vec![alike.municipality.clone()],
        6 => query.care_manager_time_now = true,
        _ => {}
    }
    let open = match chance.below(10) {
        0 => Some(OpenFilter::Now),
        1 => Some(OpenFilter::On(Day::Sunday)),
        2 => Some(OpenFilter::Night),
        3 => Some(OpenFilter::On(Day::Holiday)),
        4 => Some(OpenFilter::Today),
        5 => Some(OpenFilter::At(date(2026, 11, 1 + chance.below(28) as i8).at(chance.below(24) as i8, 30, 0, 0))),
        _ => None,
    };
    query.open = open.into_iter().collect();
}

/// Numbers that look random and are the same for the same seed (xorshift64*).
pub(super) struct Chance(u64);

impl Chance {
    pub(super) fn new(seed: u64) -> Self {
        Self((seed ^ 0x9e37_79b9_7f4a_7c15).max(1))
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// A number under `bound`, which is not zero.
    pub(super) fn below(&mut self, bound: usize) -> usize {
        ((u128::from(self.next()) * bound as u128) >> 64) as usize
    }

    /// Whether the one case in so many has come.
    pub(super) fn one_in(&mut self, cases: usize) -> bool {
        self.below(cases) == 0
    }
}
