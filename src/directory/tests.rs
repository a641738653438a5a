//! The directory as its people meet it, on both databases.

mod bad_input;
mod days;
mod imports;
mod joins;
mod municipal;
mod one_name;
mod options;
mod own;
mod places;
mod sequences;
mod told;
mod words;

use std::path::Path;
use std::sync::Arc;

use jiff::civil::date;
use kyoten_store::{Store, Tx};

use super::OrganizationId;
use super::capability::{Answer, Capability};
use super::facts::Fact;
use super::finder::Finder;
use super::import::ImportError;
use super::import::report::ImportReport;
use super::import::run::{ImportOptions, Progress, import};
use super::kind::OrganizationKind;
use super::operations::{self, Added, Decision, NewOrganization, Whereabouts};
use super::organization::Field;
use super::refusal::Refused;
use super::search::{Answer as Found, Moment, Query};
use super::store::history::{self, Change};
use super::store::survey::By;
use super::store::{organizations, reference, reviews, summaries};
use crate::hub::MIGRATIONS;
use crate::platform::Clock;
use crate::platform::holidays::Law;
use crate::platform::hub_id::{self, HubId};
use crate::testing::databases;

/// A directory on a fresh database, with a folder for files.
struct Desk {
    store: Store,
    clock: Clock,
    hub: HubId,
    finder: Finder,
    files: tempfile::TempDir,
}

const BY: &str = "白石";

impl Desk {
    async fn open(store: Store) -> Self {
        store.migrate(MIGRATIONS).await.expect("the migrations run");
        let clock = Clock::moved("2026-11-22T01:00:00Z".parse().expect("a moment"));
        let now = clock.clone();
        let hub = store.write(move |tx| hub_id::find_or_found(tx, "hub", &now)).await.expect("the hub is founded");
        let finder = Finder::new(store.clone(), hub);
        Self { store, clock, hub, finder, files: tempfile::tempdir().expect("a folder") }
    }

    fn file(&self, name: &str, text: &str) {
        std::fs::write(self.files.path().join(name), text).expect("the file is written");
    }

    async fn import(&self) -> Result<ImportReport, ImportError> {
        self.import_with(|_| ()).await
    }

    async fn import_with(&self, change: impl FnOnce(&mut ImportOptions)) -> Result<ImportReport, ImportError> {
        let out = tempfile::tempdir().expect("a folder");
        let mut options = ImportOptions::of(vec![self.files.path().to_owned()], out.path());
        change(&mut options);
        let (store, clock, hub) = (self.store.clone(), self.clock.clone(), self.hub);
        let work = move || import(&store, &clock, hub, &options, &Arc::new(Progress::default()));
        tokio::task::spawn_blocking(work).await.expect("the import does not panic")
    }

    async fn find(&self, text: &str) -> Found {
        let moment = Moment { now: self.clock.local_now(), holidays: &Law };
        let query = Query { text: text.to_owned(), ..Query::default() };
        self.finder.search(&query, &moment).await.expect("the search answers")
    }

    async fn only(&self, text: &str) -> OrganizationId {
        let found = self.find(text).await;
        assert_eq!(found.total, 1, "{text}");
        OrganizationId::from_bytes(found.hits[0].id.to_be_bytes())
    }

    async fn stored(&self, id: OrganizationId) -> organizations::Stored {
        let hub = self.hub;
        self.store.read(move |tx| organizations::find(tx, hub, id)).await.expect("it reads").expect("it is there")
    }

    async fn set(&self, id: OrganizationId, field: Field, value: &str) -> Result<Option<Whereabouts>, Refused> {
        let fact =
            Fact { field, value: value.to_owned(), source: "電話で確認".to_owned(), as_of: date(2026, 11, 20) };
        let (hub, now) = (self.hub, self.clock.now());
        self.store.write(move |tx| operations::set_field(tx, hub, id, fact.clone(), By { who: BY, now })).await
    }

    async fn history(&self, id: OrganizationId) -> Vec<Change> {
        let hub = self.hub;
        let lines = self.store.read(move |tx| history::of(tx, hub, id, 1000)).await.expect("the history reads");
        lines.into_iter().map(|noted| noted.change).collect()
    }

    /// Does one thing as the clerk.
    async fn do_it<T, F>(&self, mut work: F) -> Result<T, Refused>
    where
        T: Send + 'static,
        F: FnMut(&mut Tx<'_>, HubId, By<'_>) -> Result<T, Refused> + Send + 'static,
    {
        let (hub, now) = (self.hub, self.clock.now());
        self.store.write(move |tx| work(tx, hub, By { who: BY, now })).await
    }

