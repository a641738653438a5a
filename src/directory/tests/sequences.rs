//! Whatever people do and lists bring, in whatever order: what is shown is the newest word of the hub, else what the newest list says;
//! the history has one line for each change of what is shown; and when everything is taken back, the imported record is there again.

mod model;

use std::collections::BTreeMap;

use jiff::{SignedDuration, Span};
use kyoten_store::Tx;

use self::model::{Dice, Listed, Model, Word};
use super::own::new;
use super::words::{know_the_places, row};
use super::{By, CARE_HEAD, Desk, desks};
use crate::directory::OrganizationId;
use crate::directory::capability::{Answer, Capability, OwnCode};
use crate::directory::facts::Fact;
use crate::directory::hours::{self, CareManagerTime, Reach};
use crate::directory::item::{self, Item};
use crate::directory::operations::{self, Result};
use crate::directory::organization::{Field, Organization};
use crate::directory::refusal::Refused;
use crate::directory::store::survey::StoredCareManagerTime;
use crate::directory::store::{organizations, survey};
use crate::platform::hub_id::HubId;

const FACILITIES: usize = 3;
const STEPS: usize = 60;
const OWN: &str = "own_boat";
/// The fields that are set, with values that need no mending; the address of another town has another point.
const VALUES: [(Field, [&str; 3]); 6] = [
    (Field::Phone, ["059-200-0101", "059-200-0102", ""]),
    (Field::Name, ["拠点の呼び名", "もう一つの名", "三つ目の名"]),
    (Field::Email, ["a@example.jp", "b@example.jp", ""]),
    (Field::Hours, ["火 9:00-12:00", "月〜金 9:00-17:00", ""]),
    (Field::Address, ["三重県見本町梅枝1-1", "三重県架空市汐路町90-1", "三重県架空市"]),
    (Field::Point, ["34.505,136.705", "34.506,136.706", ""]),
];

type Shown = BTreeMap<String, Option<String>>;

async fn shown(desk: &Desk, id: OrganizationId) -> Shown {
    let hub = desk.hub;
    let read = desk.store.read(move |tx| {
        let stored = organizations::find(tx, hub, id)?.expect("it is there");
        let answers = survey::capabilities(tx, hub, id)?;
        Ok::<_, kyoten_store::Error>((stored, answers, survey::care_manager_time(tx, hub, id)?))
    });
    let (stored, answers, time) = read.await.expect("it reads");
    let items = Item::ALL.into_iter().map(|item| (item.code().to_owned(), item.of(&stored.organization)));
    let answers = answers.iter().map(|one| (item::of_question(&one.code), Some(operations::told(one))));
    let mut all: Shown = items.chain(answers).collect();
    all.insert(item::CARE_MANAGER_TIME.to_owned(), time.as_ref().map(operations::said));
    all.insert(item::CONFIRMED.to_owned(), stored.confirmed_on);
    all.insert(item::MISSING.to_owned(), Some(stored.missing_since.is_some().to_string()));
    all
}

async fn import(desk: &Desk, model: &Model) {
    let rows: String =
        model.lists.iter().enumerate().filter(|(_, one)| one.is_listed).map(|(n, one)| list_row(n, one)).collect();
    desk.file("care.csv", &format!("{CARE_HEAD}{rows}"));
    desk.import().await.expect("the import runs");
}

fn list_row(n: usize, one: &Listed) -> String {
    row(&format!("246049000{n}"), &one.name, &format!("三重県架空市汐路町{}-1", n + 1), &one.phone)
}

