//! Values for the `$1`s of a statement.

use crate::options::Engine;
use sqlx::Arguments;
use sqlx::error::BoxDynError;
use sqlx::postgres::PgArguments;
use sqlx::sqlite::SqliteArguments;
use uuid::Uuid;

/// The values of one statement.
pub(crate) enum Binds {
    Sqlite(SqliteArguments),
    Postgres(PgArguments),
}

impl Binds {
    pub(super) fn new(engine: Engine) -> Self {
        match engine {
            Engine::Sqlite => Self::Sqlite(SqliteArguments::default()),
            Engine::Postgres => Self::Postgres(PgArguments::default()),
        }
    }
}

/// A value that both engines accept.
pub(crate) trait Bind: Send {
    /// Appends it.
    fn add_to(self, binds: &mut Binds) -> Result<(), BoxDynError>;
}

macro_rules! plain {
    ($($ty:ty),+ $(,)?) => {$(
        impl Bind for $ty {
            fn add_to(self, binds: &mut Binds) -> Result<(), BoxDynError> {
                match binds {
                    Binds::Sqlite(binds) => binds.add(self),
                    Binds::Postgres(binds) => binds.add(self),
                }
            }
        }
    )+};
}

plain!(
    Uuid,
    Option<Uuid>,
    i64,
    Option<i64>,
    i32,
    Option<i32>,
    bool,
    Option<bool>,
    Vec<u8>,
    &[u8],
    Option<&[u8]>
);

// Postgres refuses U+0000 in text, and a refusal may cost a whole group of writes its commit. So
// it is replaced, here where every text passes.

/// Replaces U+0000 by U+FFFD, as every bound text. For texts that are stored inside of JSON as well
/// as in a column.
pub(crate) fn replace_nul(text: &mut String) {
    if text.contains('\0') {
        *text = text.replace('\0', "\u{fffd}");
    }
}

impl Bind for String {
    fn add_to(mut self, binds: &mut Binds) -> Result<(), BoxDynError> {
        replace_nul(&mut self);
        match binds {
            Binds::Sqlite(binds) => binds.add(self),
            Binds::Postgres(binds) => binds.add(self),
        }
    }
}

impl Bind for &str {
    fn add_to(self, binds: &mut Binds) -> Result<(), BoxDynError> {
        if self.contains('\0') {
            return self.to_owned().add_to(binds);
        }
        match binds {
            Binds::Sqlite(binds) => binds.add(self),
            Binds::Postgres(binds) => binds.add(self),
        }
    }
}

impl Bind for Option<&str> {
    fn add_to(self, binds: &mut Binds) -> Result<(), BoxDynError> {
        match (self, &mut *binds) {
            (Some(text), _) => text.add_to(binds),
            (None, Binds::Sqlite(binds)) => binds.add(None::<&str>),
            (None, Binds::Postgres(binds)) => binds.add(None::<&str>),
        }
    }
}

impl Bind for Option<String> {
    fn add_to(self, binds: &mut Binds) -> Result<(), BoxDynError> {
        match self {
            Some(text) => text.add_to(binds),
            None => None::<&str>.add_to(binds),
        }
    }
}

impl Bind for &String {
    fn add_to(self, binds: &mut Binds) -> Result<(), BoxDynError> {
        self.as_str().add_to(binds)
    }
}