    async fn add(&self, new: NewOrganization) -> Result<Added, Refused> {
        let clock = self.clock.clone();
        self.do_it(move |tx, hub, by| operations::add(tx, hub, &new, by, &clock)).await
    }

    async fn answer(&self, id: OrganizationId, new: Capability) -> Result<(), Refused> {
        let (hub, now) = (self.hub, self.clock.now());
        self.store.write(move |tx| operations::answer(tx, hub, id, new.clone(), By { who: BY, now })).await
    }
}

fn able(code: &str, answer: Answer, condition: &str) -> Capability {
    Capability {
        code: code.to_owned(),
        answer,
        condition: condition.to_owned(),
        source: "歯科の回答".to_owned(),
        answered_on: date(2026, 10, 5),
    }
}

/// Every database as an open desk.
async fn desks() -> Vec<(Desk, kyoten_store::testing::TestDatabase)> {
    let mut desks = Vec::new();
    for database in databases().await {
        desks.push((Desk::open(database.open().await).await, database));
    }
    desks
}

const MUNICIPALITIES: &str = "pid,pref,cid,city,citykana,lat,lng,url,phrase,lgcode\n\
    13,東京都,13104,新宿区,しんじゅくく,35.6938,139.7036,,,131041\n";
const CARE_HEAD: &str = "都道府県コード又は市町村コード,No,都道府県名,市区町村名,事業所名,事業所名カナ,サービスの種類,住所,方書（ビル名等）,緯度,経度,電話番号,FAX番号,法人番号,法人の名称,事業所番号,利用可能曜日,利用可能曜日特記事項,定員,URL,高齢者の方と障害者の方が同時一体的に利用できるサービス,介護保険の通常の指定基準を満たしている,障害福祉の通常の指定基準を満たしている,備考\n";

fn care(number: &str, name: &str, kana: &str, phone: &str) -> String {
    format!(
        "131041,{number},東京都,新宿区,{name},{kana},訪問看護,東京都新宿区架空町１丁目２番３号,,35.69,139.70,{phone},,,,{number},\"平日,土曜日\",,0,,,,,\n"
    )
}

#[tokio::test]
async fn a_second_import_updates_tells_and_keeps_the_hubs_own_word() {
    for (desk, _database) in desks().await {
        desk.file("1_municipalities.csv", MUNICIPALITIES);
        let first = care("1360490000", "架空訪問看護ステーション", "カクウホウモンカンゴステーション", "03-0000-0001");
        let second = care("1360490001", "見本訪問看護ステーション", "ミホンホウモンカンゴステーション", "03-0000-0002");
        desk.file("2_care.csv", &format!("{CARE_HEAD}{first}{second}"));
        let report = desk.import().await.expect("the import runs");
        assert_eq!((report.organizations_created, report.organizations_changed), (2, 0));

        let id = desk.only("かくう").await;
        desk.set(id, Field::Fax, "03-0000-9999").await.expect("the fax is set");
        desk.answer(id, able("contact_24h", Answer::Yes, "")).await.expect("the answer is kept");

        let again = desk.import().await.expect("the import runs again");
        assert_eq!((again.organizations_created, again.organizations_changed, again.vanished), (0, 0, 0));

        let moved = care("1360490000", "架空訪問看護ステーション", "カクウホウモンカンゴステーション", "03-0000-0007");
        desk.file("2_care.csv", &format!("{CARE_HEAD}{moved}"));
        let report = desk.import().await.expect("the import runs a third time");
        assert_eq!((report.organizations_changed, report.vanished, report.organizations_missing), (2, 1, 1));
        let stored = desk.stored(id).await;
        assert_eq!(stored.organization.phone.as_deref(), Some("03-0000-0007"));
        assert_eq!(
            stored.organization.fax.as_deref(),
            Some("03-0000-9999"),
            "an import never touches the hub's own layer"
        );
        let (hub, gone) = (desk.hub, desk.only("みほん").await);
        let history = desk.history(id).await;
        assert!(history.iter().any(|change| change.field == "phone" && change.was.as_deref() == Some("03-0000-0001")));
        let gone = desk.store.read(move |tx| summaries::of(tx, hub, &[gone])).await.expect("it reads");
        assert!(gone[0].missing, "what vanished is marked, not deleted");
    }
}

