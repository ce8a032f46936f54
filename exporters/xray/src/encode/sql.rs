//! The block `sql` of subsegments: a query to a database of that kind.

use super::{
    facts::{Fact, Facts},
    sheet::{Section, Sheet},
    value::{close, first, text},
};

/// The schema has no longer users.
const LONGEST_USER: usize = 250;

/// Whether a database speaks SQL: OpenTelemetry's names (semantic conventions, "Database", also older versions), and OpenTracing's `sql`.
fn is_sql(system: &str) -> bool {
    matches!(
        system,
        "sql"
            | "other_sql"
            | "clickhouse"
            | "cockroachdb"
            | "db2"
            | "derby"
            | "firebirdsql"
            | "h2"
            | "hive"
            | "hsqldb"
            | "ibm.db2"
            | "mariadb"
            | "microsoft.sql_server"
            | "mssql"
            | "mysql"
            | "oracle"
            | "oracle.db"
            | "postgresql"
            | "redshift"
            | "aws.redshift"
            | "sqlite"
            | "teradata"
            | "trino"
    )
}

/// The block, where the tags tell of such a database.
pub(super) fn sql(sheet: &mut Sheet, facts: &mut Facts<'_>) {
    let Some(system) = facts.text(Fact::DbSystem).filter(|system| is_sql(system)) else { return };
    sheet.piece(Section::Top, |out| {
        out.extend_from_slice(b"\"sql\":{");
        if let Some(connection) = facts.text(Fact::DbConnection) {
            let is_url = connection.contains("://");
            text(out, if is_url { "url" } else { "connection_string" }, &without_password(connection));
        }
        text(out, "database_type", system);
        if let Some(user) = facts.text(Fact::DbUser) {
            let (start, whole) = first(user, LONGEST_USER);
            text(out, "user", start);
            if whole {
                facts.say(Fact::DbUser);
            }
        }
        if let Some(statement) = facts.text(Fact::DbStatement) {
            text(out, "sanitized_query", statement);
        }
        close(out, b'}');
    });
    for fact in [Fact::DbConnection, Fact::DbSystem, Fact::DbStatement] {
        if facts.text(fact).is_some() {
            facts.say(fact);
        }
    }
}

/// The host in a connection string that is a URL, `jdbc:` in front of it or not.
pub(super) fn host_of(connection: &str) -> Option<&str> {
    let (_, rest) = connection.split_once("://")?;
    let authority = rest.split(['/', '?', ';']).next()?;
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let host = match host.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((address, _)) => address,
        None => host.split(':').next()?,
    };
    Some(host).filter(|host| !host.is_empty())
}

/// "Excluding passwords": that of a URL, and those of pairs such as `Server=db;Password=…`.
pub(super) fn without_password(connection: &str) -> String {
    const ENDS: [char; 3] = [';', '?', '&'];
    let is_password = |piece: &str| {
        piece.split_once('=').is_some_and(|(name, _)| {
            let name = name.trim().to_ascii_lowercase();
            ["password", "pwd", "passwd"].iter().any(|word| name.ends_with(word))
        })
    };
    // What ends a pair goes with it.
    let kept = connection.split_inclusive(ENDS).filter(|piece| !is_password(piece));
    let kept: String = kept.collect::<String>().trim_end_matches(['?', '&']).to_owned();
    without_userinfo(&kept).unwrap_or(kept)
}

/// A URL without the password in front of its host, if it has one.
fn without_userinfo(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?']).next()?;
    let (user, _) = authority.rsplit_once('@')?;
    let (name, _) = user.split_once(':')?;
    Some(format!("{scheme}://{name}{}", &rest[user.len()..]))
}
