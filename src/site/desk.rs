//! The desk of the hub (拠点の窓口): when it answers, and whether somebody is there now.

use jiff::civil::Date;

use super::facility::StateView;
use super::times;
use crate::directory::hours::{Exception, parse_text};
use crate::platform::holidays::Law;
use crate::platform::web::{Page, Phrase};

/// When the hub's desk answers, as its setting says it: in the page's words where the setting can be read, else as it stands.
pub fn hours(page: &Page) -> Phrase {
    let written = page.hub.hours.trim();
    let Ok(hours) = parse_text(written) else { return page.t.as_written(written) };
    let told = times::lines(page, &hours);
    if told.is_empty() {
        return page.t.as_written(written);
    }
    let days = Phrase::joined(&told, if page.is_english() { "; " } else { "、" });
    let mut all = vec![page.t.state_more_sentence(days)];
    // A setting says what its hub means: what it leaves out is no doubt. Closures of one year do not stand in it.
    let mut exceptions = hours.table().exceptions;
    exceptions.retain(|exception| *exception != Exception::HolidaysNotStated);
    all.extend(times::sentences(page, &exceptions, Date::MAX));
    Phrase::joined(&all, if page.is_english() { " " } else { "" })
}

/// Whether the desk answers at this moment; nothing when its setting cannot be read, or outside of a request.
pub fn now(page: &Page) -> Option<StateView> {
    let hours = parse_text(page.hub.hours.trim()).ok().filter(|hours| !hours.is_empty())?;
    Some(StateView::new(page, &[(Phrase::default(), &hours)], page.now?, &Law))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::platform::Config;
    use crate::platform::web::{Language, Words};

    #[test]
    fn the_desk_answers_in_every_language() {
        let said = |language, setting: &str| {
            let mut hub = Config::standard().hub;
            hub.hours = setting.to_owned();
            let mut page = Page::plain(hub);
            (page.t, page.preferences.language) = (Words::new(language), language);
            super::hours(&page).plain().into_owned()
        };
        let setting = "月〜金 9:00-17:00、祝日休み、12/29-1/3休み";
        assert_eq!(
            said(Language::Japanese, setting),
            "月–金 9:00–17:00。祝日は休みです。年末年始(12月29日–1月3日)は休みます。"
        );
        assert_eq!(
            said(Language::English, setting),
            "Mon–Fri 9:00–17:00. Closed on public holidays. Closed over New Year (29 December–3 January)."
        );
        assert_eq!(said(Language::English, "平日 9:00–17:00"), "Mon–Fri 9:00–17:00.");
        assert_eq!(said(Language::English, "お昼ごろ"), "お昼ごろ", "what cannot be read is not guessed at");
    }

    #[test]
    fn on_a_holiday_nobody_is_told_that_the_desk_answers() {
        let mut hub = Config::standard().hub;
        hub.hours = "月〜金 9:00-17:00、祝日休み".to_owned();
        let mut page = Page::plain(hub);
        assert!(now(&page).is_none(), "outside of a request nobody knows the time");
        let said = |page: &Page| now(page).map(|state| state.big.plain().into_owned());
        page.now = Some(date(2026, 11, 23).at(10, 0, 0, 0));
        assert_eq!(said(&page).as_deref(), Some("今日は勤労感謝の日のため休みです"));
        page.now = Some(date(2026, 11, 24).at(10, 0, 0, 0));
        assert_eq!(said(&page).as_deref(), Some("いま開いています。17:00までです"));
    }
}
