//! Sessions, and the passkey challenges that belong to them.

use jiff::Timestamp;
use kyoten_store::{Error, Result, Row, Tx, params};

use super::super::session::{Method, Session, Why};
use super::devices::DeviceId;
use super::{bytes_of, id_if_any, micros, moment, moment_if_any};
use crate::platform::Id;
use crate::platform::access::MemberId;
use crate::platform::hub_id::HubId;
use crate::platform::web::SessionId;

/// A session as it is kept.
#[derive(Clone, Debug)]
pub struct Stored {
    /// Its id.
    pub id: SessionId,
    /// Whose it is.
    pub member: MemberId,
    /// In which browser.
    pub device: Option<DeviceId>,
    /// The session.
    pub session: Session,
    /// His name as he writes it.
    pub name: String,
    /// `invited`, `active` or `ended`.
    pub member_state: String,
}

const SELECT: &str =
    "select s.id, s.member_id, s.device_id, s.method, s.shared, s.started_at, s.seen_at, s.proven_at, s.locked_at,
       s.ends_at, s.wrong_unlocks, s.ended_at, s.ended_because, m.name, m.state
     from session s join member m on m.hub_id = s.hub_id and m.id = s.member_id";

/// Adds a session whose token hashes to `token`.
pub fn add(
    tx: &mut Tx<'_>,
    hub: HubId,
    id: SessionId,
    (member, device): (MemberId, Option<DeviceId>),
    token: &[u8; 32],
    session: &Session,
) -> Result<()> {
    tx.execute(
        "insert into session (hub_id, id, member_id, device_id, token_hash, method, shared, started_at, seen_at, proven_at, ends_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        params![
            hub.to_bytes(),
            id,
            member,
            bytes_of(device),
            *token,
            session.method.code(),
            session.shared,
            micros(session.started_at),
            micros(session.seen_at),
            session.proven_at.map(micros),
            micros(session.ends_at)
        ],
    )?;
    Ok(())
}

/// The session of a token.
pub fn by_token(tx: &mut Tx<'_>, hub: HubId, token: &[u8; 32]) -> Result<Option<Stored>> {
    tx.find(&format!("{SELECT} where s.hub_id = $1 and s.token_hash = $2"), params![hub.to_bytes(), *token], read)
}

/// The session with this id, to be changed: nobody else changes it until the commit.
pub fn to_change(tx: &mut Tx<'_>, hub: HubId, id: SessionId) -> Result<Option<Stored>> {
    tx.execute(
        "update session set revision = revision + 1 where hub_id = $1 and id = $2",
        params![hub.to_bytes(), id],
    )?;
    to_look_at(tx, hub, id)
}

/// The session with this id.
pub fn to_look_at(tx: &mut Tx<'_>, hub: HubId, id: SessionId) -> Result<Option<Stored>> {
    tx.find(&format!("{SELECT} where s.hub_id = $1 and s.id = $2"), params![hub.to_bytes(), id], read)
}

/// The sessions of a member that nobody has ended and whose time is not over, the newest first.
pub fn open(tx: &mut Tx<'_>, hub: HubId, member: MemberId, now: Timestamp) -> Result<Vec<Stored>> {
    tx.query(
        &format!(
            "{SELECT} where s.hub_id = $1 and s.member_id = $2 and s.ended_at is null and s.ends_at > $3
             order by s.started_at desc, s.id"
        ),
        params![hub.to_bytes(), member.to_bytes(), micros(now)],
        read,
    )
}

fn read(row: &Row<'_>) -> Result<Stored> {
    let method = Method::from_code(row.text(3)?).ok_or_else(|| Error::unreadable(3, "an unknown method"))?;
    let because: Option<String> = row.read(12)?;
    let why = because.as_deref().and_then(Why::from_code).unwrap_or(Why::Revoked);
    let session = Session {
        method,
        shared: row.read(4)?,
        started_at: moment(row, 5)?,
        seen_at: moment(row, 6)?,
        proven_at: moment_if_any(row, 7)?,
        locked_at: moment_if_any(row, 8)?,
        ends_at: moment(row, 9)?,
        wrong_unlocks: row.read(10)?,
        ended: moment_if_any(row, 11)?.map(|at| (at, why)),
    };
    Ok(Stored {
        id: row.read(0)?,
        member: row.read(1)?,
        device: id_if_any(row, 2)?,
        session,
        name: row.read(13)?,
        member_state: row.read(14)?,
    })
}

