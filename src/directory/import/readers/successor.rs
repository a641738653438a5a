//! Municipalities whose code has changed since the lists and maps we read were made (廃置分合).

/// What became of a municipality's code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Now {
    /// It is still there.
    Same,
    /// The same area under another code.
    Renumbered(&'static str),
    /// Its area went into a larger one.
    PartOf(&'static str),
}

struct Change {
    old: &'static str,
    now: Now,
    old_name: &'static str,
}

const CHANGES: &[Change] = &[
    // 富谷町 became a city in 2016, 那珂川町 in 2018.
    Change { old: "04423", now: Now::Renumbered("04216"), old_name: "富谷町" },
    Change { old: "40305", now: Now::Renumbered("40231"), old_name: "福岡県那珂川町" },
    // 浜松市 went from seven wards to three on 2024-01-01. A part of 北区 went to 中央区; addresses there tell by town.
    Change { old: "22131", now: Now::PartOf("22138"), old_name: "浜松市中区" },
    Change { old: "22132", now: Now::PartOf("22138"), old_name: "浜松市東区" },
    Change { old: "22133", now: Now::PartOf("22138"), old_name: "浜松市西区" },
    Change { old: "22134", now: Now::PartOf("22138"), old_name: "浜松市南区" },
    Change { old: "22135", now: Now::PartOf("22139"), old_name: "浜松市北区" },
    Change { old: "22136", now: Now::PartOf("22139"), old_name: "浜松市浜北区" },
    Change { old: "22137", now: Now::Renumbered("22140"), old_name: "浜松市天竜区" },
];

/// What became of this five-digit code.
pub(super) fn now(code: &str) -> Now {
    CHANGES.iter().find(|change| change.old == code).map_or(Now::Same, |change| change.now)
}

/// The code that stands today for the area of this one.
pub(in crate::directory::import) fn current(code: &str) -> &str {
    match now(code) {
        Now::Same => code,
        Now::Renumbered(code) | Now::PartOf(code) => code,
    }
}

/// The names of the wards that the lists do not know yet: code, name, reading.
pub(super) const NEW: [(&str, &str, &str); 2] =
    [("22138", "浜松市中央区", "はままつしちゅうおうく"), ("22139", "浜松市浜名区", "はままつしはまなく")];

/// Names under which addresses still speak of this municipality.
pub(in crate::directory::import) fn former_names(code: &str) -> Vec<&'static str> {
    let became = |change: &&Change| matches!(change.now, Now::Renumbered(now) | Now::PartOf(now) if now == code);
    CHANGES.iter().filter(became).map(|change| change.old_name.trim_start_matches("福岡県")).collect()
}
