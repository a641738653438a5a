//! What members prove themselves with.

use jiff::Timestamp;
use kyoten_store::{Result, Tx, params};

use super::{micros, moment, moment_if_any};
use crate::platform::Id;
use crate::platform::access::MemberId;
use crate::platform::hub_id::HubId;

/// Stands for a passkey.
#[derive(Debug)]
pub enum PasskeyRow {}

/// A passkey of a member.
#[derive(Clone, Debug)]
pub struct StoredPasskey {
    /// Its id.
    pub id: Id<PasskeyRow>,
    /// Whose it is.
    pub member: MemberId,
    /// By which the browser names it.
    pub credential_id: Vec<u8>,
    /// Its public key and counter.
    pub credential: String,
    /// What its owner calls it.
    pub name: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// When it was last used.
    pub used_at: Option<Timestamp>,
}

/// A recovery code.
#[derive(Clone, Debug)]
pub struct StoredCode {
    /// Which of the ten.
    pub position: i64,
    /// The salt of the ten.
    pub salt: [u8; 16],
    /// Its hash.
    pub hash: [u8; 32],
    /// When it was made.
    pub made_at: Timestamp,
    /// Whether it was used.
    pub is_used: bool,
}

/// What a member has set up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overview {
    /// When the password was set.
    pub password_at: Option<Timestamp>,
    /// When the authenticator app was set.
    pub app_at: Option<Timestamp>,
    /// How many recovery codes are left.
    pub codes_left: usize,
}

/// Sets a password.
pub fn set_password(tx: &mut Tx<'_>, hub: HubId, member: MemberId, hash: &str, now: Timestamp) -> Result<()> {
    tx.execute(
        "insert into password (hub_id, member_id, hash, set_at) values ($1, $2, $3, $4)
         on conflict (hub_id, member_id) do update set hash = excluded.hash, set_at = excluded.set_at",
        params![hub.to_bytes(), member.to_bytes(), hash, micros(now)],
    )?;
    Ok(())
}

/// Sets an authenticator app. Its secret is new, so no code of it was ever taken.
pub fn set_app(tx: &mut Tx<'_>, hub: HubId, member: MemberId, sealed: &[u8], now: Timestamp) -> Result<()> {
    tx.execute(
        "delete from authenticator_app_use where hub_id = $1 and member_id = $2",
        params![hub.to_bytes(), member.to_bytes()],
    )?;
    tx.execute(
        "insert into authenticator_app (hub_id, member_id, sealed, set_at) values ($1, $2, $3, $4)
         on conflict (hub_id, member_id) do update set sealed = excluded.sealed, set_at = excluded.set_at",
        params![hub.to_bytes(), member.to_bytes(), sealed, micros(now)],
    )?;
    Ok(())
}

/// Writes down that the code of a step was taken. `false`: somebody was quicker. Steps before `oldest` are forgotten: their codes
/// are not even told to be late any more.
pub fn use_step(tx: &mut Tx<'_>, hub: HubId, member: MemberId, step: i64, oldest: i64) -> Result<bool> {
    tx.execute(
        "delete from authenticator_app_use where hub_id = $1 and member_id = $2 and step < $3",
        params![hub.to_bytes(), member.to_bytes(), oldest],
    )?;
    let added = tx.execute(
        "insert into authenticator_app_use (hub_id, member_id, step) values ($1, $2, $3)
         on conflict (hub_id, member_id, step) do nothing",
        params![hub.to_bytes(), member.to_bytes(), step],
    )?;
    Ok(added == 1)
}

/// Takes away everything that was set up before a moment.
pub fn remove_older(tx: &mut Tx<'_>, hub: HubId, member: MemberId, before: Timestamp) -> Result<()> {
    for sql in [
        "delete from password where hub_id = $1 and member_id = $2 and set_at < $3",
        "delete from authenticator_app where hub_id = $1 and member_id = $2 and set_at < $3",
        "delete from passkey where hub_id = $1 and member_id = $2 and made_at < $3",
        "delete from recovery_code where hub_id = $1 and member_id = $2 and made_at < $3",
    ] {
        tx.execute(sql, params![hub.to_bytes(), member.to_bytes(), micros(before)])?;
    }
    Ok(())
}

/// Adds a passkey. `false`: it is there already, perhaps somebody else's.
pub fn add_passkey(tx: &mut Tx<'_>, hub: HubId, new: &StoredPasskey) -> Result<bool> {
    let added = tx.execute(
        "insert into passkey (hub_id, id, member_id, credential_id, credential, name, made_at)
         values ($1, $2, $3, $4, $5, $6, $7) on conflict (hub_id, credential_id) do nothing",
        params![hub.to_bytes(), new.id, new.member, new.credential_id, new.credential, new.name, micros(new.made_at)],
    )?;
    Ok(added == 1)
}

