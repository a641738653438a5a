//! `/desk/setting-up`: somebody who came by a link sets up how he will sign in.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};

use super::caller::{Here, cookies, no_session, with_cookies};
use super::enter::refused;
use super::invitation;
use crate::hub::Hub;
use crate::people::sign_in::operations::change::{self, Done, Missing, NotFinished};
use crate::people::sign_in::operations::own;
use crate::platform::web::{Page, Phrase, Presence, Result, SessionKind, show};

#[derive(Template)]
#[template(path = "desk/sign_in/setting_up.html")]
struct SettingUpPage {
    page: Page,
    me: Presence,
    done: Done,
    wrong: Option<Phrase>,
    has_passkeys: bool,
}

impl SettingUpPage {
    fn is_enough(&self) -> bool {
        change::missing(&self.done).is_none()
    }

    fn wants_codes(&self) -> bool {
        self.done.password && self.done.app && !self.done.codes
    }
}

async fn setting_up(hub: &Hub, page: Page, me: Presence, wrong: Option<Phrase>) -> Result<Response> {
    let done = change::done(hub, &me).await?;
    let has_passkeys = hub.sign_in().passkeys().are_possible();
    show(&SettingUpPage { page, me, done, wrong, has_passkeys })
}

/// `GET /desk/setting-up`. Who has signed in already has another page for this.
pub async fn page(State(hub): State<Hub>, page: Page, me: Presence) -> Result<Response> {
    if me.kind != SessionKind::SettingUp {
        return Ok(Redirect::to("/desk/sign-in").into_response());
    }
    setting_up(&hub, page, me, None).await
}

/// `POST /desk/setting-up`: it is done.
pub async fn finish(State(hub): State<Hub>, page: Page, me: Presence, here: Here) -> Result<Response> {
    if me.kind != SessionKind::SettingUp {
        return Ok(Redirect::to("/desk/sign-in").into_response());
    }
    match change::finish(&hub, &me, here.claims, &here.caller).await? {
        Ok(entered) => Ok(with_cookies(Redirect::to("/desk").into_response(), cookies(&hub, &entered))),
        // The link died meanwhile: opened elsewhere, taken back, replaced. What was set up goes on being worth nothing.
        Err(NotFinished::Dead(why)) => {
            own::sign_out(&hub, &me).await?;
            Ok(with_cookies(invitation::dead(page, why)?, [no_session(&hub)]))
        }
        Err(NotFinished::Missing(missing)) => {
            let wrong = match missing {
                Missing::Everything => page.t.setting_up_missing_all(),
                Missing::Password => page.t.setting_up_missing_password(),
                Missing::App => page.t.setting_up_missing_app(),
            };
            refused(setting_up(&hub, page, me, Some(wrong)).await?)
        }
    }
}