/// One thing that a person may do, as the dice say. `Ok(None)`: there was nothing to do.
async fn step(desk: &Desk, model: &mut Model, dice: &mut Dice) -> Result<String> {
    let standing = model.standing();
    let id = *dice.pick(&standing);
    let today = desk.clock.today();
    let told_on = today.saturating_sub(Span::new().days(dice.roll(3) as i64));
    match dice.roll(12) {
        0 | 1 => {
            let n = dice.roll(FACILITIES);
            // An empty list takes nothing away: it is taken for a mistake.
            let is_last = model.lists.iter().filter(|one| one.is_listed).count() == 1;
            let one = &mut model.lists[n];
            match dice.roll(3) {
                0 if one.is_listed => one.phone = (*dice.pick(&["059-200-0001", "059-200-0002", ""])).to_owned(),
                1 if one.is_listed => one.name = format!("架空{}訪問看護{}", n + 1, dice.pick(&["", "本店"])),
                _ => one.is_listed = !one.is_listed || is_last,
            }
            import(desk, model).await;
            Ok("import".to_owned())
        }
        2..=4 => {
            let (field, values) = dice.pick(&VALUES);
            let value = dice.pick(values).to_string();
            let fact =
                Fact { field: *field, value: value.clone(), source: "電話で確認".to_owned(), as_of: told_on };
            let is_old = model.word(id, *field).is_some_and(|word| told_on < word.as_of);
            let set = desk.do_it(move |tx, hub, by| operations::set_field(tx, hub, id, fact.clone(), by)).await;
            match &set {
                Ok(_) => {
                    model.words.push(Word {
                        told_of: id,
                        field: *field,
                        value: value.clone(),
                        as_of: told_on,
                        order: model.step,
                    });
                }
                // The point may be far from where the organisation is shown.
                Err(Refused::PointElsewhere { .. }) if *field == Field::Point => {}
                refused => assert!(is_old && matches!(refused, Err(Refused::OlderThanKnown { .. })), "{refused:?}"),
            }
            set.map(|_| format!("{field:?} = {value}"))
        }
        5 => {
            let (field, _) = dice.pick(&VALUES);
            let (field, is_held) = (*field, model.word(id, *field).is_some());
            let taken =
                desk.do_it(move |tx, hub, by| operations::withdraw_field(tx, hub, id, field, "ちがった", by)).await;
            assert_eq!(taken.is_ok(), is_held, "{taken:?}");
            let family = model.family(id);
            model.words.retain(|word| word.field != field || !family.contains(&word.told_of));
            taken.map(|_| format!("{field:?} withdrawn"))
        }
        6 | 7 => {
            let code = *dice.pick(&["contact_24h", "transport", OWN]);
            let (answer, condition) =
                *dice.pick(&[(Answer::Yes, ""), (Answer::No, ""), (Answer::Conditional, "昼だけ")]);
            if dice.roll(3) == 0 {
                let take = move |tx: &mut Tx<'_>, hub: HubId, by: By<'_>| {
                    operations::withdraw_answer(tx, hub, id, code, "ちがった", by)
                };
                return desk.do_it(take).await.map(|()| format!("{code} withdrawn"));
            }
            let (condition, source) = (condition.to_owned(), "回答".to_owned());
            let new = Capability { code: code.to_owned(), answer, condition, source, answered_on: told_on };
            desk.answer(id, new).await.map(|()| format!("{code} {answer:?}"))
        }
        8 => {
            let (text, take) = (*dice.pick(&["火 13:00-14:00", "水 9:00-10:00"]), dice.roll(3) == 0);
            if take {
                let take = move |tx: &mut Tx<'_>, hub: HubId, by: By<'_>| {
                    operations::withdraw_care_manager_time(tx, hub, id, "ちがった", by)
                };
                return desk.do_it(take).await.map(|()| "time withdrawn".to_owned());
            }
            let time =
                CareManagerTime::new(hours::parse_text(text).expect("hours"), [Reach::Phone], "", "").expect("a time");
            let new = StoredCareManagerTime { time, source: "回答".to_owned(), answered_on: told_on };
            let set = move |tx: &mut Tx<'_>, hub: HubId, by: By<'_>| {
                operations::set_care_manager_time(tx, hub, id, new.clone(), by)
            };
            desk.do_it(set).await.map(|()| "time".to_owned())
        }
        9 => {
            let confirm =
                move |tx: &mut Tx<'_>, hub: HubId, by: By<'_>| operations::confirm(tx, hub, id, told_on, "管理者", by);
            desk.do_it(confirm).await.map(|()| "confirmed".to_owned())
        }
        10 => {
            let clock = desk.clock.clone();
            if dice.roll(2) == 0 && !model.joined_into.is_empty() {
                let joined: Vec<OrganizationId> = model.joined_into.keys().copied().collect();
                let one = *dice.pick(&joined);
                let part = move |tx: &mut Tx<'_>, hub: HubId, by: By<'_>| {
                    operations::part(tx, hub, one, "二つだった", by, &clock)
                };
                desk.do_it(part).await?;
                model.joined_into.remove(&one);
                return Ok("part".to_owned());
            }
            let other = *dice.pick(&standing);
            let join = move |tx: &mut Tx<'_>, hub: HubId, by: By<'_>| operations::join(tx, hub, id, other, by, &clock);
            desk.do_it(join).await?;
            model.joined_into.insert(other, id);
            Ok("join".to_owned())
        }
        _ => {
            if dice.roll(2) == 0 && model.added.len() < 2 {
                let n = model.added.len();
                let own = new(&format!("拠点の会{n}"), &format!("三重県架空市汐路町{}-1", 70 + n), "");
                model.added.push(own.clone());
                model.ids.push(desk.add(own).await?.id);
                return Ok("add".to_owned());
            }
            ask(desk, model).await.map(|()| format!("asked: {}", model.is_asked))
        }
    }
}

