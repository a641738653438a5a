//! An invented town for the tests of these pages: a hub, its area, and facilities as a test wishes them.

use std::sync::{Arc, Mutex};

use jiff::civil::date;
use kyoten_store::testing::TestDatabase;

use crate::directory::OrganizationId;
use crate::directory::document::{self, Surveyed};
use crate::directory::hours;
use crate::directory::import::readers::Read;
use crate::directory::kind::OrganizationKind;
use crate::directory::organization::{Accuracy, Organization, Origin, Place, Service};
use crate::directory::record::{Point, Source};
use crate::directory::store::reference_rows;
use crate::directory::store::survey::By;
use crate::directory::store::{documents, organizations};
use crate::hub::{Hub, MIGRATIONS};
use crate::platform::Clock;
use crate::platform::Demo;
use crate::sim::demo;
use crate::site::params::Params;
use crate::testing::{Answer, TestHub, Wish};

/// The code of the town.
pub const SHIOMINO: &str = "24999";

/// The code of the city of the demo's area.
pub const INVENTED: &str = "99201";

/// A hub for an invented town, with its pages.
pub struct Town {
    /// The hub itself.
    pub hub: Hub,
    http: TestHub,
}

impl Town {
    /// A town without facilities, at this moment.
    pub async fn start(database: TestDatabase, beginning: &'static str) -> Self {
        let town = Self::on(database, beginning, SHIOMINO).await;
        town.draw_borders().await;
        town
    }

    async fn on(database: TestDatabase, beginning: &'static str, area: &str) -> Self {
        let mut wish = Wish { beginning, ..Wish::default() };
        wish.config.hub.area = vec![area.to_owned()];
        wish.config.limits.exempt_loopback = true;
        wish.config.hub.short = "汐見野市".to_owned();
        wish.config.hub.phone = "0000-22-0100".to_owned();
        let kept: Arc<Mutex<Option<Hub>>> = Arc::default();
        let keep = Arc::clone(&kept);
        let rooms = async move |parts: crate::testing::Parts| {
            let hub = Hub::on(parts.store, parts.config, parts.clock).await.expect("the hub opens");
            let pages = hub.pages();
            *keep.lock().expect("nobody else") = Some(hub);
            pages
        };
        let http = TestHub::start_with(wish, database, MIGRATIONS, rooms).await;
        let hub = kept.lock().expect("nobody else").take().expect("the rooms were built");
        Self { hub, http }
    }

    /// The invented area of the demo with all its facilities, at this moment.
    pub async fn invented(database: TestDatabase, beginning: &'static str) -> Self {
        let town = Self::on(database, beginning, INVENTED).await;
        let folder = tempfile::tempdir().expect("a folder");
        let (store, clock, id) = (town.hub.store().clone(), town.hub.clock().clone(), town.hub.id());
        let path = folder.path().to_owned();
        let fill = tokio::task::spawn_blocking(move || crate::sim::demo::fill_invented(&store, &clock, id, 1, &path));
        fill.await.expect("nothing panics").expect("the area is invented");
        town.hub.reload().await.expect("the holidays are read");
        town
    }

    async fn draw_borders(&self) {
        let position = Some(point(0, 0));
        let municipality = |code: &str, name: &str| Read::Municipality {
            code: code.to_owned(),
            prefecture: "三重県".to_owned(),
            name: name.to_owned(),
            kana: None,
            parent: None,
            position,
        };
        let ring = [(-60, -90), (-60, 90), (60, 90), (60, -90)].map(|(north, east)| point(north, east)).to_vec();
        let rows = [
            municipality(SHIOMINO, "汐見野市"),
            municipality("24998", "となり町"),
            Read::Boundary { municipality: SHIOMINO.to_owned(), rings: vec![ring] },
            Read::Town { municipality: SHIOMINO.to_owned(), name: "梅ヶ枝町".to_owned(), position: point(10, 10) },
        ];
        let kept = self.hub.write(move |tx, _| reference_rows::write(tx, &rows)).await;
        assert_eq!(kept.expect("the borders are drawn"), 4);
        self.hub.reload().await.expect("it reads");
    }

