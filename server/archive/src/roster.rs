//! The roster, kept whole: it is read at once and replaced at once, and each replacement is a new version.
//! Who changes it and how a change is previewed is not decided here.

use std::collections::{BTreeMap, HashSet};

use chrono::{DateTime, Utc};
use domain::people::{Membership, Person, Roster, Team};
use domain::{Email, TeamSlug};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::entity::{membership, person, team};
use crate::error::ArchiveError;
use crate::open::Archive;
use crate::settings;
use crate::stored::{At, unix};

const VERSION: &str = "roster_version";
const REPLACED_AT: &str = "roster_replaced_at";
/// Rows per statement: far below the number of values that `SQLite` takes at once.
const CHUNK: usize = 2000;

impl Archive {
    /// The memberships of one person, whenever they are.
    pub async fn memberships_of(&self, email: &Email) -> Result<Vec<Membership>, ArchiveError> {
        let rows = membership::Entity::find()
            .filter(membership::Column::Email.eq(email.as_str()))
            .order_by_asc(membership::Column::Position)
            .all(self.db())
            .await?;
        rows.into_iter().map(membership_of).collect()
    }

    /// Everybody and every team, with the version. An archive without a roster has an empty one, version 0.
    pub async fn roster(&self) -> Result<(Roster, u64), ArchiveError> {
        // One transaction, so that the parts belong to one version; it reads only and needs no turn.
        let txn = sea_orm::TransactionTrait::begin(self.db()).await?;
        let version = version(&txn).await?;
        let teams = team::Entity::find()
            .order_by_asc(team::Column::Title)
            .order_by_asc(team::Column::Slug)
            .all(&txn)
            .await?
            .into_iter()
            .map(|row| Team { slug: TeamSlug::new(row.slug), title: row.title, parent: row.parent.map(TeamSlug::new) })
            .collect();
        let mut memberships: BTreeMap<String, Vec<Membership>> = BTreeMap::new();
        let rows = membership::Entity::find()
            .order_by_asc(membership::Column::Email)
            .order_by_asc(membership::Column::Position)
            .all(&txn)
            .await?;
        for row in rows {
            memberships.entry(row.email.clone()).or_default().push(membership_of(row)?);
        }
        let mut people = Vec::new();
        for row in person::Entity::find().order_by_asc(person::Column::Email).all(&txn).await? {
            people.push(Person {
                memberships: memberships.remove(&row.email).unwrap_or_default(),
                email: At("person", "email").parse(&row.email)?,
                name: row.name,
            });
        }
        txn.rollback().await?;
        Ok((Roster { teams, people }, version))
    }

    /// Puts another roster in place of the old one, whole or not at all, and answers its version.
    ///
    /// # Errors
    /// Where a membership or a parent names a team that is not in it, or it has a team or a person twice.
    pub async fn replace_roster(&self, roster: &Roster, now: DateTime<Utc>) -> Result<u64, ArchiveError> {
        check(roster)?;
        let write = self.write().await?;
        let db = write.db();
        membership::Entity::delete_many().exec(db).await?;
        person::Entity::delete_many().exec(db).await?;
        team::Entity::delete_many().exec(db).await?;
        for chunk in roster.teams.chunks(CHUNK) {
            team::Entity::insert_many(chunk.iter().map(team_row)).exec_without_returning(db).await?;
        }
        for chunk in roster.people.chunks(CHUNK) {
            person::Entity::insert_many(chunk.iter().map(person_row)).exec_without_returning(db).await?;
        }
        let memberships: Vec<membership::ActiveModel> = roster.people.iter().flat_map(membership_rows).collect();
        for chunk in memberships.chunks(CHUNK) {
            membership::Entity::insert_many(chunk.iter().cloned()).exec_without_returning(db).await?;
        }
        let next = version(db).await? + 1;
        settings::put(db, VERSION, &next.to_string()).await?;
        settings::put(db, REPLACED_AT, &unix(now).to_string()).await?;
        write.commit().await?;
        Ok(next)
    }

    /// The version of the roster: 0 where there is none, one more with each replacement.
    pub async fn roster_version(&self) -> Result<u64, ArchiveError> {
        version(self.db()).await
    }
}

fn membership_of(row: membership::Model) -> Result<Membership, ArchiveError> {
    Ok(Membership {
        team: row.team.map(TeamSlug::new),
        from: At("membership", "from_day").parse_opt(row.from_day.as_deref())?,
        to: At("membership", "to_day").parse_opt(row.to_day.as_deref())?,
    })
}

async fn version(db: &impl ConnectionTrait) -> Result<u64, ArchiveError> {
    match settings::get(db, VERSION).await? {
        Some(text) => At("setting", "value").parse(&text),
        None => Ok(0),
    }
}

fn check(roster: &Roster) -> Result<(), ArchiveError> {
    let mut slugs = HashSet::new();
    for team in &roster.teams {
        if !slugs.insert(&team.slug) {
            return Err(ArchiveError::TwiceOnRoster(format!("the team “{}”", team.slug)));
        }
    }
    let mut emails = HashSet::new();
    for person in &roster.people {
        if !emails.insert(&person.email) {
            return Err(ArchiveError::TwiceOnRoster(person.email.to_string()));
        }
    }
    let of_teams = roster.teams.iter().filter_map(|team| team.parent.as_ref());
    let of_people = roster.people.iter().flat_map(|person| person.memberships.iter().filter_map(|m| m.team.as_ref()));
    match of_teams.chain(of_people).find(|slug| !slugs.contains(slug)) {
        Some(unknown) => Err(ArchiveError::UnknownTeam(unknown.clone())),
        None => Ok(()),
    }
}

fn team_row(team: &Team) -> team::ActiveModel {
    team::ActiveModel {
        slug: Set(team.slug.as_str().to_owned()),
        title: Set(team.title.clone()),
        parent: Set(team.parent.as_ref().map(|slug| slug.as_str().to_owned())),
    }
}

fn person_row(person: &Person) -> person::ActiveModel {
    person::ActiveModel { email: Set(person.email.as_str().to_owned()), name: Set(person.name.clone()) }
}

fn membership_rows(person: &Person) -> impl Iterator<Item = membership::ActiveModel> {
    (0i64..).zip(&person.memberships).map(|(position, membership)| membership::ActiveModel {
        email: Set(person.email.as_str().to_owned()),
        position: Set(position),
        team: Set(membership.team.as_ref().map(|slug| slug.as_str().to_owned())),
        from_day: Set(membership.from.map(|day| day.to_string())),
        to_day: Set(membership.to.map(|day| day.to_string())),
    })
}
