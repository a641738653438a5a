//! Emergency sign-in (緊急サインイン): a card is lost, a telephone broken, and a patient waits. Two colleagues who know the voice
//! vouch, and the member has half an hour (安全管理ガイドライン 6.0). Rules only.

use jiff::{SignedDuration, Timestamp};

use super::session::after;
use crate::platform::access::MemberId;

/// So many colleagues must vouch.
pub const VOUCHERS: usize = 2;

/// From asking to entering it may take so long.
pub const WAITS: SignedDuration = SignedDuration::from_mins(20);

/// Somebody who asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Emergency {
    /// Whose name was typed. `None`: nobody's.
    pub member: Option<MemberId>,
    /// When he asked.
    pub asked_at: Timestamp,
    /// Who vouched.
    pub vouchers: Vec<MemberId>,
    /// When he entered.
    pub entered_at: Option<Timestamp>,
}

/// How far it has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// So many colleagues are still missing.
    Waits(usize),
    /// He may enter.
    Granted,
    /// He entered: once is all.
    Entered,
    /// It took too long.
    Over,
}

/// What happens to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// A colleague vouches.
    Vouched {
        /// Who.
        by: MemberId,
        /// Whether the member is near enough to him to vouch.
        is_colleague: bool,
    },
    /// The member enters.
    Enters,
}

/// Why something is not possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// Nobody vouches for himself.
    Oneself,
    /// He vouched already.
    Twice,
    /// He may not vouch for this member; or the member does not exist.
    NotAColleague,
    /// Colleagues are still missing.
    TooEarly,
    /// It is over, or was used.
    Over,
}

impl Emergency {
    /// How far it has come.
    pub fn stage(&self, now: Timestamp) -> Stage {
        match self.vouchers.len() {
            _ if self.entered_at.is_some() => Stage::Entered,
            _ if now >= after(self.asked_at, WAITS) => Stage::Over,
            found if found >= VOUCHERS => Stage::Granted,
            found => Stage::Waits(VOUCHERS - found),
        }
    }

    /// What becomes of it.
    pub fn on(&self, event: Event, now: Timestamp) -> Result<Self, Refused> {
        match (self.stage(now), event) {
            (Stage::Over | Stage::Entered, _) => Err(Refused::Over),
            (_, Event::Vouched { by, .. }) if self.member == Some(by) => Err(Refused::Oneself),
            (_, Event::Vouched { is_colleague: false, .. }) => Err(Refused::NotAColleague),
            (_, Event::Vouched { by, .. }) if self.vouchers.contains(&by) => Err(Refused::Twice),
            (_, Event::Vouched { by, .. }) => {
                let mut next = self.clone();
                next.vouchers.push(by);
                Ok(next)
            }
            (Stage::Waits(_), Event::Enters) => Err(Refused::TooEarly),
            (Stage::Granted, Event::Enters) if self.member.is_none() => Err(Refused::NotAColleague),
            (Stage::Granted, Event::Enters) => Ok(Self { entered_at: Some(now), ..self.clone() }),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn member(byte: u8) -> MemberId {
        MemberId::from_bytes([byte; 16])
    }

    fn asked() -> Emergency {
        Emergency { member: Some(member(1)), asked_at: Timestamp::UNIX_EPOCH, vouchers: Vec::new(), entered_at: None }
    }

    fn at(minutes: i64) -> Timestamp {
        after(Timestamp::UNIX_EPOCH, SignedDuration::from_mins(minutes))
    }

    fn vouched(by: u8) -> Event {
        Event::Vouched { by: member(by), is_colleague: true }
    }

    #[test]
    fn two_different_colleagues_open_the_door_once() {
        let one = asked().on(vouched(2), at(1)).unwrap();
        assert_eq!(one.stage(at(1)), Stage::Waits(1));
        assert_eq!(one.on(vouched(2), at(2)), Err(Refused::Twice));
        assert_eq!(one.on(vouched(1), at(2)), Err(Refused::Oneself));
        assert_eq!(one.on(Event::Enters, at(2)), Err(Refused::TooEarly));
        let two = one.on(vouched(3), at(3)).unwrap();
        assert_eq!(two.stage(at(3)), Stage::Granted);
        let entered = two.on(Event::Enters, at(4)).unwrap();
        assert_eq!(entered.stage(at(4)), Stage::Entered);
        assert_eq!(entered.on(Event::Enters, at(5)), Err(Refused::Over));
    }

    #[test]
    fn who_is_no_colleague_cannot_vouch_and_after_twenty_minutes_nobody_can() {
        let stranger = Event::Vouched { by: member(4), is_colleague: false };
        assert_eq!(asked().on(stranger, at(1)), Err(Refused::NotAColleague));
        assert_eq!(asked().on(vouched(2), at(20)), Err(Refused::Over));
        let granted = asked().on(vouched(2), at(1)).unwrap().on(vouched(3), at(19)).unwrap();
        assert_eq!(granted.on(Event::Enters, at(20)), Err(Refused::Over));
    }

    proptest! {
        #[test]
        fn nobody_enters_without_two_others(
            events in prop::collection::vec((0_u8..5, any::<bool>(), any::<bool>(), 0_i64..8), 0..30),
        ) {
            let (mut state, mut minute) = (asked(), 0);
            for (who, near, enters, passes) in events {
                minute += passes;
                let event = if enters { Event::Enters } else { Event::Vouched { by: member(who), is_colleague: near } };
                if let Ok(next) = state.on(event, at(minute)) {
                    state = next;
                }
                let mut others = state.vouchers.clone();
                others.sort();
                others.dedup();
                prop_assert_eq!(others.len(), state.vouchers.len());
                prop_assert!(!others.contains(&member(1)));
                prop_assert!(state.entered_at.is_none() || others.len() >= 2);
            }
        }
    }
}
