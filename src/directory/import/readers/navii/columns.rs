//! Where the columns of a facility file of 医療情報ネット are.

use crate::directory::import::table::Table;

const DAYS: [&str; 8] = ["月", "火", "水", "木", "金", "土", "日", "祝"];

/// One band (時間帯): for each day the columns of its start and its end.
pub(super) type BandColumns = [Option<(usize, usize)>; 8];

/// The columns by their official and their re-published names.
pub(super) struct Columns {
    pub(super) id: Option<usize>,
    pub(super) name: Option<usize>,
    pub(super) kana: Option<usize>,
    pub(super) institution: Option<usize>,
    pub(super) prefecture_code: Option<usize>,
    pub(super) municipality: Option<usize>,
    pub(super) prefecture: Option<usize>,
    pub(super) city: Option<usize>,
    pub(super) address: Option<usize>,
    pub(super) latitude: Option<usize>,
    pub(super) longitude: Option<usize>,
    pub(super) url: Option<usize>,
    pub(super) departments: Option<usize>,
    /// Kinds of beds that exclude one another; the columns of insurance and the sum repeat them.
    pub(super) beds: Vec<(&'static str, Option<usize>)>,
    /// The first of the flags that say closed.
    pub(super) closing_flags: Option<usize>,
    /// The first of a pharmacy's flags and bands.
    pub(super) pharmacy_hours: Option<usize>,
    pub(super) working: Vec<BandColumns>,
    pub(super) reception: Vec<BandColumns>,
}

impl Columns {
    pub(super) fn of(table: &Table) -> Self {
        let column = |names: &[&str]| table.any_column(names);
        let beds = [
            ("一般", "一般病床"),
            ("療養", "療養病床"),
            ("精神", "精神病床"),
            ("結核", "結核病床"),
            ("感染症", "感染症病床"),
        ];
        Self {
            id: column(&["ID"]),
            name: column(&["正式名称", "名称", "name"]),
            kana: column(&["正式名称（フリガナ）", "フリガナ"]),
            institution: column(&["機関区分"]),
            prefecture_code: column(&["都道府県コード"]),
            municipality: column(&["市区町村コード"]),
            prefecture: column(&["pref"]),
            city: column(&["city"]),
            address: column(&["所在地", "address"]),
            latitude: column(&["所在地座標（緯度）"]),
            longitude: column(&["所在地座標（経度）"]),
            url: column(&["案内用ホームページアドレス", "薬局のホームページアドレス", "url"]),
            departments: column(&["departments"]),
            beds: beds.map(|(kind, name)| (kind, table.column(name))).into_iter().filter(|b| b.1.is_some()).collect(),
            closing_flags: run(table, "毎週決まった曜日に休診（月）", "その他の休診日（gw、お盆等）", 43),
            pharmacy_hours: run(table, "営業日（月）", "祝_開店時間帯4_終了時間", 116),
            working: bands(table, "就業時間帯"),
            reception: bands(table, "外来受付時間帯"),
        }
    }
}

/// The column where a run begins that the hours read as a whole, when it stands together as it should.
fn run(table: &Table, first: &str, last: &str, distance: usize) -> Option<usize> {
    let first = table.column(first)?;
    (table.column(last) == Some(first + distance)).then_some(first)
}

fn bands(table: &Table, name: &str) -> Vec<BandColumns> {
    let columns = |band: usize, day: &str| {
        let column = |end: &str| table.column(&format!("{day}_{name}{band}_{end}時間"));
        Some((column("開始")?, column("終了")?))
    };
    let band = |band| DAYS.map(|day| columns(band, day));
    (1..=4).map(band).filter(|days| days.iter().any(Option::is_some)).collect()
}
