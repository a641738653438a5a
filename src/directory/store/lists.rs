//! Of which day the newest list of each dataset is, for each municipality it speaks of.

use jiff::civil::Date;
use kyoten_store::{Result, Tx, params};

use crate::directory::import::coverage::{KnownLists, ListDays};
use crate::platform::hub_id::HubId;

/// The days of all lists that were ever read.
pub fn known(tx: &mut Tx<'_>, hub: HubId) -> Result<KnownLists> {
    let mut known = KnownLists::default();
    tx.for_each(
        "select dataset, municipality, newest, whole from source_list where hub_id = $1",
        params![hub.to_bytes()],
        |row| {
            let day = |text: Option<String>| text.and_then(|day| day.parse::<Date>().ok());
            let days = ListDays { newest: day(row.read(2)?), whole: day(row.read(3)?) };
            known.0.entry(row.read(0)?).or_default().insert(row.read(1)?, days);
            Ok(())
        },
    )?;
    Ok(known)
}

/// Keeps the days for a municipality, or for [`EVERYWHERE`](crate::directory::import::coverage::EVERYWHERE).
pub fn keep(tx: &mut Tx<'_>, hub: HubId, dataset: &str, municipality: &str, days: ListDays) -> Result<()> {
    let text = |day: Option<Date>| day.map(|day| day.to_string());
    tx.execute(
        "insert into source_list (hub_id, dataset, municipality, newest, whole) values ($1, $2, $3, $4, $5)
         on conflict (hub_id, dataset, municipality) do update set newest = excluded.newest, whole = excluded.whole",
        params![hub.to_bytes(), dataset, municipality, text(days.newest), text(days.whole)],
    )?;
    Ok(())
}
