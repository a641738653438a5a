//! One small sample of every kind of file.

use super::*;
use crate::directory::import::kinds::NaviiFile;
use crate::directory::kind::OrganizationKind;
use crate::directory::record::{IdentifierSystem, Source};

pub const KAIGO: &str = "都道府県コード又は市町村コード,No,都道府県名,市区町村名,事業所名,事業所名カナ,サービスの種類,住所,方書（ビル名等）,緯度,経度,電話番号,FAX番号,法人番号,法人の名称,事業所番号,利用可能曜日,利用可能曜日特記事項,定員,URL,高齢者の方と障害者の方が同時一体的に利用できるサービス,介護保険の通常の指定基準を満たしている,障害福祉の通常の指定基準を満たしている,備考
011029,0170210231,北海道,札幌市北区,あさひ訪問入浴,アサヒホウモンニュウヨク,訪問入浴介護,札幌市北区麻生町６丁目６番９号あざぶマリオン１階,あざぶマリオン１階,43.112507300000000,141.340640400000000,011－790－6666,011-790-6667,5080001018392,あさひ株式会社,0170210231,\"平日,祝日\",,0,https://www.example.co.jp/,,,,
";
pub const KAIGO_REDUCED: &str = "id,name,kana,address,lat,lng,tel,url,pref,city,serviceType,capacity,openDays,openDaysNote
2471400818,じねんケア,ジネンケア,大安町御薗193番地55,35.1083946,136.555933,594737987,aoi@example.jp,三重県,いなべ市,訪問介護,,平日|土曜日|日曜日|祝日,サービス提供は必要に応じ柔軟に対応。
";
pub const NAVII_HOSPITAL: &str = "ID,正式名称,正式名称（フリガナ）,機関区分,都道府県コード,市区町村コード,所在地,所在地座標（緯度）,所在地座標（経度）,案内用ホームページアドレス,一般病床,療養病床,精神病床,結核病床,感染症病床,合計病床数
3911393100120,もみのき病院,モミノキビョウイン,1,39,201,高知県高知市塚ノ原６番地１,33.560211,133.496088,http://example.or.jp/,60,,,,,60
";
pub const NAVII_TRIMMED: &str =
    "ID,正式名称,正式名称（フリガナ）,所在地,所在地座標（緯度）,所在地座標（経度）,案内用ホームページアドレス
