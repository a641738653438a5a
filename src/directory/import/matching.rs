//! Which records speak of one facility (名寄せ). Decides from the records alone.
//!
//! Records are joined when they carry one official number, or the same name at the same address, or — at the same
//! address — when one name ends with the other (「医療法人社団〇〇会 平松記念病院」 and 「平松記念病院」), or when name,
//! telephone and municipality agree, or when one of two of one name and licence tells only the town and there is no third. Names are the same when they are so letter by letter, wherever their spaces are, or
//! without legal form and owner. What only looks alike is a [`Doubt`] for a person: two numbers of one register are
//! two facilities until somebody says otherwise, and what was kept apart once stays apart.

use std::collections::{HashMap, HashSet};

use kyoten_text::name;

use super::sets::Sets;
pub use super::traits::Traits;
use super::traits::{Features, NO_ORGANIZATION, NONE, trade};
use crate::directory::record::Source;

/// More records than this under one number are a placeholder number, not one facility.
const PLACEHOLDER_NUMBER: usize = 60;
/// More facilities than this at one address are not compared name by name.
const CROWDED_ADDRESS: usize = 80;

/// With more than these a name or a telephone says nothing of what the hub itself entered.
const MOST_LIKE_THE_HUBS: usize = 6;

/// Why two organisations may be one, and a person should look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DoubtReason {
    /// Name and address agree, but one register gives them two numbers.
    TwoNumbers,
    /// The same name in the same municipality, at another address.
    SameNameElsewhere,
    /// The same address and alike names.
    SameAddressAlikeName,
    /// The same telephone under another name.
    SamePhone,
    /// Everything agrees, but they were two before: neither is given up without a person.
    TwoEntries,
}

impl DoubtReason {
    /// The stored code.
    pub fn code(self) -> &'static str {
        match self {
            Self::TwoNumbers => "two_numbers",
            Self::SameNameElsewhere => "same_name_elsewhere",
            Self::SameAddressAlikeName => "same_address_alike_name",
            Self::SamePhone => "same_phone",
            Self::TwoEntries => "two_entries",
        }
    }

    /// The words for the person who decides.
    pub fn japanese(code: &str) -> &'static str {
        match code {
            "two_numbers" => "名前と住所が同じで、番号がちがいます",
            "same_name_elsewhere" => "同じ市区町村に同じ名前があり、住所がちがいます",
            "same_address_alike_name" => "住所が同じで、名前が似ています",
            "two_entries" => "番号か、名前と住所か、名前と電話番号が同じですが、別々にのっています",
            _ => "電話番号が同じで、名前がちがいます",
        }
    }
}

/// Two records that may speak of one facility.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// One record.
    pub one: usize,
    /// The other record.
    pub other: usize,
    /// Why.
    pub reason: DoubtReason,
}

/// Which records belong together.
#[derive(Debug)]
pub struct Groups {
    /// For each record the number of its group; groups are numbered in the order of their first record.
    pub group_of: Vec<u32>,
    /// How many groups there are.
    pub count: usize,
    /// What a person should look at, by record.
    pub doubts: Vec<Doubt>,
}

/// Collects the records of an import, then joins them.
#[derive(Debug, Default)]
pub struct Matching {
    records: Vec<Features>,
    names: String,
    datasets: HashMap<String, u16>,
}

impl Matching {
    /// Adds a record; `organization` is the number of the organisation it already belongs to. Answers the record's number.
    pub fn add(&mut self, traits: Traits, organization: Option<u32>) -> usize {
        let at = self.names.len();
        self.names.push_str(&traits.core);
        let next = self.datasets.len() as u16;
        let Traits { core, dataset, mut features } = traits;
        features.name = (at as u32, core.len() as u16);
        features.dataset = *self.datasets.entry(dataset).or_insert(next);
        features.organization = organization.unwrap_or(NO_ORGANIZATION);
        self.records.push(features);
        self.records.len() - 1
    }

    /// Joins. `kept_apart` holds pairs of organisations that a person has called different.
    pub fn join(&self, kept_apart: &HashSet<(u32, u32)>) -> Groups {
        let mut sets = Sets::new(&self.records, kept_apart);
        self.join_known_organizations(&mut sets);
        self.join_by(&mut sets, |r| r.numbers[0], PLACEHOLDER_NUMBER, |_, _| Verdict::SameNumber);
        self.join_by(&mut sets, |r| r.numbers[1], PLACEHOLDER_NUMBER, |_, _| Verdict::SameNumber);
        let in_town = |r: &Features, name: u64| combine(name, r.municipality);
        self.join_by(&mut sets, |r| combine(r.whole_name, r.address), usize::MAX, |a, b| self.same_name(a, b));
        // An address without a number, or one whose number nobody can cut from the room, is the same when it is so to the letter.
        let to_the_letter = |r: &Features| combine(in_town(r, r.whole_name), r.whole_address);
        self.join_by(&mut sets, to_the_letter, CROWDED_ADDRESS, |a, b| self.same_name(a, b));
        self.join_by(&mut sets, |r| combine(r.core_name, r.address), usize::MAX, |a, b| self.same_name(a, b));
        self.join_by(&mut sets, |r| r.address, CROWDED_ADDRESS, |a, b| self.one_address(a, b));
        for name in [|r: &Features| r.whole_name, |r: &Features| r.core_name] {
            let reached = |r: &Features| combine(in_town(r, name(r)), r.phone);
            self.join_by(&mut sets, reached, CROWDED_ADDRESS, |a, b| self.same_name(a, b));
        }
        self.join_where_one_tells_only_the_town(&mut sets);
        for name in [|r: &Features| r.whole_name, |r: &Features| r.core_name] {
            self.doubt_by(&mut sets, |r| in_town(r, name(r)), DoubtReason::SameNameElsewhere);
        }
        self.doubt_by(&mut sets, |r| r.phone, DoubtReason::SamePhone);
        sets.groups()
    }

