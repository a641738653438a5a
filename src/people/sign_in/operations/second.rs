//! The second factor beside a password: a code of the app, or a recovery code.

use jiff::SignedDuration;
use kyoten_store::{Result as Stored, Tx};

use super::NotLetIn;
use crate::hub::Hub;
use crate::people::sign_in::app::{self, Secret, Verdict};
use crate::people::sign_in::hasher::Line;
use crate::people::sign_in::notice::Notice;
use crate::people::sign_in::recovery;
use crate::people::sign_in::store::accounts::Account;
use crate::people::sign_in::store::credentials::{self, StoredCode};
use crate::people::sign_in::store::records;
use crate::platform::Clock;
use crate::platform::access::MemberId;
use crate::platform::hub_id::HubId;
use crate::platform::secrets::same;
use crate::platform::web::Problem;

/// What was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Typed {
    /// Six digits.
    Code(String),
    /// A recovery code.
    Recovery(String),
}

/// A second factor that is right, and must be used up in the unit of work that lets its owner in.
#[derive(Clone, Debug)]
pub enum Right {
    /// The code of a step.
    Step(i64),
    /// A recovery code.
    Code(StoredCode),
}

/// What a second factor is worth.
pub enum Judged {
    /// Right.
    Right(Right),
    /// Wrong. `burn`: this step must be written down as used.
    Wrong {
        /// What is said.
        says: NotLetIn,
        /// The step whose code must never become right.
        burn: Option<i64>,
    },
}

/// Judges what was typed by whoever showed the password of `account`.
pub async fn judge(hub: &Hub, account: &Account, typed: &Typed, line: Line) -> Result<Judged, Problem> {
    match typed {
        Typed::Code(code) => Ok(judge_code(hub, account, code)),
        Typed::Recovery(code) => judge_recovery(hub, account.member, code, line).await,
    }
}

fn judge_code(hub: &Hub, account: &Account, typed: &str) -> Judged {
    let wrong = |says| Judged::Wrong { says, burn: None };
    let Some(secret) = secret(hub, account) else { return wrong(NotLetIn::WrongCode) };
    match app::judge(&secret, typed, &account.used_steps, hub.clock().now()) {
        Verdict::Right(step) => Judged::Right(Right::Step(step)),
        Verdict::Used => wrong(NotLetIn::CodeUsed),
        Verdict::Wrong => wrong(NotLetIn::WrongCode),
        Verdict::ClockWrong { step, ahead } => {
            Judged::Wrong { says: NotLetIn::ClockWrong(ahead), burn: (ahead > SignedDuration::ZERO).then_some(step) }
        }
    }
}

fn secret(hub: &Hub, account: &Account) -> Option<Secret> {
    let sealed = account.app.as_ref()?;
    let opened = hub.sign_in().secrets().open_sealed(SEALED_FOR, &account.member.to_bytes(), sealed);
    if opened.is_none() {
        tracing::error!("the secret of an authenticator app does not open with the key of the data folder");
    }
    opened?.try_into().ok()
}

/// The purpose with which secrets of apps are sealed.
pub const SEALED_FOR: &str = "authenticator app";

async fn judge_recovery(hub: &Hub, member: MemberId, typed: &str, line: Line) -> Result<Judged, Problem> {
    let wrong = Judged::Wrong { says: NotLetIn::WrongCode, burn: None };
    let codes = hub.read(move |tx, hub| credentials::codes(tx, hub, member)).await?;
    let (Some(first), Some(typed)) = (codes.first(), recovery::read(typed)) else { return Ok(wrong) };
    let hashes = hub.sign_in().hasher().codes(line, vec![typed], first.salt).await?;
    let right = codes.into_iter().find(|code| !code.is_used && hashes.iter().any(|hash| same(hash, &code.hash)));
    Ok(right.map_or(wrong, |code| Judged::Right(Right::Code(code))))
}

/// Uses a second factor up. `false`: somebody was quicker with the same one.
pub fn use_up(tx: &mut Tx<'_>, hub: HubId, clock: &Clock, member: MemberId, right: &Right) -> Stored<bool> {
    let used = match right {
        Right::Step(step) => burn(tx, hub, clock, member, *step)?,
        Right::Code(code) => credentials::use_code(tx, hub, member, code, clock.now())?,
    };
    if used {
        if let Right::Code(_) = right {
            super::tell(tx, hub, clock, member, Notice::RecoveryCodes, &[])?;
        }
        // It was he himself who had mistyped a code a moment before.
        records::take_back_notices(tx, hub, member, Notice::PasswordKnown, clock.now())?;
    }
    Ok(used)
}

/// Writes a step down as used. `false`: it was.
pub fn burn(tx: &mut Tx<'_>, hub: HubId, clock: &Clock, member: MemberId, step: i64) -> Stored<bool> {
    let oldest = app::step_of(clock.now()) - OLDEST_STEPS;
    credentials::use_step(tx, hub, member, step, oldest)
}

/// Steps are remembered for half an hour: longer than a code is even told to be late.
const OLDEST_STEPS: i64 = 60;
