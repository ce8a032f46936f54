//! The store: shelves and orders, in a file. Calls to it are blocking, and run on threads for that.

use std::{
    collections::HashMap,
    error::Error,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior::Immediate};
use traced::traced;

pub type Failure = Box<dyn Error + Send + Sync>;

#[derive(Clone)]
pub struct Store(Arc<Mutex<Connection>>);

/// What came of a wish.
pub enum Taken {
    Left(u32),
    TooFew,
    /// There are more in the back room, and they are being brought.
    OnTheWay,
    Unknown,
}

/// An order that nobody has packed yet.
pub struct Job {
    pub order: i64,
    pub item: String,
    pub count: u32,
    /// The context of the span that accepted it, as headers.
    pub context: HashMap<String, String>,
}

const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS stock (item TEXT PRIMARY KEY, shelf INTEGER NOT NULL, back INTEGER NOT NULL);
    CREATE TABLE IF NOT EXISTS orders (id INTEGER PRIMARY KEY, item TEXT NOT NULL, count INTEGER NOT NULL,
        state TEXT NOT NULL, boxes INTEGER, context TEXT NOT NULL);
    INSERT OR IGNORE INTO stock VALUES ('teapot', 12, 0), ('kettle', 0, 6), ('piano', 1, 0);
";

impl Store {
    /// Opens the file, or makes it and fills the shelves.
    pub fn open(path: &Path) -> Result<Self, Failure> {
        let connection = Connection::open(path)?;
        // Several processes write to it.
        connection.busy_timeout(Duration::from_secs(10))?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "NORMAL")?;
        connection.execute_batch(TABLES)?;
        Ok(Self(Arc::new(Mutex::new(connection))))
    }

    /// One transaction, on a thread where it may block.
    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, Failure> {
        let connection = Arc::clone(&self.0);
        let run = move || {
            let mut connection = connection.lock().unwrap_or_else(PoisonError::into_inner);
            let transaction = connection.transaction_with_behavior(Immediate)?;
            let value = work(&transaction)?;
            transaction.commit()?;
            Ok(value)
        };
        tokio::task::spawn_blocking(run).await?
    }
}

/// Each statement is a span, of which the other side is called `store`.
#[traced(kind = client, tags("peer.service" = "store", "db.system.name" = "sqlite"))]
impl Store {
    pub async fn take(&self, item: &str, count: u32) -> Result<Taken, Failure> {
        let item = item.to_owned();
        self.run(move |db| {
            let found = db
                .query_row("SELECT shelf, back FROM stock WHERE item = ?1", [&item], |row| {
                    Ok((row.get::<_, u32>(0)?, row.get::<_, u32>(1)?))
                })
                .optional()?;
            match found {
                None => Ok(Taken::Unknown),
                Some((shelf, _)) if shelf >= count => {
                    db.execute("UPDATE stock SET shelf = shelf - ?2 WHERE item = ?1", (&item, count))?;
                    Ok(Taken::Left(shelf - count))
                }
                Some((_, 0)) => Ok(Taken::TooFew),
                Some(_) => {
                    db.execute("UPDATE stock SET shelf = shelf + back, back = 0 WHERE item = ?1", [&item])?;
                    Ok(Taken::OnTheWay)
                }
            }
        })
        .await
    }

    pub async fn level(&self, item: String) -> Result<Option<u32>, Failure> {
        self.run(move |db| db.query_row("SELECT shelf FROM stock WHERE item = ?1", [item], |row| row.get(0)).optional())
            .await
    }

    /// Queues the order for the worker. The row says below which span that is to go on: this one.
    #[traced(kind = producer)]
    pub async fn accept(&self, item: &str, count: u32) -> Result<i64, Failure> {
        let mut context = HashMap::new();
        traced::inject(&traced::current().context(), &mut context);
        let (item, context) = (item.to_owned(), serde_json::to_string(&context)?);
        self.run(move |db| {
            let row = (item, count, "accepted", context);
            db.execute("INSERT INTO orders (item, count, state, context) VALUES (?1, ?2, ?3, ?4)", row)?;
            Ok(db.last_insert_rowid())
        })
        .await
    }

    pub async fn packed(&self, order: i64, boxes: u32) -> Result<(), Failure> {
        let update = "UPDATE orders SET state = 'packed', boxes = ?2 WHERE id = ?1";
        self.run(move |db| db.execute(update, (order, boxes))).await.map(drop)
    }

    /// No span: this looks every now and then, and mostly finds nothing.
    #[traced(off)]
    pub async fn next_job(&self) -> Result<Option<Job>, Failure> {
        let next =
            "UPDATE orders SET state = 'packing' WHERE id = (SELECT min(id) FROM orders WHERE state = 'accepted')
            RETURNING id, item, count, context";
        let found = self
            .run(|db| {
                let columns = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?));
                db.query_row(next, [], columns).optional()
            })
            .await?;
        let job = |(order, item, count, context): (_, _, _, String)| {
            Ok(Job { order, item, count, context: serde_json::from_str(&context)? })
        };
        found.map(job).transpose()
    }
}
