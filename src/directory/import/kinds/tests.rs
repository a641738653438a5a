use super::*;

fn kind(content: &[u8]) -> FileKind {
    recognise(&Found::in_memory("whatever.bin", content.to_vec())).unwrap()
}

#[test]
fn what_is_not_ours_is_told_apart() {
    let why = |content: &str| match kind(content.as_bytes()) {
        FileKind::NotOurs(why) => why,
        other => panic!("{other:?}"),
    };
    assert_eq!(why("{\"resourceType\": \"Bundle\"}\n"), NotOurs::Fhir);
    assert_eq!(why("{\"a\": 1}"), NotOurs::Json);
    assert_eq!(why("# Title\n\ntext, and more\n"), NotOurs::Prose);
    assert_eq!(why("profile_id,title,loinc_code\na,b,c\n"), NotOurs::Terminology);
    assert_eq!(why("a,b,c,d\n1,2,3,4\n"), NotOurs::UnknownColumns(["a", "b", "c", "d"].map(String::from).to_vec()));
    assert_eq!(kind(b"\x89PNG\r\n\x1a\n\0\0\0"), FileKind::NotOurs(NotOurs::NotText));
}

#[test]
fn maps_are_told_by_their_type() {
    assert_eq!(kind(b"{\"type\":\"Topology\",\"arcs\":[]}"), FileKind::Boundaries);
    assert_eq!(kind(b"\xef\xbb\xbf {\"type\" : \"FeatureCollection\", \"features\": []}"), FileKind::Boundaries);
}

#[test]
fn columns_may_stand_in_any_order() {
    let reversed = "サービスの種類,URL,事業所名,事業所番号\n訪問介護,,あ,0170210231\n";
    assert_eq!(kind(reversed.as_bytes()), FileKind::KaigoOffices);
}

#[test]
fn the_three_facility_files_are_told_by_their_beds() {
    let of = |more: &str| kind(format!("ID,正式名称,所在地{more}\n1,あ,い\n").as_bytes());
    assert_eq!(of(",機関区分,一般病床,精神病床"), FileKind::NaviiFacilities(NaviiFile::Hospital));
    assert_eq!(of(",機関区分,一般病床"), FileKind::NaviiFacilities(NaviiFile::Clinic));
    assert_eq!(of(",機関区分"), FileKind::NaviiFacilities(NaviiFile::Dental));
    assert_eq!(of(""), FileKind::NaviiFacilities(NaviiFile::ByRow));
}

#[test]
fn what_others_are_joined_with_is_read_first() {
    let order = [FileKind::Municipalities, FileKind::Towns, FileKind::PostalCodes, FileKind::KaigoOffices];
    assert!(order.is_sorted_by_key(FileKind::order));
    assert!(FileKind::NaviiFacilities(NaviiFile::Clinic).order() < FileKind::NaviiHours.order());
    assert!(FileKind::SeedExtract.is_facilities() && !FileKind::Boundaries.is_facilities());
}
