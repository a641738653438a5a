//! One-time links for a new password.

use jiff::Timestamp;
use kyoten_store::{Result, Tx, params};

use super::super::link::Link;
use super::{micros, moment, moment_if_any};
use crate::platform::access::MemberId;
use crate::platform::hub_id::HubId;

/// Adds a link; the one before it is good no more.
pub fn add(tx: &mut Tx<'_>, hub: HubId, member: MemberId, token: &[u8; 32], link: &Link) -> Result<()> {
    tx.execute(
        "update sign_in_link set replaced_at = $1
         where hub_id = $2 and member_id = $3 and used_at is null and replaced_at is null",
        params![micros(link.made_at), hub.to_bytes(), member.to_bytes()],
    )?;
    tx.execute(
        "insert into sign_in_link (hub_id, token_hash, member_id, made_at, expires_at) values ($1, $2, $3, $4, $5)",
        params![hub.to_bytes(), *token, member.to_bytes(), micros(link.made_at), micros(link.expires_at)],
    )?;
    Ok(())
}

/// The link with this token, and whose it is.
pub fn find(tx: &mut Tx<'_>, hub: HubId, token: &[u8; 32]) -> Result<Option<(MemberId, Link)>> {
    tx.find(
        "select member_id, made_at, expires_at, used_at, replaced_at from sign_in_link where hub_id = $1 and token_hash = $2",
        params![hub.to_bytes(), *token],
        |row| {
            let link = Link {
                made_at: moment(row, 1)?,
                expires_at: moment(row, 2)?,
                used_at: moment_if_any(row, 3)?,
                replaced_at: moment_if_any(row, 4)?,
            };
            Ok((row.read(0)?, link))
        },
    )
}

/// When the newest live link of a member was made.
pub fn newest(tx: &mut Tx<'_>, hub: HubId, member: MemberId) -> Result<Option<Timestamp>> {
    tx.find(
        "select made_at from sign_in_link
         where hub_id = $1 and member_id = $2 and used_at is null and replaced_at is null",
        params![hub.to_bytes(), member.to_bytes()],
        |row| moment(row, 0),
    )
}

/// Uses a link up. `false`: somebody was quicker.
pub fn use_up(tx: &mut Tx<'_>, hub: HubId, token: &[u8; 32], now: Timestamp) -> Result<bool> {
    let used = tx.execute(
        "update sign_in_link set used_at = $1
         where hub_id = $2 and token_hash = $3 and used_at is null and replaced_at is null",
        params![micros(now), hub.to_bytes(), *token],
    )?;
    Ok(used == 1)
}
