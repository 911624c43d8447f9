//! Random bytes from the operating system, and the texts and fingerprints made of them.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::TryRng as _;
use rand::rngs::SysRng;
use sha2::{Digest as _, Sha256};

use crate::error::AccessError;

/// `N` bytes from the operating system.
pub(crate) fn bytes<const N: usize>() -> Result<[u8; N], AccessError> {
    let mut bytes = [0u8; N];
    SysRng.try_fill_bytes(&mut bytes).map_err(|error| AccessError::Randomness(error.to_string()))?;
    Ok(bytes)
}

/// 256 random bits as 43 characters that need no escaping in a URL.
pub(crate) fn token() -> Result<String, AccessError> {
    Ok(URL_SAFE_NO_PAD.encode(bytes::<32>()?))
}

/// Whether a text can be one of [`token`]'s: no look-up is spent on anything else.
pub(crate) fn is_token(text: &str) -> bool {
    text.len() == 43 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}

/// What is stored of a secret that only has to be recognised: its SHA-256.
///
/// The secrets have 256 random bits, so a slow hash would add nothing; and as what is compared in the
/// database is the hash, the time of a look-up tells nothing about a stored secret.
pub(crate) fn fingerprint(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

/// Bytes in hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn tokens_are_long_and_differ() {
        let (one, other) = (token().unwrap(), token().unwrap());
        assert!(is_token(&one) && is_token(&other));
        assert_ne!(one, other);
        for wrong in ["", "abc", &format!("{one}="), &one[1..], &one.replace(&one[..1], "/")] {
            assert!(!is_token(wrong), "{wrong}");
        }
    }

    #[test]
    fn fingerprints_are_sha256() {
        assert_eq!(hex(&fingerprint("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
