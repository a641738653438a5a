//! Variant kanji (異体字・旧字体) and the common form each is folded to.
//!
//! Grouped by hand from the 常用漢字表 (旧字体), the 人名用漢字 and what is seen in family names and
//! place names. Where one common form stands for several old characters (弁: 辨 瓣 辯) they fold
//! together: a search may find too much, never too little.

/// Groups of one character written several ways; the common form comes first. Sorted, a space between groups.
const GROUPS: &str = "\
    万萬 与與 両兩 並竝 乗乘 乱亂 亀龜 予豫 争爭 亜亞 仏佛 仮假 会會 伝傳 体體軆躰 余餘 侠俠 \
    価價 侭儘 侯矦 俱倶 倹儉 偽僞 傘仐 備俻 児兒 党黨 内內 円圓 冊册 写寫冩 冤寃 冴冱 凛凜 \
    凡凢 処處 函凾 刃刄 刈苅 別别 券劵 剣劍劒劔釼 剤劑 剥剝 剰剩 劫刧 励勵 労勞 効效 勧勸 \
    勲勳 区區 医醫 協恊 単單 卯夘夗 即卽 厨廚 厩廐廏 厳嚴 参參 双雙 収收 叙敍敘 台臺 号號 \
    呉吳 呑吞 哲喆嚞 啓啟 善譱 喜憙㐂 営營 嘘噓 嘱囑 噛嚙 嚢囊 回囘囬 団團 囲圍 図圖圗 \
    国國圀囯 圏圈 園薗 土圡 圧壓 堕墮 場塲 塁壘 塩鹽 填塡 増增 壊壞 壌壤 壮壯 声聲 壱壹弌 \
    売賣 壷壺 変變 多夛 夢梦 奇竒 奥奧 奨奬 妍姸 妙玅 姉姊 姫姬 娯娛 嬢孃 学學斈 宜宐 宝寶寳 \
    実實 富冨 寛寬 寝寢 対對 寿壽 専專 将將 尚尙 尭堯 尽盡 届屆 屏屛 属屬 屡屢 岡崗 岩嵓 岳嶽 \
    峡峽 峰峯 島嶋嶌 崎嵜碕 巌巖 巣巢 巻卷 帯帶 帰歸 幣幤 庁廳廰 広廣 庵菴 廃廢 弁瓣辯辨 弐貳 \
    弥彌 弾彈 当當 彦彥 往徃 径徑 従從 徳德 徴徵 応應 怪恠 恋戀 恒恆 恵惠 悦悅 悩惱 悪惡 惨慘 \
    慎愼 憩憇 懐懷 戦戰 戯戲 戸戶 戻戾 払拂 抜拔 択擇 担擔 拝拜 拠據 拡擴 挙擧舉 挟挾 挿插 \
    捜搜 掲揭 掴摑 掻搔 揺搖 摂攝 撃擊 撹攪 教敎 数數 斉齊斎齋 断斷 既旣 旧舊 昂昻 明朙 是昰 \
    昼晝 時旹 晃晄 晋晉 暁曉 暖煖 暦曆 曳曵 曽曾 最冣 朗朖 杉杦 村邨 条條 来來 杯盃 松枩枀 \
    枢樞 柏栢 柳栁桺 柿柹 栃杤 栄榮 栖棲 桑桒 桜櫻 桝枡 桟棧 桧檜 梅楳 梼檮 棄弃 検檢 楼樓 \
    楽樂 概槪 様樣 槙槇 権權 横橫 欠缺 欧歐 歌謌 歎嘆 歓歡 歩步 歯齒 歴歷 残殘 殴毆 殻殼 毎每 \
    毘毗 気氣 氷冰 決决 沖冲 没沒 沢澤 況况 浄淨 浅淺 浜濱濵 涌湧 涙淚 涛濤 涼凉 淵渕渊 清淸 \
    渇渴 済濟 渉涉 渋澁澀 渓溪谿 減减 温溫 湊凑 湾灣 湿濕 満滿 溌潑 溜澑 滝瀧 滞滯 潅灌 \
    潜潛濳 潟泻 瀬瀨 灯燈 災灾 炉爐 点點奌 為爲 焔焰 焼燒 煕熙熈凞 煙烟 爾尓 犠犧 状狀 独獨 \
    狭狹 猟獵 猫貓 献獻 猿猨 獣獸 珍珎 瑶瑤 瓶甁 産產 画畫畵 界畍 畑畠 留畄畱 畳疊疉 痩瘦 \
    痴癡 発發 皐皋臯 皓皜 盗盜 県縣 真眞 研硏 砕碎 砺礪 礼禮 祷禱 禄祿 禅禪 秋穐秌龝 秘祕 \
    称稱 税稅 稲稻 穂穗 穏穩 穣穰 窃竊 窓窗窻牕 窪漥 竃竈 竜龍 竪豎 箪簞 篭籠 粋粹 粛肅 糸絲 \
    経經 絵繪 継繼 続續 総總緫 緑綠 縁緣 縄繩 縦縱 繊纖 繋繫 繍繡 缶罐 群羣 翻飜 耕畊 耻恥 \
    聡聰 聴聽 肇肈 胆膽 胸胷 脇脋 脚腳 脱脫 脳腦 腸膓 膝厀 臓臟 舎舍 舗舖 船舩 芦蘆 芸藝 苺莓 \
    茎莖 荊荆 荘莊 莱萊 莵菟兎兔 萌萠 葬塟 蒋蔣 蓋盖葢 蔵藏 蕊蘂 薫薰 薬藥 薮藪籔 蘇蘓 虎乕 \
    虚虛 虫蟲 蚕蠶 蛇虵 蛍螢 蛎蠣 蛮蠻 蝉蟬 蝋蠟 蝿蠅 蟹蠏 衆眾 衛衞 装裝 裏裡 褒襃 覇霸 覚覺 \
    覧覽 観觀 解觧 触觸 訳譯 証證 誉譽 説說 読讀 諌諫 謡謠 譲讓 讃讚 豊豐 貌皃 賎賤 賛贊 跡迹 \
    践踐 踊踴 躯軀 軟輭 転轉 軽輕 輌輛 輝煇 辞辭 辺邊邉 迩邇 逓遞 遅遲 遍徧 達逹 遥遙 郎郞 \
    郷鄕鄉 酔醉 酢醋 醗醱 醤醬 醸釀 釈釋 野埜 鈎鉤 鉄鐵銕鐡 鉛鈆 鉱鑛礦 銭錢 鋭銳 鋳鑄 錬鍊 \
    録錄 鎌鐮 鎖鎻 鎮鎭 鑑鑒 間閒 関關 閲閱 闘鬪鬭 陥陷 険險 随隨 隠隱 隣鄰 隷隸 雁鴈 雑雜 \
    霊靈 青靑 静靜 面靣 靭靱 韻韵 頚頸 頬頰 頴穎 頼賴 顔顏 顕顯 顛顚 飲飮 餅餠 館舘 駄馱 駅驛 \
    駆驅 騒騷 験驗 騨驒 髄髓 高髙 髪髮 鬱欝 鯵鰺 鴎鷗 鴬鶯 鶏鷄雞 鶴靏靍 鹸鹼 麦麥 麸麩 麹麴 \
    麺麵 黄黃 黒黑 黙默 鼓皷 鼠鼡 齢齡";

