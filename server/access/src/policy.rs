//! What a reader may see: the floor below which a group of people is not shown alone.

use domain::{Role, Scope};

/// What a reader may see of groups and persons. Part of every cache key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Policy {
    /// Fewest people that a group needs to be shown; `None` where single persons may be seen.
    pub floor: Option<u32>,
}

impl Policy {
    /// Fewest people of a group for readers without the right to see persons, unless set otherwise.
    pub const DEFAULT_FLOOR: u32 = 5;

    /// What a signed-in person may see.
    pub fn of_role(role: Role) -> Self {
        Self::persons_or_floor(role.sees_persons())
    }

    /// What the holder of a token may see.
    pub fn of_scope(scope: Scope) -> Self {
        Self::persons_or_floor(scope.includes(Scope::Persons))
    }

    /// Whether single persons may be seen.
    pub fn sees_persons(self) -> bool {
        self.floor.is_none()
    }

    fn persons_or_floor(persons: bool) -> Self {
        Self { floor: (!persons).then_some(Self::DEFAULT_FLOOR) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_admins_and_the_scope_for_persons_see_persons() {
        let seeing: Vec<_> = Role::ALL.into_iter().filter(|role| Policy::of_role(*role).sees_persons()).collect();
        assert_eq!(seeing, [Role::Admin]);
        let seeing: Vec<_> = Scope::ALL.into_iter().filter(|scope| Policy::of_scope(*scope).sees_persons()).collect();
        assert_eq!(seeing, [Scope::Persons, Scope::Admin]);
        assert_eq!(Policy::of_role(Role::Leader).floor, Some(5));
    }
}
