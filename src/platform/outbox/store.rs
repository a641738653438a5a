//! The tables of the outbox.

use jiff::Timestamp;
use kyoten_store::{Error, Result, Row, Tx, codes, params};

use super::{Channel, Message, MessageId, Recipient, State, Step, Stored, Trouble};
use crate::platform::hub_id::HubId;
use crate::platform::web::Language;

const COLUMNS: &str =
    "id, key, channel, state, to_name, to_email, to_post, language, template, template_values, frozen, void_at, attempts,
     last_attempt_at, trouble, says, created_at, changed_at, forgotten_at, version";

/// What still waits for the program or for a person, in the very words of the index `outbox_message_open`.
const OPEN: &str = "state in ('waiting', 'sending', 'bounced', 'failed')";

/// The letters among them.
const TO_PRINT: &str =
    "state in ('waiting', 'sending', 'bounced', 'failed') and state = 'waiting' and channel = 'letter'";

/// The mails among them.
const LEAVING: &str =
    "state in ('waiting', 'sending', 'bounced', 'failed') and state in ('waiting', 'sending') and channel = 'email'";

/// Void at $2 and sent by nobody right now, or closed and unchanged since $3.
const TO_FORGET: &str = "forgotten_at is null
    and (void_at <= $2 and state <> 'sending' or changed_at < $3 and state in ('bounced', 'failed', 'printed'))";

codes!(Channel: "a channel", State: "a state", Trouble: "a trouble", Language: "a language");

/// Writes a message down, unless its key is there already. Says whether it was new.
pub(super) fn add(
    tx: &mut Tx<'_>,
    hub: HubId,
    id: MessageId,
    message: &Message,
    channel: Channel,
    now: Timestamp,
) -> Result<bool> {
    let added = tx.execute(
        "insert into outbox_message
             (hub_id, id, key, channel, state, to_name, to_email, to_post, language, template, template_values, void_at, attempts,
              says, created_at, changed_at, version)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, '', $13, $13, 1)
         on conflict (hub_id, key) do nothing",
        params![
            hub.to_bytes(),
            id,
            message.key,
            channel.code(),
            State::Waiting.code(),
            message.to.name,
            message.to.email.as_ref().map(ToString::to_string),
            message.to.post,
            message.language.code(),
            message.template,
            message.values,
            message.void_at.map(Timestamp::as_microsecond),
            now.as_microsecond()
        ],
    )?;
    Ok(added == 1)
}

/// One message.
pub fn find(tx: &mut Tx<'_>, hub: HubId, id: MessageId) -> Result<Option<Stored>> {
    tx.find(
        &format!("select {COLUMNS} from outbox_message where hub_id = $1 and id = $2"),
        params![hub.to_bytes(), id],
        stored,
    )
}

/// The message of an act.
pub fn find_by_key(tx: &mut Tx<'_>, hub: HubId, key: &str) -> Result<Option<Stored>> {
    tx.find(
        &format!("select {COLUMNS} from outbox_message where hub_id = $1 and key = $2"),
        params![hub.to_bytes(), key],
        stored,
    )
}

/// What still waits for the program or for a person, the oldest first.
pub fn open(tx: &mut Tx<'_>, hub: HubId, most: u32) -> Result<Vec<Stored>> {
    tx.query(
        &format!(
            "select {COLUMNS} from outbox_message
             where hub_id = $1 and {OPEN} order by created_at, id limit $2"
        ),
        params![hub.to_bytes(), i64::from(most)],
        stored,
    )
}

/// The letters that wait for whoever prints, the oldest first.
pub fn letters_to_print(tx: &mut Tx<'_>, hub: HubId, most: u32, now: Timestamp) -> Result<Vec<Stored>> {
    tx.query(
        &format!(
            "select {COLUMNS} from outbox_message
             where hub_id = $1 and {TO_PRINT} and (void_at is null or void_at > $3) order by created_at, id limit $2"
        ),
        params![hub.to_bytes(), i64::from(most), now.as_microsecond()],
        stored,
    )
}

