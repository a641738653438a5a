//! The pages about people (登録者): the directory of members, one member, adding, changing and ending, the yearly review, agreements.

mod accounts;
pub mod acts;
mod adding;
mod agreements;
mod directory;
mod particulars;
mod person;
#[cfg(test)]
mod tests;

use axum::http::Method;
use axum::response::Response;
use jiff::civil::Date;
use kyoten_store::Tx;

use crate::hub::Hub;
use crate::people::listing::{self, Account};
use crate::people::may;
use crate::people::refusal::Refused;
use crate::platform::Clock;
use crate::platform::access::{MemberId, Right, Viewer};
use crate::platform::audit::{Code, Event, Object, What};
use crate::platform::clock::local;
use crate::platform::web::{Door, Page, Phrase, Presence, Problem, Result};

/// The pages.
pub fn door() -> Door<Hub> {
    use Right::{
        AddMember, Agree, AppointManager, ChangeAccess, ChangeContact, ChangeIdentity, EndAffiliation,
        PublishAgreement, RecordAgreement, Review, SeeDirectory, SeeReview,
    };
    Door::new()
        .members(Method::GET, "/desk/members", SeeDirectory, directory::page)
        .members(Method::GET, "/desk/members/adding", AddMember, adding::page)
        .members(Method::POST, "/desk/members/adding", AddMember, adding::add)
        .members(Method::GET, "/desk/members/{member}", SeeDirectory, person::page)
        .members(Method::GET, "/desk/members/{member}/card.vcf", SeeDirectory, person::vcard)
        .members(Method::GET, "/desk/members/{member}/particulars", ChangeContact, particulars::page)
        .members(Method::POST, "/desk/members/{member}/particulars", ChangeContact, particulars::change)
        .members(Method::GET, "/desk/members/{member}/affiliation", AddMember, adding::affiliation_page)
        .members(Method::POST, "/desk/members/{member}/affiliation", AddMember, adding::join)
        .members(Method::POST, "/desk/members/{member}/affiliation/title", ChangeIdentity, acts::retitle)
        .members(Method::POST, "/desk/members/{member}/affiliation/ending", EndAffiliation, acts::leave)
        .members(Method::POST, "/desk/members/{member}/roles", AppointManager, acts::give_role)
        .members(Method::POST, "/desk/members/{member}/roles/ending", AppointManager, acts::take_role)
        .members(Method::POST, "/desk/members/{member}/agreements", RecordAgreement, acts::record_agreement)
        .members(Method::GET, "/desk/members/{member}/ending", ChangeAccess, acts::ending_page)
        .members(Method::POST, "/desk/members/{member}/ending", ChangeAccess, acts::end)
        .members(Method::POST, "/desk/members/{member}/return", AddMember, acts::come_back)
        .members(Method::GET, "/desk/accounts", SeeReview, accounts::page)
        .members(Method::POST, "/desk/accounts/confirming", Review, accounts::confirm)
        .members(Method::GET, "/desk/agreements", Agree, agreements::page)
        .members(Method::POST, "/desk/agreements", Agree, agreements::agree)
        .members(Method::POST, "/desk/agreements/versions", PublishAgreement, agreements::publish)
}

/// The words of a refusal. To whoever asked for what he may not have, there is nothing.
fn words(page: &Page, refused: Refused) -> Result<Phrase> {
    match refused {
        Refused::Store(cause) => Err(cause.into()),
        Refused::NoSuchMember
        | Refused::NotYours
        | Refused::NotYourOrganization
        | Refused::OnlyAdministrators
        | Refused::OnlyOneself => Err(Problem::not_found()),
        other => Ok(other.words(&page.t)),
    }
}

/// Reads people.
pub async fn read<T: Send + 'static>(
    hub: &Hub,
    page: &Page,
    me: &Presence,
    work: impl Fn(&mut Tx<'_>, &Viewer, &Clock) -> std::result::Result<T, Refused> + Send + 'static,
) -> Result<T> {
    let (viewer, clock) = (me.as_viewer(), hub.clock().clone());
    let read = hub.read(move |tx, _| work(tx, &viewer, &clock)).await;
    read.or_else(|refused| words(page, refused).and_then(|says| Err(Problem::bad_input(says.plain()))))
}

/// Does something with people: done, or the words that say why not.
pub async fn act<T: Send + 'static>(
    hub: &Hub,
    page: &Page,
    me: &Presence,
    work: impl Fn(&mut Tx<'_>, &Viewer, &Clock) -> std::result::Result<T, Refused> + Send + 'static,
) -> Result<std::result::Result<T, Phrase>> {
    let (viewer, clock) = (me.as_viewer(), hub.clock().clone());
    match hub.write(move |tx, _| work(tx, &viewer, &clock)).await {
        Ok(done) => Ok(Ok(done)),
        Err(refused) => words(page, refused).map(Err),
    }
}

/// An account upon which this viewer may use a right. Any other is not found, and that it was asked for is recorded.
async fn reach(hub: &Hub, page: &Page, me: &Presence, id: MemberId, right: Right) -> Result<Account> {
    let found = read(hub, page, me, move |tx, viewer, clock| {
        let account = listing::account(tx, viewer, id, clock)?;
        let (now, today) = (clock.now(), local(clock.now()).date());
        let may = may::may(viewer, right, may::to_member(viewer, &account.member, now, today));
        if may { Ok(account) } else { Err(Refused::NoSuchMember) }
    });
    match found.await {
        Ok(account) => Ok(account),
        Err(problem) => {
            let what = (What::Refuse, Some(Code::new(right.code())));
            look(hub, me, what, Some(id), 1).await?;
            Err(problem)
        }
    }
}

/// The kind of a member as an object of the audit.
const MEMBER: Code = Code::new("member");

/// Records that somebody looks, before what he looks at is sent.
async fn look(
    hub: &Hub,
    me: &Presence,
    (what, reason): (What, Option<Code>),
    whom: Option<MemberId>,
    records: u32,
) -> Result<()> {
    let mut event = Event::new(&me.as_viewer(), what, hub.clock().now()).of_records(records);
    if let Some(id) = whom {
        event = event.on(Object::new(MEMBER, id));
    }
    if let Some(reason) = reason {
        event = event.because(reason);
    }
    Ok(hub.audit().look(event).await?)
}

/// A day as a field of a form holds it. `Err`: it was typed and is none.
fn day(typed: &str) -> std::result::Result<Option<Date>, ()> {
    match typed.trim() {
        "" => Ok(None),
        typed => typed.parse().map(Some).map_err(drop),
    }
}

/// The page says what is wrong: 422.
fn refused(answer: Response) -> Result<Response> {
    crate::desk::sign_in::refused(answer)
}
