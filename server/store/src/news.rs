//! What other processes do with the same database, told as it happens. Postgres only: a file is polled.

use std::fmt::Write;

use model::ApprovalId;
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, Statement, sqlx::postgres::PgListener,
};
use tracing::instrument;

use crate::{Error, Store, error::opening};

const CHANNEL: &str = "metamcp";

/// Something that happened in another process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum News {
    /// The configuration was changed.
    Configuration,
    /// The client of a session, by the hash of its id, wants to hear something else.
    SessionChanged([u8; 32]),
    /// A session ended.
    SessionEnded([u8; 32]),
    /// A call waits for a person, or does so no more.
    Approval(ApprovalId),
    /// The connection was lost for a while: anything may have happened.
    Missed,
}

/// Hears news, on a connection of its own.
pub struct Listener {
    listener: PgListener,
    /// Who does not need to hear its own news.
    own: u64,
}

impl Store {
    /// Hears what other processes do from now on. Only of a database that [is shared](Store::is_shared).
    #[instrument(name = "store.listen", skip_all, err(level = "debug"))]
    pub async fn listen(&self) -> Result<Listener, Error> {
        let pool = self.connection().get_postgres_connection_pool();
        let mut listener = PgListener::connect_with(pool).await.map_err(opening)?;
        listener.listen(CHANNEL).await.map_err(opening)?;
        Ok(Listener {
            listener,
            own: self.process(),
        })
    }
}

impl Listener {
    /// The next news. After an error it hears nothing more.
    pub async fn next(&mut self) -> Result<News, Error> {
        loop {
            let Some(said) = self.listener.try_recv().await.map_err(opening)? else {
                return Ok(News::Missed);
            };
            // What a newer program says, and this one does not understand, is not for it.
            if let Some((process, news)) = read(said.payload())
                && process != self.own
            {
                return Ok(news);
            }
        }
    }
}

/// Tells other processes, when this transaction commits. Nobody hears of it otherwise.
pub(crate) async fn tell(transaction: &DatabaseTransaction, process: u64, news: News) -> Result<(), DbErr> {
    if transaction.get_database_backend() != DbBackend::Postgres {
        return Ok(());
    }
    let statement = Statement::from_sql_and_values(
        DbBackend::Postgres,
        "SELECT pg_notify($1, $2)",
        [CHANNEL.into(), written(process, news).into()],
    );
    transaction.query_one_raw(statement).await.map(drop)
}

fn written(process: u64, news: News) -> String {
    match news {
        News::Configuration => format!("{process:x} configuration"),
        News::SessionChanged(hash) => format!("{process:x} session-changed {}", hexadecimal(&hash)),
        News::SessionEnded(hash) => format!("{process:x} session-ended {}", hexadecimal(&hash)),
        News::Approval(id) => format!("{process:x} approval {id}"),
        News::Missed => format!("{process:x} missed"),
    }
}

fn read(text: &str) -> Option<(u64, News)> {
    let mut words = text.split(' ');
    let process = u64::from_str_radix(words.next()?, 16).ok()?;
    let news = match (words.next()?, words.next()) {
        ("configuration", None) => News::Configuration,
        ("session-changed", Some(hash)) => News::SessionChanged(bytes(hash)?),
        ("session-ended", Some(hash)) => News::SessionEnded(bytes(hash)?),
        ("approval", Some(id)) => News::Approval(id.parse().ok()?),
        ("missed", None) => News::Missed,
        _ => return None,
    };
    Some((process, news))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("writing to a text succeeds");
        text
    })
}

fn bytes(text: &str) -> Option<[u8; 32]> {
    let pairs = text.as_bytes().chunks(2);
    let bytes: Option<Vec<u8>> = pairs
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect();
    bytes?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use model::ApprovalId;
    use uuid::Uuid;

    use super::{News, read, written};

    #[test]
    fn reads_what_it_writes_and_nothing_else() {
        let hash = std::array::from_fn(|at| u8::try_from(at * 8).expect("small"));
        for news in [
            News::Configuration,
            News::SessionChanged(hash),
            News::SessionEnded(hash),
            News::Approval(ApprovalId::from_uuid(Uuid::from_u128(7))),
            News::Missed,
        ] {
            assert_eq!(read(&written(0xabc, news)), Some((0xabc, news)));
        }
        for other in [
            "",
            "1",
            "x configuration",
            "1 session-ended ab",
            "1 approval ab",
            "1 tomorrow",
            "1 configuration x",
        ] {
            assert_eq!(read(other), None, "{other}");
        }
    }
}
