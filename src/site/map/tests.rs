//! What people see on the map.

use super::frame::Bounds;
use super::{MapView, Pin, Shapes, Wish};
use crate::directory::kind::OrganizationKind;
use crate::directory::organization::Accuracy;
use crate::directory::record::Point;
use crate::platform::Config;
use crate::platform::web::Page;
use crate::site::params::Params;
use crate::site::testing::{Town, facility, point, text};
use crate::testing::databases;

const MORNING: &str = "2026-11-24T01:00:00Z";

fn pin(number: usize, point: Point) -> Pin {
    Pin {
        number: Some(number),
        point,
        exact: true,
        label: format!("歯科{number}"),
        href: format!("/facilities/{number}"),
    }
}

fn drawn(pins: Vec<Pin>, here: Option<(Point, String)>) -> String {
    MapView::new(&Shapes::default(), Wish { pins, here, ..Wish::default() }, &Page::plain(Config::standard().hub))
        .to_string()
}

#[test]
fn pins_are_links_with_the_number_and_name_of_the_list() {
    let svg = drawn(vec![pin(1, point(0, 0)), pin(2, point(20, 20))], Some((point(5, 5), "ここ".to_owned())));
    assert!(
        svg.contains("role=\"group\"") && svg.contains("<a href=\"/facilities/2\" aria-label=\"2 歯科2\">"),
        "{svg}"
    );
    assert!(svg.contains("class=\"here\"") && svg.contains(" km</text>") || svg.contains(" m</text>"), "{svg}");
}

#[test]
fn pins_at_one_place_are_one_mark_that_says_how_many() {
    let svg = drawn(vec![pin(1, point(0, 0)), pin(2, point(20, 20)), pin(3, point(0, 0))], None);
    assert!(svg.contains("aria-label=\"1, 3:同じ場所に2件\"") && svg.contains(">2件</text>"), "{svg}");
    assert!(!svg.contains("/facilities/3"), "the list leads there");
}

#[test]
fn pins_that_cover_each_other_lead_to_a_map_on_which_they_do_not() {
    let page = Page::plain(Config::standard().hub);
    let question = Params::of(Some("kind=dental_clinic&home=1"));
    let pins = || vec![pin(1, point(0, 0)), pin(2, point(60, 60)), pin(3, point(1, 1))];
    let wish = Wish { pins: pins(), question: Some(&question), ..Wish::default() };
    let svg = MapView::new(&Shapes::default(), wish, &page).to_string();
    let part = "34.4995,136.6995,34.5015,136.7015";
    let href = format!("/map?kind=dental_clinic&#38;home=1&#38;part={}", part.replace(',', "%2C"));
    assert!(svg.contains(&format!("<a href=\"{href}\" aria-label=\"1, 3:すぐ近くに2件。大きくして見る\">")), "{svg}");

    let near = vec![pin(1, point(0, 0)), pin(3, point(0, 0))];
    let part = "34.4995,136.6995,34.5005,136.7005";
    let question = question.with("part", part);
    let wish = Wish { pins: near, question: Some(&question), part: Bounds::read(part), ..Wish::default() };
    let svg = MapView::new(&Shapes::default(), wish, &page).to_string();
    assert!(svg.contains("<a href=\"#list\""), "there is nothing larger than this: {svg}");
}

#[test]
fn without_pins_and_shapes_there_is_a_sentence() {
    assert!(drawn(vec![], None).contains("地図に出せる場所がありません"));
}

