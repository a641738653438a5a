//! Who sits at the screen (本人): the shell asks a room through [`Gate`], because the ground floor knows no room.

use std::future::Future;
use std::pin::Pin;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use jiff::Timestamp;

use super::super::access::{Right, SignedIn, Viewer};
use super::super::id::Id;
use super::super::secrets::Token;
use super::{Problem, Result};

/// Stands for a session where the room `people` is not known.
#[derive(Debug)]
pub enum Session {}

/// A session as its owner sees it in his list; knowing it opens nothing.
pub type SessionId = Id<Session>;

/// A member at the screen. Handlers of members' pages take it as an argument.
#[derive(Clone, Debug)]
pub struct Presence {
    /// Who he is and what he is to the hub.
    pub viewer: SignedIn,
    /// His name as he writes it.
    pub name: String,
    /// His session.
    pub session: SessionId,
    /// What every form of his pages must carry: `<input type="hidden" name="csrf" value="{{ me.csrf }}">`, first.
    pub csrf: String,
    /// What kind of session it is.
    pub kind: SessionKind,
    /// Whether it is locked now.
    pub is_locked: bool,
    /// When it was looked at.
    pub seen_now: Timestamp,
    /// When the session locks if nothing happens.
    pub locks_at: Timestamp,
    /// When it ends in any case.
    pub ends_at: Timestamp,
}

/// What kind of session it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionKind {
    /// Signed in with two factors.
    Full,
    /// Came by a one-time link and sets up his sign-in; he may do nothing else.
    SettingUp,
    /// Vouched for by two colleagues; nothing that needs a fresh proof.
    Emergency,
    /// A role of the demo.
    Demo,
}

/// What a session's cookie is worth now.
#[derive(Clone, Debug)]
pub enum Standing {
    /// Nothing: unknown, signed out, ended.
    Nobody,
    /// Its time is over. Good only for keeping what was just written.
    Over(Presence),
    /// Whoever it belongs to has been away: password or passkey first.
    Locked(Presence),
    /// Good.
    Here(Presence),
}

/// Where the door sends somebody who may not enter yet.
#[derive(Clone, Copy, Debug)]
pub struct Places {
    /// To sign in.
    pub sign_in: &'static str,
    /// To unlock.
    pub unlock: &'static str,
    /// To show both factors again.
    pub step_up: &'static str,
    /// To what was kept of a form that could not be taken.
    pub kept: &'static str,
    /// To the first page.
    pub home: &'static str,
}

/// An answer that is on its way.
pub type Looked<'a, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 'a>>;

/// Who knows sessions.
pub trait Gate: Send + Sync {
    /// The name of the cookie that holds the token.
    fn cookie(&self) -> &str;

    /// Where to go.
    fn places(&self) -> Places;

    /// The present moment.
    fn now(&self) -> Timestamp;

    /// What a token is worth. Every request asks, so that whatever was ended is ended at once. `counts`: a person did this, so
    /// the time until the lock begins anew.
    fn look<'a>(&'a self, token: &'a Token, counts: bool) -> Looked<'a, Standing>;

    /// Records that a member was refused.
    fn refused<'a>(&'a self, presence: &'a Presence, right: Right, path: &'a str) -> Looked<'a, ()>;

    /// A form was taken: what was kept of it is not needed any more.
    fn taken<'a>(&'a self, presence: &'a Presence, path: &'a str) -> Looked<'a, ()>;

    /// Keeps a form for its writer until he is back.
    fn keep<'a>(&'a self, presence: &'a Presence, path: &'a str, form: &'a [(String, String)]) -> Looked<'a, ()>;
}

impl Presence {
    /// As whoever asks a room for something.
    pub fn as_viewer(&self) -> Viewer {
        Viewer::Member(self.viewer.clone())
    }

    /// Whether the session can be locked and opened again.
    pub fn can_lock(&self) -> bool {
        matches!(self.kind, SessionKind::Full | SessionKind::Demo)
    }

    /// The first letter of his name, for the mark beside it.
    pub fn initial(&self) -> String {
        self.name.chars().next().map(String::from).unwrap_or_default()
    }
}

impl<S: Sync> FromRequestParts<S> for Presence {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        let presence = parts.extensions.get::<Self>().cloned();
        presence.ok_or_else(|| Problem::ours(anyhow::anyhow!("a members' page was registered without its door")))
    }
}

impl<S: Sync> FromRequestParts<S> for Viewer {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        Presence::from_request_parts(parts, state).await.map(|presence| presence.as_viewer())
    }
}
