//! Times that stand before their days (9:00-17:00 月〜金), or tell them by what is closed (9:00-17:00(土日祝休)).

use super::super::closures::HolidayRule;
use super::super::days::{Day, DaySet, Weeks};
use super::super::error::HoursError;
use super::super::{Span, always_off};
use super::Reader;

impl Reader {
    /// The waiting days are those of the times before them: a bracket or a full stop ends them.
    pub(super) fn days_of_early_are_told(&mut self) {
        if self.timed || self.days.is_empty() || !self.dates.is_empty() || self.closing.is_some() {
            return;
        }
        for (span, kind) in std::mem::take(&mut self.early) {
            self.add_windows(span, kind);
        }
        self.parted = false;
    }

    /// Times that stood first are those of the days behind them, or of all days but those that are closed.
    pub(super) fn find_days_of_early(&mut self) -> Result<(), HoursError> {
        if self.season.is_some() || self.labelled {
            return Err(self.early_without_days());
        }
        let off = always_off(&self.parts.closures).without(Day::Holiday.into());
        let open = DaySet::WEEK.without(off);
        if self.days.is_empty() && !off.is_empty() && !open.is_empty() {
            self.days.push((open, Weeks::ALL));
        }
        // 24時間 alone is every day; a rule about holidays or a closure would leave the days open.
        let is_around_the_clock = self.early.iter().all(|(span, _)| *span == Span::ALL_DAY);
        let says_nothing_else = self.parts.closures.is_empty() && self.parts.holidays == HolidayRule::NotStated;
        if self.days.is_empty() && self.dates.is_empty() && is_around_the_clock && says_nothing_else {
            self.days.push((DaySet::WEEK, Weeks::ALL));
        }
        self.days_of_early_are_told();
        if self.early.is_empty() { Ok(()) } else { Err(self.early_without_days()) }
    }

    pub(super) fn early_without_days(&self) -> HoursError {
        HoursError::TimesWithoutDays(self.scan.piece(self.early_since))
    }

    /// The slash of 8:30-12:00/15:00-18:00.
    pub(super) fn skip_slash(&mut self) {
        let here = self.scan.position();
        self.scan.skip_spaces();
        if self.scan.eat("/") {
            self.scan.skip_spaces();
            let next = self.scan.position();
            let is_span = matches!(self.scan.span(), Ok(Some(_)));
            self.scan.go_back(next);
            let is_span = is_span || self.scan.span_of_hours().is_some();
            self.scan.go_back(if is_span { next } else { here });
        } else {
            self.scan.go_back(here);
        }
    }

    /// 9-17, but not 1-3, which may be the afternoon, and not 6-8 after 9-12, which is the evening.
    pub(super) fn is_plain_hours(&self, span: Span) -> bool {
        const EARLIEST: u16 = 6;
        (span == Span::ALL_DAY || span.from().hour() >= EARLIEST) && span.from() >= self.until
    }
}