    /// Adds a facility.
    pub async fn add(&self, organization: Organization) -> OrganizationId {
        let id = OrganizationId::new(self.hub.clock());
        let now = self.hub.clock().now();
        let write = self.hub.write(move |tx, hub| {
            organizations::add(tx, hub, id, &organization, now)?;
            let revision = documents::raise_revision(tx, hub)?;
            let text = document::write(&organization, &Surveyed::default(), false);
            documents::save(tx, hub, id, revision, &text)
        });
        write.await.expect("the facility is added");
        id
    }

    /// Opens a page.
    pub async fn get(&self, path: &str) -> Answer {
        self.http.get(path).await
    }

    /// Opens a page by a link on another (`Referer`).
    pub async fn get_from(&self, path: &str, from: &str) -> Answer {
        let mut request = crate::testing::request(axum::http::Method::GET, path, "");
        request.headers_mut().insert("referer", from.parse().expect("an address"));
        self.http.send(request).await
    }

    /// Asks for words, as the box of the search page does.
    pub async fn search(&self, words: &str) -> Answer {
        self.get(&Params::default().with("q", words).address("/search")).await
    }

    /// Opens a page in a language.
    pub async fn get_in(&self, language: &str, path: &str) -> Answer {
        self.http.get_in(language, path).await
    }
}

/// The demo with its invented area, as `kyoten demo` shows it.
pub async fn demo(database: TestDatabase) -> TestHub {
    let beginning = "2026-11-22T01:00:00Z";
    let mut wish = Wish { beginning, demo: Some(Demo::Invented), ..Wish::default() };
    wish.config.hub = demo::settings(1, date(2026, 11, 22));
    TestHub::start_with(wish, database, MIGRATIONS, async |parts: crate::testing::Parts| {
        let hub = Hub::on(parts.store, parts.config, parts.clock).await.expect("the hub opens");
        let (store, clock, id) = (hub.store().clone(), hub.clock().clone(), hub.id());
        let folder = tempfile::tempdir().expect("a folder");
        let fill = move || demo::fill_invented(&store, &clock, id, 1, folder.path());
        tokio::task::spawn_blocking(fill).await.expect("it ends").expect("the area is filled");
        hub.reload().await.expect("it reads");
        hub.pages()
    })
    .await
}

/// A desk clerk who types now.
pub fn clerk(clock: &Clock) -> By<'static> {
    By { who: "desk", now: clock.now() }
}

/// A point so many thousandths of a degree north and east of the middle of the town.
pub fn point(north: i32, east: i32) -> Point {
    Point { latitude: 34_500_000 + north * 1000, longitude: 136_700_000 + east * 1000 }
}

/// A facility at a known house.
pub fn facility(name: &str, kind: OrganizationKind, hours: &str, position: Point) -> Organization {
    let origin = Origin { source: Source::Navii, as_of: Some(date(2026, 6, 1)) };
    let code = if kind == OrganizationKind::DentalClinic { "dental" } else { "outpatient" };
    Organization {
        kind,
        name: name.to_owned(),
        kana: None,
        owner: None,
        owner_number: None,
        phone: Some("0000-22-0188".to_owned()),
        fax: None,
        url: None,
        email: None,
        note: String::new(),
        identifiers: Vec::new(),
        places: vec![Place {
            postal_code: Some("5160000".to_owned()),
            municipality: SHIOMINO.to_owned(),
            address: "三重県汐見野市梅ヶ枝町3丁目2-8".to_owned(),
            building: None,
            position: Some(position),
            accuracy: Accuracy::Exact,
        }],
        services: vec![Service {
            place: 0,
            code: code.to_owned(),
            name: None,
            capacity: None,
            hours: (!hours.is_empty()).then(|| hours::parse_text(hours).expect("hours that can be read")),
            departments: Vec::new(),
            beds: Vec::new(),
            source: Source::Navii,
        }],
        origins: ["name", "phone", "address", "hours"].map(|field| (field.to_owned(), origin.clone())).into(),
    }
}

/// The text of a page without its tags, as somebody reads it.
pub fn text(answer: &Answer) -> String {
    let mut text = String::new();
    let mut inside = false;
    for character in answer.text.chars() {
        match character {
            '<' => inside = true,
            '>' => inside = false,
            '\n' => {}
            other if !inside => text.push(other),
            _ => {}
        }
    }
    text
}
