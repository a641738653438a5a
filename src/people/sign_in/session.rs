//! A session (サインインしている間): how it locks, ends, and what is proven in it. Rules only: state and time in, state out.
//!
//! Times are those of QUALITY §3.2: a shared computer locks after 15 minutes, every session ends after 12 hours.

use jiff::{SignedDuration, Timestamp};

/// How somebody proved who he is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Password and authenticator app.
    Password,
    /// Password and recovery code.
    Recovery,
    /// Passkey with user verification.
    Passkey,
    /// A one-time link, to set up his sign-in.
    Link,
    /// Two colleagues vouched for him.
    Emergency,
    /// A role of the demo: nothing was proven, and nobody is harmed.
    Demo,
}

/// What a session is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Good.
    Here,
    /// Nobody was there for a while: password or passkey first.
    Locked,
    /// Its time is over.
    Over,
    /// Somebody ended it.
    Ended,
}

/// Why a session was ended before its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// Its owner signed out.
    SignedOut,
    /// Its owner ended it from another device, or changed his password.
    Revoked,
    /// Too many wrong passwords at the lock.
    WrongUnlocks,
    /// The same browser signed in anew.
    Replaced,
}

/// A session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// How it began.
    pub method: Method,
    /// Whether others use the same computer.
    pub shared: bool,
    /// When it began.
    pub started_at: Timestamp,
    /// When its owner last did something.
    pub seen_at: Timestamp,
    /// When both factors were last shown. `None`: they never were.
    pub proven_at: Option<Timestamp>,
    /// When it was locked by hand.
    pub locked_at: Option<Timestamp>,
    /// When it ends in any case.
    pub ends_at: Timestamp,
    /// Wrong tries to unlock since it was locked.
    pub wrong_unlocks: u32,
    /// Whether somebody ended it.
    pub ended: Option<(Timestamp, Why)>,
}

/// What happens to a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// Its owner did something.
    Seen,
    /// Its owner leaves the desk.
    Leaves,
    /// He is back and showed his password or passkey.
    Unlocked,
    /// Somebody tried to unlock it and could not.
    WronglyUnlocked,
    /// Both factors were shown again.
    Proven,
    /// It is ended.
    Ends(Why),
}

/// What must follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Nothing: the row may stay as it is.
    Nothing,
    /// The row is written.
    Save,
    /// The row is written with a new token, so that nobody rides on the old one (session fixation).
    NewToken,
}

/// A shared computer locks after this.
pub const SHARED_LOCKS_AFTER: SignedDuration = SignedDuration::from_mins(15);
/// One's own computer or telephone, which locks its screen itself, locks after this.
pub const OWN_LOCKS_AFTER: SignedDuration = SignedDuration::from_mins(60);
/// Every session ends after this.
pub const ENDS_AFTER: SignedDuration = SignedDuration::from_hours(12);
/// A session that two colleagues vouched for, and one that sets up a sign-in, end after this.
pub const SHORT_ENDS_AFTER: SignedDuration = SignedDuration::from_mins(30);
/// Open pages warn so long before a lock or an end.
pub const WARNS_BEFORE: SignedDuration = SignedDuration::from_mins(2);
/// So often a wrong password may be tried at the lock.
pub const WRONG_UNLOCKS: u32 = 5;
/// What was seen is written this often at most.
const WRITES_SEEN_EVERY: SignedDuration = SignedDuration::from_secs(60);

impl Session {
    /// A session that begins.
    pub fn begin(method: Method, shared: bool, now: Timestamp) -> Self {
        let lasts = match method {
            Method::Emergency | Method::Link => SHORT_ENDS_AFTER,
            Method::Password | Method::Recovery | Method::Passkey | Method::Demo => ENDS_AFTER,
        };
        Self {
            method,
            shared,
            started_at: now,
            seen_at: now,
            proven_at: method.proves().then_some(now),
            locked_at: None,
            ends_at: after(now, lasts),
            wrong_unlocks: 0,
            ended: None,
        }
    }

    /// The same, but over at this moment, if not earlier.
    #[must_use]
    pub fn ending_by(self, until: Timestamp) -> Self {
        Self { ends_at: self.ends_at.min(until), ..self }
    }

    /// What it is worth now.
    pub fn state(&self, now: Timestamp) -> State {
        if self.ended.is_some() {
            State::Ended
        } else if now >= self.ends_at {
            State::Over
        } else if self.locked_at.is_none() && now < self.locks_at() {
            State::Here
        } else if self.method.unlocks() {
            State::Locked
        } else {
            State::Over
        }
    }

