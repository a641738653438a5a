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
    /// Whether it is this page.
    pub here: bool,
}

/// The first page of `me`.
pub fn home_of(me: &Presence) -> &'static str {
    if me.kind == SessionKind::SettingUp { SETTING_UP } else { PLACES.home }
}

/// Where somebody who came by a link sets up his sign-in.
pub const SETTING_UP: &str = "/desk/setting-up";

/// The main pages that `me` may open.
pub fn menu(page: &Page, me: &Presence) -> Vec<Item> {
    let t = &page.t;
    let pages = [
        ("/desk", "house", t.desk_menu_home(), Right::UseDesk),
        ("/desk/members", "users", t.desk_menu_members(), Right::SeeDirectory),
        ("/desk/agreements", "file-text", t.desk_menu_agreements(), Right::Agree),
        ("/desk/audit", "list", t.desk_menu_audit(), Right::SeeAudit),
        ("/desk/sign-in", "key-round", t.desk_menu_sign_in(), Right::KeepOwnSessions),
        ("/desk/vouching", "user-check", t.desk_menu_vouching(), Right::VouchForColleague),
        ("/desk/emergencies", "history", t.desk_menu_emergencies(), Right::ReviewEmergencies),
    ];
    let viewer = me.as_viewer();
    let own = pages.into_iter().filter(|(_, _, _, right)| decide_coarsely(&viewer, *right).is_allowed());
    own.map(|(href, icon, words, _)| Item { href, icon, words, here: page.path() == href }).collect()
}