/// Variants outside the basic plane or inside the compatibility block without a decomposition.
const RARE: &[(char, char)] = &[
    ('\u{fa11}', '崎'),
    ('\u{fa14}', '欅'),
    ('\u{fa1f}', '臈'),
    ('\u{2000b}', '丈'),
    ('\u{20b9f}', '叱'),
    ('\u{20bb7}', '吉'),
    ('\u{2123d}', '土'),
    ('\u{2373f}', '梼'),
    ('\u{235c4}', '柿'),
    ('\u{2363a}', '橋'),
    ('\u{25771}', '穂'),
    ('\u{29fd7}', '鮑'),
    ('\u{29e3d}', '鯰'),
    ('\u{236ba}', '橋'),
];

const FIRST: u32 = 0x3400;
const LAST: u32 = 0x9fff;
const SIZE: usize = (LAST - FIRST + 1) as usize;

/// One load per character instead of a search: 55 KB, made when compiling.
static COMMON: [u16; SIZE] = table();

/// The common form of a kanji (髙 → 高), or the character itself.
pub(super) fn common_form(c: char) -> char {
    let code = c as u32;
    if (FIRST..=LAST).contains(&code) {
        return match COMMON[(code - FIRST) as usize] {
            0 => c,
            common => char::from_u32(u32::from(common)).unwrap_or(c),
        };
    }
    rare_form(c).unwrap_or(c)
}

/// The common form of a rare variant, when `c` is one.
pub(super) fn rare_form(c: char) -> Option<char> {
    RARE.iter().find(|(rare, _)| *rare == c).map(|(_, common)| *common)
}

const fn table() -> [u16; SIZE] {
    let bytes = GROUPS.as_bytes();
    let mut table = [0; SIZE];
    let mut common = 0;
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == b' ' {
            common = 0;
            at += 1;
            continue;
        }
        let c = three_byte_char(bytes, at);
        if common == 0 {
            common = c;
        } else {
            table[(c as u32 - FIRST) as usize] = common;
        }
        at += 3;
    }
    table
}

/// Every character of the groups takes three bytes in UTF-8; a test holds it.
const fn three_byte_char(bytes: &[u8], at: usize) -> u16 {
    ((bytes[at] as u16 & 0x0f) << 12) | ((bytes[at + 1] as u16 & 0x3f) << 6) | (bytes[at + 2] as u16 & 0x3f)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn each_character_belongs_to_one_group_and_the_groups_are_sorted() {
        let mut seen = HashSet::new();
        for c in GROUPS.chars().filter(|c| *c != ' ') {
            assert!(seen.insert(c), "{c} stands in two groups");
            assert_eq!(c.len_utf8(), 3);
            assert!((FIRST..=LAST).contains(&(c as u32)), "{c}");
        }
        let groups: Vec<&str> = GROUPS.split(' ').collect();
        assert!(groups.is_sorted());
        assert!(seen.len() - groups.len() >= 500);
    }

    #[test]
    fn the_common_form_of_a_common_form_is_itself() {
        for group in GROUPS.split(' ') {
            let common = group.chars().next().unwrap();
            assert!(group.chars().all(|c| common_form(c) == common));
        }
        for (_, common) in RARE {
            assert_eq!(common_form(*common), *common);
        }
    }
}