    /// When it locks if nothing happens.
    pub fn locks_at(&self) -> Timestamp {
        let after_last = after(self.seen_at, if self.shared { SHARED_LOCKS_AFTER } else { OWN_LOCKS_AFTER });
        after_last.min(self.ends_at)
    }

    /// What becomes of it. What is over stays over, and what is locked is opened only by [`Event::Unlocked`].
    #[must_use]
    pub fn on(&self, event: Event, now: Timestamp) -> (Self, Effect) {
        let same = (self.clone(), Effect::Nothing);
        match (self.state(now), event) {
            (State::Ended | State::Over, _) => same,
            (_, Event::Ends(why)) => (Self { ended: Some((now, why)), ..self.clone() }, Effect::Save),
            (State::Here, Event::Seen) if now.duration_since(self.seen_at) < WRITES_SEEN_EVERY => same,
            (State::Here, Event::Seen) => (Self { seen_at: now, ..self.clone() }, Effect::Save),
            (State::Here, Event::Leaves) => (Self { locked_at: Some(now), ..self.clone() }, Effect::Save),
            (State::Here, Event::Proven) if self.method.proves() => {
                (Self { proven_at: Some(now), seen_at: now, ..self.clone() }, Effect::NewToken)
            }
            (State::Locked, Event::Unlocked) => {
                (Self { locked_at: None, seen_at: now, wrong_unlocks: 0, ..self.clone() }, Effect::NewToken)
            }
            (State::Locked, Event::WronglyUnlocked) => (self.after_wrong_unlock(now), Effect::Save),
            _ => same,
        }
    }

    fn after_wrong_unlock(&self, now: Timestamp) -> Self {
        let wrong_unlocks = self.wrong_unlocks + 1;
        let ended = (wrong_unlocks >= WRONG_UNLOCKS).then_some((now, Why::WrongUnlocks));
        Self { wrong_unlocks, ended, ..self.clone() }
    }
}

impl Method {
    /// Every method.
    pub const ALL: [Self; 6] = [Self::Password, Self::Recovery, Self::Passkey, Self::Link, Self::Emergency, Self::Demo];

    /// As the database writes it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Recovery => "recovery",
            Self::Passkey => "passkey",
            Self::Link => "link",
            Self::Emergency => "emergency",
            Self::Demo => "demo",
        }
    }

    /// The method with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.code() == code)
    }

    /// Whether both factors were shown, and can be shown again.
    fn proves(self) -> bool {
        matches!(self, Self::Password | Self::Recovery | Self::Passkey | Self::Demo)
    }

    /// Whether a locked session can be opened again. Who could not sign in cannot unlock either.
    fn unlocks(self) -> bool {
        self.proves()
    }
}

impl Why {
    /// Every reason.
    pub const ALL: [Self; 4] = [Self::SignedOut, Self::Revoked, Self::WrongUnlocks, Self::Replaced];

    /// As the database writes it.
    pub fn code(self) -> &'static str {
        match self {
            Self::SignedOut => "signed_out",
            Self::Revoked => "revoked",
            Self::WrongUnlocks => "wrong_unlocks",
            Self::Replaced => "replaced",
        }
    }

    /// The reason with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|why| why.code() == code)
    }
}