#[tokio::test]
async fn a_preview_tells_everything_and_changes_nothing() {
    for (desk, _database) in desks().await {
        desk.file("1_municipalities.csv", MUNICIPALITIES);
        desk.file("care.csv", &format!("{CARE_HEAD}{}", care("1360490000", "架空訪問看護", "カクウ", "03-0000-0001")));
        let report = desk.import_with(|options| options.preview = true).await.expect("the preview runs");
        assert_eq!((report.organizations_created, report.files[0].counts.reference), (1, 1));
        assert_eq!(desk.finder.count().await.expect("it counts"), 0);
        let municipalities = desk.store.read(reference::municipalities).await.expect("they read");
        assert_eq!(municipalities, [], "reference tables are no more changed than the directory");
    }
}

#[tokio::test]
async fn a_stopped_import_has_changed_nothing() {
    for (desk, _database) in desks().await {
        desk.file("care.csv", &format!("{CARE_HEAD}{}", care("1360490000", "架空訪問看護", "カクウ", "03-0000-0001")));
        let out = tempfile::tempdir().expect("a folder");
        let options = ImportOptions::of(vec![desk.files.path().to_owned()], out.path());
        let (store, clock, hub) = (desk.store.clone(), desk.clock.clone(), desk.hub);
        let progress = Arc::new(Progress::default());
        progress.stop.store(true, std::sync::atomic::Ordering::Relaxed);
        let stopped = tokio::task::spawn_blocking(move || import(&store, &clock, hub, &options, &progress))
            .await
            .expect("no panic");
        assert!(matches!(stopped, Err(ImportError::Stopped)), "{stopped:?}");
        assert_eq!(desk.finder.count().await.expect("it counts"), 0);
    }
}

#[tokio::test]
async fn a_file_that_was_cut_off_takes_nothing_away() {
    for (desk, _database) in desks().await {
        desk.file("1_municipalities.csv", MUNICIPALITIES);
        let rows: String =
            (0..60).map(|n| care(&format!("13604{n:05}"), &format!("架空{n}番館"), "カクウ", "")).collect();
        desk.file("care.csv", &format!("{CARE_HEAD}{rows}"));
        desk.import().await.expect("the import runs");
        let few: String = rows.lines().take(10).map(|line| format!("{line}\n")).collect();
        desk.file("care.csv", &format!("{CARE_HEAD}{few}"));
        let report = desk.import().await.expect("the import runs");
        assert_eq!((report.vanished, report.removals_not_believed.values().sum::<u64>()), (0, 50));
        let report = desk.import_with(|options| options.accept_removals = true).await.expect("the import runs");
        assert_eq!(report.vanished, 50);
    }
}

#[tokio::test]
async fn one_facility_in_three_lists_is_one_and_a_doubt_waits_for_a_person() {
    for (desk, _database) in desks().await {
        desk.file("1_municipalities.csv", MUNICIPALITIES);
        desk.file(
            "2_navii.csv",
            "id,name,address,pref,city,url,departments\n\
             1322000000001,架空クリニック,東京都新宿区架空町１－２－３,東京都,新宿区,,内科|小児科\n\
             1322000000002,見本医院,東京都新宿区見本町４－５,東京都,新宿区,,内科\n",
        );
        desk.file(
            "3_hoken.csv",
            "130490001,0490001,医療法人社団架空会　架空クリニック,1600000,新宿区架空町一丁目２番３号\n\
             130490002,0490002,見本医院,1600000,新宿区別町９番９号\n",
        );
        let report = desk.import().await.expect("the import runs");
        assert_eq!((report.organizations_created, report.reviews), (3, 1), "{report:?}");
        let raised: Vec<u64> = report.files.iter().map(|file| file.counts.reviews).collect();
        assert_eq!(raised.iter().sum::<u64>(), 1, "one file raised the question: {raised:?}");
        let id = desk.only("架空クリニック").await;
        let stored = desk.stored(id).await;
        assert_eq!(stored.organization.identifiers.len(), 2);
        assert_eq!(
            stored.organization.main_place().postal_code.as_deref(),
            Some("1600000"),
            "what one list lacks, the other fills"
        );

        let hub = desk.hub;
        let waiting = desk.store.read(move |tx| reviews::waiting(tx, hub, 10)).await.expect("they read");
        let (review, now, clock) = (waiting[0].id, desk.clock.now(), desk.clock.clone());
        let decide =
            move |tx: &mut Tx<'_>| operations::decide(tx, hub, review, Decision::Same, By { who: BY, now }, &clock);
        desk.store.write(decide.clone()).await.expect("it is decided");
        desk.only("見本医院").await;
        let twice = desk.store.write(decide).await;
        assert!(matches!(twice, Err(Refused::ReviewSettled)), "{twice:?}");
        let report = desk.import().await.expect("the import runs again");
        assert_eq!((report.organizations_created, report.reviews), (0, 0), "what a person decided stays decided");
    }
}

