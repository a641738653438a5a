//! Invented offices under the long-term care insurance (介護サービス事業所).
//!
//! One line each: `pattern | name | reading | town | options`. The pattern ([`PATTERNS`]) makes the whole name and tells
//! the services. Options: `h=` a key of [`super::hours`], `cap=` places, and words for [`super::survey`].

/// How a family of offices is named, and what it provides.
pub(super) struct Pattern {
    /// How the table calls it.
    pub tag: &'static str,
    /// The name; `{}` is the line's own part.
    pub name: &'static str,
    /// Its reading.
    pub kana: &'static str,
    /// Service codes, the first of which makes the kind.
    pub services: &'static [&'static str],
    /// The third character of 介護保険事業所番号.
    pub class: char,
    /// When it can be used, a key of [`super::hours`]; empty where people live.
    pub hours: &'static str,
}

/// The patterns by tag.
pub(super) const PATTERNS: &[Pattern] = &[
    p("plan", "{}居宅介護支援事業所", "{}キョタクカイゴシエンジギョウショ", &["430"], '7', "office"),
    p("plan2", "ケアプランセンター{}", "ケアプランセンター{}", &["430"], '7', "office"),
    p("nurse", "{}訪問看護ステーション", "{}ホウモンカンゴステーション", &["130"], '6', "nurse"),
    p("nurse2", "訪問看護ステーション {}", "ホウモンカンゴステーション{}", &["130"], '6', "nurse"),
    p("help", "{}ヘルパーステーション", "{}ヘルパーステーション", &["110"], '7', "help"),
    p("help2", "訪問介護事業所 {}", "ホウモンカイゴジギョウショ{}", &["110"], '7', "help"),
    p("bath", "{}訪問入浴サービス", "{}ホウモンニュウヨクサービス", &["120"], '7', "bath"),
    p("round", "定期巡回・随時対応 {}", "テイキジュンカイズイジタイオウ{}", &["760"], '9', "always"),
    p("night", "夜間対応型訪問介護 {}", "ヤカンタイオウガタホウモンカイゴ{}", &["710"], '9', "night"),
    p("reha", "{}訪問リハビリテーション", "{}ホウモンリハビリテーション", &["140"], '7', "office"),
    p("day", "デイサービスセンター{}", "デイサービスセンター{}", &["150"], '7', "day"),
    p("day2", "{}デイサービス", "{}デイサービス", &["780"], '9', "day"),
    p("gym", "リハビリデイ {}", "リハビリデイ{}", &["780"], '9', "half-day"),
    p("dday", "認知症対応型デイ {}", "ニンチショウタイオウガタデイ{}", &["720"], '9', "day-week"),
    p("dnurse", "療養通所介護 {}", "リョウヨウツウショカイゴ{}", &["155"], '9', "day"),
    p("dreha", "{}通所リハビリテーション", "{}ツウショリハビリテーション", &["160"], '7', "day"),
    p("short", "ショートステイ{}", "ショートステイ{}", &["210"], '7', ""),
    p("multi", "小規模多機能ホーム{}", "ショウキボタキノウホーム{}", &["730"], '9', "always"),
    p("multin", "看護小規模多機能 {}", "カンゴショウキボタキノウ{}", &["770"], '9', "always"),
    p("toku", "特別養護老人ホーム {}", "トクベツヨウゴロウジンホーム{}", &["510", "210"], '7', ""),
    p(
        "toku2",
        "地域密着型特別養護老人ホーム{}",
        "チイキミッチャクガタトクベツヨウゴロウジンホーム{}",
        &["540"],
        '9',
        "",
    ),
    p("roken", "介護老人保健施設 {}", "カイゴロウジンホケンシセツ{}", &["520", "220", "160"], '5', ""),
    p("iryo", "{}介護医療院", "{}カイゴイリョウイン", &["550", "551"], 'B', ""),
    p("group", "グループホーム{}", "グループホーム{}", &["320"], '9', ""),
    p("home", "介護付有料老人ホーム {}", "カイゴツキユウリョウロウジンホーム{}", &["331"], '7', ""),
    p("house", "ケアハウス{}", "ケアハウス{}", &["332"], '7', ""),
    p("flat", "サービス付き高齢者向け住宅 {}", "サービスツキコウレイシャムケジュウタク{}", &["334"], '7', ""),
    p("tools", "{}", "{}", &["170", "410"], '7', "shop"),
    p("raw7", "{}", "{}", &["540", "210"], '9', ""),
];

const fn p(
    tag: &'static str,
    name: &'static str,
    kana: &'static str,
    services: &'static [&'static str],
    class: char,
    hours: &'static str,
) -> Pattern {
    Pattern { tag, name, kana, services, class, hours }
}

