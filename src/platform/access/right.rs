//! What can be allowed (権限). Who has which is in the table of [`super::POLICY`].

macro_rules! rights {
    ($($(#[$doc:meta])* $right:ident $code:literal,)*) => {
        /// Something that somebody may do.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Right {
            $($(#[$doc])* $right,)*
        }

        impl Right {
            /// Every right.
            pub const ALL: &[Self] = &[$(Self::$right,)*];

            /// As a record writes it.
            pub fn code(self) -> &'static str {
                match self {
                    $(Self::$right => $code,)*
                }
            }
        }
    };
}

rights! {
    /// 職員の画面を使う: the members' pages as such.
    UseDesk "use_desk",
    /// 自分のサインインを見る、終える: one's sessions and devices.
    KeepOwnSessions "keep_own_sessions",
    /// 自分のサインインの方法を変える: password, authenticator app, passkeys, recovery codes.
    ChangeOwnSignIn "change_own_sign_in",
    /// 同僚の本人確認を引き受ける: half of an emergency sign-in.
    VouchForColleague "vouch_for_colleague",
    /// 緊急サインインをあとから確かめる.
    ReviewEmergencies "review_emergencies",
    /// 登録者の名簿を見る: who colleagues are and how they are reached.
    SeeDirectory "see_directory",
    /// 登録者のすべてを見る: account, roles, agreements, history.
    SeeMember "see_member",
    /// 登録する、戻す、所属を加える.
    AddMember "add_member",
    /// 電話、言葉、連絡のとりかたを変える.
    ChangeContact "change_contact",
    /// 氏名、よみがな、職種、役職を変える.
    ChangeIdentity "change_identity",
    /// サインイン名、メールアドレス、入るためのリンク、登録を終えること.
    ChangeAccess "change_access",
    /// 所属を終える.
    EndAffiliation "end_affiliation",
    /// 事業所の管理者を決める.
    AppointManager "appoint_manager",
    /// 拠点全体の役割を決める.
    AppointForHub "appoint_for_hub",
    /// 棚卸の一覧を見る: the yearly review.
    SeeReview "see_review",
    /// 棚卸で確かめる: that somebody still works there.
    Review "review",
    /// 紙の同意を記録する.
    RecordAgreement "record_agreement",
    /// 画面で同意する.
    Agree "agree",
    /// 誓約書や規程の版を出す.
    PublishAgreement "publish_agreement",
    /// 監査を読む: who did what, and what the rules noticed.
    SeeAudit "see_audit",
    /// 拠点の職種を加える.
    AddProfession "add_profession",
}
