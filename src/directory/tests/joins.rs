//! Two organisations that turn out to be one, and that turn out to be two after all.

use jiff::SignedDuration;
use jiff::civil::{Date, date};
use kyoten_store::Tx;

use super::own::new;
use super::words::{know_the_places, row};
use super::{By, CARE_HEAD, Desk, able, desks};
use crate::directory::OrganizationId;
use crate::directory::capability::{Answer, Capability};
use crate::directory::facts::Fact;
use crate::directory::hours::{self, CareManagerTime, Reach};
use crate::directory::import::report::ImportReport;
use crate::directory::operations::{self, Decision};
use crate::directory::organization::Field;
use crate::directory::record::IdentifierSystem;
use crate::directory::refusal::Refused;
use crate::directory::store::history;
use crate::directory::store::survey::{self, StoredCareManagerTime};
use crate::directory::store::{care_manager_times, joins, reviews};

async fn import(desk: &Desk, rows: &[String]) -> ImportReport {
    desk.clock.pass(SignedDuration::from_hours(1));
    desk.file("care.csv", &format!("{CARE_HEAD}{}", rows.concat()));
    desk.import().await.expect("the import runs")
}

async fn join(desk: &Desk, keep: OrganizationId, other: OrganizationId) -> Result<(), Refused> {
    desk.clock.pass(SignedDuration::from_mins(1));
    let clock = desk.clock.clone();
    desk.do_it(move |tx, hub, by| operations::join(tx, hub, keep, other, by, &clock)).await
}

async fn part(desk: &Desk, joined: OrganizationId) -> Result<OrganizationId, Refused> {
    desk.clock.pass(SignedDuration::from_mins(1));
    let clock = desk.clock.clone();
    desk.do_it(move |tx, hub, by| operations::part(tx, hub, joined, "別の事業所だった", by, &clock)).await
}

async fn set(desk: &Desk, id: OrganizationId, field: Field, value: &str, as_of: Date) {
    let fact = Fact { field, value: value.to_owned(), source: "電話で確認".to_owned(), as_of };
    desk.do_it(move |tx, hub, by| operations::set_field(tx, hub, id, fact.clone(), by)).await.expect("it is set");
}

async fn set_time(desk: &Desk, id: OrganizationId, text: &str, answered_on: Date) {
    let time = CareManagerTime::new(hours::parse_text(text).expect("hours"), [Reach::Fax], "", "").expect("a time");
    let time = StoredCareManagerTime { time, source: "FAXの回答".to_owned(), answered_on };
    let set = move |tx: &mut Tx<'_>, hub, by: By<'_>| operations::set_care_manager_time(tx, hub, id, time.clone(), by);
    desk.do_it(set).await.expect("it is set");
}

async fn answers(desk: &Desk, id: OrganizationId) -> Vec<Capability> {
    let hub = desk.hub;
    desk.store.read(move |tx| survey::capabilities(tx, hub, id)).await.expect("they read")
}

fn at(code: &str, answer: Answer, day: Date) -> Capability {
    Capability { answered_on: day, ..able(code, answer, "") }
}

/// The office of a list, and one that the hub added, each with answers, facts and a care-manager time.
async fn two(desk: &Desk) -> (OrganizationId, OrganizationId) {
    know_the_places(desk).await;
    import(desk, &[row("2460490000", "架空訪問看護", "三重県架空市汐路町1-2", "059-200-0001")]).await;
    let keep = desk.only("架空訪問看護").await;
    let mut own = new("かくう看護", "三重県架空市汐路町7-7", "059-200-0002");
    own.numbers = vec![(IdentifierSystem::MedicalInstitution, "2410499999".to_owned())];
    let other = desk.add(own).await.expect("it is added").id;
    desk.answer(keep, at("contact_24h", Answer::No, date(2026, 10, 5))).await.expect("kept");
    desk.answer(keep, at("transport", Answer::Yes, date(2026, 10, 5))).await.expect("kept");
    desk.answer(other, at("contact_24h", Answer::Yes, date(2026, 11, 5))).await.expect("kept");
    desk.answer(other, at("transport", Answer::No, date(2026, 9, 5))).await.expect("kept");
    desk.answer(other, at("opioid_oral", Answer::Yes, date(2026, 9, 5))).await.expect("kept");
    set(desk, keep, Field::Fax, "059-200-0011", date(2026, 11, 1)).await;
    set(desk, other, Field::Fax, "059-200-0012", date(2026, 10, 1)).await;
    set(desk, other, Field::Email, "kakuu@example.jp", date(2026, 10, 1)).await;
    set_time(desk, other, "火 13:00-14:00", date(2026, 10, 1)).await;
    (keep, other)
}

