//! Forms that were kept for their writers.

use jiff::Timestamp;
use kyoten_store::{Result, Tx, params};

use super::{micros, moment};
use crate::platform::access::MemberId;
use crate::platform::hub_id::HubId;

/// A form that was kept.
#[derive(Clone, Debug)]
pub struct Kept {
    /// Where it was to be sent.
    pub path: String,
    /// Its fields, sealed.
    pub sealed: Vec<u8>,
    /// When.
    pub kept_at: Timestamp,
}

/// Keeps a form; what was kept before for the same path goes, and so does everything older than `oldest`.
pub fn keep(tx: &mut Tx<'_>, hub: HubId, member: MemberId, form: &Kept, oldest: Timestamp) -> Result<()> {
    tx.execute("delete from kept_form where hub_id = $1 and kept_at < $2", params![hub.to_bytes(), micros(oldest)])?;
    tx.execute(
        "insert into kept_form (hub_id, member_id, path, sealed, kept_at) values ($1, $2, $3, $4, $5)
         on conflict (hub_id, member_id, path) do update set sealed = excluded.sealed, kept_at = excluded.kept_at",
        params![hub.to_bytes(), member.to_bytes(), form.path, form.sealed, micros(form.kept_at)],
    )?;
    Ok(())
}

/// What was kept for a member since `oldest`, the newest first.
pub fn all(tx: &mut Tx<'_>, hub: HubId, member: MemberId, oldest: Timestamp) -> Result<Vec<Kept>> {
    tx.query(
        "select path, sealed, kept_at from kept_form where hub_id = $1 and member_id = $2 and kept_at >= $3 order by kept_at desc, path",
        params![hub.to_bytes(), member.to_bytes(), micros(oldest)],
        |row| Ok(Kept { path: row.read(0)?, sealed: row.read(1)?, kept_at: moment(row, 2)? }),
    )
}

/// Discards what was kept for a path.
pub fn discard(tx: &mut Tx<'_>, hub: HubId, member: MemberId, path: &str) -> Result<bool> {
    let gone = tx.execute(
        "delete from kept_form where hub_id = $1 and member_id = $2 and path = $3",
        params![hub.to_bytes(), member.to_bytes(), path],
    )?;
    Ok(gone == 1)
}
