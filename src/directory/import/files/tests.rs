use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::*;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(io::Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn labels(found: &[Found], folder: &Path) -> Vec<String> {
    let folder = format!("{}/", folder.display());
    found.iter().map(|f| f.label.replace(&folder, "")).collect()
}

fn whole(found: &Found) -> Result<Vec<u8>, FileProblem> {
    let mut bytes = Vec::new();
    found.open()?.read_to_end(&mut bytes).map_err(|e| FileProblem::from_io(&e))?;
    Ok(bytes)
}

#[test]
fn folders_archives_and_compressed_files_are_opened_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    fs::create_dir(path.join("b")).unwrap();
    fs::write(path.join("b/2.csv"), "two").unwrap();
    fs::write(path.join("a.csv.gz"), gzip(b"one")).unwrap();
    fs::write(path.join("c.zip"), zip(&[("x/3.csv", b"three"), ("__MACOSX/x", b"-"), ("4.csv", b"four")])).unwrap();
    fs::write(path.join(".hidden"), "no").unwrap();
    let found = expand(&[path.to_owned()], Limits::default());
    assert_eq!(labels(&found, path), ["a.csv.gz", "b/2.csv", "c.zip/x/3.csv", "c.zip/4.csv"]);
    let contents: Vec<_> = found.iter().map(|f| whole(f).unwrap()).collect();
    assert_eq!(contents, [&b"one"[..], b"two", b"three", b"four"]);
    assert_eq!(found[0].name(), "a.csv");
}

#[test]
fn what_cannot_be_read_is_told_and_stops_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    fs::write(path.join("empty.csv"), "").unwrap();
    fs::write(path.join("broken.gz"), &gzip(&[7; 100_000])[..60]).unwrap();
    fs::write(path.join("broken.zip"), &zip(&[("a.csv", b"x")])[..20]).unwrap();
    fs::write(
        path.join("nested.zip"),
        zip(&[("in.zip", &zip(&[("a", b"a")])), ("in.csv.gz", &gzip(b"x")), ("ok.csv", b"x")]),
    )
    .unwrap();
    fs::write(path.join("nested.gz"), gzip(&gzip(b"x"))).unwrap();
    fs::write(path.join("good.csv"), "x").unwrap();
    let found = expand(&[path.to_owned(), path.join("missing.csv")], Limits::default());
    let problems: Vec<_> = found.iter().map(|f| f.problem().cloned().or_else(|| whole(f).err())).collect();
    let told = |label: &str| {
        let place = labels(&found, path).iter().position(|l| l == label).unwrap();
        problems[place].clone()
    };
    assert_eq!(told("empty.csv"), Some(FileProblem::Empty));
    assert!(matches!(told("broken.gz"), Some(FileProblem::Damaged { .. })));
    assert!(matches!(told("broken.zip"), Some(FileProblem::Damaged { .. })));
    assert_eq!(told("nested.zip/in.zip"), Some(FileProblem::Nested));
    assert_eq!(told("nested.zip/in.csv.gz"), Some(FileProblem::Nested));
    assert_eq!(told("nested.zip/ok.csv"), None);
    assert_eq!(told("nested.gz"), Some(FileProblem::Nested));
    assert_eq!(told("good.csv"), None);
    assert!(matches!(told("missing.csv"), Some(FileProblem::Unreadable { .. })));
    for problem in problems.into_iter().flatten() {
        assert!(problem.to_string().ends_with("。") && !problem.english().is_empty());
    }
}

#[cfg(unix)]
#[test]
fn links_inside_folders_are_not_followed() {
    let folder = tempfile::tempdir().unwrap();
    let outside = tempfile::tempdir().unwrap();
    fs::write(outside.path().join("secret.csv"), "x").unwrap();
    std::os::unix::fs::symlink(outside.path(), folder.path().join("way-out")).unwrap();
    std::os::unix::fs::symlink(folder.path(), folder.path().join("round")).unwrap();
    let found = expand(&[folder.path().to_owned()], Limits::default());
    assert_eq!(found.iter().map(Found::problem).collect::<Vec<_>>(), [Some(&FileProblem::Link); 2]);
}

#[test]
fn names_in_archives_are_only_labels() {
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path().join("a.zip");
    fs::write(&archive, zip(&[("../../up.csv", b"x"), ("/root.csv", b"y"), ("C:\\w\\z.csv", b"z")])).unwrap();
    let found = expand(&[archive], Limits::default());
    assert_eq!(labels(&found, folder.path()), ["a.zip/up.csv", "a.zip/root.csv", "a.zip/w/z.csv"]);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_bomb_is_cut_off() {
    let folder = tempfile::tempdir().unwrap();
    let zeros = vec![b'0'; 60_000_000];
    fs::write(folder.path().join("bomb.gz"), gzip(&zeros)).unwrap();
    fs::write(folder.path().join("bomb.zip"), zip(&[("a.csv", &zeros)])).unwrap();
    for found in expand(&[folder.path().to_owned()], Limits::default()) {
        assert_eq!(whole(&found), Err(FileProblem::Bomb { limit: 200 }), "{}", found.label);
    }
}

#[test]
fn sizes_are_limited_for_one_file_and_for_all() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["a.csv", "b.csv", "c.csv"] {
        fs::write(folder.path().join(name), [b'x'; 400]).unwrap();
    }
    let limits = Limits { file: 500, total: 1000, ..Limits::default() };
    let found = expand(&[folder.path().to_owned()], limits);
    let read: Vec<_> = found.iter().map(|f| whole(f).map(|bytes| bytes.len())).collect();
    assert_eq!(read, [Ok(400), Ok(400), Err(FileProblem::TotalTooLarge { limit: 1000 })]);
    let limits = Limits { file: 300, files: 2, ..Limits::default() };
    let found = expand(&[folder.path().to_owned()], limits);
    assert_eq!(whole(&found[0]), Err(FileProblem::TooLarge { limit: 300 }));
    assert_eq!(found[2].problem(), Some(&FileProblem::TooMany { limit: 2 }));
}

#[test]
fn a_damaged_entry_is_not_believed() {
    let folder = tempfile::tempdir().unwrap();
    let mut bytes = zip(&[("a.csv", b"some text that is long enough to be changed without breaking the stream")]);
    let at = bytes.windows(4).position(|w| w == b"PK\x01\x02").unwrap();
    // The sum in the directory no longer fits the content.
    bytes[at + 16] ^= 0xff;
    fs::write(folder.path().join("a.zip"), bytes).unwrap();
    let found = expand(&[folder.path().to_owned()], Limits::default());
    assert!(matches!(whole(&found[0]), Err(FileProblem::Damaged { .. })));
}