#[tokio::test]
async fn nothing_of_the_joined_one_is_lost_and_the_newer_answer_counts() {
    for (desk, _database) in desks().await {
        let (keep, other) = two(&desk).await;
        join(&desk, keep, other).await.expect("they are joined");

        let told: Vec<(String, Answer)> = answers(&desk, keep).await.into_iter().map(|c| (c.code, c.answer)).collect();
        let wanted = [("contact_24h", Answer::Yes), ("opioid_oral", Answer::Yes), ("transport", Answer::Yes)];
        assert_eq!(told, wanted.map(|(code, answer)| (code.to_owned(), answer)), "each time the later word");
        let one = desk.stored(keep).await.organization;
        let kept = (one.name.as_str(), one.phone.as_deref(), one.main_place().address.as_str());
        assert_eq!(kept, ("架空訪問看護", Some("059-200-0001"), "三重県架空市汐路町1-2"), "the one that is kept");
        assert_eq!(one.places[1].address, "三重県架空市汐路町7-7", "the other one's address stays known");
        assert_eq!(one.fax.as_deref(), Some("059-200-0011"));
        assert_eq!(one.email.as_deref(), Some("kakuu@example.jp"));
        let numbers: Vec<&str> = one.identifiers.iter().map(|number| number.value.as_str()).collect();
        assert_eq!(numbers, ["2460490000", "2410499999"]);
        let hub = desk.hub;
        let times = desk.store.read(move |tx| care_manager_times::all(tx, hub)).await.expect("they read");
        assert_eq!(times.iter().map(|time| time.id).collect::<Vec<_>>(), [keep]);

        let lines = desk.store.read(move |tx| history::of(tx, hub, keep, 100)).await.expect("it reads");
        let outranked = lines.iter().find(|noted| noted.change.field == "capability:transport" && noted.of.is_some());
        let outranked = outranked.expect("the other answer is in the history");
        assert_eq!(outranked.of.as_deref(), Some("かくう看護"));
        assert_eq!((outranked.change.became.as_deref(), outranked.change.source.as_str()), (Some("no"), "歯科の回答"));
        let standing = desk.store.read(move |tx| joins::standing(tx, hub, other)).await.expect("it reads");
        assert_eq!(standing, keep);
        assert_eq!(desk.find("かくう看護").await.total, 1, "who looks for the other's name finds it");

        assert!(matches!(join(&desk, keep, keep).await, Err(Refused::OneAndTheSame)));
        let again = join(&desk, keep, other).await.expect_err("it is gone").to_string();
        assert!(again.contains(&keep.to_string()), "{again}");
        let report = import(&desk, &[row("2460490000", "架空訪問看護", "三重県架空市汐路町1-2", "059-200-0001")]).await;
        assert_eq!(
            (report.organizations_created, report.organizations_changed, report.reviews),
            (0, 0, 0),
            "{report:?}"
        );
    }
}

#[tokio::test]
async fn what_was_joined_parts_again_with_all_that_was_told_of_each() {
    for (desk, _database) in desks().await {
        let (keep, other) = two(&desk).await;
        let before = (desk.stored(keep).await.organization, desk.stored(other).await.organization);
        let told = (answers(&desk, keep).await, answers(&desk, other).await);
        assert!(matches!(part(&desk, other).await, Err(Refused::NotJoined)));
        join(&desk, keep, other).await.expect("they are joined");
        desk.clock.pass(SignedDuration::from_mins(1));
        set(&desk, keep, Field::Fax, "059-200-0013", date(2026, 11, 20)).await;

        // While they are joined, lists bring a row for each of them.
        let rows = [
            row("2460490000", "架空訪問看護", "三重県架空市汐路町1-2", "059-200-0001"),
            row("2460490008", "かくう看護", "三重県架空市汐路町7-7", "059-200-0002")
                .replace("訪問看護,三重", "通所介護,三重"),
        ];
        let report = import(&desk, &rows).await;
        assert_eq!((report.organizations_created, report.organizations_changed), (0, 1), "{report:?}");

        assert_eq!(part(&desk, other).await.expect("they part"), keep);
        let one = desk.stored(keep).await.organization;
        assert_eq!(one.fax.as_deref(), Some("059-200-0013"), "what was told since stays where it was told");
        assert_eq!((one.email, one.identifiers.len()), (None, 1), "what the other one brought went with it");
        assert_eq!((one.name, one.places), (before.0.name, before.0.places));
        let two = desk.stored(other).await.organization;
        assert_eq!(two.identifiers.len(), 2, "the row that came later is that of the other: {:?}", two.identifiers);
        assert_eq!((two.fax, two.email, two.places), (before.1.fax, before.1.email, before.1.places));
        assert_eq!((answers(&desk, keep).await, answers(&desk, other).await), told);
        assert_eq!(desk.find("24時間").await.total, 1);
        assert_eq!(desk.only("かくう看護").await, other);

        let report = import(&desk, &rows).await;
        let counts = (report.organizations_created, report.organizations_changed, report.vanished, report.reviews);
        assert_eq!(counts, (0, 0, 0, 0), "they stay two: {report:?}");
        let lines = desk.history(other).await;
        assert!(lines.iter().any(|line| line.field == "parted" && line.reason == "別の事業所だった"));
        assert!(
            !lines.iter().any(|line| line.field == "fax" && line.reason == "別の事業所だった"),
            "as before: {lines:?}"
        );
    }
}

