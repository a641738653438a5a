//! An import that is killed in the middle has changed nothing, and the next one does the whole work.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const FACILITIES: usize = 6_000;

fn kyoten(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kyoten"));
    command.arg("--data").arg(data).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn import(data: &Path, file: &Path) -> Child {
    kyoten(data).args(["import", "open-data"]).arg(file).spawn().expect("the program starts")
}

/// Invented pharmacies, each at its own address.
fn pharmacies(file: &Path) {
    let mut text = "id,name,address,pref,city,url\n".to_owned();
    for n in 0..FACILITIES {
        text.push_str(&format!("1355{n:09},架空薬局{n}号店,東京都新宿区架空町{n}－１,東京都,新宿区,\n"));
    }
    std::fs::write(file, text).expect("the file is written");
}

fn found(data: &Path) -> String {
    let out =
        kyoten(data).args(["directory", "search", "架空薬局", "--limit", "1"]).output().expect("the program runs");
    let text = String::from_utf8_lossy(&out.stdout).into_owned();
    text.lines().next().unwrap_or_default().to_owned()
}

/// Waits until the import is in the middle of writing: the write-ahead log has grown, and nothing is committed yet.
fn wait_until_it_writes(data: &Path, child: &mut Child) {
    let log = data.join("kyoten.db-wal");
    let until = Instant::now() + Duration::from_secs(120);
    while std::fs::metadata(&log).map_or(0, |file| file.len()) < 3_000_000 {
        assert!(
            child.try_wait().expect("the import can be asked").is_none(),
            "the import ended before it could be killed"
        );
        assert!(Instant::now() < until, "the import never began to write");
        std::thread::yield_now();
    }
}

#[test]
fn an_import_that_is_killed_leaves_nothing_half_done() {
    let home = tempfile::tempdir().expect("a folder");
    let (data, file) = (home.path().join("data"), home.path().join("pharmacies.csv"));
    pharmacies(&file);

    let mut child = import(&data, &file);
    wait_until_it_writes(&data, &mut child);
    child.kill().expect("it is killed");
    child.wait().expect("it ends");
    assert_eq!(found(&data), "0 件", "nothing of the killed import is there");

    let done = import(&data, &file).wait_with_output().expect("it ends");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    assert_eq!(found(&data), format!("{FACILITIES} 件"));
}
