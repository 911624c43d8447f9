//! What a reader may see: the floor below which a group of people is not shown alone.

use domain::{Role, Scope, TeamSlug};

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

    /// What whoever opens a shared link may see, whoever made it: never persons.
    pub fn of_link() -> Self {
        Self::persons_or_floor(false)
    }

    /// Whether single persons may be seen.
    pub fn sees_persons(self) -> bool {
        self.floor.is_none()
    }

    fn persons_or_floor(persons: bool) -> Self {
        Self { floor: (!persons).then_some(Self::DEFAULT_FLOOR) }
    }
}

/// Whether an account of a role may share what is narrowed to a team, or to none. `own` are the teams of the account's
/// owner, with those below them.
pub fn may_share(role: Role, own: &[TeamSlug], team: Option<&TeamSlug>) -> bool {
    match role {
        Role::Admin | Role::Leader => true,
        Role::TeamLead => team.is_some_and(|team| own.contains(team)),
        Role::Member => false,
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
        assert_eq!(Policy::of_link().floor, Some(5), "whoever made the link");
    }

    #[test]
    fn team_leads_share_their_own_teams_and_members_nothing() {
        let team = |slug: &str| TeamSlug::new(slug);
        let own = [team("web"), team("web-api")];
        for (role, whole, web, ops) in [
            (Role::Admin, true, true, true),
            (Role::Leader, true, true, true),
            (Role::TeamLead, false, true, false),
            (Role::Member, false, false, false),
        ] {
            assert_eq!(may_share(role, &own, None), whole, "{role}");
            assert_eq!(may_share(role, &own, Some(&team("web-api"))), web, "{role}");
            assert_eq!(may_share(role, &own, Some(&team("ops"))), ops, "{role}");
        }
        assert!(!may_share(Role::TeamLead, &[], Some(&team("web"))));
    }
}