111010000020,市立さっぽろ病院,シリツサッポロビョウイン,北海道札幌市中央区北１１条西１３丁目１番１号,0.0,0.0,
";
pub const NAVII_REDUCED: &str = "id,name,address,pref,city,url,departments
2422240012280,いなべこどもクリニック,三重県いなべ市員弁町大泉２５１２－１,三重県,いなべ市員弁町大泉,http://www.example.com,小児科|アレルギー科
2433240007870,なかお歯科,三重県いなべ市員弁町笠田新田５１－１,三重県,いなべ市員弁町笠田新田,,
";
pub const NAVII_HOURS: &str = "ID,診療科目コード,診療科目名,診療時間帯,月_診療開始時間,月_診療終了時間,火_診療開始時間,火_診療終了時間,祝_診療開始時間,祝_診療終了時間
3922393100120,01001,内科,1,09:00,12:00,09:00,12:00,,
3922393100120,01001,内科,2,14:00,17:00,14:00,17:00,,
3922393100120,09010,救急科,1,00:00,23:59,,,,
3922393100130,07001,皮膚科,1,09:00,12:00,,,,
";
pub const MIDWIFE: &str = "ID,正式名称,正式名称（フリガナ）,所在地,所在地座標（緯度）,所在地座標（経度）,案内用ホームページアドレス,月_就業時間帯1_開始時間,月_就業時間帯1_終了時間,月_外来受付時間帯1_開始時間,月_外来受付時間帯1_終了時間
144010000050,母乳育児相談室　あおい,ボニュウ,北海道札幌市北区麻生町２丁目１－２０,0.0,0.0,,09:00,15:00,09:00,15:00
";
pub const HOKEN: &str = "010112489,0112489,医療法人 あい病院,0050813,札幌市中央区南１３条２丁目１番３８号
";
pub const MUNICIPAL_MEDICAL: &str = "都道府県コード又は市区町村コード,NO,都道府県名,市区町村名,名称,名称_カナ,医療機関の種類,住所,方書,緯度,経度,電話番号,内線番号,FAX番号,法人番号,法人の名称,医療機関コード,診療曜日,診療開始時間,診療終了時間,診療日時特記事項,時間外における対応,診療科目,病床数,URL,備考
131041,1,東京都,新宿区,さくら医院,サクライイン,有床診療所,東京都新宿区西新宿１－１,,35.69,139.70,03-1234-5678,12,,,,,月火水,9:00,17:00,,,内科;外科,12,,
";
pub const MUNICIPAL_CARE: &str = "都道府県コード又は市区町村コード,NO,都道府県名,市区町村名,介護サービス事業所名称,介護サービス事業所名称_カナ,実施サービス,住所,方書,緯度,経度,電話番号,事業所番号,利用可能曜日,定員,URL,備考
131041,7,東京都,新宿区,さくらデイ,サクラデイ,通所介護;訪問介護,新宿区西新宿１－２,,35.69,139.70,03-1234-5678,1370400001,月火水,18,,
";
pub const PREFECTURE: &str = "id,<病院（保健所別） H27.10.1現在>,hospital_name,postal_num,address,開　設　者,管　理　者,services,emergency,phone_number,latitude,longtitude,sickbed_num,general,recuperation,psychosis,tuberculosis,infected
1,札幌市,あおぞら病院,060-0001,札幌市中央区北1条西1丁目,医療法人あおぞら,北 太郎,内|神内|整，救急科,○,011-123-4567,43.06,141.35,310,300,,,10,
";
pub const SEED: &str = "kind,service_type,id,name,kana,address,lat,lng,tel,url,extra,source_file
hospital,,0111010000020,市立さっぽろ病院,,北海道札幌市中央区北１１条西１３丁目１番１号,43.06,141.34,,,内科|外科,b_iryo_joho_net/hospital_departments_20250601.csv.gz
care,訪問入浴介護,0170210231,あさひ訪問入浴,,札幌市北区麻生町6丁目6-9,43.11,141.34,011-790-6666,,\"平日,祝日 / 年末年始を除く\",a_kaigo_jigyosho/jigyosho_120.csv.gz
";
pub const POSTAL: &str = "zipcode,lgcode,town,town_kana
0640941,01101,旭ケ丘,アサヒガオカ
600042,1101,大通西（１〜１９丁目）,オオドオリニシ（１－１９チョウメ）
";
pub const KEN_ALL: &str = "01101,\"060  \",\"0600000\",\"ﾎｯｶｲﾄﾞｳ\",\"ｻｯﾎﾟﾛｼﾁｭｳｵｳｸ\",\"ｲｶﾆｹｲｻｲｶﾞﾅｲﾊﾞｱｲ\",\"北海道\",\"札幌市中央区\",\"以下に掲載がない場合\",0,0,0,0,0,0
01101,\"064  \",\"0640941\",\"ﾎｯｶｲﾄﾞｳ\",\"ｻｯﾎﾟﾛｼﾁｭｳｵｳｸ\",\"ｱｻﾋｶﾞｵｶ\",\"北海道\",\"札幌市中央区\",\"旭ケ丘\",0,0,1,0,0,0
";
pub const LG_CODE: &str = "lgcode,name_ja,parent
0,全国,-1
1000,北海道,0
1100,札幌市,1000
1101,中央区,1100
1300,石狩振興局,1000
1303,当別町,1300
22000,静岡県,0
22130,浜松市,22000
22131,中区,22130
22132,東区,22130
22137,天竜区,22130
";
pub const LOCAL_GOVERNMENTS: &str = "pid,pref,cid,city,citykana,lat,lng,url,phrase,lgcode
1,北海道,1101,札幌市 中央区,さっぽろし ちゅうおうく,43.0553865,141.3409671,,,011011
";
pub const TOWNS: &str = "pref,city,town,koaza,lat,lng
三重県,いなべ市,北勢町阿下喜,中川原,35.153067,136.51015
三重県,いなべ市,北勢町阿下喜,下川原,35.153069,136.51017
北海道,札幌市北区,麻生町一丁目,,43.1,141.3
北海道,札幌市北区,麻生町二丁目,,43.2,141.3
どこか県,ない市,町,,43.2,141.3
";
pub const HOLIDAYS: &str = "国民の祝日・休日月日,国民の祝日・休日名称
2026/1/1,元日
2026/13/1,ない日
";
pub const INSURED: &str = "pref,insurer,insured_65plus,age65_74,age75_84,age85plus,foreign_insured,jushochi_tokurei
全 国,,35889733,15708886,13592838,6588009,215389,198202
北海道,札幌市,556069,259886,199512,96671,1036,1180
北海道,日高中部広域連合,1,1,1,1,1,1
";
pub const CERTIFIED: &str = "pref,insurer,group,support1,support2,care1,care2,care3,care4,care5,total
北海道,札幌市,総数,24787,19402,28705,17681,11160,11772,7790,121297
北海道,札幌市,（再掲）第２号被保険者,1,1,1,1,1,1,1,7
";
pub const CENSUS: &str = "地域コード,地域識別コード,境域年次(2015),境域年次(2000),,人口　平成27年　(a),世帯数　平成27年
1000,a,2015,2000,北海道,5381733,2444810
1101,0,2015,2000,札幌市 中央区,237627,132006
1202,9,,2000,(旧 202 函館市),254157,119177
40305,3,2015,2000,那珂川町,50004,18947
22131,0,2015,,浜松市 中区,237443,103112
";
pub const TOWN_POPULATION: &str = "町丁名,世帯数,男,女,date
麻生町６丁目,242,203,271,2024-07-01
麻生町６丁目,250,210,280,2024-08-01
あいの里１条６丁目,10,5,5,2024-08-01
";

