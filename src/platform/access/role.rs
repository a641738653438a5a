//! What a member is to the hub (役割).

/// A role. Somebody may have several; a profession is something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// 拠点のコーディネーター: keeps the directory, takes the calls, joins who helps with who needs it.
    Coordinator,
    /// 拠点の管理者: members, settings, imports. Sees no clinical text.
    Administrator,
    /// 個人情報保護責任者: who looked at what, and why.
    PrivacyOfficer,
    /// 事業所の管理者: the members and the entry of his organisation.
    Manager,
    /// 登録者: everybody with an account.
    Member,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 5] =
        [Self::Coordinator, Self::Administrator, Self::PrivacyOfficer, Self::Manager, Self::Member];

    /// As the database writes it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Coordinator => "coordinator",
            Self::Administrator => "administrator",
            Self::PrivacyOfficer => "privacy_officer",
            Self::Manager => "manager",
            Self::Member => "member",
        }
    }

    /// The role with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_back() {
        for role in Role::ALL {
            assert_eq!(Role::from_code(role.code()), Some(role));
        }
        assert_eq!(Role::from_code("root"), None);
    }
}
