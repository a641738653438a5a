//! What members agree to, version by version: the pledge of confidentiality (誓約) and the operating rules (運用規程).

use jiff::Timestamp;
use jiff::civil::Date;

use super::history::Hand;

/// The longest name of a version, in characters.
pub const LONGEST_VERSION: usize = 40;
/// The longest reference to a document, in characters.
pub const LONGEST_DOCUMENT: usize = 200;

/// What is agreed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AgreementKind {
    /// 誓約書: what is seen here is told to nobody.
    Pledge,
    /// 運用規程: how this hub works.
    Rules,
}

impl AgreementKind {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Pledge, Self::Rules];

    /// As the database writes it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Pledge => "pledge",
            Self::Rules => "rules",
        }
    }

    /// The kind with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// How somebody agreed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AgreedHow {
    /// He signed a sheet; his manager keeps it.
    Paper,
    /// He pressed the button himself.
    Screen,
}

impl AgreedHow {
    /// As the database writes it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Paper => "paper",
            Self::Screen => "screen",
        }
    }

    /// The way with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Paper, Self::Screen].into_iter().find(|how| how.code() == code)
    }
}

/// A version of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgreementText {
    /// Pledge or rules.
    pub kind: AgreementKind,
    /// 第2版, 2026-04.
    pub version: String,
    /// From this day on it is the one to agree to.
    pub in_force_on: Date,
    /// Where the text is kept.
    pub document: String,
}

/// That somebody agreed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreement {
    /// Pledge or rules.
    pub kind: AgreementKind,
    /// Which version.
    pub version: String,
    /// On which day.
    pub agreed_on: Date,
    /// Paper or screen.
    pub how: AgreedHow,
    /// Where the sheet is kept.
    pub document: String,
    /// When it was written down here.
    pub recorded_at: Timestamp,
    /// By whom.
    pub recorded_by: Hand,
}

/// How a member stands to what he should agree to today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The hub has no such text yet.
    NothingToAgree,
    /// He never agreed.
    Missing,
    /// He agreed to an older version.
    Outdated(Agreement),
    /// He agreed to the version in force.
    Current(Agreement),
}

/// The version of this kind that is in force on this day.
pub fn in_force(texts: &[AgreementText], kind: AgreementKind, today: Date) -> Option<&AgreementText> {
    let begun = texts.iter().filter(|text| text.kind == kind && text.in_force_on <= today);
    begun.max_by(|a, b| (a.in_force_on, &a.version).cmp(&(b.in_force_on, &b.version)))
}

/// How somebody who agreed to these stands today.
pub fn standing(texts: &[AgreementText], agreed: &[Agreement], kind: AgreementKind, today: Date) -> Standing {
    let Some(text) = in_force(texts, kind, today) else { return Standing::NothingToAgree };
    let of_kind = || agreed.iter().filter(|one| one.kind == kind);
    let latest = |one: &&Agreement| (one.agreed_on, one.recorded_at);
    match of_kind().filter(|one| one.version == text.version).max_by_key(latest) {
        Some(current) => Standing::Current(current.clone()),
        None => of_kind().max_by_key(latest).map_or(Standing::Missing, |old| Standing::Outdated(old.clone())),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn text(version: &str, in_force_on: Date) -> AgreementText {
        AgreementText { kind: AgreementKind::Pledge, version: version.into(), in_force_on, document: String::new() }
    }

    fn agreed(version: &str, agreed_on: Date) -> Agreement {
        Agreement {
            kind: AgreementKind::Pledge,
            version: version.into(),
            agreed_on,
            how: AgreedHow::Paper,
            document: "綴り3".into(),
            recorded_at: Timestamp::UNIX_EPOCH,
            recorded_by: Hand::Operator,
        }
    }

    #[test]
    fn who_agreed_to_last_years_pledge_is_asked_again_when_the_new_one_is_in_force() {
        let texts = [text("1", date(2025, 4, 1)), text("2", date(2026, 4, 1))];
        let old = [agreed("1", date(2025, 4, 2))];
        let on = |agreed: &[Agreement], day| standing(&texts, agreed, AgreementKind::Pledge, day);
        assert_eq!(on(&old, date(2026, 3, 31)), Standing::Current(old[0].clone()));
        assert_eq!(on(&old, date(2026, 4, 1)), Standing::Outdated(old[0].clone()));
        assert_eq!(on(&[], date(2026, 4, 1)), Standing::Missing);
        assert_eq!(on(&[], date(2025, 3, 31)), Standing::NothingToAgree);
        let both = [old[0].clone(), agreed("2", date(2026, 3, 20))];
        assert_eq!(on(&both, date(2026, 4, 1)), Standing::Current(both[1].clone()), "he may agree before the day");
        assert_eq!(standing(&texts, &both, AgreementKind::Rules, date(2026, 4, 1)), Standing::NothingToAgree);
    }
}