    /// The records that already belong to an organisation, with its number.
    pub fn organizations(&self) -> impl Iterator<Item = (usize, u32)> + '_ {
        let known = self.records.iter().map(|record| record.organization).enumerate();
        known.filter(|(_, organization)| *organization != NO_ORGANIZATION)
    }

    fn join_known_organizations(&self, sets: &mut Sets<'_>) {
        let mut first: HashMap<u32, usize> = HashMap::new();
        for (number, record) in self.records.iter().enumerate() {
            if record.organization != NO_ORGANIZATION {
                let anchor = *first.entry(record.organization).or_insert(number);
                sets.join_known(anchor, number);
            }
        }
    }

    /// Compares every two records of equal `key` that are not joined yet.
    fn join_by(
        &self,
        sets: &mut Sets<'_>,
        key: impl Fn(&Features) -> u64,
        largest: usize,
        verdict: impl Fn(&Features, &Features) -> Verdict,
    ) {
        for run in self.runs(key).iter().filter(|run| run.len() <= largest) {
            for (i, &one) in run.iter().enumerate() {
                for &other in &run[i + 1..] {
                    if sets.root(one) == sets.root(other) {
                        continue;
                    }
                    match verdict(&self.records[one], &self.records[other]) {
                        Verdict::Same => sets.join(one, other),
                        Verdict::SameNumber => sets.join_numbered(one, other),
                        Verdict::Alike if sets.complete_each_other(one, other) => {
                            sets.doubt(one, other, DoubtReason::SameAddressAlikeName);
                        }
                        Verdict::Alike | Verdict::Different => {}
                    }
                    // A long run of one facility's services is joined to its first record; no need to compare all pairs.
                    if run.len() > CROWDED_ADDRESS {
                        break;
                    }
                }
            }
        }
    }

    /// Some lists leave the house number of an address out. Then two of one whole name and one licence are one where the town
    /// has no third, and nothing else about them differs; two house numbers stay a question.
    fn join_where_one_tells_only_the_town(&self, sets: &mut Sets<'_>) {
        let of_town = |r: &Features| match trade(r.kind) {
            0 => NONE,
            trade => combine(combine(combine(r.whole_name, r.municipality), r.town), trade.into()),
        };
        for run in self.runs(of_town) {
            let (first, rest) = (run[0], &run[1..]);
            let root = sets.root(first);
            let (ours, others): (Vec<usize>, Vec<usize>) = run.iter().partition(|record| sets.root(**record) == root);
            let Some(other) = rest.iter().copied().find(|record| sets.root(*record) != root) else { continue };
            let second = sets.root(other);
            let is_third = others.iter().any(|record| sets.root(*record) != second);
            let tells_no_house = |side: &[usize]| side.iter().all(|record| !self.records[*record].has_house);
            let one_tells = tells_no_house(&ours) != tells_no_house(&others);
            let phones = |side: &[usize]| -> HashSet<u64> {
                side.iter().map(|record| self.records[*record].phone).filter(|phone| *phone != NONE).collect()
            };
            let (mine, theirs) = (phones(&ours), phones(&others));
            let two_phones = !mine.is_empty() && !theirs.is_empty() && mine.is_disjoint(&theirs);
            if one_tells && !is_third && !two_phones && sets.complete_each_other(first, other) {
                sets.join(first, other);
            }
        }
    }

    /// Asks a person about two groups of equal `key` when exactly two are left.
    fn doubt_by(&self, sets: &mut Sets<'_>, key: impl Fn(&Features) -> u64, reason: DoubtReason) {
        for run in self.runs(key) {
            let mut roots: Vec<(usize, usize)> = Vec::new();
            for record in run {
                let root = sets.root(record);
                if !roots.iter().any(|(known, _)| *known == root) {
                    roots.push((root, record));
                }
            }
            let of_hub = roots.iter().position(|(_, record)| self.records[*record].source == Source::Hub);
            if let Some(at) = of_hub.filter(|_| roots.len() <= MOST_LIKE_THE_HUBS) {
                let (_, own) = roots.remove(at);
                self.doubt_hubs_own(sets, own, &roots, reason);
                continue;
            }
            let [(_, one), (_, other)] = roots[..] else { continue };
            let (a, b) = (&self.records[one], &self.records[other]);
            if trade(a.kind) != 0 && trade(a.kind) == trade(b.kind) && sets.complete_each_other(one, other) {
                sets.doubt(one, other, reason);
            }
        }
    }

    /// What the hub itself entered has no number by which a list could know it, and its kind is a person's guess: so it is asked
    /// about also where no licence says what it is. Only those that share a telephone with the office that looks after them are
    /// another thing, unless they are called alike.
    fn doubt_hubs_own(&self, sets: &mut Sets<'_>, own: usize, others: &[(usize, usize)], reason: DoubtReason) {
        for &(_, other) in others {
            let (a, b) = (&self.records[own], &self.records[other]);
            let same_kind = a.kind == b.kind || alike(self.name(a), self.name(b));
            if (reason != DoubtReason::SamePhone || same_kind) && sets.complete_each_other(own, other) {
                sets.doubt(own, other, reason);
            }
        }
    }

    fn runs(&self, key: impl Fn(&Features) -> u64) -> Vec<Vec<usize>> {
        let mut keyed: Vec<(u64, u32)> =
            self.records.iter().enumerate().map(|(i, r)| (key(r), i as u32)).filter(|(key, _)| *key != NONE).collect();
        keyed.sort_unstable();
        keyed
            .chunk_by(|a, b| a.0 == b.0)
            .filter(|run| run.len() > 1)
            .map(|run| run.iter().map(|(_, record)| *record as usize).collect())
            .collect()
    }

    /// Two of one name at one place. A hospital and its nursing station are two, whatever they are called: the law numbers
    /// them apart. What the hospital's own nurses do carries the hospital's number and is known by that.
    fn same_name(&self, a: &Features, b: &Features) -> Verdict {
        let station_of = |one: &Features, other: &Features| one.is_station && other.is_institution;
        let are_two = station_of(a, b) || station_of(b, a) || !a.kind.may_be_one_with(b.kind);
        match are_two {
            false => Verdict::Same,
            true if is_hubs_own(a, b) => Verdict::Alike,
            true => Verdict::Different,
        }
    }

    fn one_address(&self, a: &Features, b: &Features) -> Verdict {
        let (mine, theirs) = (self.name(a), self.name(b));
        if a.source == b.source {
            return Verdict::Different;
        }
        if trade(a.kind) != trade(b.kind) || trade(a.kind) == 0 {
            let like = name::same_or_suffix(mine, theirs) || alike(mine, theirs);
            return if is_hubs_own(a, b) && like { Verdict::Alike } else { Verdict::Different };
        }
        if is_owner_before(mine, theirs) {
            Verdict::Same
        } else if name::same_or_suffix(mine, theirs) {
            // 「駅前中央クリニック」 and 「中央クリニック」 in one building may be two.
            Verdict::Alike
        } else if alike(mine, theirs) {
            Verdict::Alike
        } else {
            Verdict::Different
        }
    }

    fn name(&self, record: &Features) -> &str {
        let (at, length) = record.name;
        &self.names[at as usize..at as usize + usize::from(length)]
    }
}

