//! The matrix (attack 1): every address × role × relation × method. What is not in the table of rights is nobody's.

use axum::Router;
use axum::extract::Path;
use axum::http::Method;
use axum::routing::get;
use kyoten_store::testing::{databases, sqlite};

use super::walk::{Walk, behind, paths};
use crate::hub::Hub;
use crate::people::sign_in::tests::house::{House, https};
use crate::platform::access::Right;
use crate::platform::web::{Access, Door, Listed};

#[tokio::test]
async fn nobody_comes_where_the_table_of_rights_does_not_let_him() {
    for database in databases().await {
        let house = House::start(database).await;
        let listed = Hub::listed(false);
        let mut walk = Walk::prepare(&house).await;
        walk.every(&listed).await;
        walk.other_methods(&house.http.router(), &listed).await;
        println!("{} requests at {} addresses", walk.probes, listed.len());
        assert!(walk.findings.is_empty(), "{}", walk.findings.join("\n"));
        assert!(walk.probes > 2000, "the walk fell asleep: {}", walk.probes);
    }
}

#[tokio::test]
async fn every_address_of_a_demo_is_listed_too() {
    let demo = House::demo(sqlite()).await;
    let listed = Hub::listed(true);
    for path in paths(&demo.http.router()) {
        assert!(listed.iter().any(|one| one.path == path), "{path} is not listed");
    }
    let only_demo: Vec<Listed> = listed.into_iter().filter(|one| !Hub::listed(false).contains(one)).collect();
    assert!(
        only_demo.iter().all(|one| one.path.starts_with("/demo/") && one.access == Access::Public),
        "{only_demo:?}"
    );
    assert_eq!(only_demo.len(), 2);
}

fn wrong_door() -> Door<Hub> {
    Door::new()
        // Whoever may use the desk may come, although the list says otherwise.
        .members(Method::GET, "/wrong/open", Right::UseDesk, async || "secret")
        // The right is asked for, but nobody looks whose member it is.
        .members(Method::GET, "/wrong/members/{member}", Right::ChangeAccess, async |Path(_): Path<String>| "secret")
        // For everybody, although the list says otherwise.
        .public(Method::GET, "/wrong/public", async || "secret")
}

/// The control: a walk that does not see pages that are wrong on purpose is worth nothing.
#[tokio::test]
async fn the_matrix_sees_pages_that_are_wrong() {
    let pages =
        |hub: &Hub| behind(hub, wrong_door()).merge(Router::new().route("/wrong/forgotten", get(async || "secret")));
    let house = House::with_pages(https(), sqlite(), pages).await;
    let claims =
        |path: &'static str, right: Right| Listed { method: Method::GET, path, access: Access::Members(right) };
    let listed = [
        claims("/wrong/open", Right::ReviewEmergencies),
        claims("/wrong/members/{member}", Right::ChangeAccess),
        claims("/wrong/public", Right::UseDesk),
        claims("/wrong/missing", Right::UseDesk),
    ];
    let mut walk = Walk::prepare(&house).await;
    walk.every(&listed).await;
    walk.other_methods(&house.http.router(), &listed).await;
    let found = walk.findings.join("\n");
    for expected in [
        "/wrong/open None: member is let in",
        "/wrong/open None: administrator long ago is let in",
        "/wrong/members/{member} Some(OfTheStation): manager is let in",
        "/wrong/members/{member} Some(OtherHub): administrator is let in",
        "/wrong/public None: nobody is let in",
        "/wrong/public None: former member is let in",
        "/wrong/forgotten is not listed",
        "GET /wrong/missing is listed but not there",
    ] {
        assert!(found.contains(expected), "not seen: {expected}\n{found}");
    }
}
