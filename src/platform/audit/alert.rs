//! Rules that notice what no single event shows (警告): pure functions over the events of one member.

use jiff::{SignedDuration, Timestamp};

use super::super::access::MemberId;

/// Something that the privacy officer should look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alert {
    /// Which rule noticed it.
    pub rule: Rule,
    /// Who did it.
    pub actor: MemberId,
    /// About whom, where it is about one person.
    pub subject: Option<[u8; 16]>,
    /// The first and the last event.
    pub since: Timestamp,
    /// The last event.
    pub until: Timestamp,
    /// How many records, or how many times.
    pub records: u64,
}

/// A rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Rule {
    /// 短時間に多数: the data of many persons in a short time.
    Many,
    /// 同じ人を何度も: the data of one person again and again.
    Again,
}

impl Rule {
    /// Every rule.
    pub const ALL: [Self; 2] = [Self::Many, Self::Again];

    /// As the database writes it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Many => "many",
            Self::Again => "again",
        }
    }

    /// The rule with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rule| rule.code() == code)
    }
}

/// From where on a rule speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// So many records …
    pub many: u64,
    /// … within this time.
    pub many_within: SignedDuration,
    /// So many visits to one person …
    pub again: u64,
    /// … within this time …
    pub again_within: SignedDuration,
    /// … where a new visit begins after so much quiet: turning pages is one visit.
    pub visit_ends_after: SignedDuration,
}

/// What a nurse on her round does not reach.
pub const LIMITS: Limits = Limits {
    many: 60,
    many_within: SignedDuration::from_mins(10),
    again: 10,
    again_within: SignedDuration::from_hours(24),
    visit_ends_after: SignedDuration::from_mins(15),
};

impl Limits {
    /// How far back the rules look.
    pub fn reach(&self) -> SignedDuration {
        self.many_within.max(self.again_within)
    }
}

/// That somebody saw data about somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sight {
    /// When.
    pub at: Timestamp,
    /// Whose data; nothing for a list.
    pub subject: Option<[u8; 16]>,
    /// How many records.
    pub amount: u32,
}

/// What the rules say about the events of one member, which are in the order of time.
pub fn alerts(actor: MemberId, sights: &[Sight], limits: &Limits) -> Vec<Alert> {
    many(actor, sights, limits).into_iter().chain(again(actor, sights, limits)).collect()
}

/// The fullest stretch of time that reaches the limit. The same person counts once in it, a list as many as it has.
fn many(actor: MemberId, sights: &[Sight], limits: &Limits) -> Option<Alert> {
    let mut seen: std::collections::HashMap<[u8; 16], u32> = std::collections::HashMap::new();
    let (mut first, mut lists, mut fullest) = (0, 0_u64, None::<Alert>);
    for last in sights {
        match last.subject {
            Some(subject) if last.amount <= 1 => *seen.entry(subject).or_default() += 1,
            _ => lists += u64::from(last.amount),
        }
        while last.at.duration_since(sights[first].at) > limits.many_within {
            let gone = sights[first];
            match gone.subject {
                Some(subject) if gone.amount <= 1 => {
                    if let Some(times) = seen.get_mut(&subject) {
                        *times -= 1;
                        if *times == 0 {
                            seen.remove(&subject);
                        }
                    }
                }
                _ => lists -= u64::from(gone.amount),
            }
            first += 1;
        }
        let records = seen.len() as u64 + lists;
        if records >= limits.many && fullest.as_ref().is_none_or(|alert| records > alert.records) {
            let since = sights[first].at;
            fullest = Some(Alert { rule: Rule::Many, actor, subject: None, since, until: last.at, records });
        }
    }
    fullest
}

