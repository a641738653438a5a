use super::*;
use crate::directory::import::readers::Stop;

fn rings(text: &str) -> Result<Vec<(String, Vec<Ring>)>, Interrupted> {
    let mut list = Vec::new();
    read(&Found::in_memory("x.json", text.as_bytes().to_vec()), &mut |read| {
        match read {
            Read::Boundary { municipality, rings } => list.push((municipality, rings)),
            Read::Refused { reason, .. } => list.push((reason.code().to_owned(), vec![])),
            other => panic!("{other:?}"),
        }
        Ok::<(), Stop>(())
    })?;
    Ok(list)
}

fn ring(points: &[(i32, i32)]) -> Ring {
    points
        .iter()
        .map(|&(longitude, latitude)| Point { latitude: latitude * 1_000_000, longitude: longitude * 1_000_000 })
        .collect()
}

#[test]
fn a_geojson_of_municipalities_and_of_prefectures_is_read() {
    let square = "[[[140,35],[141,35],[141,36],[140,35]]]";
    let text = format!(
        r#"{{"type":"FeatureCollection","features":[
        {{"properties":{{"N03_001":"静岡県","N03_003":"浜松市","N03_004":"天竜区","N03_007":"22137"}},"geometry":{{"type":"Polygon","coordinates":{square}}}}},
        {{"properties":{{"N03_001":"北海道"}},"geometry":{{"type":"MultiPolygon","coordinates":[{square},{square}]}}}},
        {{"properties":{{"N03_001":"千葉県","N03_004":"所属未定地","N03_007":null}},"geometry":{{"type":"Polygon","coordinates":{square}}}}},
        {{"properties":{{"N03_007":"13104"}},"geometry":{{"type":"Point","coordinates":[1,2]}}}}]}}"#
    );
    let one = ring(&[(140, 35), (141, 35), (141, 36), (140, 35)]);
    assert_eq!(
        rings(&text).unwrap(),
        [("22140".into(), vec![one.clone()]), ("01".into(), vec![one.clone(), one]), ("bad_shape".into(), vec![])]
    );
}

#[test]
fn the_shared_lines_of_a_topojson_are_followed_both_ways() {
    let text = r#"{"type":"Topology","transform":{"scale":[1,1],"translate":[130,30]},
        "arcs":[[[0,0],[1,0],[0,1]],[[1,1],[-1,0],[0,-1]]],
        "objects":{"N03":{"type":"GeometryCollection","geometries":[
            {"type":"Polygon","arcs":[[0,1]],"properties":{"N03_007":"13104"}},
            {"type":"MultiPolygon","arcs":[[[-2,-1]]],"properties":{"N03_007":"13105"}},
            {"type":"Polygon","arcs":[[7]],"properties":{"N03_007":"13106"}},
            {"type":"Polygon","arcs":[],"properties":{"N03_007":"13107"}}]}}}"#;
    let round = [(130, 30), (131, 30), (131, 31), (130, 31), (130, 30)];
    let mut back = round;
    back.reverse();
    assert_eq!(
        rings(text).unwrap(),
        [("13104".into(), vec![ring(&round)]), ("13105".into(), vec![ring(&back)]), ("bad_shape".into(), vec![])]
    );
}

#[test]
fn what_is_no_map_is_told() {
    assert!(matches!(rings("{"), Err(Interrupted::File(FileProblem::BadJson { .. }))));
    assert!(matches!(rings("[1]"), Err(Interrupted::File(FileProblem::BadJson { .. }))));
    assert_eq!(rings("{}").unwrap(), []);
}
