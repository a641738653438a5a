//! What the three tables of the hub's words have in common: facts, answers, and care-manager time. A word is replaced by a newer
//! one or withdrawn, and goes with its organisation when that is joined with another; nothing is ever deleted.

use kyoten_store::{Result, Tx, params, values};

use super::survey::By;
use crate::directory::OrganizationId;
use crate::platform::hub_id::HubId;

/// One of the three tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Words {
    /// What the hub knows of a field.
    Facts,
    /// The answers to the survey.
    Answers,
    /// ケアマネタイム.
    CareManagerTime,
}

impl Words {
    /// What a care-manager time is about: there is only one.
    pub const TIME: &str = "time";

    const ALL: [Self; 3] = [Self::Facts, Self::Answers, Self::CareManagerTime];

    fn table(self) -> &'static str {
        match self {
            Self::Facts => "organization_fact",
            Self::Answers => "capability",
            Self::CareManagerTime => "care_manager_time",
        }
    }

    /// The column that tells what a word is about; the care-manager time is only about itself.
    fn about(self) -> &'static str {
        match self {
            Self::Facts => "field",
            Self::Answers => "code",
            Self::CareManagerTime => "'time'",
        }
    }

    /// The column of the day on which it was told.
    fn day(self) -> &'static str {
        match self {
            Self::Facts => "as_of",
            Self::Answers | Self::CareManagerTime => "answered_on",
        }
    }
}

/// Withdraws every word about something, those that were replaced too: none of them comes back. How many there were.
pub fn withdraw(
    tx: &mut Tx<'_>,
    hub: HubId,
    id: OrganizationId,
    words: Words,
    about: &str,
    because: &str,
    by: By<'_>,
) -> Result<u64> {
    let sql = format!(
        "update {} set withdrawn_at = $1, withdrawn_by = $2, withdrawn_because = $3, replaced_at = coalesce(replaced_at, $1)
         where hub_id = $4 and organization_id = $5 and {} = $6 and withdrawn_at is null",
        words.table(),
        words.about()
    );
    tx.execute(&sql, params![by.now.as_microsecond(), by.who, because, hub.to_bytes(), id.to_bytes(), about])
}

/// Gives the words of one organisation to another: all of them, or only those that were told of some. What holds then is
/// [settled](settle) by the caller.
pub fn give(
    tx: &mut Tx<'_>,
    hub: HubId,
    from: OrganizationId,
    to: OrganizationId,
    told_of: Option<&[OrganizationId]>,
    by: By<'_>,
) -> Result<()> {
    for words in Words::ALL {
        // Two words that both hold would meet on the way.
        let sql = format!(
            "update {} set organization_id = $1, replaced_at = coalesce(replaced_at, $2)
             where hub_id = $3 and organization_id = $4",
            words.table()
        );
        let whose = values![to.to_bytes(), by.now.as_microsecond(), hub.to_bytes(), from.to_bytes()];
        let Some(family) = told_of else {
            tx.execute(&sql, &whose)?;
            continue;
        };
        for member in family {
            let whose = [whose.clone(), values![member.to_bytes()]].concat();
            tx.execute(&format!("{sql} and told_of = $5"), &whose)?;
        }
    }
    Ok(())
}

/// Lets the newest word about each thing hold, among those that were not withdrawn. A retired question has no answer.
pub fn settle(tx: &mut Tx<'_>, hub: HubId, id: OrganizationId, by: By<'_>) -> Result<()> {
    for words in Words::ALL {
        let (table, about, day) = (words.table(), words.about(), words.day());
        let same = if words == Words::CareManagerTime { String::new() } else { format!("and b.{about} = w.{about}") };
        let is_older = format!(
            "exists (select 1 from {table} b where b.hub_id = w.hub_id and b.organization_id = w.organization_id {same}
               and b.withdrawn_at is null and (b.{day}, b.revision) > (w.{day}, w.revision))"
        );
        let is_asked = match words {
            Words::Answers => {
                "and not exists (select 1 from capability_code q
                   where q.hub_id = w.hub_id and q.code = w.code and q.retired_at is not null)"
            }
            _ => "",
        };
        tx.execute(
            &format!(
                "update {table} as w set replaced_at = $1
                 where w.hub_id = $2 and w.organization_id = $3 and w.replaced_at is null and {is_older}"
            ),
            params![by.now.as_microsecond(), hub.to_bytes(), id.to_bytes()],
        )?;
        tx.execute(
            &format!(
                "update {table} as w set replaced_at = null
                 where w.hub_id = $1 and w.organization_id = $2 and w.withdrawn_at is null and w.replaced_at is not null
                   and not {is_older} {is_asked}"
            ),
            params![hub.to_bytes(), id.to_bytes()],
        )?;
    }
    Ok(())
}
