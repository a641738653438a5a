//! `script/setup` on a machine that has nothing yet: it installs, or says the very command. The machine is made of stand-ins.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

const ROOT: &str = "0";
const SOMEBODY: &str = "1000";

/// Programs that every machine has, and some that this one has so that only Rust or Chromium is missing.
const THERE: [&str; 12] =
    ["bash", "cat", "chmod", "cut", "dirname", "env", "find", "head", "sed", "sort", "touch", "tail"];

struct Machine {
    home: tempfile::TempDir,
}

impl Machine {
    /// `rustup`: the version that the system's packages have, or nothing.
    fn new(user: &str, architecture: &str, rustup: &str) -> Self {
        let machine = Self { home: tempfile::tempdir().expect("a folder") };
        fs::create_dir(machine.bin()).expect("a folder");
        for name in THERE {
            let real =
                ["/usr/bin", "/bin"].map(|folder| Path::new(folder).join(name)).into_iter().find(|path| path.exists());
            symlink(real.expect("a usual program"), machine.bin().join(name)).expect("a link");
        }
        for name in ["cc", "npm", "python3", "initdb", "curl"] {
            machine.program(name, "");
        }
        machine.program("node", "echo 22");
        machine.program("id", &format!("echo {user}"));
        machine.program("uname", &format!("echo {architecture}"));
        machine.program(
            "apt-cache",
            &format!("[ $2 = rustup ] && echo '  Candidate: {rustup}' || echo '  Candidate: 0.66.0+ds1-1'"),
        );
        // The package of rustup brings rustup, and that brings cargo.
        let cargo = format!("echo 'echo cargo 9.9.9' > {0}/cargo; chmod +x {0}/cargo", machine.bin().display());
        let rustup = format!("echo \"{cargo}\" > {0}/rustup; chmod +x {0}/rustup", machine.bin().display());
        machine.program("apt-get", &format!("echo apt-get $* >&2\ncase \"$*\" in *rustup*) {rustup} ;; esac"));
        machine
    }

    fn bin(&self) -> PathBuf {
        self.home.path().join("bin")
    }

    fn program(&self, name: &str, does: &str) {
        let path = self.bin().join(name);
        fs::write(&path, format!("#!/bin/bash\n{does}\n")).expect("it is written");
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("it is ours");
    }

    /// What it said, and whether everything is there now.
    fn set_up(&self, options: &[&str]) -> (bool, String) {
        let mut command = Command::new("bash");
        command.env_clear().env("PATH", self.bin()).env("HOME", self.home.path());
        command.env("CHROMIUM", "/nowhere/chromium");
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/script/setup");
        let ended = command.arg(script).args(options).output().expect("bash runs");
        (ended.status.success(), String::from_utf8_lossy(&ended.stderr).into_owned())
    }
}

#[test]
fn without_rust_the_command_that_brings_it_is_said() {
    for (user, rustup, command) in [
        (SOMEBODY, "(none)", "curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh -s -- -y"),
        (SOMEBODY, "1.27.1-3", "sudo apt-get update && sudo apt-get install -y rustup && rustup default stable"),
        (ROOT, "(none)", "curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh -s -- -y"),
    ] {
        let (done, said) = Machine::new(user, "x86_64", rustup).set_up(&["--demo"]);
        assert!(!done && said.contains("Rust") && said.contains(command), "{user} {rustup}: {said}");
    }
}

#[test]
fn root_installs_rust_where_the_system_has_rustup() {
    let machine = Machine::new(ROOT, "x86_64", "1.27.1-3");
    let (_, said) = machine.set_up(&["--demo"]);
    assert!(said.contains("apt-get install -y -qq --no-install-recommends rustup"), "{said}");
    assert!(!said.contains("is missing"), "{said}");
    // Control: one that is there already is not installed again, and one that is too old is told.
    let (_, said) = machine.set_up(&["--demo"]);
    assert!(!said.contains("apt-get"), "{said}");
    machine.program("cargo", "echo cargo 1.80.0");
    let (done, said) = machine.set_up(&["--demo"]);
    assert!(!done && said.contains("Rust 1.80.0 is too old") && said.contains("rustup update stable"), "{said}");
}

#[test]
fn where_the_system_has_no_chromium_the_command_that_brings_one_is_said() {
    for (architecture, command) in [
        ("x86_64", "apt-get install -y /tmp/chrome.deb"),
        ("aarch64", "npx playwright-core install --with-deps chromium"),
    ] {
        let (done, said) = Machine::new(ROOT, architecture, "(none)").set_up(&[]);
        assert!(!done && said.contains(command) && said.contains("export CHROMIUM="), "{architecture}: {said}");
    }
}