/// Persons who were visited too often, each with the stretch of time in which it was noticed first.
fn again(actor: MemberId, sights: &[Sight], limits: &Limits) -> Vec<Alert> {
    let mut visits: std::collections::BTreeMap<[u8; 16], Vec<(Timestamp, Timestamp)>> = Default::default();
    for sight in sights {
        let Some(subject) = sight.subject else { continue };
        let visits = visits.entry(subject).or_default();
        match visits.last_mut() {
            Some((_, until)) if sight.at.duration_since(*until) < limits.visit_ends_after => *until = sight.at,
            _ => visits.push((sight.at, sight.at)),
        }
    }
    let often = |(subject, visits): (&[u8; 16], &Vec<(Timestamp, Timestamp)>)| {
        let enough = usize::try_from(limits.again).ok().filter(|enough| *enough > 0)?;
        let stretch = visits
            .windows(enough)
            .rev()
            .find(|stretch| stretch[enough - 1].0.duration_since(stretch[0].0) <= limits.again_within)?;
        let (since, until) = (stretch[0].0, stretch[enough - 1].1);
        Some(Alert { rule: Rule::Again, actor, subject: Some(*subject), since, until, records: limits.again })
    };
    visits.iter().filter_map(often).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHO: MemberId = MemberId::from_bytes([1; 16]);

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_790_000_000 + seconds).unwrap()
    }

    fn sight(seconds: i64, person: u8) -> Sight {
        Sight { at: at(seconds), subject: Some([person; 16]), amount: 1 }
    }

    fn round(persons: u8, every: i64) -> Vec<Sight> {
        (0..persons).map(|n| sight(i64::from(n) * every, n)).collect()
    }

    #[test]
    fn a_nurse_on_her_round_raises_no_alert() {
        // Twenty patients in a day, each opened at the door, turned through, and written up.
        let mut sights: Vec<Sight> = round(20, 1_500);
        sights.extend((0..20).flat_map(|n| (1..8).map(move |page| sight(i64::from(n) * 1_500 + page * 30, n))));
        sights.sort_by_key(|sight| sight.at);
        assert_eq!(alerts(WHO, &sights, &LIMITS), []);
    }

    #[test]
    fn two_hundred_records_in_ten_minutes_are_noticed_and_so_is_a_list_of_them() {
        let found = alerts(WHO, &round(200, 3), &LIMITS);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].rule, found[0].records), (Rule::Many, 200));
        let list = [Sight { at: at(0), subject: None, amount: 200 }];
        assert_eq!(alerts(WHO, &list, &LIMITS)[0].records, 200);
    }

    #[test]
    fn the_limit_is_exact_and_the_window_half_open() {
        assert_eq!(alerts(WHO, &round(59, 1), &LIMITS), []);
        assert_eq!(alerts(WHO, &round(60, 1), &LIMITS).len(), 1);
        // Sixty persons, but never sixty within ten minutes.
        assert_eq!(alerts(WHO, &round(60, 11), &LIMITS), []);
        // One person sixty times is not many.
        let same: Vec<Sight> = (0..60).map(|n| sight(n, 7)).collect();
        assert_eq!(alerts(WHO, &same, &LIMITS), []);
    }

    #[test]
    fn who_comes_back_to_one_person_all_day_is_noticed_once_for_that_person() {
        let visit = |n: i64| (0..5).map(move |page| sight(n * 7_200 + page * 10, 9));
        let nine: Vec<Sight> = (0..9).flat_map(visit).collect();
        assert_eq!(alerts(WHO, &nine, &LIMITS), []);
        let twelve: Vec<Sight> = (0..12).flat_map(visit).collect();
        let found = alerts(WHO, &twelve, &LIMITS);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].rule, found[0].subject, found[0].records), (Rule::Again, Some([9; 16]), 10));
        // Ten visits in ten days are a treatment.
        let daily: Vec<Sight> = (0..10).map(|day| sight(day * 86_400, 9)).collect();
        assert_eq!(alerts(WHO, &daily, &LIMITS), []);
    }

    #[test]
    fn codes_are_read_back() {
        for rule in Rule::ALL {
            assert_eq!(Rule::from_code(rule.code()), Some(rule));
        }
    }
}