/// The newest messages, whatever became of them.
pub fn newest(tx: &mut Tx<'_>, hub: HubId, most: u32) -> Result<Vec<Stored>> {
    tx.query(
        &format!("select {COLUMNS} from outbox_message where hub_id = $1 order by id desc limit $2"),
        params![hub.to_bytes(), i64::from(most)],
        stored,
    )
}

/// How many messages there are of each channel and state that is still open.
pub fn counts(tx: &mut Tx<'_>, hub: HubId) -> Result<Vec<(Channel, State, u64)>> {
    tx.query(
        &format!(
            "select channel, state, count(*) from outbox_message where hub_id = $1 and {OPEN}
             group by channel, state order by channel, state"
        ),
        params![hub.to_bytes()],
        |row| Ok((row.read(0)?, row.read(1)?, row.read::<i64>(2)?.unsigned_abs())),
    )
}

/// Keeps what became of a message and adds the step to its story. `false`: somebody else changed it first.
pub(super) fn save(tx: &mut Tx<'_>, hub: HubId, message: &Stored, by: &str) -> Result<bool> {
    let saved = tx.execute(
        "update outbox_message
         set channel = $3, state = $4, template_values = $5, frozen = $6, attempts = $7, last_attempt_at = $8, trouble = $9,
             says = $10, changed_at = $11, forgotten_at = $12, version = version + 1
         where hub_id = $1 and id = $2 and version = $13",
        params![
            hub.to_bytes(),
            message.id,
            message.channel.code(),
            message.state.code(),
            message.values,
            message.frozen,
            i64::from(message.attempts),
            message.last_attempt_at.map(Timestamp::as_microsecond),
            message.trouble.map(Trouble::code),
            message.says,
            message.changed_at.as_microsecond(),
            message.forgotten_at.map(Timestamp::as_microsecond),
            message.version
        ],
    )?;
    if saved == 1 {
        add_step(tx, hub, message, by)?;
    }
    Ok(saved == 1)
}

/// Adds a step to a message's story.
pub(super) fn add_step(tx: &mut Tx<'_>, hub: HubId, message: &Stored, by: &str) -> Result<()> {
    tx.execute(
        "insert into outbox_step (hub_id, message_id, number, at, channel, state, trouble, says, by)
         select $1, $2, coalesce(max(number), 0) + 1, $3, $4, $5, $6, $7, $8
         from outbox_step where hub_id = $1 and message_id = $2",
        params![
            hub.to_bytes(),
            message.id,
            message.changed_at.as_microsecond(),
            message.channel.code(),
            message.state.code(),
            message.trouble.map(Trouble::code),
            message.says,
            by
        ],
    )?;
    Ok(())
}

/// The story of a message.
pub fn steps(tx: &mut Tx<'_>, hub: HubId, id: MessageId) -> Result<Vec<Step>> {
    tx.query(
        "select at, channel, state, trouble, says, by from outbox_step
         where hub_id = $1 and message_id = $2 order by number",
        params![hub.to_bytes(), id],
        |row| {
            Ok(Step {
                at: moment(row, 0)?,
                channel: row.read(1)?,
                state: row.read(2)?,
                trouble: row.read(3)?,
                says: row.read(4)?,
                by: row.read(5)?,
            })
        },
    )
}

/// Mails that are to leave.
pub(super) fn leaving(tx: &mut Tx<'_>, hub: HubId) -> Result<Vec<MessageId>> {
    tx.query(
        &format!("select id from outbox_message where hub_id = $1 and {LEAVING}"),
        params![hub.to_bytes()],
        |row| row.read(0),
    )
}

