//! What members must be told, and whose key it is.

use jiff::Timestamp;
use kyoten_store::{Error, Result, Row, Tx, params};

use super::super::notice::{Notice, NoticeId};
use super::{micros, moment};
use crate::platform::access::MemberId;
use crate::platform::hub_id::HubId;

/// What a member must be told.
#[derive(Clone, Debug)]
pub struct Due {
    /// Whom.
    pub member: MemberId,
    /// What.
    pub notice: Notice,
    /// Sealed: a link. Empty: none.
    pub sealed: Vec<u8>,
    /// On what kind of device it happened. Empty: it is not about one.
    pub device: String,
    /// When it happened.
    pub made_at: Timestamp,
}

/// Writes down what a member must be told.
pub fn add_notice(tx: &mut Tx<'_>, hub: HubId, id: NoticeId, due: &Due) -> Result<()> {
    tx.execute(
        "insert into sign_in_notice (hub_id, id, member_id, kind, sealed, device, made_at, due_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        params![
            hub.to_bytes(),
            id,
            due.member,
            due.notice.code(),
            due.sealed,
            due.device,
            micros(due.made_at),
            micros(due.notice.due_at(due.made_at))
        ],
    )?;
    Ok(())
}

/// A notice that nobody has taken yet.
pub fn due_notice(tx: &mut Tx<'_>, hub: HubId, id: NoticeId) -> Result<Option<Due>> {
    tx.find(
        "select member_id, kind, sealed, device, made_at from sign_in_notice where hub_id = $1 and id = $2 and taken_at is null",
        params![hub.to_bytes(), id],
        due,
    )
}

fn due(row: &Row<'_>) -> Result<Due> {
    let notice = Notice::from_code(row.text(1)?).ok_or_else(|| Error::unreadable(1, "an unknown notice"))?;
    Ok(Due { member: row.read(0)?, notice, sealed: row.read(2)?, device: row.read(3)?, made_at: moment(row, 4)? })
}

/// Notices that nobody has taken yet, and when they are due.
pub fn open_notices(tx: &mut Tx<'_>, hub: HubId) -> Result<Vec<(NoticeId, Timestamp)>> {
    tx.query(
        "select id, due_at from sign_in_notice where hub_id = $1 and taken_at is null order by due_at",
        params![hub.to_bytes()],
        |row| Ok((row.read(0)?, moment(row, 1)?)),
    )
}

/// Writes down that a notice was taken: told, or left to the member's own page. Its secret goes.
pub fn take_notice(tx: &mut Tx<'_>, hub: HubId, id: NoticeId, now: Timestamp) -> Result<()> {
    tx.execute(
        "update sign_in_notice set taken_at = $1, sealed = $2 where hub_id = $3 and id = $4",
        params![micros(now), Vec::<u8>::new(), hub.to_bytes(), id],
    )?;
    Ok(())
}

/// The newest notices of a member that he may see by now.
pub fn newest_notices(tx: &mut Tx<'_>, hub: HubId, member: MemberId, now: Timestamp, most: u32) -> Result<Vec<Due>> {
    tx.query(
        "select member_id, kind, sealed, device, made_at from sign_in_notice
         where hub_id = $1 and member_id = $2 and due_at <= $3 order by made_at desc, id desc limit $4",
        params![hub.to_bytes(), member.to_bytes(), micros(now), most],
        due,
    )
}

/// Whether a member has been told this since a moment, or is about to be.
pub fn has_notice(tx: &mut Tx<'_>, hub: HubId, member: MemberId, notice: Notice, since: Timestamp) -> Result<bool> {
    tx.one(
        "select count(*) > 0 from sign_in_notice where hub_id = $1 and member_id = $2 and kind = $3 and made_at > $4",
        params![hub.to_bytes(), member.to_bytes(), notice.code(), micros(since)],
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
