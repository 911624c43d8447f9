//! Finding the link of a token, with the same work whatever the token is and whatever became of its link: how long that
//! takes tells nobody whether a link was there.

use archive::{AccountRow, Archive, ArchiveError, ShareLink};
use domain::{AccountId, LinkId};

use crate::error::AccessError;
use crate::random;

/// What is asked to find a link. The archive answers; a test counts.
pub(super) trait Register {
    /// The link of a token's hash.
    async fn link(&self, hash: [u8; 32]) -> Result<Option<ShareLink>, ArchiveError>;
    /// Whose it is.
    async fn owner(&self, account: AccountId) -> Result<Option<AccountRow>, ArchiveError>;
}

impl Register for Archive {
    async fn link(&self, hash: [u8; 32]) -> Result<Option<ShareLink>, ArchiveError> {
        self.share_link_by_hash(hash).await
    }

    async fn owner(&self, account: AccountId) -> Result<Option<AccountRow>, ArchiveError> {
        self.account(account).await
    }
}

/// The link of a token and its owner, where the link lasts and the owner's account lives. `knows` compares the token,
/// in constant time, to what is derived for a version of a link; `lasts` says whether a link's time is not over.
pub(super) async fn look_up(
    register: &impl Register,
    token: &str,
    knows: impl FnOnce(&LinkId, u32) -> bool,
    lasts: impl FnOnce(&ShareLink) -> bool,
) -> Result<(ShareLink, AccountRow), AccessError> {
    let found = register.link(random::fingerprint(token)).await?;
    // Where there is none, as much is asked and computed for a link that nobody has.
    let nobody = (LinkId::new("0".repeat(32)), 0, AccountId::new(0));
    let (id, version, owner) = found.as_ref().map_or(nobody, |link| (link.id.clone(), link.version, link.owner));
    let owner = register.owner(owner).await?;
    // What is found must also be what the token was made for.
    let genuine = knows(&id, version);
    let link = found.filter(|link| genuine && lasts(link)).ok_or(AccessError::LinkInvalid)?;
    let owner = owner.filter(|owner| owner.disabled_at.is_none()).ok_or(AccessError::LinkInvalid)?;
    Ok((link, owner))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use std::cell::RefCell;

    use chrono::DateTime;
    use domain::Role;
    use domain::link::Contract;

    use super::*;

    /// Holds one link, or none, and notes what it is asked.
    struct Noted {
        link: Option<ShareLink>,
        disabled: bool,
        asked: RefCell<Vec<&'static str>>,
    }

    impl Register for Noted {
        async fn link(&self, hash: [u8; 32]) -> Result<Option<ShareLink>, ArchiveError> {
            self.asked.borrow_mut().push("link");
            Ok(self.link.clone().filter(|link| link.token_hash == hash))
        }

        async fn owner(&self, id: AccountId) -> Result<Option<AccountRow>, ArchiveError> {
            self.asked.borrow_mut().push("owner");
            let now = DateTime::from_timestamp(1_795_000_000, 0).unwrap();
            let account = AccountRow {
                id,
                email: "lee@example.com".parse().unwrap(),
                role: Role::Leader,
                password_hash: None,
                created_at: now,
                disabled_at: self.disabled.then_some(now),
            };
            Ok(Some(account).filter(|_| id == AccountId::new(7)))
        }
    }

    fn link(token: &str) -> ShareLink {
        ShareLink {
            id: LinkId::new("a".repeat(32)),
            owner: AccountId::new(7),
            version: 1,
            revision: 0,
            contract: Contract::default(),
            token_hash: random::fingerprint(token),
            password_hash: None,
            made_at: DateTime::from_timestamp(1_795_000_000, 0).unwrap(),
            expires_at: None,
            opened: 0,
            last_opened: None,
        }
    }

    /// Looks a token up where the register holds a link or none; answers whether it opened.
    async fn opened(token: &str, held: Option<&str>, (genuine, lasts, disabled): (bool, bool, bool)) -> bool {
        let register = Noted { link: held.map(link), disabled, asked: RefCell::default() };
        let compared = RefCell::new(0);
        let knows = |_: &LinkId, _| {
            *compared.borrow_mut() += 1;
            genuine
        };
        let found = look_up(&register, token, knows, |_| lasts).await;
        // No wall clock: a test of it says more of the machine than of the code. What takes time here is what is asked
        // of the database and what is derived, so these have to be the same.
        assert_eq!((register.asked.take(), *compared.borrow()), (vec!["link", "owner"], 1), "{token:?}");
        match found {
            Ok(_) => true,
            Err(AccessError::LinkInvalid) => false,
            Err(error) => unreachable!("{error}"),
        }
    }

    #[tokio::test]
    async fn a_look_up_is_the_same_work_whatever_it_finds() {
        let (token, good) = ("A".repeat(43), (true, true, false));
        let held = Some(token.as_str());
        assert!(opened(&token, held, good).await);
        for (case, token, held, state) in [
            ("malformed", "no token", held, good),
            ("empty", "", held, good),
            ("too long", &*"A".repeat(4_000), held, good),
            ("unknown", &*"B".repeat(43), held, good),
            ("revoked", &*token, None, good),
            ("of another version", &*token, held, (false, true, false)),
            ("expired", &*token, held, (true, false, false)),
            ("of an account that is switched off", &*token, held, (true, true, true)),
        ] {
            assert!(!opened(token, held, state).await, "{case}");
        }
    }
}
