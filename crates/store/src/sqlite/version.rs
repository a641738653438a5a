//! Which SQLite libraries may hold patients' data.

use crate::{Error, Result};

/// The first SQLite without the bug that can corrupt a database when its write-ahead log starts over: 3.51.3.
pub const SAFE_SQLITE: i32 = 3_051_003;

/// Refuses a SQLite library that can corrupt data; `version` is `sqlite3_libversion_number()`.
pub fn refuse_unsafe_sqlite(version: i32) -> Result<()> {
    if version >= SAFE_SQLITE {
        return Ok(());
    }
    let found = format!("{}.{}.{}", version / 1_000_000, version / 1_000 % 1_000, version % 1_000);
    Err(Error::UnsafeSqlite { found })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_library_inside_this_program_is_safe() {
        refuse_unsafe_sqlite(rusqlite::version_number()).unwrap();
    }

    #[test]
    fn a_library_with_the_wal_reset_bug_is_refused_in_one_sentence() {
        for (version, name) in [(3_051_002, "3.51.2"), (3_046_000, "3.46.0"), (3_007_017, "3.7.17")] {
            let refusal = refuse_unsafe_sqlite(version).unwrap_err().to_string();
            assert_eq!(
                refusal,
                format!("SQLite {name} can corrupt the database (WAL reset bug): this program needs 3.51.3 or newer")
            );
        }
        refuse_unsafe_sqlite(SAFE_SQLITE).unwrap();
    }
}
