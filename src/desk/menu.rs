//! The main pages of a member: those that he may open.

use crate::people::sign_in::PLACES;
use crate::platform::access::{Right, decide_coarsely};
use crate::platform::web::{Page, Phrase, Presence, SessionKind};

/// One of the main pages.
pub struct Item {
    /// Where it is.
    pub href: &'static str,
    /// Its icon.
    pub icon: &'static str,
    /// Its name.
    pub words: Phrase,
    /// A shorter one, where the name is too long for the bar of a phone.
    pub short: Option<Phrase>,
    /// `page`: it is this page; `true`: this page belongs to it; empty otherwise.
    pub current: &'static str,
}

/// So many pages stand in the bar of a phone beside その他, where they are more than fit.
pub const IN_BAR: usize = 4;

/// The main pages of a member, the most urgent first.
pub struct Menu(pub Vec<Item>);

impl Menu {
    /// Whether a phone shows only the first ones, and その他 for the rest: a bar holds five.
    pub fn is_long(&self) -> bool {
        self.0.len() > IN_BAR + 1
    }

    /// Those that do not stand in the bar of a phone.
    pub fn rest(&self) -> &[Item] {
        if self.is_long() { &self.0[IN_BAR..] } else { &[] }
    }

    /// What その他 is to this page.
    pub fn rest_current(&self, page: &Page) -> &'static str {
        if page.path() == MORE {
            return "page";
        }
        if self.rest().iter().any(|item| !item.current.is_empty()) { "true" } else { "" }
    }
}

/// The first page of `me`.
pub fn home_of(me: &Presence) -> &'static str {
    if me.kind == SessionKind::SettingUp { SETTING_UP } else { PLACES.home }
}

/// Where somebody who came by a link sets up his sign-in.
pub const SETTING_UP: &str = "/desk/setting-up";

/// The rest of the main pages, on a phone.
pub const MORE: &str = "/desk/more";

/// The main pages that `me` may open.
pub fn menu(page: &Page, me: &Presence) -> Menu {
    let t = &page.t;
    let pages = [
        ("/desk", "house", t.desk_menu_home(), Right::UseDesk),
        ("/desk/members", "users", t.desk_menu_members(), Right::SeeDirectory),
        ("/desk/accounts", "list", t.accounts_title(), Right::SeeReview),
        (VOUCHING, "user-check", t.desk_menu_vouching(), Right::VouchForColleague),
        ("/desk/emergencies", "history", t.desk_menu_emergencies(), Right::ReviewEmergencies),
        ("/desk/agreements", "file-text", t.desk_menu_agreements(), Right::Agree),
        ("/desk/audit", "list", t.desk_menu_audit(), Right::SeeAudit),
        ("/desk/sign-in", "key-round", t.desk_menu_sign_in(), Right::KeepOwnSessions),
    ];
    let viewer = me.as_viewer();
    let own = pages.into_iter().filter(|(_, _, _, right)| decide_coarsely(&viewer, *right).is_allowed());
    let item = |(href, icon, words, _)| {
        let short = (href == VOUCHING).then(|| t.desk_menu_vouching_short());
        Item { href, icon, words, short, current: current(page.path(), href) }
    };
    Menu(own.map(item).collect())
}

const VOUCHING: &str = "/desk/vouching";

/// What a main page is to the page at `path`.
fn current(path: &str, href: &str) -> &'static str {
    match path.strip_prefix(href) {
        Some("") => "page",
        Some(rest) if rest.starts_with('/') && href != PLACES.home => "true",
        Some(_) | None => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_belongs_to_the_main_page_above_it() {
        assert_eq!(current("/desk", "/desk"), "page");
        assert_eq!(current("/desk/members", "/desk"), "");
        assert_eq!(current("/desk/members", "/desk/members"), "page");
        assert_eq!(current("/desk/members/adding", "/desk/members"), "true");
        assert_eq!(current("/desk/members-x", "/desk/members"), "");
    }
}
