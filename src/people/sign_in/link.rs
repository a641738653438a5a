//! One-time links (1回だけのリンク): half an hour, once. Rules only; the invitation of a new member is his room's own.

use jiff::{SignedDuration, Timestamp};

/// A link is good so long.
pub const LASTS: SignedDuration = SignedDuration::from_mins(30);

/// Who asks again within this time gets no second letter.
pub const ASKED_AGAIN: SignedDuration = SignedDuration::from_mins(5);

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// A new password; the second factor stays and is asked for.
    Password,
    /// Both factors anew. Only somebody who knows the member gives it out.
    Everything,
}

/// A link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// What it is for.
    pub scope: Scope,
    /// When it was made.
    pub made_at: Timestamp,
    /// Until when it is good.
    pub expires_at: Timestamp,
    /// When it was used.
    pub used_at: Option<Timestamp>,
    /// When a newer one took its place.
    pub replaced_at: Option<Timestamp>,
}

/// What a link is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Good.
    Good,
    /// It was used. Whoever comes now may have stolen it, or his browser asked twice.
    Used,
    /// Too late.
    Expired,
    /// A newer one took its place.
    Replaced,
}

impl Link {
    /// What it is worth now.
    pub fn state(&self, now: Timestamp) -> State {
        if self.used_at.is_some() {
            State::Used
        } else if self.replaced_at.is_some() {
            State::Replaced
        } else if now >= self.expires_at {
            State::Expired
        } else {
            State::Good
        }
    }
}

impl Scope {
    /// As the database writes it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Everything => "everything",
        }
    }

    /// The scope with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Password, Self::Everything].into_iter().find(|scope| scope.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::super::session::after;
    use super::*;

    #[test]
    fn a_link_is_good_for_half_an_hour_and_once() {
        let made_at = Timestamp::UNIX_EPOCH;
        let expires_at = after(made_at, LASTS);
        let link = Link { scope: Scope::Everything, made_at, expires_at, used_at: None, replaced_at: None };
        assert_eq!(link.state(made_at), State::Good);
        assert_eq!(link.state(expires_at), State::Expired);
        assert_eq!(Link { replaced_at: Some(made_at), ..link }.state(made_at), State::Replaced);
        let used = Link { used_at: Some(made_at), ..link };
        assert_eq!((used.state(made_at), used.state(expires_at)), (State::Used, State::Used));
        assert!(
            [Scope::Password, Scope::Everything].into_iter().all(|scope| Scope::from_code(scope.code()) == Some(scope))
        );
    }
}
