//! One-time links, and what is told about them.

use jiff::Timestamp;
use kyoten_store::{Result, Row, Tx, params};

use super::{coded, maybe_member, moment, or_empty, some_moment};
use crate::people::link::{Link, NoticeKind, Purpose, SecretHash, WithdrawnBecause};
use crate::platform::Id;
use crate::platform::access::MemberId;
use crate::platform::hub_id::HubId;

/// Adds a link; only the hash of its secret is kept.
pub fn add(tx: &mut Tx<'_>, hub: HubId, link: &Link, token: &SecretHash) -> Result<()> {
    tx.execute(
        "insert into invitation (hub_id, id, member_id, purpose, token_hash, made_at, made_by, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        params![
            hub,
            link.id,
            link.member,
            link.purpose.code(),
            token,
            link.made_at.as_microsecond(),
            or_empty(link.made_by.map(MemberId::to_bytes)),
            link.expires_at.as_microsecond()
        ],
    )?;
    Ok(())
}

const COLUMNS: &str = "id, member_id, purpose, made_at, made_by, expires_at, opened_at, claim_hash, used_at, withdrawn_at, withdrawn_because";

/// The link whose secret has this hash.
pub fn by_token(tx: &mut Tx<'_>, hub: HubId, token: &SecretHash) -> Result<Option<Link>> {
    let sql = format!("select {COLUMNS} from invitation where hub_id = $1 and token_hash = $2");
    tx.find(&sql, params![hub, token], link)
}

/// The link with this id.
pub fn by_id(tx: &mut Tx<'_>, hub: HubId, id: Id<Link>) -> Result<Option<Link>> {
    let sql = format!("select {COLUMNS} from invitation where hub_id = $1 and id = $2");
    tx.find(&sql, params![hub, id], link)
}

/// The link of a member that was opened with the claim that has this hash.
pub fn by_claim(tx: &mut Tx<'_>, hub: HubId, member: MemberId, claim: &SecretHash) -> Result<Option<Link>> {
    let sql = format!("select {COLUMNS} from invitation where hub_id = $1 and member_id = $2 and claim_hash = $3");
    tx.find(&sql, params![hub, member, claim], link)
}

/// The link of a member that was neither used nor taken back; its time may be over.
pub fn open_of(tx: &mut Tx<'_>, hub: HubId, member: MemberId) -> Result<Option<Link>> {
    let sql = format!(
        "select {COLUMNS} from invitation where hub_id = $1 and member_id = $2 and used_at is null and withdrawn_at is null"
    );
    tx.find(&sql, params![hub, member], link)
}

fn link(row: &Row<'_>) -> Result<Link> {
    let withdrawn = match moment(row, 9)? {
        Some(at) => Some((at, coded(row, 10, WithdrawnBecause::from_code)?)),
        None => None,
    };
    Ok(Link {
        id: row.read(0)?,
        member: row.read(1)?,
        purpose: coded(row, 2, Purpose::from_code)?,
        made_at: some_moment(row, 3)?,
        made_by: maybe_member(row, 4)?,
        expires_at: some_moment(row, 5)?,
        opened_at: moment(row, 6)?,
        claim: row.read(7)?,
        used_at: moment(row, 8)?,
        withdrawn,
    })
}

/// Takes back the open link of a member, if there is one.
pub fn withdraw_of(
    tx: &mut Tx<'_>,
    hub: HubId,
    member: MemberId,
    because: WithdrawnBecause,
    now: Timestamp,
) -> Result<bool> {
    let withdrawn = tx.execute(
        "update invitation set withdrawn_at = $1, withdrawn_because = $2
         where hub_id = $3 and member_id = $4 and used_at is null and withdrawn_at is null",
        params![now.as_microsecond(), because.code(), hub, member],
    )?;
    Ok(withdrawn > 0)
}

/// Keeps who opened a link first.
pub fn set_opened(tx: &mut Tx<'_>, hub: HubId, id: Id<Link>, claim: &SecretHash, now: Timestamp) -> Result<()> {
    tx.execute(
        "update invitation set opened_at = $1, claim_hash = $2 where hub_id = $3 and id = $4",
        params![now.as_microsecond(), claim, hub, id],
    )?;
    Ok(())
}

/// Uses a link up.
pub fn set_used(tx: &mut Tx<'_>, hub: HubId, id: Id<Link>, now: Timestamp) -> Result<()> {
    tx.execute(
        "update invitation set used_at = $1 where hub_id = $2 and id = $3",
        params![now.as_microsecond(), hub, id],
    )?;
    Ok(())
}

/// What somebody must be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// What happened.
    pub kind: NoticeKind,
    /// With which link.
    pub link: Id<Link>,
    /// Whose link.
    pub about: MemberId,
    /// That member's name.
    pub about_name: String,
    /// When.
    pub at: Timestamp,
}

/// Tells a member, or with nobody every administrator. What is told already is not told again.
pub fn tell(
    tx: &mut Tx<'_>,
    hub: HubId,
    whom: Option<MemberId>,
    kind: NoticeKind,
    link: &Link,
    now: Timestamp,
) -> Result<()> {
    tx.execute(
        "insert into member_notice (hub_id, for_member, kind, invitation_id, about_member, noticed_at)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (hub_id, for_member, kind, invitation_id) do nothing",
        params![hub, or_empty(whom.map(MemberId::to_bytes)), kind.code(), link.id, link.member, now.as_microsecond()],
    )?;
    Ok(())
}

/// What is still to be told to a member; to an administrator also what is for all of them, and what is for somebody who has gone.
pub fn notices(tx: &mut Tx<'_>, hub: HubId, member: Option<MemberId>, administrator: bool) -> Result<Vec<Notice>> {
    tx.query(
        "select n.kind, n.invitation_id, n.about_member, a.name, n.noticed_at
         from member_notice n
         join member a on a.hub_id = n.hub_id and a.id = n.about_member
         left join member f on f.hub_id = n.hub_id and f.id = n.for_member
         where n.hub_id = $1 and n.seen_at is null
           and (n.for_member = $2 or ($3 = 1 and (f.id is null or f.state = 'ended')))
         order by n.noticed_at, n.kind, n.invitation_id",
        params![hub, or_empty(member.map(MemberId::to_bytes)), administrator],
        |row| {
            Ok(Notice {
                kind: coded(row, 0, NoticeKind::from_code)?,
                link: row.read(1)?,
                about: row.read(2)?,
                about_name: row.read(3)?,
                at: some_moment(row, 4)?,
            })
        },
    )
}

/// Keeps that these were seen.
pub fn set_seen(
    tx: &mut Tx<'_>,
    hub: HubId,
    member: Option<MemberId>,
    administrator: bool,
    now: Timestamp,
) -> Result<()> {
    tx.execute(
        "update member_notice set seen_at = $1
         where hub_id = $2 and seen_at is null
           and (for_member = $3
             or ($4 = 1 and not exists (select 1 from member f where f.hub_id = member_notice.hub_id and f.id = for_member
               and f.state <> 'ended')))",
        params![now.as_microsecond(), hub, or_empty(member.map(MemberId::to_bytes)), administrator],
    )?;
    Ok(())
}
