//! One facility that two lists write differently, and two that are written alike.

use super::{CARE_HEAD, Desk, MUNICIPALITIES, care, desks};
use crate::directory::import::report::ImportReport;

const NAVII_HEAD: &str = "id,name,address,pref,city,url,departments\n";
const MEDICAL_HEAD: &str =
    "都道府県コード又は市区町村コード,NO,都道府県名,市区町村名,名称,医療機関の種類,住所,電話番号,医療機関コード\n";

/// A row of 医療情報ネット.
fn navii(number: u8, name: &str, address: &str) -> String {
    format!("13220000000{number:02},{name},東京都新宿区{address},東京都,新宿区,,内科\n")
}

/// A row of the list of 医療機関コード.
fn hoken(number: u8, name: &str, address: &str) -> String {
    format!("1304900{number:02},04900{number:02},{name},1600000,新宿区{address}\n")
}

/// A row of the city's own list.
fn medical(name: &str, kind: &str, address: &str, code: &str) -> String {
    format!("131041,,東京都,新宿区,{name},{kind},東京都新宿区{address},,{code}\n")
}

fn nurses(number: &str, name: &str, address: &str) -> String {
    care(number, name, "カクウ", "").replace("架空町１丁目２番３号", address)
}

/// What comes of these files: organisations and questions to a person.
async fn read(desk: &Desk, files: &[(&str, &str)]) -> (u64, u64, ImportReport) {
    desk.file("1_municipalities.csv", MUNICIPALITIES);
    for (name, text) in files {
        desk.file(name, text);
    }
    let report = desk.import().await.expect("the import runs");
    (report.organizations_created, report.reviews, report)
}

async fn of_two(navii: &str, hoken: &str) -> Vec<(u64, u64)> {
    let mut all = Vec::new();
    for (desk, _database) in desks().await {
        let files = [("2_navii.csv", &*format!("{NAVII_HEAD}{navii}")), ("3_hoken.csv", hoken)];
        let (created, reviews, _) = read(&desk, &files).await;
        all.push((created, reviews));
    }
    all
}

/// Every database says so.
fn all_say(found: &[(u64, u64)], wanted: (u64, u64), what: &str) {
    assert!(!found.is_empty() && found.iter().all(|counts| *counts == wanted), "{what}: {found:?}, not {wanted:?}");
}

#[tokio::test]
async fn a_name_is_one_wherever_its_spaces_are() {
    let address = "架空町38番3号";
    for (one, other) in [
        ("社会福祉法人潮路厚生院　潮路中央病院", "社会福祉法人 潮路厚生院 潮路中央病院"),
        ("医療法人　パドル　かもめ整形外科", "医療法人パドル かもめ整形外科"),
        ("医療法人社団帆翔潮路病院", "医療法人社団　帆翔　潮路病院"),
    ] {
        all_say(&of_two(&navii(1, one, address), &hoken(1, other, address)).await, (1, 0), one);
        // The control: next door it is a question.
        let next_door = of_two(&navii(1, one, address), &hoken(1, other, "架空町38番4号")).await;
        all_say(&next_door, (2, 1), "next door");
    }
}

#[tokio::test]
async fn an_address_without_a_number_is_one_to_the_letter() {
    let name = "村立潮路診療所";
    all_say(&of_two(&navii(1, name, "架空町 無番地"), &hoken(1, name, "架空町無番地")).await, (1, 0), "one");
    all_say(&of_two(&navii(1, name, "架空町無番地"), &hoken(1, name, "別町無番地")).await, (2, 1), "another town");
}

#[tokio::test]
async fn an_address_that_tells_only_the_town_is_that_of_the_only_one_of_the_name_there() {
    let name = "潮路こどもクリニック";
    let town_only = navii(1, name, "架空町");
    all_say(&of_two(&town_only, &hoken(1, name, "架空町二丁目3番4号")).await, (1, 0), "one");
    // The controls: another town, a longer name, two house numbers, a second of the name.
    all_say(&of_two(&town_only, &hoken(1, name, "別町二丁目3番4号")).await, (2, 1), "another town");
    let longer = hoken(1, "医療法人帆翔会　潮路こどもクリニック", "架空町二丁目3番4号");
    all_say(&of_two(&town_only, &longer).await, (2, 1), "a longer name");
    all_say(&of_two(&navii(1, name, "架空町5-6"), &hoken(1, name, "架空町2-3-4")).await, (2, 1), "two numbers");
    let second = [hoken(1, name, "架空町二丁目3番4号"), hoken(2, name, "架空町9番")].concat();
    all_say(&of_two(&town_only, &second).await, (3, 0), "a second");
}

#[tokio::test]
async fn two_numbers_of_one_kind_are_asked_about_and_never_joined() {
    for (desk, _database) in desks().await {
        let (name, address) = ("潮路中央病院", "架空町1-2-3");
        let city = |code| format!("{MEDICAL_HEAD}{}", medical(name, "病院", address, code));
        let of_register = hoken(1, name, address);
        let (created, reviews, report) =
            read(&desk, &[("2_hoken.csv", &of_register), ("3_city.csv", &city("1310490002"))]).await;
        assert_eq!((created, reviews), (2, 1), "{report:?}");
        assert_eq!(report.reviews_by_reason.get("two_numbers"), Some(&1), "{report:?}");
    }
    for (desk, _database) in desks().await {
        let (name, address) = ("潮路中央病院", "架空町1-2-3");
        let city = format!("{MEDICAL_HEAD}{}", medical(name, "病院", address, ""));
        let (created, reviews, report) =
            read(&desk, &[("2_hoken.csv", &hoken(1, name, address)), ("3_city.csv", &city)]).await;
        assert_eq!((created, reviews), (1, 0), "the control, without a number: {report:?}");
    }
}

#[tokio::test]
async fn a_doctor_and_a_dentist_of_one_name_are_two() {
    for (desk, _database) in desks().await {
        let (name, address) = ("潮路大学附属病院", "架空町1-2-3");
        let city = format!("{MEDICAL_HEAD}{}", medical(name, "歯科診療所", address, "1330490001"));
        // The doctor's own therapists are called the same and have no licence of theirs: they join the two no more.
        let care =
            format!("{CARE_HEAD}{}", nurses("1310490001", name, address).replace("訪問看護", "訪問リハビリテーション"));
        let files = [("2_hoken.csv", &*hoken(1, name, address)), ("3_city.csv", &city), ("4_care.csv", &care)];
        let (created, reviews, report) = read(&desk, &files).await;
        assert_eq!((created, reviews), (2, 0), "{report:?}");
        assert_eq!(report.files[3].counts.merged, 1, "the control: it is one with the doctor: {report:?}");
    }
}

#[tokio::test]
async fn a_hospital_and_its_nursing_station_are_two_and_its_own_nurses_are_its_own() {
    for (number, organisations) in [("1360490001", 2), ("1310490001", 1)] {
        for (desk, _database) in desks().await {
            let (name, address) = ("潮路中央病院", "架空町1-2-3");
            let station = format!("{CARE_HEAD}{}", nurses(number, name, address));
            let code = medical(name, "病院", address, "1310490001");
            let city = format!("{MEDICAL_HEAD}{code}");
            let (created, _, report) = read(&desk, &[("2_city.csv", &city), ("3_care.csv", &station)]).await;
            assert_eq!(created, organisations, "{number}: {report:?}");
        }
    }
}
