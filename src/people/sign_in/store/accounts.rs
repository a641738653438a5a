//! Members as somebody who can sign in.

use kyoten_store::{Result, Row, Tx, params};

use crate::platform::access::MemberId;
use crate::platform::hub_id::HubId;

/// A member as somebody who can sign in.
#[derive(Clone, Debug)]
pub struct Account {
    /// Who.
    pub member: MemberId,
    /// His name as he writes it.
    pub name: String,
    /// What he types.
    pub sign_in_name: String,
    /// Where letters go.
    pub email: Option<String>,
    /// Whether he may sign in: neither only invited nor ended.
    pub is_active: bool,
    /// Whether he still waits for his first sign-in.
    pub is_invited: bool,
    /// The hash of his password.
    pub password: Option<String>,
    /// The sealed secret of his authenticator app.
    pub app: Option<Vec<u8>>,
    /// The steps whose codes were taken.
    pub used_steps: Vec<i64>,
}

const SELECT: &str = "select m.id, m.name, m.sign_in_name, m.email, m.state, p.hash, a.sealed
     from member m
     left join password p on p.hub_id = m.hub_id and p.member_id = m.id
     left join authenticator_app a on a.hub_id = m.hub_id and a.member_id = m.id";

/// The account that signs in with this name, in the form in which names are compared. It asks the database the same questions
/// whether there is one or not, so that the time tells nothing.
pub fn by_name(tx: &mut Tx<'_>, hub: HubId, name: &str) -> Result<Option<Account>> {
    let found =
        tx.find(&format!("{SELECT} where m.hub_id = $1 and m.sign_in_name = $2"), params![hub.to_bytes(), name], read)?;
    with_steps(tx, hub, found)
}

/// The account of a member.
pub fn of(tx: &mut Tx<'_>, hub: HubId, member: MemberId) -> Result<Option<Account>> {
    let found = tx.find(
        &format!("{SELECT} where m.hub_id = $1 and m.id = $2"),
        params![hub.to_bytes(), member.to_bytes()],
        read,
    )?;
    with_steps(tx, hub, found)
}

fn read(row: &Row<'_>) -> Result<Account> {
    Ok(Account {
        member: MemberId::from_bytes(row.read(0)?),
        name: row.read(1)?,
        sign_in_name: row.read(2)?,
        email: row.read(3)?,
        is_active: row.text(4)? == "active",
        is_invited: row.text(4)? == "invited",
        password: row.read(5)?,
        app: row.read(6)?,
        used_steps: Vec::new(),
    })
}

fn with_steps(tx: &mut Tx<'_>, hub: HubId, found: Option<Account>) -> Result<Option<Account>> {
    let member = found.as_ref().map_or([0; 16], |account| account.member.to_bytes());
    let used_steps = tx.query(
        "select step from authenticator_app_use where hub_id = $1 and member_id = $2",
        params![hub.to_bytes(), member],
        |row| row.read(0),
    )?;
    Ok(found.map(|account| Account { used_steps, ..account }))
}