/// The passkeys of a member, the oldest first.
pub fn passkeys(tx: &mut Tx<'_>, hub: HubId, member: MemberId) -> Result<Vec<StoredPasskey>> {
    tx.query(
        "select id, credential_id, credential, name, made_at, used_at from passkey
         where hub_id = $1 and member_id = $2 order by made_at, id",
        params![hub.to_bytes(), member.to_bytes()],
        |row| {
            Ok(StoredPasskey {
                id: row.read(0)?,
                member,
                credential_id: row.read(1)?,
                credential: row.read(2)?,
                name: row.read(3)?,
                made_at: moment(row, 4)?,
                used_at: moment_if_any(row, 5)?,
            })
        },
    )
}

/// Writes down that a passkey was used. `false`: it was used elsewhere in the meantime, or is gone.
pub fn passkey_used(
    tx: &mut Tx<'_>,
    hub: HubId,
    was: &StoredPasskey,
    credential: &str,
    now: Timestamp,
) -> Result<bool> {
    let changed = tx.execute(
        "update passkey set credential = $1, used_at = $2 where hub_id = $3 and id = $4 and credential = $5",
        params![credential, micros(now), hub.to_bytes(), was.id, was.credential],
    )?;
    Ok(changed == 1)
}

/// Gives a passkey another name. `false`: the member has no such passkey.
pub fn rename_passkey(tx: &mut Tx<'_>, hub: HubId, member: MemberId, id: Id<PasskeyRow>, name: &str) -> Result<bool> {
    let changed = tx.execute(
        "update passkey set name = $1 where hub_id = $2 and member_id = $3 and id = $4",
        params![name, hub.to_bytes(), member.to_bytes(), id],
    )?;
    Ok(changed == 1)
}

/// Takes a passkey away. `false`: the member has no such passkey.
pub fn remove_passkey(tx: &mut Tx<'_>, hub: HubId, member: MemberId, id: Id<PasskeyRow>) -> Result<bool> {
    let removed = tx.execute(
        "delete from passkey where hub_id = $1 and member_id = $2 and id = $3",
        params![hub.to_bytes(), member.to_bytes(), id],
    )?;
    Ok(removed == 1)
}

/// Replaces the recovery codes of a member.
pub fn set_codes(
    tx: &mut Tx<'_>,
    hub: HubId,
    member: MemberId,
    salt: [u8; 16],
    hashes: &[[u8; 32]],
    now: Timestamp,
) -> Result<()> {
    tx.execute(
        "delete from recovery_code where hub_id = $1 and member_id = $2",
        params![hub.to_bytes(), member.to_bytes()],
    )?;
    for (position, hash) in (0_i64..).zip(hashes) {
        tx.execute(
            "insert into recovery_code (hub_id, member_id, position, salt, hash, made_at) values ($1, $2, $3, $4, $5, $6)",
            params![hub.to_bytes(), member.to_bytes(), position, salt, *hash, micros(now)],
        )?;
    }
    Ok(())
}

/// The recovery codes of a member, used ones too.
pub fn codes(tx: &mut Tx<'_>, hub: HubId, member: MemberId) -> Result<Vec<StoredCode>> {
    tx.query(
        "select position, salt, hash, made_at, used_at from recovery_code where hub_id = $1 and member_id = $2 order by position",
        params![hub.to_bytes(), member.to_bytes()],
        |row| {
            Ok(StoredCode {
                position: row.read(0)?,
                salt: row.read(1)?,
                hash: row.read(2)?,
                made_at: moment(row, 3)?,
                is_used: moment_if_any(row, 4)?.is_some(),
            })
        },
    )
}

/// Uses a recovery code up. `false`: somebody was quicker.
pub fn use_code(tx: &mut Tx<'_>, hub: HubId, member: MemberId, code: &StoredCode, now: Timestamp) -> Result<bool> {
    let used = tx.execute(
        "update recovery_code set used_at = $1
         where hub_id = $2 and member_id = $3 and position = $4 and hash = $5 and used_at is null",
        params![micros(now), hub.to_bytes(), member.to_bytes(), code.position, code.hash],
    )?;
    Ok(used == 1)
}

/// What a member has set up.
pub fn overview(tx: &mut Tx<'_>, hub: HubId, member: MemberId) -> Result<Overview> {
    let own = params![hub.to_bytes(), member.to_bytes()];
    let password_at =
        tx.find("select set_at from password where hub_id = $1 and member_id = $2", own, |row| moment(row, 0))?;
    let app_at = tx
        .find("select set_at from authenticator_app where hub_id = $1 and member_id = $2", own, |row| moment(row, 0))?;
    let codes_left = tx.one(
        "select count(*) from recovery_code where hub_id = $1 and member_id = $2 and used_at is null",
        own,
        |row| row.read(0),
    )?;
    Ok(Overview { password_at, app_at, codes_left })
}