pub const ALL: [&str; 22] = [
    KAIGO,
    KAIGO_REDUCED,
    NAVII_HOSPITAL,
    NAVII_TRIMMED,
    NAVII_REDUCED,
    NAVII_HOURS,
    MIDWIFE,
    HOKEN,
    MUNICIPAL_MEDICAL,
    MUNICIPAL_CARE,
    PREFECTURE,
    SEED,
    POSTAL,
    KEN_ALL,
    LG_CODE,
    LOCAL_GOVERNMENTS,
    TOWNS,
    HOLIDAYS,
    INSURED,
    CERTIFIED,
    CENSUS,
    TOWN_POPULATION,
];

#[test]
fn a_care_office_is_read_with_everything_it_says() {
    let (kind, taken) = take("jigyosho_120_all_20260709180740.csv", format!("\u{feff}{KAIGO}"));
    assert_eq!((kind, taken.refused.len()), (FileKind::KaigoOffices, 0));
    let record = &taken.records[0];
    assert_eq!(
        (record.source, record.key.as_str(), record.dataset.as_str()),
        (Source::Kaigo, "0170210231:120", "kaigo:120")
    );
    assert_eq!(record.as_of, Some(jiff::civil::date(2026, 7, 9)));
    assert_eq!(record.place.municipality, "01102");
    assert_eq!(record.place.address, "北海道札幌市北区麻生町6丁目6番9号");
    assert_eq!(record.place.building.as_deref(), Some("あざぶマリオン1階"));
    assert_eq!(record.place.position, Some(Point { latitude: 43_112_507, longitude: 141_340_640 }));
    assert_eq!(record.phone.as_deref(), Some("011-790-6666"));
    assert_eq!(record.identifiers[0].system, IdentifierSystem::CareOffice);
    assert_eq!((record.services[0].capacity, record.services[0].hours.is_some()), (None, true));
}

#[test]
fn a_republished_office_has_its_address_completed_and_its_mail_address_known() {
    let (kind, taken) = take("reduced.csv", KAIGO_REDUCED);
    assert_eq!(kind, FileKind::KaigoReduced);
    let record = &taken.records[0];
    assert_eq!(record.place.address, "三重県いなべ市大安町御薗193番地55");
    assert_eq!(record.phone.as_deref(), Some("0594-73-7987"));
    assert_eq!((record.email.as_deref(), record.url.as_deref()), (Some("aoi@example.jp"), None));
    assert!(taken.warning_codes().contains(&"mail_in_url"));
}

#[test]
fn hospitals_have_beds_and_the_id_gets_its_zero_back() {
    let (kind, taken) = take("x.csv", NAVII_HOSPITAL);
    assert_eq!(kind, FileKind::NaviiFacilities(NaviiFile::Hospital));
    let record = &taken.records[0];
    assert_eq!((record.dataset.as_str(), record.place.municipality.as_str()), ("navii:hospital", "39201"));
    assert_eq!(record.services[0].beds, [("一般".to_owned(), 60)]);
    let (kind, taken) = take("01-1_20250601_trimmed.csv", NAVII_TRIMMED);
    assert_eq!(kind, FileKind::NaviiFacilities(NaviiFile::ByRow));
    assert_eq!((taken.records[0].key.as_str(), taken.records[0].kind), ("0111010000020", OrganizationKind::Hospital));
    assert_eq!(taken.records[0].place.position, None);
}

#[test]
fn in_a_republished_file_each_id_tells_what_it_is() {
    let (kind, taken) = take("x.csv", NAVII_REDUCED);
    assert_eq!(kind, FileKind::NaviiReduced);
    let kinds: Vec<_> = taken.records.iter().map(|r| (r.kind, r.dataset.as_str())).collect();
    assert_eq!(kinds, [(OrganizationKind::Clinic, "navii:clinic"), (OrganizationKind::DentalClinic, "navii:dental")]);
    assert_eq!(taken.records[0].services[0].departments, ["小児科", "アレルギー科"]);
    assert_eq!(taken.records[0].place.municipality, "24214");
}