/// 居宅介護支援・訪問看護・訪問介護など: those who come, and those who plan.
pub(super) const VISITING: &str = "
plan|汐見野市社協|シオミノシシャキョウ|um2|
plan|しおさい|シオサイ|ha1|
plan|鐘撞|カネツキ|kah|
plan2|ひだまり|ヒダマリ|ka1|
plan2|あかね雲|アカネグモ|ka3|
plan2|つむぎ|ツムギ|kid|h=office-sat
plan|梵|ボン|ter|
plan|松籟園|ショウライエン|mat|
plan2|いちりづか|イチリヅカ|ich|
plan|うめがえ|ウメガエ|um1|
plan2|あんず|アンズ|um3|h=office-sat
plan|柳田の里|ヤナギダノサト|yan|
plan2|みちしお|ミチシオ|eki|
plan|ちどり|チドリ|ch1|
plan2|KAZE|カゼ|ch2|
plan|汐入|シオイリ|shi|
plan2|みなと|ミナト|min|
plan|塩屋敷|シオヤシキ|sho|
plan|桐原市社協|キリハラシシャキョウ|kho|
plan2|りんどう|リンドウ|kek|
plan|見晴台|ミハラシダイ|kmi|
plan2|大橋|オオハシ|koo|
plan|浦波町社協|ウラナミチョウシャキョウ|ura|
plan2|いそべ|イソベ|iso|
nurse|かねつき|カネツキ|kan|h=always ventilator night opioids
nurse2|しおかぜ|シオカゼ|min|h=always ventilator children night
nurse|汐見野市医師会|シオミノシイシカイ|um2|night
nurse2|ひなた|ヒナタ|ka1|mind
nurse|うめがえ|ウメガエ|um1|h=always night
nurse2|こもれび 千鳥野|コモレビチドリノ|ch2|rehabilitation
nurse2|こぐま|コグマ|ter|children ventilator
nurse|桐原|キリハラ|kho|h=always night
nurse2|りんどう|リンドウ|kek|night
nurse|浦波|ウラナミ|ura|
help|社協しおみの|シャキョウシオミノ|um2|
help|しおさい|シオサイ|ha1|
help2|ひだまり|ヒダマリ|ka1|
help|あかね雲|アカネグモ|ka3|suction
help2|てのひら|テノヒラ|kid|
help|かねつき|カネツキ|kan|suction
help2|やまびこ|ヤマビコ|ter|
help|松籟園|ショウライエン|mat|
help2|ほほえみ一里塚|ホホエミイチリヅカ|ich|
help|うめがえ|ウメガエ|um1|
help2|糸ぐるま|イトグルマ|um3|
help|柳田の里|ヤナギダノサト|yan|
help2|みちしお|ミチシオ|eki|suction
help|ちどり|チドリ|ch1|
help2|ケアサポートBlue|ケアサポートブルー|ch2|
help|汐入|シオイリ|shi|
help2|なぎ|ナギ|ha2|
help|みなと|ミナト|min|suction
help|桐原市社協|キリハラシシャキョウ|kho|
help2|りんどう|リンドウ|kek|
help2|見晴らし|ミハラシ|kmi|
help|大橋|オオハシ|koo|
help|浦波町社協|ウラナミチョウシャキョウ|ura|
help2|いそしぎ|イソシギ|iso|
bath|潮路|シオジ|eki|
bath|ゆらら|ユララ|kek|
round|しおさい24|シオサイニジュウヨン|ha1|suction
night|みちしお|ミチシオ|eki|
reha|うめがえ|ウメガエ|um1|rehabilitation
reha|汐見野中央|シオミノチュウオウ|ch1|rehabilitation
reha|しおさい苑|シオサイエン|ha1|rehabilitation
reha|桐原中央|キリハラチュウオウ|kho|rehabilitation
reha|浦波|ウラナミ|ura|rehabilitation
";

