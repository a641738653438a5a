//! A file that the program may not read is told, and stops no other.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Output};

const NOBODY: &str = "65534";

/// The program as somebody whom permissions bind: root may read everything, so as root it runs as nobody.
fn kyoten_as_anybody(home: &Path) -> Command {
    let program = env!("CARGO_BIN_EXE_kyoten");
    if !rustix::process::geteuid().is_root() {
        return Command::new(program);
    }
    std::os::unix::fs::chown(home, NOBODY.parse().ok(), NOBODY.parse().ok()).expect("it is theirs");
    let mut command = Command::new("setpriv");
    command.args(["--reuid", NOBODY, "--regid", NOBODY, "--clear-groups", "--", program]);
    command
}

fn import(home: &Path) -> Output {
    let mut command = kyoten_as_anybody(home);
    command.arg("--data").arg(home.join("data")).args(["import", "open-data"]).arg(home.join("files"));
    command.output().expect("the program runs")
}

#[test]
fn a_file_without_permission_is_told_and_stops_no_other() {
    let home = tempfile::tempdir().expect("a folder");
    let files = home.path().join("files");
    std::fs::create_dir(&files).expect("a folder");
    let set = |path: &Path, mode| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("it is ours");
    };
    let holidays = "国民の祝日・休日月日,国民の祝日・休日名称\n2027/1/1,元日\n";
    for (name, mode) in [("closed.csv", 0o000), ("open.csv", 0o644)] {
        std::fs::write(files.join(name), holidays).expect("it is written");
        set(&files.join(name), mode);
    }
    std::fs::create_dir(files.join("locked")).expect("a folder");
    set(&files.join("locked"), 0o000);
    set(&files, 0o755);
    let out = import(home.path());
    let said = String::from_utf8_lossy(&out.stdout);
    assert!(out.status.success(), "{said}{}", String::from_utf8_lossy(&out.stderr));
    for line in ["closed.csv: ファイルを開けません", "locked: ファイルを開けません", "open.csv (国民の祝日)"]
    {
        assert!(said.contains(line), "{line}: {said}");
    }
    assert!(said.contains("場所と読み取りの権限を確かめてください。"), "{said}");
    assert!(said.contains("  review contradict "), "names of columns stand apart: {said}");
    let open = files.join("open.csv");
    assert!(said.contains(&format!("  {} (", open.display())), "a file is told with its folder: {said}");

    // With nothing that can be read the command fails, so that a script notices.
    std::fs::remove_file(files.join("open.csv")).expect("it is ours");
    let out = import(home.path());
    let said = String::from_utf8_lossy(&out.stderr);
    assert!(!out.status.success() && said.contains("取り込めるファイルがありませんでした。"), "{said}");
    set(&files.join("locked"), 0o755);
}
