//! Dictionaries: each name is kept once and stands in columns as a small number.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

use domain::{ConnectionId, Email, UserId};

/// Names by code, and codes by name. Codes are given in order of arrival and never change.
#[derive(Clone, Debug)]
pub(crate) struct Codes<K> {
    codes: HashMap<Arc<K>, u32>,
    names: Vec<Arc<K>>,
}

impl<K> Default for Codes<K> {
    fn default() -> Self {
        Self { codes: HashMap::new(), names: Vec::new() }
    }
}

impl<K: Eq + Hash> Codes<K> {
    /// The code of a name that is known.
    pub(crate) fn find(&self, name: &K) -> Option<u32> {
        self.codes.get(name).copied()
    }

    /// The name behind a code.
    pub(crate) fn name(&self, code: u32) -> Option<&K> {
        self.names.get(code as usize).map(AsRef::as_ref)
    }

    /// Number of names.
    pub(crate) fn len(&self) -> usize {
        self.names.len()
    }

    /// Every name, by code.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (u32, &K)> {
        (0u32..).zip(self.names.iter().map(AsRef::as_ref))
    }

    fn add(&mut self, name: K) -> u32 {
        let code = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        let name = Arc::new(name);
        self.codes.insert(Arc::clone(&name), code);
        self.names.push(name);
        code
    }
}

/// The code of a name, new where it was not known. A dictionary that snapshots share is copied only
/// where a name is really new.
pub(crate) fn code<K: Eq + Hash + Clone>(codes: &mut Arc<Codes<K>>, name: &K) -> u32 {
    match codes.find(name) {
        Some(code) => code,
        None => Arc::make_mut(codes).add(name.clone()),
    }
}

/// Something that a row knows a person by. People are the connected components of these.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Handle {
    /// An address, the same over all connections.
    Email(Email),
    /// An id within one connection.
    User(ConnectionId, UserId),
}

/// One way in which rows of one connection name somebody: by id, by address, or by both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Actor {
    /// The connection whose rows say so.
    pub(crate) connection: ConnectionId,
    /// Code of the [`Handle::User`].
    pub(crate) user: Option<u32>,
    /// Code of the [`Handle::Email`].
    pub(crate) email: Option<u32>,
}

/// In a column: the row names nobody.
pub(crate) const NOBODY: u32 = u32::MAX;