/// So long after a moment; the end of time is never reached.
pub(super) fn after(moment: Timestamp, time: SignedDuration) -> Timestamp {
    moment.saturating_add(time).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const START: Timestamp = Timestamp::UNIX_EPOCH;

    fn at(minutes: i64) -> Timestamp {
        after(START, SignedDuration::from_mins(minutes))
    }

    fn begun(method: Method) -> Session {
        Session::begin(method, true, START)
    }

    #[test]
    fn codes_are_read_back() {
        assert!(Method::ALL.into_iter().all(|method| Method::from_code(method.code()) == Some(method)));
        assert!(Why::ALL.into_iter().all(|why| Why::from_code(why.code()) == Some(why)));
        assert_eq!((Method::from_code(""), Why::from_code("x")), (None, None));
    }

    #[test]
    fn a_shared_computer_locks_after_a_quarter_of_an_hour_and_ones_own_after_an_hour() {
        let shared = begun(Method::Passkey);
        assert_eq!((shared.state(at(14)), shared.state(at(15))), (State::Here, State::Locked));
        let own = Session::begin(Method::Passkey, false, START);
        assert_eq!((own.state(at(59)), own.state(at(60))), (State::Here, State::Locked));
    }

    #[test]
    fn whoever_works_is_not_locked_out_but_twelve_hours_are_the_end() {
        let mut session = begun(Method::Password);
        for minute in (0..720).step_by(10) {
            session = session.on(Event::Seen, at(minute)).0;
            assert_eq!(session.state(at(minute)), State::Here, "minute {minute}");
        }
        assert_eq!((session.state(at(719)), session.state(at(720))), (State::Here, State::Over));
        assert_eq!(session.on(Event::Unlocked, at(720)).0.state(at(720)), State::Over);
    }

    #[test]
    fn what_is_seen_every_second_is_written_every_minute() {
        let session = begun(Method::Password);
        let second = after(START, SignedDuration::from_secs(59));
        assert_eq!(session.on(Event::Seen, second).1, Effect::Nothing);
        assert_eq!(session.on(Event::Seen, at(1)).1, Effect::Save);
    }

    #[test]
    fn a_locked_session_stays_locked_until_it_is_unlocked_and_gets_a_new_token() {
        let session = begun(Method::Password).on(Event::Leaves, at(1)).0;
        assert_eq!(session.state(at(1)), State::Locked);
        for event in [Event::Seen, Event::Leaves, Event::Proven] {
            assert_eq!(session.on(event, at(2)), (session.clone(), Effect::Nothing), "{event:?}");
        }
        let (open, effect) = session.on(Event::Unlocked, at(30));
        assert_eq!((open.state(at(30)), effect), (State::Here, Effect::NewToken));
        assert_eq!(open.proven_at, Some(START), "one factor is no proof of both");
        assert_eq!(open.ends_at, session.ends_at);
    }

    #[test]
    fn five_wrong_unlocks_end_the_session() {
        let mut session = begun(Method::Password).on(Event::Leaves, at(1)).0;
        for tries in 1..=5 {
            assert_eq!(session.state(at(2)), State::Locked, "before try {tries}");
            session = session.on(Event::WronglyUnlocked, at(2)).0;
        }
        assert_eq!((session.state(at(2)), session.ended), (State::Ended, Some((at(2), Why::WrongUnlocks))));
        let mut right = begun(Method::Password).on(Event::Leaves, at(1)).0;
        right = right.on(Event::WronglyUnlocked, at(2)).0.on(Event::Unlocked, at(2)).0;
        assert_eq!(right.wrong_unlocks, 0);
    }

    #[test]
    fn an_emergency_session_lasts_half_an_hour_proves_nothing_and_ends_where_others_lock() {
        let session = begun(Method::Emergency);
        assert_eq!((session.proven_at, session.ends_at), (None, at(30)));
        assert_eq!(session.on(Event::Proven, at(1)).0.proven_at, None);
        assert_eq!(session.state(at(15)), State::Over);
        assert_eq!(session.on(Event::Leaves, at(1)).0.state(at(1)), State::Over);
        let worked = session.on(Event::Seen, at(14)).0.on(Event::Seen, at(28)).0;
        assert_eq!((worked.state(at(29)), worked.state(at(30))), (State::Here, State::Over));
    }

    #[test]
    fn a_proof_is_renewed_with_a_new_token() {
        let (session, effect) = begun(Method::Recovery).on(Event::Proven, at(5));
        assert_eq!((session.proven_at, effect), (Some(at(5)), Effect::NewToken));
    }

    fn events() -> impl Strategy<Value = Vec<(Event, i64)>> {
        let event = prop_oneof![
            4 => Just(Event::Seen),
            1 => Just(Event::Leaves),
            2 => Just(Event::Unlocked),
            2 => Just(Event::WronglyUnlocked),
            1 => Just(Event::Proven),
            1 => prop::sample::select(Why::ALL.to_vec()).prop_map(Event::Ends),
        ];
        prop::collection::vec((event, 0_i64..40), 0..60)
    }

    proptest! {
        #[test]
        fn nothing_brings_a_session_back_or_makes_it_longer(
            method in prop::sample::select(Method::ALL.to_vec()), shared: bool, events in events(),
        ) {
            let mut session = Session::begin(method, shared, START);
            let (end, mut minute) = (session.ends_at, 0);
            for (event, passes) in events {
                minute += passes;
                let now = at(minute);
                let before = session.state(now);
                let (next, effect) = session.on(event, now);
                let state = next.state(now);
                prop_assert_eq!(next.ends_at, end);
                if matches!(before, State::Ended | State::Over) {
                    prop_assert_eq!(&next, &session);
                }
                if before == State::Locked && state == State::Here {
                    prop_assert_eq!((event, effect), (Event::Unlocked, Effect::NewToken));
                }
                if next.proven_at != session.proven_at {
                    prop_assert_eq!((event, effect, before), (Event::Proven, Effect::NewToken, State::Here));
                }
                if effect == Effect::Nothing {
                    prop_assert_eq!(&next, &session);
                }
                session = next;
            }
        }
    }
}
