//! The folder of everything a hub keeps (データのフォルダー), locked so that two programs never share it.

use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::io::{Read as _, Seek as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use super::start::Refusal;

/// The open data folder. The lock ends when the last handle on it is dropped or the process ends, even by `kill -9`.
#[derive(Debug)]
pub struct DataFolder {
    path: PathBuf,
    _lock: File,
}

const LOCK: &str = "kyoten.lock";

impl DataFolder {
    /// Makes the folder if it is missing (for its owner only), checks that it can be written, and locks it.
    pub fn open(path: &Path) -> Result<Self, Refusal> {
        DirBuilder::new().recursive(true).mode(0o700).create(path).map_err(|cause| cannot_make(path, &cause))?;
        let path = path.canonicalize().map_err(|cause| cannot_make(path, &cause))?;
        let mut file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .mode(0o600)
            .open(path.join(LOCK))
            .map_err(|cause| cannot_write(&path, &cause))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(is_locked(&path, &holder(&mut file))),
            Err(TryLockError::Error(cause)) => return Err(cannot_write(&path, &cause)),
        }
        sign(&mut file).map_err(|cause| cannot_write(&path, &cause))?;
        Ok(Self { path, _lock: file })
    }

    /// Where it is, from the root.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The SQLite database in it.
    pub fn database(&self) -> PathBuf {
        self.path.join("kyoten.db")
    }

    /// The bytes that are still free on its disk for this user.
    pub fn free_bytes(&self) -> std::io::Result<u64> {
        let disk = rustix::fs::statvfs(&self.path)?;
        Ok(disk.f_bavail.saturating_mul(disk.f_frsize))
    }
}

/// Writes who holds the lock; the write is also the proof that the folder can be written.
fn sign(file: &mut File) -> std::io::Result<()> {
    file.set_len(0)?;
    file.rewind()?;
    writeln!(file, "{}", std::process::id())?;
    file.sync_all()
}

fn holder(file: &mut File) -> String {
    let mut text = String::new();
    let read = file.take(20).read_to_string(&mut text);
    if read.is_ok() && !text.trim().is_empty() { text.trim().to_owned() } else { "?".to_owned() }
}

fn cannot_make(path: &Path, cause: &std::io::Error) -> Refusal {
    let path = path.display();
    Refusal::new(
        format!(
            "データのフォルダー {path} を作れません({cause})。場所と書き込みの許可を確かめるか、--data で別の場所を示してください。"
        ),
        format!(
            "The data folder {path} cannot be made ({cause}): check its place and permissions, or name another with --data."
        ),
    )
}

fn cannot_write(path: &Path, cause: &std::io::Error) -> Refusal {
    let path = path.display();
    Refusal::new(
        format!("データのフォルダー {path} に書き込めません({cause})。持ち主と空き容量を確かめてください。"),
        format!("The data folder {path} cannot be written ({cause}): check its owner and the free disk."),
    )
}

fn is_locked(path: &Path, holder: &str) -> Refusal {
    let path = path.display();
    Refusal::new(
        format!(
            "データのフォルダー {path} は、動いている kyoten(プロセス {holder})が使っています。それを止めるか、--data で別の場所を示してください。"
        ),
        format!(
            "The data folder {path} is in use by a running kyoten (process {holder}): stop that one, or name another folder with --data."
        ),
    )
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn a_missing_folder_is_made_for_its_owner_only() {
        let home = tempfile::tempdir().unwrap();
        let folder = DataFolder::open(&home.path().join("a/b")).unwrap();
        assert_eq!(folder.path().metadata().unwrap().permissions().mode() & 0o777, 0o700);
        assert!(folder.free_bytes().unwrap() > 0);
        let lock = std::fs::read_to_string(folder.path().join(LOCK)).unwrap();
        assert_eq!(lock.trim(), std::process::id().to_string());
    }

    #[test]
    fn a_folder_in_use_is_refused_with_the_process_that_holds_it_and_free_again_afterwards() {
        let home = tempfile::tempdir().unwrap();
        let first = DataFolder::open(home.path()).unwrap();
        let refusal = DataFolder::open(home.path()).unwrap_err();
        assert!(refusal.japanese.contains(&format!("プロセス {}", std::process::id())), "{refusal}");
        assert!(
            refusal.english.contains(home.path().to_str().unwrap()) && refusal.english.contains("--data"),
            "{refusal}"
        );
        drop(first);
        DataFolder::open(home.path()).unwrap();
    }

    #[test]
    fn a_file_in_the_place_of_the_folder_is_refused() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let refusal = DataFolder::open(file.path()).unwrap_err();
        assert!(refusal.english.contains("cannot be made"), "{refusal}");
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_refused() {
        let home = tempfile::tempdir().unwrap();
        // A folder where the lock should be cannot be opened for writing, not even by root.
        std::fs::create_dir(home.path().join(LOCK)).unwrap();
        let refusal = DataFolder::open(home.path()).unwrap_err();
        assert!(refusal.english.contains("cannot be written"), "{refusal}");
    }
}
