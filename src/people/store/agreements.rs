//! Versions of the pledge and of the rules, and who agreed to them.

use jiff::Timestamp;
use kyoten_store::{Result, Tx, params};

use super::{coded, day, maybe_member, or_empty, some_moment};
use crate::people::agreement::{AgreedHow, Agreement, AgreementKind, AgreementText};
use crate::people::history::Hand;
use crate::platform::access::MemberId;
use crate::platform::hub_id::HubId;

/// Adds a version. `false`: it is there already.
pub fn publish(tx: &mut Tx<'_>, hub: HubId, text: &AgreementText, now: Timestamp) -> Result<bool> {
    let added = tx.execute(
        "insert into agreement_text (hub_id, kind, version, in_force_on, document, published_at) values ($1, $2, $3, $4, $5, $6)
         on conflict (hub_id, kind, version) do nothing",
        params![
            hub,
            text.kind.code(),
            text.version,
            text.in_force_on.to_string(),
            text.document,
            now.as_microsecond()
        ],
    )?;
    Ok(added == 1)
}

/// Every version, the oldest first.
pub fn texts(tx: &mut Tx<'_>, hub: HubId) -> Result<Vec<AgreementText>> {
    tx.query(
        "select kind, version, in_force_on, document from agreement_text where hub_id = $1 order by kind, in_force_on, version",
        params![hub],
        |row| {
            Ok(AgreementText {
                kind: coded(row, 0, AgreementKind::from_code)?,
                version: row.read(1)?,
                in_force_on: day(row, 2)?,
                document: row.read(3)?,
            })
        },
    )
}

/// Adds that a member agreed. `false`: the same was written down before.
pub fn add(tx: &mut Tx<'_>, hub: HubId, member: MemberId, new: &Agreement, by: Option<MemberId>) -> Result<bool> {
    let added = tx.execute(
        "insert into agreement (hub_id, member_id, kind, version, agreed_on, how, document, recorded_at, recorded_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         on conflict (hub_id, member_id, kind, version, agreed_on) do nothing",
        params![
            hub,
            member,
            new.kind.code(),
            new.version,
            new.agreed_on.to_string(),
            new.how.code(),
            new.document,
            new.recorded_at.as_microsecond(),
            or_empty(by.map(MemberId::to_bytes))
        ],
    )?;
    Ok(added == 1)
}

/// What a member agreed to, the oldest first.
pub fn of_member(tx: &mut Tx<'_>, hub: HubId, member: MemberId) -> Result<Vec<Agreement>> {
    tx.query(
        "select a.kind, a.version, a.agreed_on, a.how, a.document, a.recorded_at, a.recorded_by, m.name
         from agreement a left join member m on m.hub_id = a.hub_id and m.id = a.recorded_by
         where a.hub_id = $1 and a.member_id = $2 order by a.agreed_on, a.recorded_at",
        params![hub, member],
        |row| {
            let recorded_by = match maybe_member(row, 6)? {
                Some(id) => Hand::Member { id, name: row.read::<Option<String>>(7)?.unwrap_or_default() },
                None => Hand::Operator,
            };
            Ok(Agreement {
                kind: coded(row, 0, AgreementKind::from_code)?,
                version: row.read(1)?,
                agreed_on: day(row, 2)?,
                how: coded(row, 3, AgreedHow::from_code)?,
                document: row.read(4)?,
                recorded_at: some_moment(row, 5)?,
                recorded_by,
            })
        },
    )
}