/// Messages whose secrets are to go: void ones that nobody sends right now, and closed ones unchanged since a while.
pub(super) fn to_forget(
    tx: &mut Tx<'_>,
    hub: HubId,
    now: Timestamp,
    unchanged_since: Timestamp,
    most: u32,
) -> Result<Vec<Stored>> {
    tx.query(
        &format!("select {COLUMNS} from outbox_message where hub_id = $1 and {TO_FORGET} order by changed_at limit $4"),
        params![hub.to_bytes(), now.as_microsecond(), unchanged_since.as_microsecond(), i64::from(most)],
        stored,
    )
}

/// Keeps that the secrets of a message are gone, without a step: nothing happened to it. A message that somebody else changed
/// meanwhile is left for the next time.
pub(super) fn save_forgotten(tx: &mut Tx<'_>, hub: HubId, message: &Stored) -> Result<()> {
    tx.execute(
        "update outbox_message set template_values = $3, frozen = null, forgotten_at = $4, version = version + 1
         where hub_id = $1 and id = $2 and version = $5",
        params![
            hub.to_bytes(),
            message.id,
            message.values,
            message.forgotten_at.map(Timestamp::as_microsecond),
            message.version
        ],
    )?;
    Ok(())
}

fn stored(row: &Row<'_>) -> Result<Stored> {
    let email: Option<String> = row.read(5)?;
    let email = email.map(|email| email.parse().map_err(|cause| Error::unreadable(5, cause))).transpose()?;
    Ok(Stored {
        id: row.read(0)?,
        key: row.read(1)?,
        channel: row.read(2)?,
        state: row.read(3)?,
        to: Recipient { name: row.read(4)?, email, post: row.read(6)? },
        language: row.read(7)?,
        template: row.read(8)?,
        values: row.read(9)?,
        frozen: row.read(10)?,
        void_at: maybe_moment(row, 11)?,
        attempts: u32::try_from(row.read::<i64>(12)?).unwrap_or(u32::MAX),
        last_attempt_at: maybe_moment(row, 13)?,
        trouble: row.read(14)?,
        says: row.read(15)?,
        created_at: moment(row, 16)?,
        changed_at: moment(row, 17)?,
        forgotten_at: maybe_moment(row, 18)?,
        version: row.read(19)?,
    })
}

fn moment(row: &Row<'_>, column: usize) -> Result<Timestamp> {
    Timestamp::from_microsecond(row.read(column)?).map_err(|cause| Error::unreadable(column, cause))
}

fn maybe_moment(row: &Row<'_>, column: usize) -> Result<Option<Timestamp>> {
    row.read::<Option<i64>>(column)?.map(|_| moment(row, column)).transpose()
}

#[cfg(test)]
mod tests {
    use kyoten_store::Engine;

    use super::*;
    use crate::hub::MIGRATIONS;
    use crate::testing::databases;

    #[tokio::test]
    async fn what_is_read_again_and_again_does_not_read_what_was_sent() {
        for database in databases().await {
            let store = database.open().await;
            store.migrate(MIGRATIONS).await.unwrap();
            for (wanted, index) in [
                (OPEN, "outbox_message_open"),
                (TO_PRINT, "outbox_message_open"),
                (LEAVING, "outbox_message_open"),
                (TO_FORGET, "outbox_message_unforgotten"),
            ] {
                let plan = store.read(move |tx| {
                    let explain = match tx.engine() {
                        Engine::Sqlite => "explain query plan",
                        Engine::Postgres => {
                            // A small table is read as a whole; what matters is what becomes of a large one.
                            tx.batch("set local enable_seqscan = off")?;
                            "explain"
                        }
                    };
                    let values = params![vec![1_u8; 16], 0_i64, 0_i64];
                    let values = &values[..if wanted == TO_FORGET { 3 } else { 1 }];
                    let select = format!("{explain} select id from outbox_message where hub_id = $1 and {wanted}");
                    tx.query(&select, values, |row| Ok(row.text(row.columns() - 1)?.to_owned()))
                });
                let plan = plan.await.unwrap().join("\n");
                assert!(plan.contains(index), "{wanted}: {plan}");
            }
        }
    }
}