#[test]
fn the_rows_of_one_facility_become_its_hours() {
    let (kind, taken) = take("02-2.csv", NAVII_HOURS);
    assert_eq!(kind, FileKind::NaviiHours);
    assert_eq!(taken.records.len(), 2);
    let service = &taken.records[0].services[0];
    assert_eq!(service.departments, ["内科", "救急科"]);
    assert_eq!(service.hours.as_ref().unwrap().to_string(), "月・火 9:00-12:00 14:00-17:00");
    assert_eq!((taken.records[0].name.as_str(), taken.records[0].dataset.as_str()), ("", "navii_hours:clinic"));
    let (_, taken) = take("02-2.csv", format!("{NAVII_HOURS}3922393100120,01001,内科,3,18:00,19:00,,,,\n"));
    assert!(taken.warning_codes().contains(&"apart_rows"));
}

#[test]
fn midwives_have_bands() {
    let (kind, taken) = take("04.csv", MIDWIFE);
    assert_eq!(kind, FileKind::NaviiMidwife);
    let record = &taken.records[0];
    assert_eq!((record.kind, record.key.as_str()), (OrganizationKind::Midwife, "0144010000050"));
    assert!(record.services[0].hours.as_ref().unwrap().to_string().starts_with("月 9:00-15:00"));
}

#[test]
fn a_list_without_header_is_read_from_its_first_row() {
    let (kind, taken) = take("codes_202508.csv", HOKEN);
    assert_eq!(kind, FileKind::HokenCodes);
    let record = &taken.records[0];
    assert_eq!((record.key.as_str(), record.kind), ("0110112489", OrganizationKind::Hospital));
    assert_eq!(record.place.address, "北海道札幌市中央区南13条2丁目1番38号");
    assert_eq!(record.place.postal_code.as_deref(), Some("0050813"));
    assert_eq!(record.as_of, Some(jiff::civil::date(2025, 8, 1)));
}

#[test]
fn a_municipalitys_own_lists_are_read() {
    let (kind, taken) = take("x.csv", MUNICIPAL_MEDICAL);
    assert_eq!(kind, FileKind::MunicipalMedical);
    let record = &taken.records[0];
    assert_eq!((record.key.as_str(), record.kind), ("municipal:medical:13104:1", OrganizationKind::ClinicWithBeds));
    assert_eq!(record.services[1].departments, ["内科", "外科"]);
    assert_eq!(record.services[1].hours.as_ref().unwrap().to_string(), "月・火・水 9:00-17:00");
    let (kind, taken) = take("x.csv", MUNICIPAL_CARE);
    assert_eq!(kind, FileKind::MunicipalCare);
    let record = &taken.records[0];
    assert_eq!(record.services.iter().map(|s| s.code.as_str()).collect::<Vec<_>>(), ["150", "110"]);
    assert_eq!(record.place.address, "東京都新宿区西新宿1－2");
}

#[test]
fn a_prefectures_list_keeps_beds_and_no_director() {
    let (kind, taken) = take("hokkaido_20151001.csv", PREFECTURE);
    assert_eq!(kind, FileKind::PrefectureHospitals);
    let record = &taken.records[0];
    assert_eq!(record.services[0].beds, [("一般".to_owned(), 300), ("結核".to_owned(), 10)]);
    assert_eq!(record.services[1].departments, ["内科", "神経内科", "整形外科", "救急科"]);
    assert_eq!((record.note.as_str(), record.owner.as_deref()), ("救急告示", Some("医療法人あおぞら")));
    assert!(!format!("{record:?}").contains("太郎"));
}

#[test]
fn an_extract_has_the_keys_of_the_originals() {
    let (kind, taken) = take("x.csv", SEED);
    assert_eq!(kind, FileKind::SeedExtract);
    let keys: Vec<_> = taken.records.iter().map(|r| (r.source, r.key.as_str(), r.dataset.as_str())).collect();
    let hospital = (Source::Navii, "0111010000020", "extract:01101");
    assert_eq!(keys, [hospital, (Source::Kaigo, "0170210231:120", "extract:01102")]);
}

