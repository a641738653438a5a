//! What can be done (操作の種類).

/// What can be done. The one table of its codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum What {
    /// 閲覧: somebody saw personal data.
    Look,
    /// 検索: somebody searched among persons.
    Search,
    /// 印刷.
    Print,
    /// 出力: a file with several records left the hub.
    Export,
    /// 登録・変更.
    Write,
    /// 取込: an import.
    Import,
    /// 拒否: somebody asked for what he may not have; the reason names the right.
    Refuse,
    /// サインイン.
    SignIn,
    /// サインインの失敗.
    SignInFailed,
    /// サインアウト.
    SignOut,
    /// 本人の再確認: both factors were shown again.
    StepUp,
    /// 緊急サインイン, vouched for by two colleagues.
    EmergencySignIn,
    /// 利用停止: a session, a device or a role was ended.
    Revoke,
    /// 監査の警報: the hub noticed that the audit itself was tampered with.
    Alarm,
}

impl What {
    /// Everything that can be done.
    pub const ALL: [Self; 14] = [
        Self::Look,
        Self::Search,
        Self::Print,
        Self::Export,
        Self::Write,
        Self::Import,
        Self::Refuse,
        Self::SignIn,
        Self::SignInFailed,
        Self::SignOut,
        Self::StepUp,
        Self::EmergencySignIn,
        Self::Revoke,
        Self::Alarm,
    ];

    /// As the database writes it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Look => "look",
            Self::Search => "search",
            Self::Print => "print",
            Self::Export => "export",
            Self::Write => "write",
            Self::Import => "import",
            Self::Refuse => "refuse",
            Self::SignIn => "sign_in",
            Self::SignInFailed => "sign_in_failed",
            Self::SignOut => "sign_out",
            Self::StepUp => "step_up",
            Self::EmergencySignIn => "emergency_sign_in",
            Self::Revoke => "revoke",
            Self::Alarm => "alarm",
        }
    }

    /// What this code means.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|what| what.code() == code)
    }

    /// Whether data about a person left the hub for somebody's eyes.
    pub fn shows_data(self) -> bool {
        matches!(self, Self::Look | Self::Search | Self::Print | Self::Export)
    }
}

#[cfg(test)]
mod tests {
    use super::super::code::Code;
    use super::*;

    #[test]
    fn codes_are_read_back() {
        for what in What::ALL {
            assert_eq!(What::from_code(what.code()), Some(what));
            assert_eq!(Code::cleaned(what.code()), Some(Code::new(what.code())), "it is a code");
        }
        assert_eq!(What::from_code("delete"), None);
    }
}
