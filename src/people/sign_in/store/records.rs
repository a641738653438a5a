//! What members must be told, and whose key it is.

use jiff::Timestamp;
use kyoten_store::{Result, Tx, params};

use super::super::notice::{Notice, NoticeRow};
use super::micros;
use crate::platform::Id;
use crate::platform::access::MemberId;
use crate::platform::hub_id::HubId;

/// Writes down what a member must be told.
pub fn add_notice(
    tx: &mut Tx<'_>,
    hub: HubId,
    id: Id<NoticeRow>,
    member: MemberId,
    (notice, sealed): (Notice, &[u8]),
    now: Timestamp,
) -> Result<()> {
    tx.execute(
        "insert into sign_in_notice (hub_id, id, member_id, kind, sealed, made_at, due_at) values ($1, $2, $3, $4, $5, $6, $7)",
        params![
            hub.to_bytes(),
            id,
            member.to_bytes(),
            notice.code(),
            sealed,
            micros(now),
            micros(notice.due_at(now))
        ],
    )?;
    Ok(())
}

/// Whether a member is about to be told this already.
pub fn has_notice(tx: &mut Tx<'_>, hub: HubId, member: MemberId, notice: Notice) -> Result<bool> {
    tx.one(
        "select count(*) > 0 from sign_in_notice where hub_id = $1 and member_id = $2 and kind = $3 and taken_at is null",
        params![hub.to_bytes(), member.to_bytes(), notice.code()],
        |row| row.read(0),
    )
}

/// Takes back what a member has not been told yet and need not be told any more.
pub fn take_back_notices(tx: &mut Tx<'_>, hub: HubId, member: MemberId, notice: Notice, now: Timestamp) -> Result<()> {
    tx.execute(
        "delete from sign_in_notice
         where hub_id = $1 and member_id = $2 and kind = $3 and taken_at is null and due_at > $4",
        params![hub.to_bytes(), member.to_bytes(), notice.code(), micros(now)],
    )?;
    Ok(())
}

/// The fingerprint of the key that sealed what stands here. The first one is written down.
pub fn fingerprint(tx: &mut Tx<'_>, hub: HubId, own: &[u8; 32]) -> Result<[u8; 32]> {
    tx.execute(
        "insert into sign_in_key (hub_id, fingerprint) values ($1, $2) on conflict (hub_id) do nothing",
        params![hub.to_bytes(), *own],
    )?;
    tx.one("select fingerprint from sign_in_key where hub_id = $1", params![hub.to_bytes()], |row| row.read(0))
}

/// Puts another key in place of the one that is lost, and forgets what only that one opens.
pub fn replace_key(tx: &mut Tx<'_>, hub: HubId, own: &[u8; 32]) -> Result<()> {
    for sql in [
        "delete from authenticator_app where hub_id = $1",
        "delete from kept_form where hub_id = $1",
        "delete from sign_in_notice where hub_id = $1 and taken_at is null",
        "delete from sign_in_key where hub_id = $1",
    ] {
        tx.execute(sql, params![hub.to_bytes()])?;
    }
    fingerprint(tx, hub, own).map(|_| ())
}