#[test]
fn postal_codes_come_from_both_layouts() {
    for sample in [POSTAL, KEN_ALL] {
        let (kind, taken) = take("x.csv", sample);
        assert_eq!((kind, taken.others.len()), (FileKind::PostalCodes, 2));
        let town = Read::PostalCode {
            code: "0640941".into(),
            municipality: "01101".into(),
            town: "旭ケ丘".into(),
            kana: Some("アサヒガオカ".into()),
        };
        assert!(taken.others.contains(&town), "{:?}", taken.others);
    }
    let (_, taken) = take("x.csv", POSTAL);
    assert!(matches!(&taken.others[1], Read::PostalCode { code, town, .. } if code == "0600042" && town == "大通西"));
}

#[test]
fn municipalities_are_those_of_today() {
    let (kind, taken) = take("x.csv", LG_CODE);
    assert_eq!(kind, FileKind::Municipalities);
    let names: Vec<_> = taken
        .others
        .iter()
        .map(|read| match read {
            Read::Municipality { code, name, parent, .. } => (code.as_str(), name.as_str(), parent.as_deref()),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(
        names,
        [
            ("01100", "札幌市", None),
            ("01101", "札幌市中央区", Some("01100")),
            ("01303", "当別町", None),
            ("22130", "浜松市", None),
            ("22138", "浜松市中央区", Some("22130")),
            ("22140", "浜松市天竜区", Some("22130")),
        ]
    );
    let (_, taken) = take("x.csv", LOCAL_GOVERNMENTS);
    let Read::Municipality { code, name, kana, parent, position, .. } = &taken.others[0] else { panic!() };
    assert_eq!((code.as_str(), name.as_str(), parent.as_deref()), ("01101", "札幌市中央区", Some("01100")));
    assert_eq!((kana.as_deref(), position.is_some()), (Some("さっぽろしちゅうおうく"), true));
}

#[test]
fn towns_are_found_also_where_only_their_parts_are_listed() {
    let (kind, taken) = take("x.csv", TOWNS);
    assert_eq!((kind, taken.refused.len()), (FileKind::Towns, 1));
    let names = taken.others.iter().filter_map(|read| match read {
        Read::Town { name, position, .. } => Some((name.as_str(), position.latitude)),
        _ => None,
    });
    let names: BTreeMap<_, _> = names.collect();
    assert_eq!(names["北勢町阿下喜"], 35_153_068);
    assert_eq!(names["麻生町"], 43_150_000);
    assert_eq!(names.len(), 6);
}

#[test]
fn holidays_are_days() {
    let (bytes, _, _) = encoding_rs::SHIFT_JIS.encode(HOLIDAYS);
    let (kind, taken) = take("x.csv", bytes.into_owned());
    assert_eq!(kind, FileKind::Holidays);
    assert_eq!(taken.others, [Read::Holiday { day: jiff::civil::date(2026, 1, 1), name: "元日".into() }]);
    assert_eq!((taken.refused[0].0, taken.refused[0].2.code()), (3, "bad_day"));
}

fn statistics(taken: &Taken) -> Vec<(String, &'static str, i64)> {
    let of = |read: &Read| match read {
        Read::Statistic(one) => (one.area.code(), one.measure.code(), one.value_milli),
        other => panic!("{other:?}"),
    };
    taken.others.iter().map(of).collect()
}

#[test]
fn numbers_of_insurers_are_numbers_of_municipalities_or_of_the_union() {
    let (kind, taken) = take("x.csv", INSURED);
    assert_eq!(kind, FileKind::InsuredStatistics);
    let all = statistics(&taken);
    assert_eq!(all[0], ("00".into(), "insured_65plus", 35_889_733_000));
    assert_eq!(all[4], ("01100".into(), "insured_65plus", 556_069_000));
    assert_eq!(all[8].0, "insurer:01:日高中部広域連合");
    let (kind, taken) = take("x.csv", CERTIFIED);
    assert_eq!((kind, statistics(&taken).len()), (FileKind::CertifiedStatistics, 8));
}

#[test]
fn the_census_counts_areas_that_are_still_there() {
    let (kind, taken) = take("x.csv", CENSUS);
    assert_eq!(kind, FileKind::Census2015);
    let all = statistics(&taken);
    let areas: Vec<_> = all.iter().filter(|one| one.1 == "population_total").map(|one| one.0.as_str()).collect();
    assert_eq!(areas, ["01", "01101", "40231"]);
}

#[test]
fn a_list_of_towns_tells_its_city_by_its_towns() {
    let (kind, taken) = take("x.csv", TOWN_POPULATION);
    assert_eq!(kind, FileKind::TownPopulation);
    let total = ("01102".to_owned(), "population_total", 500_000);
    assert_eq!(statistics(&taken), [total, ("01102".into(), "households", 260_000)]);
}