/// What comparing two records says.
enum Verdict {
    Same,
    /// They carry one official number, whatever else their lists call them.
    SameNumber,
    Alike,
    Different,
}

/// Is one of them what the hub itself entered?
fn is_hubs_own(a: &Features, b: &Features) -> bool {
    (a.source == Source::Hub) != (b.source == Source::Hub)
}

fn combine(a: u64, b: u64) -> u64 {
    if a == NONE || b == NONE { NONE } else { (a.rotate_left(23) ^ b.wrapping_mul(0x9e37_79b9_7f4a_7c15)).max(1) }
}

/// Are two names one, but for an owner who stands before it in the longer writing (〇〇会, 〇〇厚生連, 〇〇市立)?
fn is_owner_before(a: &str, b: &str) -> bool {
    const OWNERS: [&str; 12] = ["会", "団", "社", "連", "人", "財団", "組合", "機構", "市立", "町立", "県立", "国立"];
    let (long, short) = if a.len() >= b.len() { (a, b) } else { (b, a) };
    let Some(before) = long.strip_suffix(short) else { return false };
    name::same_or_suffix(a, b) && (before.is_empty() || OWNERS.iter().any(|owner| before.ends_with(owner)))
}

/// Do two names share at least half of their neighbouring letter pairs (Dice)?
fn alike(a: &str, b: &str) -> bool {
    let pairs = |text: &str| -> Vec<(char, char)> { text.chars().zip(text.chars().skip(1)).collect() };
    let (mine, mut theirs) = (pairs(a), pairs(b));
    let total = mine.len() + theirs.len();
    let shared = mine
        .iter()
        .filter(|pair| theirs.iter().position(|other| other == *pair).map(|at| theirs.swap_remove(at)).is_some())
        .count();
    total >= 4 && 4 * shared >= total
}
