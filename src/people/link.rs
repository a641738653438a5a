//! One-time links (招待・再設定のリンク): what stands in them, how long they live, what kills them.
//!
//! Attack 14 of the list: a link that is stolen, forwarded, opened twice or too late is dead, and its owner is told.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use crate::platform::Id;
use crate::platform::access::MemberId;
use crate::platform::id::LETTERS;
use crate::platform::web::{Phrase, Words};

/// 160 bits that nobody can guess: what stands in a link, or what proves that a browser opened it first.
///
/// Written as 32 letters and digits like an [`Id`], so that it can be typed from paper. Only its [`hash`](Secret::hash) is kept.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret([u8; 20]);

/// How the path of every link begins.
pub const LINK_PATH: &str = "/invitation/";

/// What the database keeps of a [`Secret`].
pub type SecretHash = [u8; 32];

/// A text that is no secret of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a link of this hub")]
pub struct NotASecret;

impl Secret {
    /// From bytes that nobody can guess.
    pub fn from_bytes(bytes: [u8; 20]) -> Self {
        Self(bytes)
    }

    /// SHA-256 of the bytes: with so many bits there is nothing to try out, so no slower function is needed.
    pub fn hash(&self) -> SecretHash {
        Sha256::digest(self.0).into()
    }

    /// The path of the link's page. The log writes routes, never paths, so it does not end there.
    pub fn path(&self) -> String {
        format!("{LINK_PATH}{self}")
    }

    /// In groups of four, for a printed sheet.
    pub fn grouped(&self) -> String {
        let letters: Vec<char> = self.to_string().chars().collect();
        letters.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join("-")
    }
}

/// The whole secret: for the link itself and nowhere else.
impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for five in self.0.chunks(5) {
            let bits = five.iter().fold(0u64, |bits, byte| bits << 8 | u64::from(*byte));
            for place in (0..8).rev() {
                write!(f, "{}", LETTERS[(bits >> (5 * place)) as usize & 31] as char)?;
            }
        }
        Ok(())
    }
}

/// A log never shows it.
impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl FromStr for Secret {
    type Err = NotASecret;

    /// Reads it with or without hyphens and spaces, in either case, with I and L for 1 and O for 0, full width too.
    fn from_str(text: &str) -> Result<Self, NotASecret> {
        let letters: Vec<u64> = text
            .chars()
            .map(kyoten_text::normalize::narrow)
            .filter(|c| !kyoten_text::normalize::is_dash(*c) && *c != ' ')
            .map(|c| {
                let letter = match c.to_ascii_lowercase() {
                    'o' => '0',
                    'i' | 'l' => '1',
                    other => other,
                };
                LETTERS.iter().position(|known| *known as char == letter).map(|at| at as u64)
            })
            .collect::<Option<_>>()
            .ok_or(NotASecret)?;
        if letters.len() != 32 {
            return Err(NotASecret);
        }
        let mut bytes = [0; 20];
        for (five, eight) in bytes.chunks_mut(5).zip(letters.chunks(8)) {
            let bits = eight.iter().fold(0u64, |bits, letter| bits << 5 | letter);
            five.copy_from_slice(&bits.to_be_bytes()[3..]);
        }
        Ok(Self(bytes))
    }
}

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// The first time: on paper or in a mail.
    Invitation,
    /// Setting up the sign-in anew, for somebody who cannot sign in any more.
    Reset,
}

impl Purpose {
    /// As the database writes it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Invitation => "invitation",
            Self::Reset => "reset",
        }
    }

    /// The purpose with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Invitation, Self::Reset].into_iter().find(|purpose| purpose.code() == code)
    }
}

/// Why a link was taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WithdrawnBecause {
    /// A newer one was made.
    Replaced,
    /// Somebody took it back.
    Withdrawn,
    /// The member has ended.
    Ended,
    /// It was opened in two places.
    OpenedTwice,
}

impl WithdrawnBecause {
    const ALL: [Self; 4] = [Self::Replaced, Self::Withdrawn, Self::Ended, Self::OpenedTwice];

    /// As the database writes it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Replaced => "replaced",
            Self::Withdrawn => "withdrawn",
            Self::Ended => "ended",
            Self::OpenedTwice => "opened_twice",
        }
    }

    /// The reason with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.code() == code)
    }
}

/// A link as the database keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Its id.
    pub id: Id<Link>,
    /// For whom.
    pub member: MemberId,
    /// For what.
    pub purpose: Purpose,
    /// When it was made.
    pub made_at: Timestamp,
    /// By whom; nothing: the operator.
    pub made_by: Option<MemberId>,
    /// From this moment on it is dead.
    pub expires_at: Timestamp,
    /// When it was opened first.
    pub opened_at: Option<Timestamp>,
    /// What whoever opened it holds.
    pub claim: Option<SecretHash>,
    /// When it was used.
    pub used_at: Option<Timestamp>,
    /// When and why it was taken back.
    pub withdrawn: Option<(Timestamp, WithdrawnBecause)>,
}

/// What is to be done when somebody opens a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The first time: he is given a claim.
    First,
    /// Whoever opened it first looks again.
    Again,
    /// A second person opens it: it dies now.
    Kill,
    /// It is dead.
    Dead(Dead),
}

/// Why a link is dead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dead {
    /// There is no such link.
    Unknown,
    /// It was used.
    Used,
    /// A newer one took its place, or it was taken back.
    Withdrawn,
    /// Its time is over.
    Expired,
    /// It was opened in two places.
    OpenedTwice,
}

