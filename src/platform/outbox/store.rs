//! The tables of the outbox.

use jiff::Timestamp;
use kyoten_store::{Error, Result, Row, Tx, params};

use super::{Channel, Message, MessageId, Recipient, State, Step, Stored, Trouble};
use crate::platform::hub_id::HubId;
use crate::platform::web::Language;

const COLUMNS: &str =
    "id, key, channel, state, to_name, to_email, to_post, language, template, template_values, frozen, attempts,
                       last_attempt_at, trouble, says, created_at, changed_at, forgotten_at, version";

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
             (hub_id, id, key, channel, state, to_name, to_email, to_post, language, template, template_values, attempts,
              trouble, says, created_at, changed_at, version)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, '', '', $12, $12, 1)
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
             where hub_id = $1 and state in ('waiting', 'sending', 'bounced', 'failed') order by created_at, id limit $2"
        ),
        params![hub.to_bytes(), i64::from(most)],
        stored,
    )
}

/// The letters that wait for whoever prints, the oldest first.
pub fn letters_to_print(tx: &mut Tx<'_>, hub: HubId, most: u32) -> Result<Vec<Stored>> {
    tx.query(
        &format!(
            "select {COLUMNS} from outbox_message
             where hub_id = $1 and state = 'waiting' and channel = 'letter' order by created_at, id limit $2"
        ),
        params![hub.to_bytes(), i64::from(most)],
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
        "select channel, state, count(*) from outbox_message
         where hub_id = $1 and state in ('waiting', 'sending', 'bounced', 'failed')
         group by channel, state order by channel, state",
        params![hub.to_bytes()],
        |row| Ok((channel(row.text(0)?)?, state(row.text(1)?)?, row.read::<i64>(2)?.unsigned_abs())),
    )
}

/// Keeps what became of a message and adds the step to its story. `false`: somebody else changed it first.
pub(super) fn save(tx: &mut Tx<'_>, hub: HubId, message: &Stored, by: &str) -> Result<bool> {
    let trouble = message.trouble.map_or("", Trouble::code);
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
            trouble,
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
            message.trouble.map_or("", Trouble::code),
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
                at: moment(row.read(0)?)?,
                channel: channel(row.text(1)?)?,
                state: state(row.text(2)?)?,
                trouble: Trouble::from_code(row.text(3)?),
                says: row.read(4)?,
                by: row.read(5)?,
            })
        },
    )
}

/// Mails that are to leave.
pub(super) fn leaving(tx: &mut Tx<'_>, hub: HubId) -> Result<Vec<MessageId>> {
    tx.query(
        "select id from outbox_message where hub_id = $1 and state in ('waiting', 'sending') and channel = 'email'",
        params![hub.to_bytes()],
        |row| row.read(0),
    )
}

/// Closed messages whose secrets are still there, unchanged since a while.
pub(super) fn to_forget(tx: &mut Tx<'_>, hub: HubId, unchanged_since: Timestamp, most: u32) -> Result<Vec<Stored>> {
    tx.query(
        &format!(
            "select {COLUMNS} from outbox_message
             where hub_id = $1 and forgotten_at is null and state in ('bounced', 'failed', 'printed') and changed_at < $2
             order by changed_at limit $3"
        ),
        params![hub.to_bytes(), unchanged_since.as_microsecond(), i64::from(most)],
        stored,
    )
}

/// Takes the secrets of a message out, without a step: nothing happened to it.
pub(super) fn forget(tx: &mut Tx<'_>, hub: HubId, id: MessageId, values: &str, now: Timestamp) -> Result<()> {
    tx.execute(
        "update outbox_message set template_values = $3, frozen = null, forgotten_at = $4, version = version + 1
         where hub_id = $1 and id = $2",
        params![hub.to_bytes(), id, values, now.as_microsecond()],
    )?;
    Ok(())
}

fn stored(row: &Row<'_>) -> Result<Stored> {
    let email: Option<String> = row.read(5)?;
    let email = email.map(|email| email.parse().map_err(|cause| Error::unreadable(5, cause))).transpose()?;
    let language =
        Language::from_code(row.text(7)?).ok_or_else(|| Error::unreadable(7, "it is no language of this program"))?;
    Ok(Stored {
        id: row.read(0)?,
        key: row.read(1)?,
        channel: channel(row.text(2)?)?,
        state: state(row.text(3)?)?,
        to: Recipient { name: row.read(4)?, email, post: row.read(6)? },
        language,
        template: row.read(8)?,
        values: row.read(9)?,
        frozen: row.read(10)?,
        attempts: u32::try_from(row.read::<i64>(11)?).unwrap_or(u32::MAX),
        last_attempt_at: row.read::<Option<i64>>(12)?.map(moment).transpose()?,
        trouble: Trouble::from_code(row.text(13)?),
        says: row.read(14)?,
        created_at: moment(row.read(15)?)?,
        changed_at: moment(row.read(16)?)?,
        forgotten_at: row.read::<Option<i64>>(17)?.map(moment).transpose()?,
        version: row.read(18)?,
    })
}

fn channel(code: &str) -> Result<Channel> {
    Channel::from_code(code).ok_or_else(|| Error::unreadable(0, format!("{code} is no channel of this program")))
}

fn state(code: &str) -> Result<State> {
    State::from_code(code).ok_or_else(|| Error::unreadable(0, format!("{code} is no state of this program")))
}

fn moment(microseconds: i64) -> Result<Timestamp> {
    Timestamp::from_microsecond(microseconds).map_err(|cause| Error::unreadable(0, cause))
}
