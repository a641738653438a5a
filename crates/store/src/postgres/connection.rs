//! Opening a connection, and checking that the server keeps what it promises.

use std::time::Duration;

use tokio_postgres::{Config, NoTls};

use super::Session;
use super::errors::error;
use crate::{Engine, Error, Options, Result, database};

/// Reads the URL; what it does not say is set so that a dead server is noticed in seconds, not in hours.
pub(crate) fn configuration(url: &str) -> Result<Config> {
    let mut config: Config =
        url.parse().map_err(|_| Error::UnknownDatabase { text: database::without_password(url) })?;
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(Duration::from_secs(5));
    }
    if config.get_tcp_user_timeout().is_none() {
        config.tcp_user_timeout(Duration::from_secs(10));
    }
    if !url.contains("keepalives_idle") {
        config.keepalives_idle(Duration::from_secs(60));
    }
    Ok(config)
}

/// Connects; a server-side `synchronous_commit = off` is overruled.
pub(crate) fn connect(config: &Config, options: &Options) -> Result<Session> {
    let unavailable = |e: std::io::Error| Error::Unavailable { reason: e.to_string() };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(unavailable)?;
    let (client, connection) = runtime.block_on(config.connect(NoTls)).map_err(error)?;
    // Its end is seen by the next statement.
    runtime.spawn(async move {
        if let Err(e) = connection.await {
            tracing::debug!("a connection to PostgreSQL ended: {e}");
        }
    });
    let mut session = Session::new(runtime, client, options.statements);
    session.batch(
        "select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') = 'off'",
    )?;
    Ok(session)
}

/// Refuses a database that would sort or store text in another way than SQLite does.
pub(crate) fn check_server(session: &mut Session) -> Result<()> {
    // Columns that only newer servers have are read through JSON.
    let sql = "select cast(pg_encoding_to_char(encoding) as text), cast(datcollate as text), cast(datctype as text),
                      coalesce(to_json(d) ->> 'datlocprovider', 'c'),
                      coalesce(to_json(d) ->> 'datlocale', to_json(d) ->> 'daticulocale', ''),
                      current_setting('synchronous_commit'), current_setting('fsync')
               from pg_database d where datname = current_database()";
    let mut found = Vec::new();
    session.for_each(sql, &[], |row| {
        for column in 0..row.len() {
            found.push(row.try_get::<_, String>(column).map_err(error)?);
        }
        Ok(())
    })?;
    let [encoding, collation, character_type, provider, locale, commit, fsync] = found.as_slice() else {
        return Err(Error::NoRow);
    };
    let by_code_point = |name: &str| ["c", "posix", "c.utf8"].contains(&name.to_lowercase().replace('-', "").as_str());
    let sorts_alike = match provider.as_str() {
        "c" => by_code_point(collation) && by_code_point(character_type),
        // PostgreSQL 17's own provider.
        "b" => by_code_point(locale),
        _ => false,
    };
    if encoding != "UTF8" || !sorts_alike {
        let found = format!("encoding {encoding}, lc_collate {collation}, lc_ctype {character_type}");
        return Err(Error::WrongLocale { found });
    }
    if commit == "off" {
        let setting = "synchronous_commit = on";
        return Err(Error::UnsafeSetting { engine: Engine::Postgres, setting, found: commit.clone() });
    }
    if fsync == "off" {
        tracing::warn!("PostgreSQL runs with fsync = off: a power cut loses acknowledged writes");
    }
    Ok(())
}
