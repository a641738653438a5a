//! Invented open data, as it comes out twice: every kind of reference table, and facilities of several lists that change,
//! go and come between the first release and the second.

use std::fmt::Write as _;
use std::path::PathBuf;

/// Facilities of the largest list.
const PHARMACIES: usize = 900;
const TOWNS: usize = 600;

/// The files of one release in a folder that goes with it.
pub struct Release {
    folder: tempfile::TempDir,
    number: usize,
}

impl Release {
    /// What comes out first.
    pub fn first() -> Self {
        Self::make(1)
    }

    /// Half a year later.
    pub fn second() -> Self {
        Self::make(2)
    }

    /// Only the reference tables of the release.
    pub fn reference_only(&self) -> Self {
        let release = Self::make(self.number);
        for name in ["pharmacies.csv", "codes.csv"] {
            std::fs::remove_file(release.folder.path().join(name)).expect("the file is ours");
        }
        release
    }

    /// Where the files are, and the folder that their names begin with.
    pub fn path(&self) -> PathBuf {
        self.folder.path().to_owned()
    }

    fn make(number: usize) -> Self {
        let release = Self { folder: tempfile::tempdir().expect("a folder"), number };
        let files = [
            ("municipalities.csv", municipalities()),
            ("towns.csv", towns(number)),
            ("postal_codes.csv", postal_codes(number)),
            ("holidays.csv", holidays(number)),
            ("insured.csv", insured(number)),
            ("border.geojson", border(number)),
            ("pharmacies.csv", pharmacies(number)),
            ("codes.csv", codes()),
        ];
        for (name, text) in files {
            std::fs::write(release.folder.path().join(name), text).expect("the file is written");
        }
        release
    }
}

fn municipalities() -> String {
    "pid,pref,cid,city,citykana,lat,lng,url,phrase,lgcode\n\
     13,東京都,13104,新宿区,しんじゅくく,35.6938,139.7036,,,131041\n"
        .to_owned()
}

fn towns(release: usize) -> String {
    let mut text = "pref,city,town,koaza,lat,lng\n".to_owned();
    for n in 0..TOWNS {
        let latitude = 35.69 + (n % 100) as f64 / 10_000.0 + release as f64 / 1_000_000.0;
        writeln!(text, "東京都,新宿区,架空{n}町,,{latitude:.6},139.70").expect("memory");
    }
    text
}

fn postal_codes(release: usize) -> String {
    let mut text = "zipcode,lgcode,town,town_kana\n".to_owned();
    for n in 0..TOWNS {
        writeln!(text, "1{:06},13104,架空{n}町,カクウ{release}", n + release).expect("memory");
    }
    text
}

fn holidays(release: usize) -> String {
    format!("国民の祝日・休日月日,国民の祝日・休日名称\n2026/1/1,元日\n2026/2/{},架空の日\n", 10 + release)
}

fn insured(release: usize) -> String {
    format!("pref,insurer,insured_65plus,age65_74,age75_84,age85plus\n東京都,新宿区,6000{release},3000,2000,1000\n")
}

fn border(release: usize) -> String {
    let north = 35.71 + release as f64 / 1_000.0;
    format!(
        "{{\"type\":\"FeatureCollection\",\"features\":[{{\"type\":\"Feature\",\"properties\":{{\"N03_007\":\"13104\"}},\
         \"geometry\":{{\"type\":\"Polygon\",\"coordinates\":[[[139.67,35.67],[139.73,35.67],[139.73,{north}],[139.67,35.67]]]}}}}]}}"
    )
}

/// The second release renames some, leaves some out and has some new ones.
fn pharmacies(release: usize) -> String {
    let mut text = "id,name,address,pref,city,url\n".to_owned();
    let (from, to) = if release == 1 { (0, PHARMACIES) } else { (100, PHARMACIES + 50) };
    for n in from..to {
        let url = if release == 2 && n % 3 == 0 { "https://example.jp/" } else { "" };
        writeln!(text, "1355{n:09},架空薬局{n}号店,東京都新宿区架空{n}町{n}－１,東京都,新宿区,{url}").expect("memory");
    }
    text
}

/// Doctors that wait for a person: one name, two addresses.
fn codes() -> String {
    (0..40)
        .map(|n| {
            let name = format!("架空{}医院", n / 2);
            format!("1304{n:05},04{n:05},{name},1600000,新宿区架空{n}町１番{n}号\n")
        })
        .collect()
}