/// Writes a session; with `token`, it is reached by that one from now on.
pub fn save(tx: &mut Tx<'_>, hub: HubId, id: SessionId, session: &Session, token: Option<&[u8; 32]>) -> Result<()> {
    tx.execute(
        "update session set seen_at = $1, proven_at = $2, locked_at = $3, wrong_unlocks = $4, ended_at = $5, ended_because = $6,
           token_hash = coalesce($7, token_hash)
         where hub_id = $8 and id = $9",
        params![
            micros(session.seen_at),
            session.proven_at.map(micros),
            session.locked_at.map(micros),
            session.wrong_unlocks,
            session.ended.map(|(at, _)| micros(at)),
            session.ended.map(|(_, why)| why.code()),
            token.map(|token| token.to_vec()),
            hub.to_bytes(),
            id
        ],
    )?;
    Ok(())
}

/// Writes down that a session was used, unless it was locked or ended in the meantime.
pub fn seen(tx: &mut Tx<'_>, hub: HubId, id: SessionId, now: Timestamp) -> Result<()> {
    tx.execute(
        "update session set seen_at = $1
         where hub_id = $2 and id = $3 and seen_at < $1 and locked_at is null and ended_at is null",
        params![micros(now), hub.to_bytes(), id],
    )?;
    Ok(())
}

/// Ends the sessions of a member, but for `spared`. How many they were.
pub fn end_all(
    tx: &mut Tx<'_>,
    hub: HubId,
    member: MemberId,
    spared: Option<SessionId>,
    why: Why,
    now: Timestamp,
) -> Result<u64> {
    tx.execute(
        "update session set ended_at = $1, ended_because = $2
         where hub_id = $3 and member_id = $4 and id <> $5 and ended_at is null",
        params![micros(now), why.code(), hub.to_bytes(), member.to_bytes(), bytes_of(spared)],
    )
}

/// Ends the sessions of a member in one browser.
pub fn end_on_device(tx: &mut Tx<'_>, hub: HubId, member: MemberId, device: DeviceId, now: Timestamp) -> Result<u64> {
    tx.execute(
        "update session set ended_at = $1, ended_because = $2
         where hub_id = $3 and member_id = $4 and device_id = $5 and ended_at is null",
        params![micros(now), Why::Revoked.code(), hub.to_bytes(), member.to_bytes(), device],
    )
}

/// Ends the sessions of a member that began in one way.
pub fn end_by_method(tx: &mut Tx<'_>, hub: HubId, member: MemberId, method: Method, now: Timestamp) -> Result<u64> {
    tx.execute(
        "update session set ended_at = $1, ended_because = $2
         where hub_id = $3 and member_id = $4 and method = $5 and ended_at is null",
        params![micros(now), Why::Revoked.code(), hub.to_bytes(), member.to_bytes(), method.code()],
    )
}

/// Stands for a challenge.
#[derive(Debug)]
pub enum ChallengeRow {}

/// What a challenge is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To sign in.
    SignIn,
    /// To add a passkey.
    Register,
    /// To unlock, or to show both factors again.
    Prove,
}

impl Purpose {
    fn code(self) -> &'static str {
        match self {
            Self::SignIn => "sign_in",
            Self::Register => "register",
            Self::Prove => "prove",
        }
    }
}

/// Keeps a challenge; those whose time is over go.
pub fn add_challenge(
    tx: &mut Tx<'_>,
    hub: HubId,
    id: Id<ChallengeRow>,
    (purpose, session): (Purpose, Option<SessionId>),
    state: &str,
    (now, expires_at): (Timestamp, Timestamp),
) -> Result<()> {
    tx.execute(
        "delete from passkey_challenge where hub_id = $1 and expires_at <= $2",
        params![hub.to_bytes(), micros(now)],
    )?;
    tx.execute(
        "insert into passkey_challenge (hub_id, id, purpose, session_id, state, expires_at) values ($1, $2, $3, $4, $5, $6)",
        params![hub.to_bytes(), id, purpose.code(), bytes_of(session), state, micros(expires_at)],
    )?;
    Ok(())
}

/// What an answer to a challenge is checked against.
pub fn challenge(
    tx: &mut Tx<'_>,
    hub: HubId,
    id: Id<ChallengeRow>,
    (purpose, session): (Purpose, Option<SessionId>),
    now: Timestamp,
) -> Result<Option<String>> {
    tx.find(
        "select state from passkey_challenge
         where hub_id = $1 and id = $2 and purpose = $3 and session_id = $4 and expires_at > $5",
        params![hub.to_bytes(), id, purpose.code(), bytes_of(session), micros(now)],
        |row| row.read(0),
    )
}

/// Uses a challenge up. `false`: it was used already.
pub fn use_challenge(tx: &mut Tx<'_>, hub: HubId, id: Id<ChallengeRow>) -> Result<bool> {
    let used =
        tx.execute("delete from passkey_challenge where hub_id = $1 and id = $2", params![hub.to_bytes(), id])?;
    Ok(used == 1)
}
