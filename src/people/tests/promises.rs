//! Promises that hold whatever people do, in whatever order: a hub keeps an administrator, a member has one live link.

use std::sync::Arc;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::*;
use crate::people::link::Dead;
use crate::people::member::MemberState;
use crate::people::store::{links, roles as role_rows};

#[derive(Clone, Copy, Debug)]
enum Step {
    Give(usize, Option<i64>),
    Take(usize),
    End(usize),
    ComeBack(usize),
    Accept(usize),
    Wait(i64),
}

fn some_step() -> impl Strategy<Value = Step> {
    let who = 0..3usize;
    prop_oneof![
        (who.clone(), prop::option::of(1..5i64)).prop_map(|(who, days)| Step::Give(who, days)),
        who.clone().prop_map(Step::Take),
        who.clone().prop_map(Step::End),
        who.clone().prop_map(Step::ComeBack),
        who.prop_map(Step::Accept),
        (1..4i64).prop_map(Step::Wait),
    ]
}

/// Runs a property whose cases need a hub, with the runtime of the test around it.
fn for_all<S: Strategy>(cases: u32, strategy: S, check: impl Fn(S::Value)) {
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 200, ..Config::default() };
    let mut runner = TestRunner::new(config);
    let outcome = runner.run(&strategy, |value| {
        check(value);
        Ok(())
    });
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hub_that_has_an_administrator_has_one_for_ever() {
    for desk in desks().await {
        let desk = Arc::new(desk);
        let handle = tokio::runtime::Handle::current();
        let work = tokio::task::spawn_blocking(move || {
            for_all(24, prop::collection::vec(some_step(), 1..25), |steps| {
                handle.block_on(play_administrators(&desk, &steps));
            });
        });
        work.await.expect("the property holds");
    }
}

/// Three people, each of whom may be anything; a hub of their own in the same database.
async fn play_administrators(desk: &Desk, steps: &[Step]) {
    let desk = desk.another_hub().await;
    let mut people = Vec::new();
    for name in ["佐藤 一", "鈴木 二郎", "髙橋 花子"] {
        people.push(desk.add(&desk.operator(), person(name)).await.expect("he is added"));
    }
    let mut had = false;
    for step in steps {
        let operator = desk.operator();
        // Whether it is refused does not matter here: what stands afterwards does.
        match *step {
            Step::Give(who, days_long) => {
                let until = days_long.map(|n| desk.clock.now() + days(n));
                let role = NewRole { until, ..NewRole::of_hub(Role::Administrator) };
                drop(desk.give(&operator, people[who], role).await);
            }
            Step::Take(who) => drop(desk.take(&operator, people[who], Role::Administrator, None).await),
            Step::End(who) => drop(desk.end(&operator, people[who]).await),
            Step::ComeBack(who) => {
                let id = people[who];
                let back = desk.act(move |tx, clock| operations::come_back(tx, &operator, id, None, clock)).await;
                drop(back);
            }
            Step::Accept(who) => {
                if let Ok(link) = desk.invite(&operator, people[who]).await {
                    desk.come_in(&link).await;
                }
            }
            Step::Wait(n) => desk.pass(days(n)),
        }
        let (hub, now) = (desk.hub, desk.clock.now());
        let all = desk.store.read(move |tx| role_rows::administrators(tx, hub, now)).await.expect("it reads");
        let lasting = all.iter().any(|(_, state, role)| *state == MemberState::Active && role.lasts(now));
        assert!(lasting || !had, "the hub lost its administrator at {step:?} of {steps:?}");
        had = lasting;
    }
}

#[derive(Clone, Copy, Debug)]
enum LinkStep {
    Invite,
    Open(usize, bool),
    Accept(usize),
    Withdraw,
    Wait(i64),
}

fn some_link_step() -> impl Strategy<Value = LinkStep> {
    prop_oneof![
        3 => Just(LinkStep::Invite),
        4 => (0..6usize, any::<bool>()).prop_map(|(which, known)| LinkStep::Open(which, known)),
        4 => (0..6usize).prop_map(LinkStep::Accept),
        1 => Just(LinkStep::Withdraw),
        1 => (1..80i64).prop_map(LinkStep::Wait),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_has_one_live_link_and_each_is_used_once() {
    for desk in desks().await {
        let desk = Arc::new(desk);
        let handle = tokio::runtime::Handle::current();
        let work = tokio::task::spawn_blocking(move || {
            for_all(24, prop::collection::vec(some_link_step(), 1..25), |steps| {
                handle.block_on(play_links(&desk, &steps));
            });
        });
        work.await.expect("the property holds");
    }
}

struct Played {
    link: NewLink,
    claim: Option<Secret>,
    used: bool,
    killed: bool,
}

async fn play_links(desk: &Desk, steps: &[LinkStep]) {
    let desk = desk.another_hub().await;
    let hanako = desk.add(&desk.operator(), person("髙橋 花子")).await.expect("she is added");
    let mut made: Vec<Played> = Vec::new();
    for step in steps {
        let operator = desk.operator();
        let newest = made.len().wrapping_sub(1);
        match *step {
            LinkStep::Invite => {
                let link = desk.invite(&operator, hanako).await.expect("a link can always be made");
                made.push(Played { link, claim: None, used: false, killed: false });
            }
            LinkStep::Open(which, known) => {
                let Some(at) = made.len().checked_sub(1 + which) else { continue };
                let one = &made[at];
                let claim = one.claim.clone().filter(|_| known);
                let alive = at == newest && !one.used && !one.killed && desk.clock.now() < one.link.link.expires_at;
                let first = one.claim.is_none();
                match desk.open_link(&one.link.secret, claim.as_ref()).await {
                    Opened::Welcome { claim: new, .. } => {
                        assert!(alive && (first || claim.is_some()), "{step:?} of {steps:?}");
                        if new.is_some() {
                            made[at].claim = new;
                        }
                    }
                    Opened::Dead(why) => {
                        assert!(!alive || (!first && claim.is_none()), "{why:?} at {step:?} of {steps:?}");
                        made[at].killed |= why == Dead::OpenedTwice;
                    }
                }
            }
            LinkStep::Accept(which) => {
                let Some(at) = made.len().checked_sub(1 + which) else { continue };
                let Some(claim) = made[at].claim.clone() else { continue };
                let one = &made[at];
                let alive = at == newest && !one.used && !one.killed && desk.clock.now() < one.link.link.expires_at;
                let accepted = desk.accept(&one.link.secret, &claim).await;
                assert_eq!(matches!(accepted, Accepted::Member { .. }), alive, "{step:?} of {steps:?}");
                made[at].used |= alive;
            }
            LinkStep::Withdraw => {
                let withdraw = desk.act(move |tx, clock| operations::withdraw(tx, &operator, hanako, clock)).await;
                if withdraw.is_ok() {
                    made[newest].killed = true;
                }
            }
            LinkStep::Wait(n) => desk.pass(hours(n)),
        }
        let hub = desk.hub;
        // A second open link would be two rows, which `find` refuses.
        desk.store.read(move |tx| links::open_of(tx, hub, hanako)).await.expect("one at most");
    }
}

impl Desk {
    /// A hub of its own in the same database, at the same time.
    async fn another_hub(&self) -> Desk {
        let slug = format!("hub-{}", crate::platform::Id::<()>::new(&Clock::system()));
        let clock = Clock::moved(self.clock.now());
        let (store, now) = (self.store.clone(), clock.clone());
        let hub = store.write(move |tx| hub_id::find_or_found(tx, &slug, &now)).await.expect("it is founded");
        Self { store, clock, hub, _database: None }
    }
}