/// Asks a question of the hub's own, or no longer.
async fn ask(desk: &Desk, model: &mut Model) -> Result<()> {
    let is_asked = model.is_asked;
    let own = OwnCode {
        code: OWN.to_owned(),
        group: "own".to_owned(),
        japanese: "渡し船で来られる".to_owned(),
        english: "Comes by ferry".to_owned(),
    };
    desk.do_it(move |tx, hub, by| match is_asked {
        true => operations::retire_capability_code(tx, hub, OWN, "船がない", by).map(drop),
        false => operations::add_capability_code(tx, hub, &own, by),
    })
    .await?;
    model.is_asked = !is_asked;
    Ok(())
}

/// What should be shown of the fields for which the model knows it.
async fn check_shown(desk: &Desk, model: &Model, told: &str) {
    for id in model.standing() {
        let organization = desk.stored(id).await.organization;
        for (field, _) in VALUES {
            let is = Item::Field(field).of(&organization);
            match (field, model.word(id, field)) {
                // A point is that of one house, and an empty one says that nobody knows it.
                (Field::Point, _) => {}
                // The hub's hours are those of the main place; what was joined brought another one.
                (Field::Hours, _) if organization.places.len() > 1 => {}
                (_, Some(word)) => assert_eq!(is.unwrap_or_default(), word.value, "{told}: {field:?}"),
                (Field::Phone, None) if !has_own(model, id) => {
                    assert_eq!(is, model.listed(id, |one| &one.phone), "{told}");
                }
                (Field::Name, None) if !has_own(model, id) => {
                    assert_eq!(is, model.listed(id, |one| &one.name), "{told}")
                }
                _ => {}
            }
        }
    }
}

/// What the hub entered is stronger than the lists; the model does not know its telephone.
fn has_own(model: &Model, id: OrganizationId) -> bool {
    let family = model.family(id);
    model.ids[FACILITIES..].iter().any(|own| family.contains(own))
}

async fn history_of(desk: &Desk, id: OrganizationId) -> Vec<crate::directory::store::history::Change> {
    let hub = desk.hub;
    let lines =
        desk.store.read(move |tx| crate::directory::store::history::of(tx, hub, id, 10_000)).await.expect("it reads");
    lines.into_iter().filter(|noted| noted.of.is_none()).map(|noted| noted.change).collect()
}

#[tokio::test]
async fn what_is_shown_and_its_history_agree_after_any_sequence_and_everything_can_be_taken_back() {
    for seed in [1, 138, 20_261_122] {
        for (desk, _database) in desks().await {
            run(desk, seed).await;
        }
    }
}

async fn run(desk: Desk, seed: u64) {
    know_the_places(&desk).await;
    let listed =
        |n: usize| Listed {
            name: format!("架空{}訪問看護", n + 1), phone: format!("059-200-000{n}"), is_listed: true
        };
    let mut model = Model { lists: (0..FACILITIES).map(listed).collect(), ..Model::default() };
    import(&desk, &model).await;
    for one in &model.lists.clone() {
        model.ids.push(desk.only(&one.name).await);
    }
    let mut dice = Dice(seed);
    let mut known: BTreeMap<OrganizationId, (Shown, usize)> = BTreeMap::new();
    let mut done = 0;
    for n in 0..STEPS {
        desk.clock.pass(SignedDuration::from_hours(24));
        model.step = n;
        for id in model.standing() {
            known.insert(id, (shown(&desk, id).await, history_of(&desk, id).await.len()));
        }
        let what = step(&desk, &mut model, &mut dice).await;
        done += usize::from(what.is_ok());
        let told = format!("seed {seed}, step {n}: {what:?}");
        check_shown(&desk, &model, &told).await;
        for id in model.standing() {
            // One that was just added has no history yet.
            let Some((before, length)) = known.get(&id) else { continue };
            check_history(&desk, id, before, *length, &told).await;
        }
    }
    assert!(done > STEPS / 2, "most steps do something");
    take_everything_back(&desk, &mut model).await;
    check_imported(&desk, &model, seed).await;
}

