//! Asking the rules for alerts about everybody who did something since the last time.

use std::collections::BTreeSet;

use jiff::Timestamp;
use kyoten_store::{Result, Store};

use super::super::access::MemberId;
use super::super::hub_id::HubId;
use super::alert::{Alert, LIMITS, alerts};
use super::store::alerts as table;

/// So many events are looked through in one go.
const MOST: u64 = 5_000;

/// Looks through what was sealed since the last time, and keeps what the rules notice. How many new alerts there are.
pub(super) async fn watch(store: &Store, hub: HubId, now: Timestamp) -> Result<u64> {
    let mut new = 0;
    loop {
        let news = store.read(move |tx| table::news(tx, hub, MOST)).await?;
        if news.until == news.from {
            return Ok(new);
        }
        let actors: BTreeSet<MemberId> = news.actors.iter().copied().collect();
        let mut noticed = Vec::new();
        for actor in actors {
            let since = news.oldest.checked_sub(LIMITS.reach()).unwrap_or(Timestamp::MIN);
            let sights = store.read(move |tx| table::sights(tx, hub, actor, since)).await?;
            noticed.extend(alerts(actor, &sights, &LIMITS));
        }
        new += store.write(move |tx| keep(tx, hub, &noticed, news.from, news.until, now)).await?;
    }
}

fn keep(
    tx: &mut kyoten_store::Tx<'_>,
    hub: HubId,
    noticed: &[Alert],
    from: u64,
    until: u64,
    now: Timestamp,
) -> Result<u64> {
    // Another node has looked through the same events.
    if !table::proceed(tx, hub, from, until)? {
        return Ok(0);
    }
    let mut new = 0;
    for alert in noticed {
        // Told already, and going on.
        if !table::extend(tx, hub, alert)? {
            table::add(tx, hub, alert, now)?;
            new += 1;
            tracing::warn!(audit.rule = alert.rule.code(), records = alert.records, "the audit noticed something");
        }
    }
    Ok(new)
}
