//! The schema, step by step. A step that has landed is never edited: the next change is a new step.

mod m0001_first_light;
mod m0002_connection_team;
mod m0003_token_details;
mod m0004_annotation;
mod m0005_guide;
mod m0006_share_link;
mod m0007_connection_rest;

use sea_orm_migration::{MigrationTrait, MigratorTrait};

/// Every step, oldest first.
pub(crate) struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_first_light::Step),
            Box::new(m0002_connection_team::Step),
            Box::new(m0003_token_details::Step),
            Box::new(m0004_annotation::Step),
            Box::new(m0005_guide::Step),
            Box::new(m0006_share_link::Step),
            Box::new(m0007_connection_rest::Step),
        ]
    }
}
