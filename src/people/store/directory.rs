//! The directory of members: one page of it with one statement, then what stands beside the names.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use kyoten_store::{Result, Row, Tx, Value};

use super::{affiliations, from_json, places};
use crate::directory::OrganizationId;
use crate::people::affiliation::Affiliation;
use crate::people::best_reached::Way;
use crate::people::member::MemberState;
use crate::platform::access::MemberId;
use crate::platform::hub_id::HubId;

/// Who is wanted. Empty fields ask for nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Search keys; each must be part of the name or of the reading.
    pub words: Vec<String>,
    /// The code of a profession.
    pub profession: Option<String>,
    /// The tag of a language, one of the known ones.
    pub language: Option<&'static str>,
    /// Organisations; who is at one of them, or will be.
    pub organizations: Option<Vec<OrganizationId>>,
    /// Those too who have ended and were at one of these organisations last.
    pub past_too: bool,
    /// Where the account stands. Empty: any.
    pub states: Vec<MemberState>,
    /// Only those who work somewhere or for the hub today: who has left is no colleague.
    pub only_here: bool,
}

/// The most words that are looked at.
pub const MOST_WORDS: usize = 4;

/// A member in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The id.
    pub id: MemberId,
    /// The name.
    pub name: String,
    /// The reading.
    pub kana: String,
    /// Codes of professions.
    pub professions: Vec<String>,
    /// Where he works today or will work.
    pub affiliations: Vec<Affiliation>,
    /// Tags of languages.
    pub languages: Vec<String>,
    /// How and when best reached.
    pub best_reached: Vec<Way>,
    /// Where mail goes.
    pub email: Option<String>,
    /// With hyphens.
    pub phone: Option<String>,
    /// Whether colleagues see those two.
    pub shows_contact: bool,
}

/// How many are wanted, and one page of them in the order of the fifty sounds.
pub fn page(
    tx: &mut Tx<'_>,
    hub: HubId,
    wanted: &Wanted,
    at: (Timestamp, Date),
    limit: u32,
    offset: u32,
) -> Result<(usize, Vec<Listed>)> {
    let mut params = vec![Value::Bytes(hub.to_bytes().to_vec())];
    let condition = condition(wanted, at, &mut params);
    let total = tx.one(&format!("select count(*) from member m where {condition}"), &params, |row| row.read(0))?;
    params.push(Value::Int(i64::from(limit)));
    params.push(Value::Int(i64::from(offset)));
    let sql = format!(
        "select m.id, m.name, m.kana, m.languages, m.best_reached, m.email, m.phone, m.shows_contact
         from member m where {condition} order by m.sort_key, m.name, m.id limit ${} offset ${}",
        params.len() - 1,
        params.len()
    );
    let mut found = tx.query(&sql, &params, listed)?;
    beside(tx, hub, &mut found, at.1)?;
    Ok((total, found))
}

fn condition(wanted: &Wanted, (now, today): (Timestamp, Date), params: &mut Vec<Value>) -> String {
    let mut all = vec!["m.hub_id = $1".to_owned()];
    let mut place = |value: Value| {
        params.push(value);
        format!("${}", params.len())
    };
    for word in wanted.words.iter().take(MOST_WORDS) {
        // A search key holds letters and digits only, so nothing in it means anything to LIKE.
        let like = place(Value::Text(format!("%{word}%")));
        all.push(format!("(m.name_key like {like} or m.kana_key like {like})"));
    }
    if let Some(code) = &wanted.profession {
        let code = place(Value::Text(code.clone()));
        all.push(format!(
            "exists (select 1 from member_profession p where p.hub_id = m.hub_id and p.member_id = m.id and p.profession = {code})"
        ));
    }
    if let Some(tag) = &wanted.language {
        let like = place(Value::Text(format!("%\"{tag}\"%")));
        all.push(format!("m.languages like {like}"));
    }
    if let Some(organizations) = &wanted.organizations {
        let ids: Vec<String> = organizations.iter().map(|id| place(Value::Bytes(id.to_bytes().to_vec()))).collect();
        // Nobody is at none of them.
        let ids = if ids.is_empty() { "null".to_owned() } else { ids.join(", ") };
        let when = if wanted.past_too {
            "and a.until_day = (select max(b.until_day) from affiliation b
               where b.hub_id = m.hub_id and b.member_id = m.id)"
                .to_owned()
        } else {
            let day = place(Value::Text(today.to_string()));
            format!("and (a.until_day is null or a.until_day > {day})")
        };
        all.push(format!(
            "exists (select 1 from affiliation a
               where a.hub_id = m.hub_id and a.member_id = m.id and a.organization_id in ({ids}) {when})"
        ));
    }
    if !wanted.states.is_empty() {
        let states: Vec<String> =
            wanted.states.iter().map(|state| place(Value::Text(state.code().to_owned()))).collect();
        all.push(format!("m.state in ({})", states.join(", ")));
    }
    if wanted.only_here {
        let day = place(Value::Text(today.to_string()));
        let now = place(Value::Int(now.as_microsecond()));
        all.push(format!(
            "(exists (select 1 from affiliation a where a.hub_id = m.hub_id and a.member_id = m.id and a.from_day <= {day}
               and (a.until_day is null or a.until_day > {day}))
              or exists (select 1 from member_role r where r.hub_id = m.hub_id and r.member_id = m.id and r.role <> 'manager'
               and r.since <= {now} and (r.until is null or r.until > {now})))"
        ));
    }
    all.join(" and ")
}

fn listed(row: &Row<'_>) -> Result<Listed> {
    Ok(Listed {
        id: row.read(0)?,
        name: row.read(1)?,
        kana: row.read(2)?,
        professions: Vec::new(),
        affiliations: Vec::new(),
        languages: from_json(row.text(3)?),
        best_reached: from_json(row.text(4)?),
        email: row.read(5)?,
        phone: row.read(6)?,
        shows_contact: row.read(7)?,
    })
}

/// Professions and affiliations of everybody on the page.
fn beside(tx: &mut Tx<'_>, hub: HubId, found: &mut [Listed], today: Date) -> Result<()> {
    if found.is_empty() {
        return Ok(());
    }
    let at: BTreeMap<MemberId, usize> = found.iter().enumerate().map(|(at, one)| (one.id, at)).collect();
    let mut params = vec![Value::Bytes(hub.to_bytes().to_vec())];
    params.extend(found.iter().map(|one| Value::Bytes(one.id.to_bytes().to_vec())));
    let ids = places(2, found.len());
    let sql = format!(
        "select member_id, profession from member_profession where hub_id = $1 and member_id in ({ids}) order by position"
    );
    tx.for_each(&sql, &params, |row| {
        if let Some(at) = at.get(&row.read::<MemberId>(0)?) {
            found[*at].professions.push(row.read(1)?);
        }
        Ok(())
    })?;
    params.push(Value::Text(today.to_string()));
    let sql = format!(
        "select id, organization_id, title, from_day, until_day, member_id from affiliation
         where hub_id = $1 and member_id in ({ids})
           and (until_day is null or until_day > ${}) order by from_day, id",
        params.len()
    );
    let mut all = tx.query(&sql, &params, |row| Ok((row.read::<MemberId>(5)?, affiliations::affiliation(row)?)))?;
    affiliations::name_organizations(tx, hub, all.iter_mut().map(|(_, one)| one))?;
    for (member, one) in all {
        if let Some(at) = at.get(&member) {
            found[*at].affiliations.push(one);
        }
    }
    Ok(())
}