#[tokio::test]
async fn a_chain_of_three_leads_to_the_last_and_parts_in_the_middle() {
    for (desk, _database) in desks().await {
        know_the_places(&desk).await;
        let mut ids = Vec::new();
        for (n, name) in ["いろは", "にほへ", "とちり"].into_iter().enumerate() {
            let own = new(name, &format!("三重県架空市汐路町{n}-1"), "");
            ids.push(desk.add(own).await.expect("it is added").id);
        }
        desk.answer(ids[2], at("transport", Answer::Yes, date(2026, 9, 5))).await.expect("kept");
        join(&desk, ids[1], ids[2]).await.expect("joined");
        join(&desk, ids[0], ids[1]).await.expect("joined");
        assert_eq!(answers(&desk, ids[0]).await.len(), 1);
        let hub = desk.hub;
        let third = ids[2];
        let standing = desk.store.read(move |tx| joins::standing(tx, hub, third)).await.expect("it reads");
        assert_eq!(standing, ids[0]);

        assert_eq!(part(&desk, ids[1]).await.expect("they part"), ids[0]);
        assert_eq!((answers(&desk, ids[0]).await.len(), answers(&desk, ids[1]).await.len()), (0, 1), "with its own");
        assert_eq!(desk.stored(ids[0]).await.organization.places.len(), 1);
        assert_eq!(desk.stored(ids[1]).await.organization.places.len(), 2);
        part(&desk, ids[2]).await.expect("they part");
        assert_eq!((answers(&desk, ids[1]).await.len(), answers(&desk, ids[2]).await.len()), (0, 1));
    }
}

#[tokio::test]
async fn what_was_kept_apart_from_the_joined_one_stays_apart_and_open_doubts_go_with_it() {
    for (desk, _database) in desks().await {
        know_the_places(&desk).await;
        let keep = desk.add(new("灯台看護", "三重県架空市汐路町1-1", "")).await.expect("added").id;
        let one = desk.add(new("岬訪問看護", "三重県架空市汐路町2-2", "")).await.expect("added").id;
        let two = desk.add(new("海風訪問看護", "三重県架空市汐路町3-3", "")).await.expect("added").id;
        let listed = [
            row("2460490006", "岬訪問看護", "三重県架空市汐路町6-6", ""),
            row("2460490007", "海風訪問看護", "三重県架空市汐路町7-7", ""),
        ];
        assert_eq!(import(&desk, &listed).await.reviews, 2);
        let (hub, clock) = (desk.hub, desk.clock.clone());
        let waiting = async || desk.store.read(move |tx| reviews::waiting(tx, hub, 20)).await.expect("they read");
        let doubts = waiting().await;
        let of = |id| doubts.iter().find(|doubt| doubt.one.0 == id).expect("a doubt");
        let (apart, open) = (of(one).clone(), of(two).clone());
        let (review, tick) = (apart.id, clock.clone());
        let decide =
            move |tx: &mut Tx<'_>, hub, by: By<'_>| operations::decide(tx, hub, review, Decision::Different, by, &tick);
        desk.do_it(decide).await.expect("they are two");

        join(&desk, keep, one).await.expect("joined");
        join(&desk, keep, two).await.expect("joined");
        let pairs = desk.store.read(move |tx| reviews::kept_apart(tx, hub)).await.expect("they read");
        assert!(pairs.contains(&reviews::ordered((keep, apart.other.0))), "kept apart from what it was joined with");
        let now = waiting().await;
        assert_eq!(now.iter().map(|doubt| (doubt.one.0, doubt.other.0)).collect::<Vec<_>>(), [(keep, open.other.0)]);

        // A person says about the joined one that it is another: that also counts for the one it was asked about.
        let (review, tick) = (now[0].id, clock.clone());
        let decide =
            move |tx: &mut Tx<'_>, hub, by: By<'_>| operations::decide(tx, hub, review, Decision::Different, by, &tick);
        desk.do_it(decide).await.expect("they are two");
        part(&desk, two).await.expect("they part");
        part(&desk, one).await.expect("they part");
        assert_eq!(waiting().await, []);
        let pairs = desk.store.read(move |tx| reviews::kept_apart(tx, hub)).await.expect("they read");
        for pair in [(one, apart.other.0), (two, open.other.0), (keep, one), (keep, two)] {
            assert!(pairs.contains(&reviews::ordered(pair)), "{pair:?}");
        }
        assert_eq!(pairs.len(), 4, "the copies are gone");
        assert_eq!(import(&desk, &listed).await.reviews, 0);
    }
}