#[tokio::test]
async fn bad_rows_are_told_and_stop_nothing_else() {
    for (desk, _database) in desks().await {
        let good = care("1360490000", "架空訪問看護", "カクウ", "03-0000-0001");
        let nameless = care("1360490001", "", "カクウ", "03-0000-0001");
        desk.file("care.csv", &format!("{CARE_HEAD}{nameless}a,b\n{good}"));
        std::fs::write(desk.files.path().join("broken.gz"), [0x1f, 0x8b, 1, 2, 3]).expect("the file is written");
        desk.file("notes.txt", "これは表ではありません。\n");
        let out = tempfile::tempdir().expect("a folder");
        let list = out.path().join("rows.csv");
        let report = desk.import_with(|options| options.row_list.clone_from(&list)).await.expect("the import runs");
        assert_eq!(report.organizations_created, 1);
        let faults: Vec<_> = report.files.iter().filter(|file| file.is_fault).map(|file| file.label.as_str()).collect();
        assert_eq!(faults.len(), 1, "{faults:?}");
        let rows = std::fs::read_to_string(&list).expect("the list is there");
        assert!(rows.contains("care.csv,2,") && rows.contains("care.csv,3,"), "{rows}");
    }
}

#[tokio::test]
async fn what_is_typed_wrong_is_refused_in_clear_words() {
    for (desk, _database) in desks().await {
        let new = NewOrganization {
            kind: OrganizationKind::Informal,
            name: "鐘撞見守りの会".to_owned(),
            kana: "かねつきみまもりのかい".to_owned(),
            address: "汐見野市鐘撞町1丁目".to_owned(),
            municipality: "99201".to_owned(),
            near: Vec::new(),
            position: None,
            phone: "0000-22-0300".to_owned(),
            numbers: Vec::new(),
            note: "月2回の声かけ。無料".to_owned(),
            hours: "月〜金 9:00-17:00、祝日休み".to_owned(),
            source: "会の代表".to_owned(),
            as_of: date(2026, 11, 1),
        };
        let id = desk.add(new).await.expect("it is added").id;
        assert_eq!(desk.only("みまもり").await, id);

        assert!(matches!(desk.set(id, Field::Phone, "電話はない").await, Err(Refused::NotAPhone(_))));
        assert!(matches!(desk.set(id, Field::Url, "javascript:alert(1)").await, Err(Refused::NotAUrl)));
        assert!(matches!(desk.set(id, Field::Kana, "見守り").await, Err(Refused::NotKana('見'))));
        assert!(matches!(desk.set(id, Field::Hours, "なんとなく").await, Err(Refused::Hours(_))));
        assert!(matches!(desk.set(id, Field::Name, "  ").await, Err(Refused::NameMissing)));
        assert!(matches!(desk.answer(id, able("fly", Answer::Yes, "")).await, Err(Refused::UnknownCapability { .. })));
        assert!(matches!(
            desk.answer(id, able("transport", Answer::Conditional, "")).await,
            Err(Refused::ConditionMissing)
        ));
        let tomorrow = Capability { answered_on: date(2026, 11, 23), ..able("transport", Answer::Yes, "") };
        assert!(matches!(desk.answer(id, tomorrow).await, Err(Refused::DayToCome(_))));
        assert_eq!(
            desk.stored(id).await.organization.phone.as_deref(),
            Some("0000-22-0300"),
            "a refusal changes nothing"
        );

        desk.answer(id, able("transport", Answer::Conditional, "市内だけ")).await.expect("it is kept");
        assert_eq!(desk.find("送迎").await.total, 1, "an answer is found by its words at once");
        desk.answer(id, able("transport", Answer::No, "")).await.expect("it is kept");
        assert_eq!(desk.find("送迎").await.total, 0);
    }
}

/// The nation's real files; they are not part of the repository.
#[tokio::test]
async fn a_region_of_the_real_open_data_is_imported_and_found() {
    let data = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data"));
    if !data.is_dir() {
        println!("skipped: ../shared/data is not there");
        return;
    }
    for (desk, _database) in desks().await {
        let report = desk
            .import_with(|options| {
                options.paths =
                    ["seed_regions/18205_大野市.csv", "e_geo/localgovjp-utf8.csv"].map(|file| data.join(file)).to_vec();
                options.area = vec!["18205".to_owned()];
            })
            .await
            .expect("the import runs");
        assert_eq!(report.files[0].counts.read, 89);
        assert!((60..=89).contains(&report.organizations_created), "{report:?}");
        assert!(desk.find("大野市").await.total > 50);
    }
}
