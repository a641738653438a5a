//! Care-manager times in the words of the page's language.

use jiff::civil::DateTime;

use super::turn::{self, Turn, Until};
use crate::directory::hours::{CareManagerTime, Doubt, Reach};
use crate::directory::store::care_manager_times::TimeOf;
use crate::directory::store::survey::StoredCareManagerTime;
use crate::platform::holidays::Holidays;
use crate::platform::web::{Page, Phrase};
use crate::site::times;
use crate::site::words::{self, Named, Telephone};

/// One care-manager time, for the page of its facility.
pub struct CareView {
    /// That it is now, and until when.
    pub now: Option<Phrase>,
    /// The days and times.
    pub lines: Vec<Phrase>,
    /// What is said of holidays and closing days.
    pub exceptions: Vec<Phrase>,
    /// The ways to reach them.
    pub reach: Phrase,
    /// Whom to ask for.
    pub contact: String,
    /// Anything else.
    pub note: String,
    /// Who told the hub.
    pub source: String,
    /// When.
    pub date: Phrase,
}

impl CareView {
    /// Puts it in words.
    pub fn new(page: &Page, stored: &StoredCareManagerTime, now: DateTime, holidays: &dyn Holidays) -> Self {
        let time = &stored.time;
        let today = now.date();
        let now = match turn::turn(time.hours(), now, holidays) {
            Turn::Now(until) => Some(until_words(page, now, until)),
            _ => None,
        };
        Self {
            now,
            exceptions: times::exceptions(page, time.hours(), today),
            lines: times::lines(page, time.hours()),
            reach: reach(page, time),
            contact: time.contact().to_owned(),
            note: time.note().to_owned(),
            source: stored.source.clone(),
            date: page.t.date(stored.answered_on),
        }
    }
}

/// Until when calls are taken.
pub fn until_words(page: &Page, now: DateTime, until: Until) -> Phrase {
    match until {
        Until::At(end) => page.t.care_manager_more_until(times::until(page, now, end)),
        Until::Always => page.t.care_manager_more_all_day(),
    }
}

/// 電話、FAX.
pub fn reach(page: &Page, time: &CareManagerTime) -> Phrase {
    let t = &page.t;
    let way = |reach: &Reach| match reach {
        Reach::Phone => t.care_manager_time_by_telephone(),
        Reach::Fax => t.care_manager_time_by_fax(),
        Reach::Visit => t.care_manager_time_by_visit(),
        Reach::Mail => t.care_manager_time_by_mail(),
        Reach::Chat => t.care_manager_more_by_chat(),
    };
    let ways: Vec<Phrase> = time.reach().iter().map(way).collect();
    words::listed(page, &ways)
}

/// One that takes calls on the day.
pub struct Line {
    /// Its name.
    pub name: Named,
    /// Its page.
    pub href: String,
    /// What it is.
    pub kind: Phrase,
    /// When it takes calls.
    pub what: Phrase,
    /// What is not sure about it.
    pub doubt: Option<Phrase>,
    /// How to reach it.
    pub reach: Phrase,
    /// Whom to ask for.
    pub contact: String,
    /// Anything else.
    pub note: String,
    /// Who told the hub, and when.
    pub told: Phrase,
    /// Its telephone.
    pub telephone: Option<Telephone>,
    /// The words that call it.
    pub call: String,
}

impl Line {
    /// The line of one that takes calls at these times of the day of `at`.
    pub fn new(page: &Page, one: &TimeOf, what: Phrase, at: DateTime, holidays: &dyn Holidays) -> Self {
        let telephone = one.phone.as_deref().map(words::telephone);
        let unsure = one.stored.time.hours().doubt(at, holidays) == Some(Doubt::HolidayNotStated);
        Self {
            name: words::named(page, &one.name, one.kana.as_deref()),
            href: format!("/facilities/{}", one.id),
            kind: words::kind(page, one.kind),
            what,
            doubt: unsure.then(|| page.t.state_more_sentence(page.t.state_holiday_unknown())),
            reach: reach(page, &one.stored.time),
            contact: one.stored.time.contact().to_owned(),
            note: one.stored.time.note().to_owned(),
            told: told(page, one),
            call: call(page, one, telephone.as_ref()),
            telephone,
        }
    }
}

/// Who told the hub, and when.
pub fn told(page: &Page, one: &TimeOf) -> Phrase {
    page.t.sheet_asked(page.t.as_written(&one.stored.source), page.t.plain_date(one.stored.answered_on))
}

/// The words that call a facility, for those who do not see where the link stands.
pub fn call(page: &Page, one: &TimeOf, telephone: Option<&Telephone>) -> String {
    let words = telephone.map(|telephone| page.t.common_call_name(&one.name, &telephone.shown));
    words.map(|words| words.plain().into_owned()).unwrap_or_default()
}
