//! The table `profiles`: people's profiles from the network, cached.

use crate::Store;
use crate::db::{Conn, Select, row, statements};
use crate::error::StorageError;
use crate::store::lookups;
use crate::tx::Tx;
use omni_domain::Timestamp;
use omni_domain::ids::InstanceId;
use omni_domain::profile::Profile;
use uuid::Uuid;

row! {
    struct ProfileRow {
        instance_id: Uuid,
        address: String,
        name: Option<String>,
        about: Option<String>,
        picture_url: Option<String>,
        is_business: bool,
        picture_at: Option<i64>,
        profile_at: Option<i64>,
    }
}

statements! {
    FIND = concat!(
        "SELECT ", columns!(), " FROM profiles WHERE instance_id = $1 AND address = $2",
    );
    PUT = concat!(
        "INSERT INTO profiles (", columns!(), ", cached_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         ON CONFLICT (instance_id, address) DO UPDATE SET
         name = excluded.name, about = excluded.about, picture_url = excluded.picture_url,
         is_business = excluded.is_business, picture_at = excluded.picture_at,
         profile_at = excluded.profile_at, cached_at = excluded.cached_at",
    );
    /// All but the newest `$2`.
    TRIM = "DELETE FROM profiles WHERE instance_id = $1 AND address IN
        (SELECT old.address FROM profiles old WHERE old.instance_id = $1
         ORDER BY old.cached_at DESC, old.address LIMIT 1000 OFFSET $2)";
    DELETE = "DELETE FROM profiles WHERE instance_id = $1 AND address = $2";
}

const SELECT: &str = concat!("SELECT ", columns!(), " FROM profiles WHERE instance_id = ");

impl From<ProfileRow> for Profile {
    fn from(row: ProfileRow) -> Self {
        Self {
            instance_id: InstanceId(row.instance_id),
            address: row.address,
            name: row.name,
            about: row.about,
            picture_url: row.picture_url,
            is_business: row.is_business,
            picture_at: row.picture_at.map(Timestamp),
            profile_at: row.profile_at.map(Timestamp),
        }
    }
}

async fn find(
    db: &mut Conn<'_>,
    instance: InstanceId,
    address: &str,
) -> Result<Option<Profile>, StorageError> {
    let query = db.query(FIND).bind(instance.0).bind(address);
    Ok(query.maybe::<ProfileRow>().await?.map(Profile::from))
}

lookups! {
    /// The cached profile of an address.
    find_profile(instance: InstanceId, address: &str) -> Option<Profile> = find;
}

impl Tx {
    /// Caches a profile, and keeps only the newest `most` of the instance.
    pub async fn put_profile(
        &mut self,
        profile: &Profile,
        now: Timestamp,
        most: u32,
    ) -> Result<(), StorageError> {
        let mut db = self.db();
        let query = db.query(PUT).bind(profile.instance_id.0).bind(&profile.address);
        let query = query.bind(profile.name.as_deref()).bind(profile.about.as_deref());
        let query = query.bind(profile.picture_url.as_deref()).bind(profile.is_business);
        let query = query.bind(profile.picture_at.map(|at| at.0));
        query.bind(profile.profile_at.map(|at| at.0)).bind(now.0).run().await?;
        let query = db.query(TRIM).bind(profile.instance_id.0);
        query.bind(i64::from(most)).run().await.map(drop)
    }

    /// Removes a cached profile. Returns whether there was one.
    pub async fn delete_profile(
        &mut self,
        instance: InstanceId,
        address: &str,
    ) -> Result<bool, StorageError> {
        Ok(self.db().query(DELETE).bind(instance.0).bind(address).run().await? > 0)
    }
}

impl Store {
    /// The cached profiles of these people; unknown ones are left out.
    pub async fn find_profiles(
        &self,
        instance: InstanceId,
        addresses: &[String],
    ) -> Result<Vec<Profile>, StorageError> {
        let mut found = Vec::new();
        let mut reader = self.reader().await?;
        for some in addresses.chunks(100) {
            let mut select = Select::new(SELECT);
            select.bind(instance.0).and_in("address", some.iter().map(String::as_str));
            let rows = select.on(&mut reader.conn()).all::<ProfileRow>().await?;
            found.extend(rows.into_iter().map(Profile::from));
        }
        Ok(found)
    }
}
