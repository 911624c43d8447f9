//! Dictionaries: each name is kept once and stands in columns as a small number.

use std::borrow::Borrow;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use domain::{ConnectionId, Email, UserId};
use foldhash::fast::RandomState;
use indexmap::{Equivalent, IndexSet};

/// Names by code, and codes by name. Codes are given in order of arrival and never change.
#[derive(Debug)]
pub(crate) struct Codes<K>(IndexSet<Arc<K>, RandomState>);

// Not derived: names are shared and need not be copied.
impl<K> Clone for Codes<K> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<K> Default for Codes<K> {
    fn default() -> Self {
        Self(IndexSet::default())
    }
}

/// A name as it is looked up, by reference.
struct Look<'a, Q: ?Sized>(&'a Q);

impl<Q: Hash + ?Sized> Hash for Look<'_, Q> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl<K, Q: Equivalent<K> + ?Sized> Equivalent<Arc<K>> for Look<'_, Q> {
    fn equivalent(&self, name: &Arc<K>) -> bool {
        self.0.equivalent(name.borrow())
    }
}

impl<K: Eq + Hash> Codes<K> {
    /// The code of a name that is known.
    pub(crate) fn find<Q: Hash + Equivalent<K>>(&self, name: &Q) -> Option<u32> {
        self.0.get_index_of(&Look(name)).map(narrow)
    }

    /// The name behind a code.
    pub(crate) fn name(&self, code: u32) -> Option<&K> {
        self.0.get_index(code as usize).map(AsRef::as_ref)
    }

    /// Number of names.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Every name, by code.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (u32, &K)> {
        (0u32..).zip(self.0.iter().map(AsRef::as_ref))
    }
}

fn narrow(code: usize) -> u32 {
    u32::try_from(code).unwrap_or(u32::MAX)
}

/// The code of a name, new where it was not known. A dictionary that snapshots share is copied only
/// where a name is really new.
pub(crate) fn code<K: Clone + Eq + Hash>(codes: &mut Arc<Codes<K>>, name: &K) -> u32 {
    match codes.find(name) {
        Some(code) => code,
        None => narrow(Arc::make_mut(codes).0.insert_full(Arc::new(name.clone())).0),
    }
}

/// A [`Handle`] by reference; hashes as the handle does.
#[derive(Clone, Copy, Hash)]
pub(crate) enum HandleRef<'a> {
    /// [`Handle::Email`], as an [`Email`] writes it.
    Email(&'a str),
    /// [`Handle::User`].
    User(ConnectionId, &'a str),
}

impl HandleRef<'_> {
    /// The handle; `None` where the text is no address.
    pub(crate) fn handle(self) -> Option<Handle> {
        match self {
            Self::Email(email) => email.parse().ok().map(Handle::Email),
            Self::User(connection, user) => Some(Handle::User(connection, UserId::new(user))),
        }
    }
}

impl Equivalent<Handle> for HandleRef<'_> {
    fn equivalent(&self, handle: &Handle) -> bool {
        match (self, handle) {
            (Self::Email(this), Handle::Email(that)) => *this == that.as_str(),
            (Self::User(of, this), Handle::User(other, that)) => of == other && *this == that.as_str(),
            _ => false,
        }
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
