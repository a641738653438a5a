//! The history of members.

use jiff::Timestamp;
use kyoten_store::{Result, Row, Tx, params};
use serde::{Deserialize, Serialize};

use super::{coded, from_json, json, maybe_member, members, or_empty, some_moment};
use crate::directory::OrganizationId;
use crate::people::history::{Act, FieldChange, Hand, MemberChange, MemberField};
use crate::people::trail::Trace;
use crate::platform::access::MemberId;
use crate::platform::hub_id::HubId;

/// Adds a line; nobody acts for the operator.
pub fn add(tx: &mut Tx<'_>, hub: HubId, by: Option<MemberId>, trace: Trace<'_>, now: Timestamp) -> Result<()> {
    let number = members::next_number(tx, hub)?;
    let details: Vec<Detail> = trace.fields.iter().map(Detail::of).collect();
    tx.execute(
        "insert into member_change (hub_id, number, member_id, changed_at, act, changed_by, organization_id, revision, details)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        params![
            hub,
            number,
            or_empty(trace.member.map(MemberId::to_bytes)),
            now.as_microsecond(),
            trace.act.code(),
            or_empty(by.map(MemberId::to_bytes)),
            or_empty(trace.organization.map(OrganizationId::to_bytes)),
            trace.revision,
            json(&details)
        ],
    )?;
    Ok(())
}

/// What happened to a member after this revision, in order.
pub fn since(tx: &mut Tx<'_>, hub: HubId, member: MemberId, revision: i64) -> Result<Vec<MemberChange>> {
    tx.query(
        "select c.changed_at, c.act, c.changed_by, m.name, c.revision, c.details
         from member_change c left join member m on m.hub_id = c.hub_id and m.id = c.changed_by
         where c.hub_id = $1 and c.member_id = $2 and c.revision > $3 order by c.number",
        params![hub, member, revision],
        change,
    )
}

/// The latest that happened to a member, the newest first.
pub fn latest(tx: &mut Tx<'_>, hub: HubId, member: MemberId, limit: u32) -> Result<Vec<MemberChange>> {
    tx.query(
        "select c.changed_at, c.act, c.changed_by, m.name, c.revision, c.details
         from member_change c left join member m on m.hub_id = c.hub_id and m.id = c.changed_by
         where c.hub_id = $1 and c.member_id = $2 order by c.number desc limit $3",
        params![hub, member, limit],
        change,
    )
}

fn change(row: &Row<'_>) -> Result<MemberChange> {
    let by = match maybe_member(row, 2)? {
        Some(id) => Hand::Member { id, name: row.read::<Option<String>>(3)?.unwrap_or_default() },
        None => Hand::Operator,
    };
    let details: Vec<Detail> = from_json(row.text(5)?);
    Ok(MemberChange {
        at: some_moment(row, 0)?,
        act: coded(row, 1, Act::from_code)?,
        by,
        revision: row.read(4)?,
        fields: details.into_iter().filter_map(Detail::field_change).collect(),
    })
}

#[derive(Serialize, Deserialize)]
struct Detail {
    #[serde(rename = "f")]
    field: String,
    #[serde(rename = "w")]
    was: String,
    #[serde(rename = "b")]
    became: String,
}

impl Detail {
    fn of(change: &FieldChange) -> Self {
        Self { field: change.field.code().to_owned(), was: change.was.clone(), became: change.became.clone() }
    }

    /// Nothing for a field that only a newer program knows.
    fn field_change(self) -> Option<FieldChange> {
        Some(FieldChange { field: MemberField::from_code(&self.field)?, was: self.was, became: self.became })
    }
}