#[tokio::test]
async fn the_map_shows_the_area_and_the_list_of_what_was_found() {
    for db in databases().await {
        let town = Town::start(db, MORNING).await;
        let mut first = facility("あさひ歯科", OrganizationKind::DentalClinic, "", point(10, 10));
        first.kana = Some("アサヒシカ".to_owned());
        let first = town.add(first).await;
        let mut vague = facility("いつき歯科", OrganizationKind::DentalClinic, "", point(-40, -60));
        vague.places[0].accuracy = Accuracy::Town;
        town.add(vague).await;
        let mut nowhere = facility("うしお歯科", OrganizationKind::DentalClinic, "", point(0, 0));
        (nowhere.places[0].position, nowhere.places[0].accuracy) = (None, Accuracy::Unknown);
        town.add(nowhere).await;
        town.add(facility("えだ薬局", OrganizationKind::Pharmacy, "", point(0, 50))).await;

        let page = town.get("/map?kind=dental_clinic&order=kana").await;
        let read = text(&page);
        assert_eq!(page.status, 200);
        for said in ["3件あります", "あさひ歯科", "地図の上の場所がわからないもの:1件", "点線のしるしは", "梅ヶ枝町"]
        {
            assert!(read.contains(said), "{said} is missing in: {read}");
        }
        assert!(!read.contains("えだ薬局"));
        assert!(
            page.text.contains(&format!("<a href=\"/facilities/{first}\" aria-label=\"1 あさひ歯科\">")),
            "{}",
            page.text
        );
        assert!(page.text.contains("<path fill-rule=\"evenodd\" d=\"M"), "the border is drawn");
        assert!(page.text.contains("href=\"/search?kind=dental_clinic&#38;order=kana\""));
        let list = page.text.find("<ol class=\"rows\">").unwrap();
        assert!(list < page.text.find("<svg class=\"map\"").unwrap(), "the list comes first");
    }
}

#[tokio::test]
async fn a_part_of_the_map_lists_what_lies_in_it_and_leads_back_to_the_whole() {
    for db in databases().await {
        let town = Town::start(db, MORNING).await;
        town.add(facility("あさひ歯科", OrganizationKind::DentalClinic, "", point(10, 10))).await;
        town.add(facility("いつき歯科", OrganizationKind::DentalClinic, "", point(12, 12))).await;
        town.add(facility("うしお歯科", OrganizationKind::DentalClinic, "", point(-40, 50))).await;
        town.add(facility("えだ薬局", OrganizationKind::Pharmacy, "", point(11, 11))).await;
        let page = town.get("/map?kind=dental_clinic&part=34.5090,136.7090,34.5130,136.7130").await;
        let read = text(&page);
        assert!(read.contains("この中に2件") && read.contains("あさひ歯科") && read.contains("いつき歯科"), "{read}");
        assert!(!read.contains("うしお歯科") && !read.contains("えだ薬局"), "{read}");
        assert!(page.text.contains("href=\"/map?kind=dental_clinic\""), "back to the whole map");
        // Two conditions on the place hold together: near a town, and in this part of the map.
        let far = town.get("/map?lat=34.460&lon=136.750&km=1&part=34.5090,136.7090,34.5130,136.7130").await;
        assert!(text(&far).contains("この中に0件"), "{}", text(&far));
        for nonsense in ["/map?part=", "/map?part=1,2,3", "/map?part=a,b,c,d", "/map?part=90,180,-90,0"] {
            assert!(text(&town.get(nonsense).await).contains("4件あります"), "{nonsense}");
        }
    }
}

#[tokio::test]
async fn the_map_keeps_the_conditions_of_the_search_and_can_change_them() {
    for db in databases().await {
        let town = Town::start(db, MORNING).await;
        town.add(facility("あさひ歯科", OrganizationKind::DentalClinic, "", point(10, 10))).await;
        let page =
            town.get("/map?q=%E3%81%82%E3%81%95%E3%81%B2&kind=dental_clinic&near=516-0000&km=5&open=monday").await;
        for kept in [
            "name=\"q\" type=\"search\" maxlength=\"100\" autocomplete=\"off\" value=\"あさひ\"",
            "name=\"kind\" value=\"dental_clinic\" checked",
            "<input type=\"hidden\" name=\"near\" value=\"516-0000\">",
            "<input type=\"hidden\" name=\"km\" value=\"5\">",
            "<input type=\"hidden\" name=\"open\" value=\"monday\">",
        ] {
            assert!(page.text.contains(kept), "{kept} is missing in: {}", page.text);
        }
    }
}

#[tokio::test]
async fn a_hundred_pins_are_enough() {
    for db in databases().await {
        let town = Town::start(db, MORNING).await;
        for i in 0..103 {
            town.add(facility(&format!("医院{i}"), OrganizationKind::Clinic, "", point(i % 50, i / 2))).await;
        }
        let page = town.get("/map").await;
        assert!(text(&page).contains("103件のうち、はじめの100件です"));
        assert_eq!(town.get("/map?q=%00&km=x&lat=91&near=%E3%81%82").await.status, 200);
    }
}