/// 通所・短期入所・入所など: places one goes to, or lives in.
pub(super) const PLACES_TO_GO: &str = "
day|しおさい|シオサイ|ha1|
day|鐘撞の郷|カネツキノサト|kah|
day|松籟園|ショウライエン|mat|
day|柳田の里|ヤナギダノサト|yan|
day|ひだまり|ヒダマリ|ka1|
day|うめがえ|ウメガエ|um1|
day|ちどり|チドリ|ch1|
day|一里塚|イチリヅカ|ich|
day|みなと|ミナト|min|
day|桐の葉|キリノハ|kho|
day|見晴らし|ミハラシ|kmi|
day|浦波荘|ウラナミソウ|ura|
day2|こたつ|コタツ|ka3|
day2|縁がわ|エンガワ|kid|
day2|おとなりさん|オトナリサン|kan|
day2|寺前の家|テラマエノイエ|ter|
day2|陽だまり庵|ヒダマリアン|ka5|
day2|茶の間|チャノマ|um2|
day2|糸ぐるま|イトグルマ|um3|
day2|なぎさ|ナギサ|ha2|
day2|塩屋敷さろん|シオヤシキサロン|sho|
day2|汐入ひろば|シオイリヒロバ|shi|
day2|りんどう|リンドウ|kek|
day2|いそしぎ|イソシギ|iso|
gym|ステップ汐見野|ステップシオミノ|eki|rehabilitation
gym|あしたば|アシタバ|ch2|rehabilitation
gym|GENKI松風台|ゲンキマツカゼダイ|mat|rehabilitation
gym|歩歩|ポポ|koo|rehabilitation
dday|かなで|カナデ|um1|
dday|みずいろ|ミズイロ|kek|
dnurse|しおかぜ|シオカゼ|min|ventilator children
dreha|うめがえ|ウメガエ|um1|rehabilitation
dreha|桐原中央|キリハラチュウオウ|kho|rehabilitation
short|ゆりかもめ|ユリカモメ|shi|cap=20
short|ほたるぶくろ|ホタルブクロ|kid|cap=20
short|りんどう|リンドウ|kek|cap=30
multi|おかえり|オカエリ|ka3|
multi|鐘の音|カネノネ|kah|
multi|よりみち|ヨリミチ|ch2|
multi|浜ひるがお|ハマヒルガオ|ha2|
multi|桐の家|キリノイエ|kho|
multin|しおかぜ|シオカゼ|min|ventilator suction
multin|うめごよみ|ウメゴヨミ|um2|suction
toku|しおさい苑|シオサイエン|ha1|cap=80
toku|松籟園|ショウライエン|mat|cap=60 suction
toku|柳田の里|ヤナギダノサト|yan|cap=50
toku|桐花苑|トウカエン|kmi|cap=70
toku|浦波荘|ウラナミソウ|ura|cap=50
toku2|寺前ほほえみ|テラマエホホエミ|ter|cap=29
roken|潮の里|シオノサト|shi|cap=100 rehabilitation
roken|うめの香|ウメノカ|um1|cap=80 rehabilitation
roken|桐原ケアセンター|キリハラケアセンター|koo|cap=80 rehabilitation
iryo|浜手|ハマテ|ha2|cap=40 suction
group|のばら|ノバラ|ka1|
group|桐の台さくら|キリノダイサクラ|kid|
group|かねつきの家|カネツキノイエ|kan|
group|もくれん|モクレン|ter|
group|一里塚|イチリヅカ|ich|
group|うめもどき|ウメモドキ|um2|
group|あずまや|アズマヤ|yan|
group|千鳥|チドリ|ch2|
group|はまなす|ハマナス|ha1|
group|桐原ふたば|キリハラフタバ|kho|
group|見晴台|ミハラシダイ|kmi|
group|いそべ|イソベ|iso|
home|ヴィラ潮路|ヴィラシオジ|eki|cap=56
home|グランケア千鳥野|グランケアチドリノ|ch1|cap=48
home|サンテラス松風台|サンテラスマツカゼダイ|mat|cap=60
home|きりはら翠光苑|キリハラスイコウエン|kek|cap=50
house|海望|カイボウ|ha2|cap=30
house|桐の丘|キリノオカ|kmi|cap=30
flat|つばめ館|ツバメカン|um3|cap=32
flat|凪の杜|ナギノモリ|shi|cap=40
flat|コーポ上桐原|コーポカミキリハラ|ka3|cap=24
flat|駅通レジデンス|エキドオリレジデンス|kek|cap=36
raw7|社会福祉法人潮光会地域密着型介護老人福祉施設しおさいの里うめがえユニット型個室併設短期入所生活介護事業所なぎさの家はなれ|シャカイフクシホウジンチョウコウカイチイキミッチャクガタカイゴロウジンフクシシセツシオサイノサトウメガエユニットガタコシツヘイセツタンキニュウショセイカツカイゴジギョウショナギサノイエハナレ|um3|cap=20
tools|潮路ケアレンタル|シオジケアレンタル|eki|
tools|福祉用具のささえ|フクシヨウグノササエ|ch2|
tools|まごころ介護ショップ 鐘撞店|マゴコロカイゴショップカネツキテン|kah|
tools|ライフテック汐見野|ライフテックシオミノ|ich|
tools|うめがえ福祉機器|ウメガエフクシキキ|um1|
tools|みなと介護用品|ミナトカイゴヨウヒン|min|
tools|くらし道具 KIRI|クラシドウグキリ|kek|
tools|大橋ケアショップ|オオハシケアショップ|koo|
tools|浦波レンタルサービス|ウラナミレンタルサービス|ura|
";

/// 法人 that run them.
pub(super) const OWNERS: &[&str] = &[
    "社会福祉法人潮光会",
    "社会福祉法人鐘撞福祉会",
    "社会福祉法人桐原みどり会",
    "医療法人社団潮騒会",
    "医療法人うめがえ会",
    "株式会社ケアリンク潮路",
    "株式会社ひだまりライフ",
    "有限会社みちしお",
    "合同会社あかね雲",
    "特定非営利活動法人てのひら",
    "一般社団法人りんどうの会",
    "株式会社KAZE",
];

/// Who may run offices of this pattern.
pub(super) fn owners(tag: &str) -> &'static [&'static str] {
    match tag {
        "toku" | "toku2" | "house" | "short" | "raw7" => &OWNERS[..3],
        "roken" | "iryo" | "reha" | "dreha" => &OWNERS[3..5],
        "tools" | "flat" | "home" | "bath" => &OWNERS[5..9],
        _ => OWNERS,
    }
}
