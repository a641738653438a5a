//! Forms that could not be taken (書きかけの預かり): kept sealed for their writer, until he sends or discards them.

use jiff::{SignedDuration, Timestamp};

use crate::hub::Hub;
use crate::people::sign_in::store::forms::{self, Kept};
use crate::platform::access::MemberId;
use crate::platform::web::Problem;

/// They are kept for a day.
const KEPT_FOR: SignedDuration = SignedDuration::from_hours(24);

const SEALED_FOR: &str = "kept form";

/// A form that was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptForm {
    /// Where it was to be sent.
    pub path: String,
    /// Its fields.
    pub fields: Vec<(String, String)>,
    /// When.
    pub kept_at: Timestamp,
}

/// Keeps a form for its writer.
pub async fn keep(hub: &Hub, member: MemberId, path: &str, fields: &[(String, String)]) -> Result<(), Problem> {
    let plain = serde_json::to_vec(fields).map_err(Problem::ours)?;
    let sealed = hub.sign_in().secrets().seal(SEALED_FOR, &context(member, path), &plain)?;
    let form = Kept { path: path.to_owned(), sealed, kept_at: hub.clock().now() };
    let oldest = oldest(hub);
    Ok(hub.write(move |tx, hub| forms::keep(tx, hub, member, &form, oldest)).await?)
}

/// What was kept for a member, the newest first.
pub async fn kept(hub: &Hub, member: MemberId) -> Result<Vec<KeptForm>, Problem> {
    let oldest = oldest(hub);
    let found = hub.read(move |tx, hub| forms::all(tx, hub, member, oldest)).await?;
    Ok(found.into_iter().filter_map(|form| open(hub, member, form)).collect())
}

/// Discards what was kept for a path.
pub async fn discard(hub: &Hub, member: MemberId, path: &str) -> Result<(), Problem> {
    let path = path.to_owned();
    let gone = hub.write(move |tx, hub| forms::discard(tx, hub, member, &path)).await?;
    gone.then_some(()).ok_or_else(Problem::not_found)
}

/// A form was taken: what was kept of it goes.
pub async fn taken(hub: &Hub, member: MemberId, path: &str) -> Result<(), Problem> {
    let path = path.to_owned();
    hub.write(move |tx, hub| forms::discard(tx, hub, member, &path)).await?;
    Ok(())
}

fn open(hub: &Hub, member: MemberId, form: Kept) -> Option<KeptForm> {
    let plain = hub.sign_in().secrets().open_sealed(SEALED_FOR, &context(member, &form.path), &form.sealed)?;
    Some(KeptForm { fields: serde_json::from_slice(&plain).ok()?, path: form.path, kept_at: form.kept_at })
}

/// A form opens only for its writer and its place.
fn context(member: MemberId, path: &str) -> Vec<u8> {
    [&member.to_bytes()[..], path.as_bytes()].concat()
}

fn oldest(hub: &Hub) -> Timestamp {
    hub.clock().now().saturating_sub(KEPT_FOR).unwrap_or(Timestamp::MIN)
}
