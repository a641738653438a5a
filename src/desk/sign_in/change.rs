//! Changing how one signs in: password, authenticator app, recovery codes, passkeys.

use askama::Template;
use axum::Json;
use axum::extract::{Form, Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;
use serde_json::json;

use super::caller::Here;
use super::enter::refused;
use super::passkey;
use super::words::{self, Wrong};
use crate::desk::home_of;
use crate::hub::Hub;
use crate::people::sign_in::app::Verdict;
use crate::people::sign_in::operations::change::{self, NewApp};
use crate::people::sign_in::operations::own;
use crate::people::sign_in::operations::passkeys::{self, Removal};
use crate::people::sign_in::password::{LONGEST, SHORTEST};
use crate::people::sign_in::store::credentials::{PasskeyRow, StoredPasskey};
use crate::platform::Id;
use crate::platform::qr::as_svg;
use crate::platform::web::{Page, Phrase, Presence, Result, SessionKind, show};

/// Where the list of one's own ways in is: somebody who sets up his sign-in has another.
pub fn back_to_list(me: &Presence) -> String {
    if me.kind == SessionKind::SettingUp { home_of(me).to_owned() } else { "/desk/sign-in".to_owned() }
}

fn done(me: &Presence) -> Response {
    Redirect::to(&back_to_list(me)).into_response()
}

#[derive(Template)]
#[template(path = "desk/sign_in/password.html")]
struct PasswordPage {
    page: Page,
    me: Presence,
    wrong: Wrong,
    shortest: usize,
}

/// `GET /desk/sign-in/password`.
pub async fn password_page(page: Page, me: Presence) -> Result<Response> {
    show(&PasswordPage { page, me, wrong: Wrong::nothing(), shortest: SHORTEST })
}

/// A new password.
#[derive(Deserialize)]
pub struct NewPassword {
    #[serde(default)]
    new_password: String,
}

/// `POST /desk/sign-in/password`.
pub async fn set_password(
    State(hub): State<Hub>,
    page: Page,
    me: Presence,
    Form(new): Form<NewPassword>,
) -> Result<Response> {
    match change::set_password(&hub, &me, &new.new_password).await? {
        Ok(()) => Ok(done(&me)),
        Err(why) => {
            let wrong = Wrong::weak(&page, why);
            refused(show(&PasswordPage { page, me, wrong, shortest: SHORTEST })?)
        }
    }
}

/// `POST /desk/sign-in/password/strength`: while it is typed.
pub async fn strength(
    State(hub): State<Hub>,
    page: Page,
    me: Presence,
    Json(new): Json<NewPassword>,
) -> Result<Response> {
    // What is that long is long enough to be judged by its beginning.
    let typed: String = new.new_password.chars().take(LONGEST).collect();
    let (good, says) = match change::strength(&hub, me.viewer.member, &typed).await? {
        Ok(strength) => (true, words::strength(&page, strength)),
        Err(why) => (false, words::weak(&page, why)),
    };
    Ok(Json(json!({ "good": good, "says": says.plain() })).into_response())
}

#[derive(Template)]
#[template(path = "desk/sign_in/app.html")]
struct AppPage {
    page: Page,
    me: Presence,
    app: NewApp,
    code: String,
    wrong: Option<Phrase>,
}

impl AppPage {
    /// The address as a picture for the camera. Black on white, without style.
    fn picture(&self) -> askama::filters::Safe<String> {
        askama::filters::Safe(as_svg(&self.app.address, &self.page.t.app_qr().plain()).unwrap_or_default())
    }

    /// The secret in groups of four.
    fn groups(&self) -> Vec<String> {
        let letters: Vec<char> = self.app.typed.chars().collect();
        letters.chunks(4).map(|group| group.iter().collect()).collect()
    }
}

/// `GET /desk/sign-in/app`.
pub async fn app_page(State(hub): State<Hub>, page: Page, me: Presence) -> Result<Response> {
    let app = change::new_app(&hub, &me).await?;
    show(&AppPage { page, me, app, code: String::new(), wrong: None })
}

/// The first code of a new app.
#[derive(Deserialize)]
pub struct FirstCode {
    #[serde(default)]
    pending: String,
    #[serde(default)]
    code: String,
}

/// `POST /desk/sign-in/app`.
pub async fn set_app(
    State(hub): State<Hub>,
    page: Page,
    me: Presence,
    Form(first): Form<FirstCode>,
) -> Result<Response> {
    let wrong = match change::set_app(&hub, &me, &first.pending, &first.code).await? {
        Some(Verdict::Right(_)) => return Ok(done(&me)),
        Some(Verdict::ClockWrong { ahead, .. }) => words::clock_wrong(&page, ahead),
        Some(Verdict::Used) => page.t.sign_in_code_used(),
        Some(Verdict::Wrong) => page.t.app_code_wrong(),
        None => {
            let (app, wrong) = (change::new_app(&hub, &me).await?, Some(page.t.app_too_late()));
            return refused(show(&AppPage { page, me, app, code: String::new(), wrong })?);
        }
    };
    let again = change::pending_app(&hub, &me, &first.pending).await?;
    let app = match again {
        Some(app) => app,
        None => change::new_app(&hub, &me).await?,
    };
    let code = first.code.chars().take(20).collect();
    refused(show(&AppPage { page, me, app, code, wrong: Some(wrong) })?)
}

#[derive(Template)]
#[template(path = "desk/sign_in/codes.html")]
struct CodesPage {
    page: Page,
    me: Presence,
    left: usize,
    /// Only once, when they are made.
    codes: Vec<String>,
    made: Phrase,
}

/// `GET /desk/sign-in/recovery-codes`.
pub async fn codes_page(State(hub): State<Hub>, page: Page, me: Presence) -> Result<Response> {
    let left = own::everything(&hub, me.viewer.member).await?.overview.codes_left;
    let made = crate::desk::moment(&page.t, &hub.clock().now());
    show(&CodesPage { page, me, left, codes: Vec::new(), made })
}

/// `POST /desk/sign-in/recovery-codes`.
pub async fn make_codes(State(hub): State<Hub>, page: Page, me: Presence) -> Result<Response> {
    let codes = change::make_codes(&hub, &me).await?;
    let made = crate::desk::moment(&page.t, &hub.clock().now());
    show(&CodesPage { page, me, left: codes.len(), codes, made })
}

#[derive(Template)]
#[template(path = "desk/sign_in/passkeys.html")]
struct PasskeysPage {
    page: Page,
    me: Presence,
    passkeys: Vec<StoredPasskey>,
    /// What the browser says it is: the first word for a new one.
    label: String,
    are_possible: bool,
    wrong: Option<Phrase>,
}

impl PasskeysPage {
    async fn of(hub: &Hub, page: Page, me: Presence, label: String, wrong: Option<Phrase>) -> Result<Self> {
        let passkeys = own::everything(hub, me.viewer.member).await?.passkeys;
        let are_possible = hub.sign_in().passkeys().are_possible();
        Ok(Self { page, me, passkeys, label, are_possible, wrong })
    }
}

/// `GET /desk/sign-in/passkeys`.
pub async fn passkeys_page(State(hub): State<Hub>, page: Page, me: Presence, here: Here) -> Result<Response> {
    show(&PasskeysPage::of(&hub, page, me, here.caller.label, None).await?)
}

/// Another name.
#[derive(Deserialize)]
pub struct Name {
    #[serde(default)]
    name: String,
}

/// `POST /desk/sign-in/passkeys/{passkey}/name`.
pub async fn rename_passkey(
    State(hub): State<Hub>,
    me: Presence,
    Path(id): Path<Id<PasskeyRow>>,
    Form(new): Form<Name>,
) -> Result<Response> {
    passkeys::rename(&hub, me.viewer.member, id, passkey::name(&new.name)).await?;
    Ok(Redirect::to("/desk/sign-in/passkeys").into_response())
}

/// `POST /desk/sign-in/passkeys/{passkey}/ending`.
pub async fn remove_passkey(
    State(hub): State<Hub>,
    page: Page,
    me: Presence,
    here: Here,
    Path(id): Path<Id<PasskeyRow>>,
) -> Result<Response> {
    match passkeys::remove(&hub, &me, id).await? {
        Removal::Removed => Ok(Redirect::to("/desk/sign-in/passkeys").into_response()),
        Removal::OnlyWayIn => {
            let wrong = Some(page.t.passkeys_only_way_in());
            refused(show(&PasskeysPage::of(&hub, page, me, here.caller.label, wrong).await?)?)
        }
    }
}
