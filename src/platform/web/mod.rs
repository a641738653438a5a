//! The web shell (画面の外枠): what every answer has in common, so that a room only writes its pages.
//!
//! A room hands over a [`Router`](axum::Router); [`Shell::wrap`] puts security headers, limits, languages, error pages,
//! assets, `/healthz`, `/readyz`, `/metrics` and `/preferences` around it. A handler takes a [`Page`] as an argument,
//! gives it to its template (`{% extends "platform/web/base.html" %}`) and returns [`show`]`(&template)`.

mod answer;
pub mod cookies;
mod csrf;
mod door;
mod gate;
/// The embedded files of `web/dist`.
pub mod assets {
    include!(concat!(env!("OUT_DIR"), "/assets.rs"));
}
mod dates;
mod headers;
mod operations;
mod origin;
mod page;
mod preferences;
mod problem;
mod shell;
#[cfg(test)]
mod tests;
/// The words of every page, from `lang/*.toml`.
#[expect(clippy::too_many_arguments, reason = "a sentence has as many placeholders as it needs")]
pub mod words {
    include!(concat!(env!("OUT_DIR"), "/words.rs"));
}

pub use answer::show;
pub use door::{Access, Door, Listed};
pub use gate::{Gate, Looked, Places, Presence, SessionId, SessionKind, Standing};
pub use origin::local_path;
pub use page::Page;
pub use preferences::{Contrast, Preferences, TextSize};
pub use problem::{Kind, Problem};
pub use shell::{OWN_ROUTES, Peer, STATE_PATH, Shell, Visitor};
pub use words::{Fill, Language, Phrase, Shown, Words};

/// What a handler returns: its answer, or the problem that the visitor reads.
pub type Result<T, E = Problem> = std::result::Result<T, E>;