/// The new lines of the history are the differences between what was and what is shown, each once.
async fn check_history(desk: &Desk, id: OrganizationId, before: &Shown, length: usize, told: &str) {
    let after = shown(desk, id).await;
    let lines = history_of(desk, id).await;
    let new = lines[..lines.len() - length].iter();
    let changed =
        new.filter(|line| line.was != line.became && !matches!(line.field.as_str(), item::JOINED | item::PARTED));
    let mut lines: Vec<_> = changed.map(|line| (line.field.clone(), line.was.clone(), line.became.clone())).collect();
    lines.sort();
    let fields = before.keys().chain(after.keys().filter(|field| !before.contains_key(*field)));
    let of = |shown: &Shown, field: &String| shown.get(field).cloned().flatten();
    let all = fields.map(|field| (field.clone(), of(before, field), of(&after, field)));
    let mut wanted: Vec<_> = all.filter(|(_, was, is)| was != is).collect();
    wanted.sort();
    assert_eq!(lines, wanted, "{told}");
}

/// Parts what was joined and withdraws whatever the hub said.
async fn take_everything_back(desk: &Desk, model: &mut Model) {
    while let Some((&one, _)) = model.joined_into.first_key_value() {
        desk.clock.pass(SignedDuration::from_mins(1));
        let clock = desk.clock.clone();
        let part = move |tx: &mut Tx<'_>, hub: HubId, by: By<'_>| operations::part(tx, hub, one, "おわり", by, &clock);
        desk.do_it(part).await.expect("they part");
        model.joined_into.remove(&one);
    }
    for id in model.ids.clone() {
        desk.clock.pass(SignedDuration::from_mins(1));
        let take = move |tx: &mut Tx<'_>, hub: HubId, by: By<'_>| {
            let nothing_there = |result: Result<()>| match result {
                Err(Refused::NothingToWithdraw) => Ok(()),
                other => other,
            };
            for (field, _) in VALUES {
                nothing_there(operations::withdraw_field(tx, hub, id, field, "おわり", by).map(drop))?;
            }
            for answer in survey::capabilities(tx, hub, id)? {
                operations::withdraw_answer(tx, hub, id, &answer.code, "おわり", by)?;
            }
            nothing_there(operations::withdraw_care_manager_time(tx, hub, id, "おわり", by))?;
            nothing_there(operations::withdraw_confirmation(tx, hub, id, "おわり", by))
        };
        desk.do_it(take).await.expect("everything is withdrawn");
    }
}

/// The directory is what another one is that only ever read the last lists and what the hub added.
async fn check_imported(desk: &Desk, model: &Model, seed: u64) {
    let fresh = kyoten_store::testing::sqlite();
    let fresh = Desk::open(fresh.open().await).await;
    know_the_places(&fresh).await;
    let mut last = Model { lists: model.lists.clone(), ..Model::default() };
    last.lists.iter_mut().for_each(|one| one.is_listed = true);
    import(&fresh, &last).await;
    let mut wanted: Vec<Organization> = Vec::new();
    for one in &last.lists {
        let id = fresh.only(&one.name).await;
        wanted.push(fresh.stored(id).await.organization);
    }
    for own in &model.added {
        let id = fresh.add(own.clone()).await.expect("it is added").id;
        wanted.push(fresh.stored(id).await.organization);
    }
    for (id, wanted) in model.ids.iter().zip(wanted) {
        let stored = desk.stored(*id).await;
        assert_eq!(stored.organization, wanted, "seed {seed}");
        assert_eq!((stored.merged_into, stored.confirmed_on), (None, None));
        let left = shown(desk, *id).await;
        assert!(!left.keys().any(|field| field.starts_with("capability:")), "seed {seed}: {left:?}");
        assert_eq!(left[item::CARE_MANAGER_TIME], None);
    }
}
