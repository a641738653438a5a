//! Members.

use jiff::Timestamp;
use kyoten_store::{Result, Row, Tx, params, values};

use super::{affiliations, coded, from_json, json, moment, roles, some_moment};
use crate::people::member::{Member, MemberState, Particulars};
use crate::platform::access::MemberId;
use crate::platform::hub_id::HubId;

/// Nobody else changes people of this hub until the commit. The first thing every operation does.
pub fn lock(tx: &mut Tx<'_>, hub: HubId) -> Result<()> {
    next_number(tx, hub).map(drop)
}

/// The next number of the hub's people, which nobody else gets.
pub(super) fn next_number(tx: &mut Tx<'_>, hub: HubId) -> Result<i64> {
    tx.one(
        "insert into people_revision (hub_id, revision) values ($1, 1)
         on conflict (hub_id) do update set revision = people_revision.revision + 1 returning revision",
        params![hub],
        |row| row.read(0),
    )
}

/// Adds a member.
pub fn add(
    tx: &mut Tx<'_>,
    hub: HubId,
    id: MemberId,
    who: &Particulars,
    state: MemberState,
    now: Timestamp,
) -> Result<()> {
    let keys = who.keys();
    tx.execute(
        "insert into member (hub_id, id, name, kana, sign_in_name, sign_in_look, email, phone, shows_contact, languages, best_reached,
           name_key, kana_key, sort_key, state, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        params![
            hub, id, who.name, who.kana, who.sign_in, keys.sign_in_look, who.email, who.phone, who.shows_contact,
            json(&who.languages), json(&who.best_reached), keys.name, keys.kana, keys.sort, state.code(), now.as_microsecond()
        ],
    )?;
    save_professions(tx, hub, id, &who.professions)
}

/// Saves the particulars and raises the revision. `false`: it was changed since this revision.
pub fn save(tx: &mut Tx<'_>, hub: HubId, id: MemberId, who: &Particulars, revision: i64) -> Result<bool> {
    let keys = who.keys();
    let saved = tx.execute(
        "update member set name = $1, kana = $2, sign_in_name = $3, sign_in_look = $4, email = $5, phone = $6, shows_contact = $7,
           languages = $8, best_reached = $9, name_key = $10, kana_key = $11, sort_key = $12, revision = revision + 1
         where hub_id = $13 and id = $14 and revision = $15",
        params![
            who.name, who.kana, who.sign_in, keys.sign_in_look, who.email, who.phone, who.shows_contact, json(&who.languages),
            json(&who.best_reached), keys.name, keys.kana, keys.sort, hub, id, revision
        ],
    )?;
    if saved == 1 {
        tx.execute("delete from member_profession where hub_id = $1 and member_id = $2", params![hub, id])?;
        save_professions(tx, hub, id, &who.professions)?;
    }
    Ok(saved == 1)
}

fn save_professions(tx: &mut Tx<'_>, hub: HubId, id: MemberId, codes: &[String]) -> Result<()> {
    let rows = codes.iter().enumerate().map(|(position, code)| values![hub, id, code, position as i64]);
    tx.insert_many("member_profession", &["hub_id", "member_id", "profession", "position"], rows)?;
    Ok(())
}

/// Sets where the account stands and raises the revision; says the new one.
pub fn set_state(
    tx: &mut Tx<'_>,
    hub: HubId,
    id: MemberId,
    state: MemberState,
    ended_at: Option<Timestamp>,
) -> Result<i64> {
    tx.one(
        "update member set state = $1, ended_at = $2, revision = revision + 1 where hub_id = $3 and id = $4 returning revision",
        params![state.code(), ended_at.map(|t| t.as_microsecond()), hub, id],
        |row| row.read(0),
    )
}

/// Raises the revision when something that belongs to a member changed; says the new one.
pub fn raise_revision(tx: &mut Tx<'_>, hub: HubId, id: MemberId) -> Result<i64> {
    tx.one(
        "update member set revision = revision + 1 where hub_id = $1 and id = $2 returning revision",
        params![hub, id],
        |row| row.read(0),
    )
}

/// Keeps when a member signed in. It is no change of his record, so the revision stays.
pub fn set_last_sign_in(tx: &mut Tx<'_>, hub: HubId, id: MemberId, now: Timestamp) -> Result<()> {
    tx.execute(
        "update member set last_sign_in_at = $1 where hub_id = $2 and id = $3",
        params![now.as_microsecond(), hub, id],
    )?;
    Ok(())
}

/// The member with this id, with everything that belongs to him.
pub fn find(tx: &mut Tx<'_>, hub: HubId, id: MemberId) -> Result<Option<Member>> {
    let Some(mut member) = tx.find(
        "select id, name, kana, sign_in_name, email, phone, shows_contact, languages, best_reached, state, created_at, ended_at,
           last_sign_in_at, revision
         from member where hub_id = $1 and id = $2",
        params![hub, id],
        member,
    )?
    else {
        return Ok(None);
    };
    member.particulars.professions = tx.query(
        "select profession from member_profession where hub_id = $1 and member_id = $2 order by position",
        params![hub, id],
        |row| row.read(0),
    )?;
    member.affiliations = affiliations::of_member(tx, hub, id)?;
    member.roles = roles::of_member(tx, hub, id)?;
    Ok(Some(member))
}

fn member(row: &Row<'_>) -> Result<Member> {
    Ok(Member {
        id: row.read(0)?,
        particulars: Particulars {
            name: row.read(1)?,
            kana: row.read(2)?,
            professions: Vec::new(),
            sign_in: row.read(3)?,
            email: row.read(4)?,
            phone: row.read(5)?,
            shows_contact: row.read(6)?,
            languages: from_json(row.text(7)?),
            best_reached: from_json(row.text(8)?),
        },
        state: coded(row, 9, MemberState::from_code)?,
        created_at: some_moment(row, 10)?,
        ended_at: moment(row, 11)?,
        last_sign_in: moment(row, 12)?,
        revision: row.read(13)?,
        affiliations: Vec::new(),
        roles: Vec::new(),
    })
}

/// Who signs in with this name, in the form in which it is compared.
pub fn by_sign_in(tx: &mut Tx<'_>, hub: HubId, compared: &str) -> Result<Option<MemberId>> {
    tx.find("select id from member where hub_id = $1 and sign_in_name = $2", params![hub, compared], |row| row.read(0))
}

/// Whose name for signing in looks so, and that name.
pub fn by_sign_in_look(tx: &mut Tx<'_>, hub: HubId, look: &str) -> Result<Option<(MemberId, String)>> {
    tx.find("select id, sign_in_name from member where hub_id = $1 and sign_in_look = $2", params![hub, look], |row| {
        Ok((row.read(0)?, row.read(1)?))
    })
}

/// Everybody whose name is written so, in one way or another.
pub fn of_name(tx: &mut Tx<'_>, hub: HubId, name_key: &str) -> Result<Vec<MemberId>> {
    tx.query(
        "select id from member where hub_id = $1 and name_key = $2 order by created_at",
        params![hub, name_key],
        |row| row.read(0),
    )
}
