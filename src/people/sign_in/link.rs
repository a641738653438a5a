//! One-time links for a new password (1回だけのリンク): half an hour, once; the second factor stays and is asked for.
//!
//! Rules only. What lets somebody in who has neither, an invitation or a reset, is [`crate::people::link`].

use jiff::{SignedDuration, Timestamp};

/// A link is good so long.
pub const LASTS: SignedDuration = SignedDuration::from_mins(30);

/// Who asks again within this time gets no second letter.
pub const ASKED_AGAIN: SignedDuration = SignedDuration::from_mins(5);

/// A link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
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

#[cfg(test)]
mod tests {
    use super::super::session::after;
    use super::*;

    #[test]
    fn a_link_is_good_for_half_an_hour_and_once() {
        let made_at = Timestamp::UNIX_EPOCH;
        let expires_at = after(made_at, LASTS);
        let link = Link { made_at, expires_at, used_at: None, replaced_at: None };
        assert_eq!(link.state(made_at), State::Good);
        assert_eq!(link.state(expires_at), State::Expired);
        assert_eq!(Link { replaced_at: Some(made_at), ..link }.state(made_at), State::Replaced);
        let used = Link { used_at: Some(made_at), ..link };
        assert_eq!((used.state(made_at), used.state(expires_at)), (State::Used, State::Used));
    }
}
