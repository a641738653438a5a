//! The state box (いまの様子) in the words of the page's language.

use jiff::civil::DateTime;

use super::now::{self, Now, Say, Then};
use crate::directory::hours::{Hours, Opening};
use crate::platform::holidays::Holidays;
use crate::platform::web::{Page, Phrase};
use crate::site::{times, words};

/// A note on the hours may say more than they do (急ぐときは夜も電話を): one of this length, in characters, is read at once.
const LONGEST_NOTE: usize = 90;

/// The box that says whether it is open.
pub struct StateView {
    /// `closed`, `unknown` or nothing.
    pub class: &'static str,
    /// The big sentence.
    pub big: Phrase,
    /// What follows it.
    pub then: Vec<Phrase>,
}

impl StateView {
    /// Says it of a facility whose services have these hours; the name stands before them where they differ.
    pub fn new(page: &Page, all: &[(Phrase, &Hours)], at: DateTime, holidays: &dyn Holidays) -> Self {
        let hours: Vec<&Hours> = all.iter().map(|(_, hours)| *hours).collect();
        let unknown = || (0, Now { say: Say::Unknown, then: Vec::new() });
        let (which, now) = now::of_services(&hours, at, holidays).unwrap_or_else(unknown);
        let big = big(page, &now.say, at);
        let mut notes: Vec<&str> = hours.iter().map(|hours| hours.note().trim()).collect();
        notes.retain(|note| !note.is_empty() && note.chars().count() <= LONGEST_NOTE);
        notes.dedup();
        let then = now.then.iter().map(|then| page.t.state_more_sentence(sentence(page, then)));
        let then = then.chain(notes.into_iter().map(|note| page.t.as_written(note))).collect();
        let of_service = (all.len() > 1 && now.say != Say::Unknown).then(|| &all[which].0);
        Self {
            class: class(&now.say),
            big: match of_service {
                Some(service) => page.t.state_more_of_service(service, big),
                None => big,
            },
            then,
        }
    }
}

fn class(say: &Say) -> &'static str {
    match say {
        Say::OpenUntil(_) | Say::OpenAllDay => "",
        Say::OpenToday | Say::Unknown => "unknown",
        _ => "closed",
    }
}

fn big(page: &Page, say: &Say, at: DateTime) -> Phrase {
    let t = &page.t;
    match say {
        Say::OpenUntil(end) => t.state_open_until(times::until(page, at, *end)),
        Say::OpenAllDay => t.state_open_all_day(),
        Say::OpenToday => t.state_more_open_today(),
        Say::OpensLater(from) => t.state_opens_later(words::time(*from)),
        Say::InBreak(from) => t.state_in_break(words::time(*from)),
        Say::DoneToday => t.state_done_today(),
        Say::ClosedHoliday(name) => t.state_closed_holiday(t.holiday(name)),
        Say::ClosedToday => t.state_closed_today(),
        Say::Unknown => t.state_unknown(),
    }
}

fn sentence(page: &Page, then: &Then) -> Phrase {
    let t = &page.t;
    match then {
        Then::ReceptionUntil(end) => t.state_reception_until(words::time(*end)),
        Then::ReceptionOver => t.state_more_reception_over(),
        Then::Next(Opening::At(from)) => t.state_next_time(t.short_date(from.date()), words::time(from.time())),
        Then::Next(Opening::On(day)) => t.state_more_next_day(t.short_date(*day)),
        Then::NextTomorrow(from) => t.state_next_tomorrow(words::time(*from)),
        Then::HolidayClosed(day, name) => t.state_on_holiday_closed(t.short_date(*day), t.holiday(name)),
        Then::HolidayUnknown => t.state_holiday_unknown(),
        Then::AskAllDay => t.state_more_ask_all_day(),
        Then::AskTimes => t.state_only_days(),
    }
}
