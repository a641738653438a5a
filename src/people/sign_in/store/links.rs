//! One-time links.

use jiff::Timestamp;
use kyoten_store::{Error, Result, Tx, params};

use super::super::link::{Link, Scope};
use super::{bytes_of, micros, moment, moment_if_any};
use crate::platform::access::MemberId;
use crate::platform::hub_id::HubId;

/// Adds a link; the one before it for the same purpose is good no more.
pub fn add(
    tx: &mut Tx<'_>,
    hub: HubId,
    member: MemberId,
    by: Option<MemberId>,
    token: &[u8; 32],
    link: &Link,
) -> Result<()> {
    tx.execute(
        "update sign_in_link set replaced_at = $1
         where hub_id = $2 and member_id = $3 and scope = $4 and used_at is null and replaced_at is null",
        params![micros(link.made_at), hub.to_bytes(), member.to_bytes(), link.scope.code()],
    )?;
    tx.execute(
        "insert into sign_in_link (hub_id, token_hash, member_id, scope, made_at, made_by, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
        params![
            hub.to_bytes(),
            *token,
            member.to_bytes(),
            link.scope.code(),
            micros(link.made_at),
            bytes_of(by),
            micros(link.expires_at)
        ],
    )?;
    Ok(())
}

/// The link with this token, and whose it is.
pub fn find(tx: &mut Tx<'_>, hub: HubId, token: &[u8; 32]) -> Result<Option<(MemberId, Link)>> {
    tx.find(
        "select member_id, scope, made_at, expires_at, used_at, replaced_at from sign_in_link where hub_id = $1 and token_hash = $2",
        params![hub.to_bytes(), *token],
        |row| {
            let scope = Scope::from_code(row.text(1)?).ok_or_else(|| Error::unreadable(1, "an unknown scope"))?;
            let link = Link {
                scope,
                made_at: moment(row, 2)?,
                expires_at: moment(row, 3)?,
                used_at: moment_if_any(row, 4)?,
                replaced_at: moment_if_any(row, 5)?,
            };
            Ok((row.read(0)?, link))
        },
    )
}

/// When the newest live link of a member was made.
pub fn newest(tx: &mut Tx<'_>, hub: HubId, member: Option<MemberId>, scope: Scope) -> Result<Option<Timestamp>> {
    let member = member.map_or([0; 16], MemberId::to_bytes);
    tx.find(
        "select made_at from sign_in_link
         where hub_id = $1 and member_id = $2 and scope = $3 and used_at is null and replaced_at is null",
        params![hub.to_bytes(), member, scope.code()],
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
