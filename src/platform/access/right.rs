//! What can be allowed (権限). Who has which is in the table of [`super::POLICY`].

/// Something that somebody may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Right {
    /// 職員の画面を使う: the members' pages as such.
    UseDesk,
    /// 自分のサインインを見る、終える: one's sessions and devices.
    KeepOwnSessions,
    /// 自分のサインインの方法を変える: password, authenticator app, passkeys, recovery codes.
    ChangeOwnSignIn,
    /// 同僚の本人確認を引き受ける: half of an emergency sign-in.
    VouchForColleague,
    /// 緊急サインインをあとから確かめる.
    ReviewEmergencies,
    /// サインインをやり直すリンクを出す, for somebody who lost both factors.
    ResetSignIn,
}

impl Right {
    /// Every right.
    pub const ALL: [Self; 6] = [
        Self::UseDesk,
        Self::KeepOwnSessions,
        Self::ChangeOwnSignIn,
        Self::VouchForColleague,
        Self::ReviewEmergencies,
        Self::ResetSignIn,
    ];

    /// As a record writes it.
    pub fn code(self) -> &'static str {
        match self {
            Self::UseDesk => "use_desk",
            Self::KeepOwnSessions => "keep_own_sessions",
            Self::ChangeOwnSignIn => "change_own_sign_in",
            Self::VouchForColleague => "vouch_for_colleague",
            Self::ReviewEmergencies => "review_emergencies",
            Self::ResetSignIn => "reset_sign_in",
        }
    }
}
