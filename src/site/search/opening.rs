//! When it is open, for the day or the time that was asked for: tonight, the next second Sunday, the next holiday.

use jiff::civil::Date;

use crate::directory::hours::{Day, Hours, NIGHT_FROM, NIGHT_TO, Openness};
use crate::directory::search::{self, Means, Moment, OpenFilter, Query, open_in_night, opens_later};
use crate::directory::store::summaries::Summary;
use crate::platform::web::{Page, Phrase};
use crate::site::{times, words};

/// The hours at which the night begins and ends.
const NIGHT_BEGINS: i8 = NIGHT_FROM.hour() as i8;
const NIGHT_ENDS: i8 = NIGHT_TO.hour() as i8;
/// How far ahead the next night is looked for.
const NIGHTS: usize = 31;
/// How far ahead the next such day is looked for: the next holiday may be months away.
const DAYS_AHEAD: usize = 366;

/// The hours of the day that was asked for, or whether it is open now.
pub(super) fn chip(
    page: &Page,
    summary: &Summary,
    query: &Query,
    moment: &Moment<'_>,
) -> Option<(Phrase, &'static str)> {
    let t = &page.t;
    let asked = query.open.iter().find_map(|filter| match filter {
        OpenFilter::On(day) => Some(*day),
        _ => None,
    });
    if let Some(day) = asked {
        let hours = hours_of(summary, |hours| hours.is_open_on(day))?;
        let weeks = hours.windows().iter().find(|w| w.days().contains(day) && !w.weeks().is_all()).map(|w| w.weeks());
        if let Some(weeks) = weeks {
            return Some((times::on_weeks(page, day.into(), weeks), ""));
        }
        let spans = hours.windows_on(next_date(hours, day, moment)?, moment.holidays);
        return (!spans.is_empty())
            .then(|| (Phrase::joined(&[words::day(page, day), times::spans(page, &spans)], " "), ""));
    }
    let hours = &summary.hours.first()?.1;
    match hours.openness(moment.now, moment.holidays) {
        Openness::Open { until } if until.duration_since(moment.now).as_hours() >= 24 => {
            Some((t.state_open_all_day(), "ok"))
        }
        Openness::Open { until } => Some((t.state_open_until(times::until(page, moment.now, until)), "ok")),
        _ => None,
    }
}

/// The next time it is open on the days that were ticked, where the day alone does not say it; and the night.
pub(super) fn lines(page: &Page, summary: &Summary, query: &Query, moment: &Moment<'_>) -> Vec<Phrase> {
    query.open.iter().filter_map(|filter| of_filter(page, summary, *filter, moment)).collect()
}

/// The same for a need that is served by being open.
pub(super) fn of_means(page: &Page, summary: &Summary, means: &Means, moment: &Moment<'_>) -> Option<Phrase> {
    means.open.iter().find_map(|filter| match filter {
        OpenFilter::On(day) => on_day(page, summary, *day, moment),
        other => of_filter(page, summary, *other, moment),
    })
}

fn of_filter(page: &Page, summary: &Summary, filter: OpenFilter, moment: &Moment<'_>) -> Option<Phrase> {
    match filter {
        OpenFilter::Night => night(page, summary, moment),
        OpenFilter::Today => {
            let hours = hours_of(summary, |hours| opens_later(hours, moment.now, moment.holidays))?;
            let spans = hours.windows_on(moment.now.date(), moment.holidays);
            (!spans.is_empty()).then(|| page.t.find_today_open(times::spans(page, &spans)))
        }
        OpenFilter::On(day) => {
            let hours = hours_of(summary, |hours| hours.is_open_on(day))?;
            let is_every_week = hours.windows().iter().all(|w| !w.days().contains(day) || w.weeks().is_all());
            if day != Day::Holiday && is_every_week && !is_put_off(hours, day, moment) {
                return None;
            }
            on_day(page, summary, day, moment)
        }
        OpenFilter::Now | OpenFilter::At(_) => None,
    }
}

/// Whether it is closed on the very next such day, for a holiday or for its own closing days.
fn is_put_off(hours: &Hours, day: Day, moment: &Moment<'_>) -> bool {
    words::next_date_of(day, moment).is_some_and(|date| !hours.opens_on(date, moment.holidays))
}

/// The next date on which it is open on this day: 次は 12月13日(日) 9:00–12:00.
fn on_day(page: &Page, summary: &Summary, day: Day, moment: &Moment<'_>) -> Option<Phrase> {
    let hours = hours_of(summary, |hours| hours.is_open_on(day))?;
    let date = next_date(hours, day, moment)?;
    let spans = times::spans(page, &hours.windows_on(date, moment.holidays));
    if date == moment.now.date() {
        return Some(match day {
            Day::Holiday => page.t.find_today_holiday(spans),
            _ => page.t.find_today_open(spans),
        });
    }
    let shown = page.t.short_date(date);
    Some(match moment.holidays.name(date).filter(|_| day == Day::Holiday) {
        Some(name) => page.t.find_next_holiday(shown, page.t.holiday(name), spans),
        None => page.t.find_next_open(shown, spans),
    })
}

/// The first date from today that is this day and on which it opens, or is still to close.
fn next_date(hours: &Hours, day: Day, moment: &Moment<'_>) -> Option<Date> {
    let mut date = moment.now.date();
    let minute = moment.now.hour() as u16 * 60 + moment.now.minute() as u16;
    for _ in 0..DAYS_AHEAD {
        let is_day = match day {
            Day::Holiday => moment.holidays.name(date).is_some(),
            _ => Day::of(date) == day,
        };
        if is_day && hours.opens_on(date, moment.holidays) {
            let spans = hours.windows_on(date, moment.holidays);
            let is_over = date == moment.now.date() && spans.iter().all(|span| span.to().minutes() <= minute);
            if spans.is_empty() || !is_over {
                return Some(date);
            }
        }
        date = date.tomorrow().ok()?;
    }
    None
}

/// Until when it is open tonight, or on which night next.
fn night(page: &Page, summary: &Summary, moment: &Moment<'_>) -> Option<Phrase> {
    let hours = hours_of(summary, Hours::opens_at_night)?;
    let today = moment.now.date();
    let evening = search::tonight(moment.now);
    let tonight = open_in_night(hours, evening, moment.holidays);
    if let Some(until) = tonight {
        let is_till_morning = until.hour() >= NIGHT_ENDS || until.duration_since(evening).as_hours() >= 24;
        return Some(if until.date() > evening.date() && is_till_morning {
            page.t.find_tonight_all()
        } else {
            page.t.find_tonight(times::until(page, moment.now, until))
        });
    }
    let mut date = today;
    for _ in 0..NIGHTS {
        date = date.tomorrow().ok()?;
        let evening = date.at(NIGHT_BEGINS, 0, 0, 0);
        if let Some(until) = open_in_night(hours, evening, moment.holidays) {
            let shown = page.t.short_date(date);
            return Some(page.t.find_next_night(shown, times::until(page, evening, until)));
        }
    }
    None
}

/// The first of its hours for which this holds.
fn hours_of(summary: &Summary, holds: impl Fn(&Hours) -> bool) -> Option<&Hours> {
    summary.hours.iter().map(|(_, hours)| hours).find(|hours| holds(hours))
}