impl Dead {
    /// What whoever opens it reads: why, and what to do.
    pub fn words(self, t: &Words) -> Phrase {
        match self {
            Self::Unknown => t.people_link_unknown(),
            Self::Used => t.people_link_used(),
            Self::Withdrawn => t.people_link_withdrawn(),
            Self::Expired => t.people_link_expired(),
            Self::OpenedTwice => t.people_link_opened_twice(),
        }
    }
}

impl Link {
    /// Whether it can still be used.
    pub fn is_alive(&self, now: Timestamp) -> bool {
        self.used_at.is_none() && self.withdrawn.is_none() && now < self.expires_at
    }

    /// What is to be done when somebody who holds this claim, or none, opens it.
    pub fn judge(&self, claim: Option<&SecretHash>, now: Timestamp) -> Verdict {
        match (self.used_at, self.withdrawn, self.claim) {
            (Some(_), ..) => Verdict::Dead(Dead::Used),
            (_, Some((_, WithdrawnBecause::OpenedTwice)), _) => Verdict::Dead(Dead::OpenedTwice),
            (_, Some(_), _) => Verdict::Dead(Dead::Withdrawn),
            _ if now >= self.expires_at => Verdict::Dead(Dead::Expired),
            (.., None) => Verdict::First,
            (.., Some(first)) if claim == Some(&first) => Verdict::Again,
            _ => Verdict::Kill,
        }
    }

    /// Whether somebody else than whoever opened it first holds this claim.
    pub fn is_strange(&self, claim: Option<&SecretHash>) -> bool {
        self.claim.as_ref() != claim
    }
}

/// What whoever made a link must be told, or whoever it concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NoticeKind {
    /// To whoever made it: two people opened the link; it is dead.
    OpenedTwice,
    /// To whoever made it: somebody opened the link after it was used.
    OpenedAfterUse,
    /// To whoever made it: somebody opened the link after its time.
    OpenedLate,
    /// To the member himself: somebody made a link that sets his sign-in up anew.
    ResetMade,
}

impl NoticeKind {
    const ALL: [Self; 4] = [Self::OpenedTwice, Self::OpenedAfterUse, Self::OpenedLate, Self::ResetMade];

    /// As the database writes it.
    pub fn code(self) -> &'static str {
        match self {
            Self::OpenedTwice => "opened_twice",
            Self::OpenedAfterUse => "opened_after_use",
            Self::OpenedLate => "opened_late",
            Self::ResetMade => "reset_made",
        }
    }

    /// The kind with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// What happened to whose link, and what to do.
    pub fn words(self, t: &Words, member: &str) -> Phrase {
        match self {
            Self::OpenedTwice => t.people_notice_opened_twice(member),
            Self::OpenedAfterUse => t.people_notice_opened_after_use(member),
            Self::OpenedLate => t.people_notice_opened_late(member),
            Self::ResetMade => t.people_notice_reset_made(member),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;
    use proptest::prelude::*;

    use super::*;

    fn link() -> Link {
        let made_at: Timestamp = "2026-04-01T00:00:00Z".parse().unwrap();
        Link {
            id: Id::from_bytes([1; 16]),
            member: Id::from_bytes([2; 16]),
            purpose: Purpose::Reset,
            made_at,
            made_by: None,
            expires_at: made_at + SignedDuration::from_mins(30),
            opened_at: None,
            claim: None,
            used_at: None,
            withdrawn: None,
        }
    }

    #[test]
    fn a_link_dies_with_its_last_minute() {
        let link = link();
        let after = |minutes| link.made_at + SignedDuration::from_mins(minutes);
        assert_eq!(link.judge(None, after(29)), Verdict::First);
        assert_eq!(link.judge(None, after(30)), Verdict::Dead(Dead::Expired));
        assert!(link.is_alive(after(29)) && !link.is_alive(after(30)));
    }

    #[test]
    fn whoever_opened_it_first_may_look_again_and_a_second_one_kills_it() {
        let (mine, other) = ([7; 32], [8; 32]);
        let opened = Link { claim: Some(mine), opened_at: Some(link().made_at), ..link() };
        let now = opened.made_at;
        assert_eq!(opened.judge(Some(&mine), now), Verdict::Again);
        assert_eq!(opened.judge(Some(&other), now), Verdict::Kill);
        assert_eq!(opened.judge(None, now), Verdict::Kill);
        let killed = Link { withdrawn: Some((now, WithdrawnBecause::OpenedTwice)), ..opened.clone() };
        assert_eq!(killed.judge(Some(&mine), now), Verdict::Dead(Dead::OpenedTwice), "for the first one too");
        let used = Link { used_at: Some(now), ..opened };
        assert_eq!(used.judge(Some(&mine), now), Verdict::Dead(Dead::Used));
        assert!(!used.is_strange(Some(&mine)) && used.is_strange(None));
    }

    #[test]
    fn a_secret_is_typed_from_paper_as_people_do() {
        let secret = Secret::from_bytes(*b"0123456789abcdefghij");
        let text = secret.to_string();
        assert_eq!(text.len(), 32);
        assert_eq!(secret.grouped().len(), 39);
        let sloppy = secret.grouped().to_uppercase().replace('0', "O").replace('1', "l").replace('-', "ー ");
        assert_eq!(sloppy.parse(), Ok(secret.clone()));
        assert_eq!(format!("{secret:?}"), "Secret(…)");
        for text in ["", &text[1..], &format!("{text}0"), "u".repeat(32).as_str()] {
            assert_eq!(text.parse::<Secret>(), Err(NotASecret));
        }
    }

    proptest! {
        #[test]
        fn every_secret_is_read_back(bytes: [u8; 20]) {
            let secret = Secret::from_bytes(bytes);
            prop_assert_eq!(secret.to_string().parse(), Ok(secret.clone()));
            prop_assert_eq!(secret.grouped().parse(), Ok(secret));
        }
    }
}
