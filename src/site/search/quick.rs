//! The questions of the start page (よくある困りごと).

use crate::platform::web::{Page, Phrase};

/// A question that many people have, as a link.
pub struct QuickLink {
    /// What it asks.
    pub words: Phrase,
    /// Where it leads.
    pub href: &'static str,
}

/// The questions of the start page.
pub fn quick_links(page: &Page) -> Vec<QuickLink> {
    let t = &page.t;
    vec![
        QuickLink {
            words: t.find_quick_doctor(),
            href: "/search?kind=hospital&kind=clinic_with_beds&kind=clinic&home=1",
        },
        QuickLink { words: t.find_quick_dentist(), href: "/search?kind=dental_clinic&home=1" },
        QuickLink { words: t.find_quick_nurse(), href: "/search?kind=visiting_nurse_station" },
        QuickLink { words: t.find_quick_pharmacy(), href: "/search?kind=pharmacy&open=night" },
        QuickLink { words: t.find_quick_care_manager(), href: "/search?kind=care_management_office" },
        QuickLink { words: t.find_quick_short_stay(), href: "/search?kind=short_stay" },
        QuickLink { words: t.find_quick_sunday(), href: "/search?open=sunday" },
        QuickLink { words: t.find_quick_informal(), href: "/search?kind=informal" },
    ]
}
