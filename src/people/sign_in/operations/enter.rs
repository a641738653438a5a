//! Signing in with a password and a second factor.

use super::second::{self, Judged, Right, Typed};
use super::{Beginning, Caller, Entered, NotLetIn, record, tell, told_lately};
use crate::hub::Hub;
use crate::people::member::compared_sign_in;
use crate::people::sign_in::hasher::Line;
use crate::people::sign_in::notice::Notice;
use crate::people::sign_in::password::Password;
use crate::people::sign_in::session::Method;
use crate::people::sign_in::store::accounts::{self, Account};
use crate::people::sign_in::store::devices;
use crate::people::sign_in::throttle::Attempt;
use crate::people::sign_in::trail::{Event, What, trail};
use crate::platform::web::Problem;

pub use super::second::Typed as SecondFactor;

/// What was typed to sign in.
#[derive(Clone, Debug)]
pub struct WithPassword {
    /// The name, as it was typed.
    pub name: String,
    /// The password, as it was typed.
    pub password: String,
    /// The second factor.
    pub second: Typed,
    /// Whether others use this computer too.
    pub shared: bool,
}

/// Signs somebody in.
pub async fn with_password(
    hub: &Hub,
    typed: WithPassword,
    caller: &Caller,
) -> Result<Result<Entered, NotLetIn>, Problem> {
    let (account, attempt, line) = look_up(hub, &typed.name, caller).await?;
    if let Err(seconds) = hub.sign_in().attempts().begin(attempt) {
        return Ok(Err(NotLetIn::Wait(seconds)));
    }
    let Some(account) = password_is_right(hub, account, &typed.password, line).await? else {
        return Ok(Err(NotLetIn::Wrong));
    };
    let right = match second_is_right(hub, &account, &typed.second, attempt, line).await? {
        Ok(right) => right,
        Err(says) => return Ok(Err(says)),
    };
    let method = if matches!(right, Right::Step(_)) { Method::Password } else { Method::Recovery };
    let entered = begin(hub, &account, right, method, typed.shared, caller).await?;
    if entered.is_ok() {
        hub.sign_in().attempts().was_right(attempt);
    }
    Ok(entered)
}

/// Whose name it is, which buckets the try takes from, and who hashes first.
async fn look_up(hub: &Hub, name: &str, caller: &Caller) -> Result<(Option<Account>, Attempt, Line), Problem> {
    let (name, browser) = (compared_sign_in(name), caller.browser.as_ref().map(|token| token.hash()));
    let asked = name.clone();
    let (account, device) = hub
        .read(move |tx, hub| -> kyoten_store::Result<_> {
            let account = accounts::by_name(tx, hub, &asked)?;
            let member = account.as_ref().map(|account| account.member);
            let device = match &browser {
                Some(browser) => devices::known(tx, hub, member, browser)?.map(|_| *browser),
                None => None,
            };
            Ok((account, device))
        })
        .await?;
    let line = if device.is_some() { Line::Known } else { Line::Others };
    Ok((account, Attempt::new(caller.address, &name, device, caller.uptime), line))
}

/// The account, if its password was typed and it may sign in. Takes as long, and writes as much, for a name that is nobody's.
async fn password_is_right(
    hub: &Hub,
    account: Option<Account>,
    typed: &str,
    line: Line,
) -> Result<Option<Account>, Problem> {
    let hash = account.as_ref().and_then(|account| account.password.clone());
    let matches = hub.sign_in().hasher().verify(line, Password::typed(typed), hash).await?;
    let member = account.as_ref().map(|account| account.member);
    match account.filter(|account| matches && account.is_active) {
        Some(account) => Ok(Some(account)),
        None => {
            record(hub, Event::by_anyone(What::SignInRefused, member).detail("password")).await?;
            Ok(None)
        }
    }
}

/// The second factor, if it is right.
pub(super) async fn second_is_right(
    hub: &Hub,
    account: &Account,
    typed: &Typed,
    attempt: Attempt,
    line: Line,
) -> Result<Result<Right, NotLetIn>, Problem> {
    if let Err(seconds) = hub.sign_in().attempts().begin_code(attempt) {
        return Ok(Err(NotLetIn::Wait(seconds)));
    }
    match second::judge(hub, account, typed, line).await? {
        Judged::Right(right) => {
            hub.sign_in().attempts().code_was_right(attempt);
            Ok(Ok(right))
        }
        Judged::Wrong { says, burn } => {
            password_is_known(hub, account, burn).await?;
            Ok(Err(says))
        }
    }
}

/// Somebody had the password but not the code: its owner is told, unless it was he himself and he gets in soon.
async fn password_is_known(hub: &Hub, account: &Account, burn: Option<i64>) -> Result<(), Problem> {
    let (clock, member) = (hub.clock().clone(), account.member);
    let written = hub.write(move |tx, hub| -> kyoten_store::Result<_> {
        if let Some(step) = burn {
            second::burn(tx, hub, &clock, member, step)?;
        }
        if !told_lately(tx, hub, &clock, member, Notice::PasswordKnown)? {
            tell(tx, hub, &clock, member, Notice::PasswordKnown, &[])?;
        }
        trail(tx, hub, &clock, &Event::by_anyone(What::SignInRefused, Some(member)).detail("code"))
    });
    Ok(written.await?)
}

async fn begin(
    hub: &Hub,
    account: &Account,
    right: Right,
    method: Method,
    shared: bool,
    caller: &Caller,
) -> Result<Result<Entered, NotLetIn>, Problem> {
    let (clock, member) = (hub.clock().clone(), account.member);
    let beginning = Beginning::new(member, method, shared, caller);
    let entered = beginning.entered();
    let written = hub.write(move |tx, hub| -> kyoten_store::Result<_> {
        if !second::use_up(tx, hub, &clock, member, &right)? {
            return Ok(false);
        }
        beginning.write(tx, hub, &clock)?;
        Ok(true)
    });
    Ok(if written.await? { Ok(entered) } else { Err(NotLetIn::CodeUsed) })
}
